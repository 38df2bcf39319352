//! The operations of one socket.

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use async_graphql::Response;
use futures_util::future::poll_fn;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use gateway::service::{
    Execution, GraphQlRequest, Note, RequestMeta, Service, first_code, is_request_error,
};

use crate::http::access;
use crate::http::request_meta::new_request_id;
use crate::http::spawned_stream::apart;

/// What an operation has to tell.
pub(super) enum OperationEvent {
    /// An answer; there may be more.
    Next(Response),
    /// Nothing was executed, and there is no more.
    Error(Response),
    /// There is no more.
    Complete,
}

/// Operations under their ids. Each waits with its next news until somebody asks: for a client that does not read
/// nothing piles up.
pub(super) struct Operations {
    most: usize,
    running: Vec<(String, BoxStream<'static, OperationEvent>)>,
}

impl Operations {
    pub(super) fn at_most(most: usize) -> Self {
        Self {
            most,
            running: Vec::new(),
        }
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.running.iter().any(|(running, _)| running == id)
    }

    pub(super) fn is_full(&self) -> bool {
        self.running.len() >= self.most
    }

    pub(super) fn add(&mut self, id: String, news: BoxStream<'static, OperationEvent>) {
        self.running.push((id, news));
    }

    pub(super) fn stop(&mut self, id: &str) {
        self.running.retain(|(running, _)| running != id);
    }

    /// The next news of any; waits for ever while none runs. What has ended is forgotten.
    pub(super) async fn next(&mut self) -> (String, OperationEvent) {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<(String, OperationEvent)> {
        for place in 0..self.running.len() {
            let (_, news) = &mut self.running[place];
            let Poll::Ready(news) = Pin::new(news).poll_next(context) else {
                continue;
            };
            // To the end with it, so that nobody who talks much keeps the others from talking.
            let (id, rest) = self.running.remove(place);
            return Poll::Ready(match news {
                Some(news @ OperationEvent::Next(_)) => {
                    self.running.push((id.clone(), rest));
                    (id, news)
                }
                Some(last) => (id, last),
                None => (id, OperationEvent::Complete),
            });
        }
        Poll::Pending
    }
}

/// Who sends the operations of a socket.
#[derive(Clone, Default)]
pub(super) struct Caller {
    pub(super) bearer: Option<String>,
    pub(super) address: Option<IpAddr>,
}

/// Runs an operation of any kind, until the stream of its news is dropped.
pub(super) fn run(
    service: Service,
    question: GraphQlRequest,
    asker: Caller,
) -> BoxStream<'static, OperationEvent> {
    let news = async move {
        let (request_id, since, note) = (new_request_id(), Instant::now(), Note::default());
        let sender = RequestMeta {
            bearer: asker.bearer.as_deref(),
            address: asker.address,
            request_id: &request_id,
            note: Some(&note),
        };
        let begun = service.stream(question, sender).await;
        let code = match &begun {
            Ok(Execution::One(answer)) => first_code(answer),
            Ok(Execution::Many(_)) => None,
            Err(refused) => first_code(refused),
        };
        access::operation(since, &request_id, &note, code.as_deref());
        match begun {
            Ok(answers) => answers.stream().map(told).boxed(),
            Err(refused) => stream::iter([OperationEvent::Error(*refused)]).boxed(),
        }
    };
    apart(stream::once(news).flatten())
}

fn told(answer: Response) -> OperationEvent {
    if is_request_error(&answer) {
        OperationEvent::Error(answer)
    } else {
        OperationEvent::Next(answer)
    }
}
