//! Clients that follow what happens.

use std::time::Duration;

use async_graphql::Response;
use domain::outbox;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use gateway::service::{GraphQlRequest, RequestMeta, written};
use infrastructure::task::Tasks;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::{Answer, Person, TestApp};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A feed at work; it stops with the test.
pub struct RunningFeed {
    task: JoinHandle<()>,
    _stop: watch::Sender<bool>,
}

impl RunningFeed {
    /// The feed of a marketplace.
    pub async fn of(app: &TestApp) -> Self {
        let feed = app.service.feed.clone();
        feed.begin().await.unwrap();
        let (stop, stopped) = watch::channel(false);
        Self {
            task: tokio::spawn(async move { feed.run(&Tasks::default(), stopped).await }),
            _stop: stop,
        }
    }
}

impl Drop for RunningFeed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client with one open subscription.
pub struct Follower(BoxStream<'static, Response>);

impl TestApp {
    /// From now on what is committed is told to who follows it, until this is dropped. What was committed before is the
    /// past.
    pub async fn feed_runs(&self) -> RunningFeed {
        self.announces().await;
        RunningFeed::of(self).await
    }

    /// All that is committed gets its position.
    pub async fn announces(&self) {
        while outbox::announce(self.env(), 500).await.unwrap() > 0 {}
    }

    /// Somebody subscribes; the error is the answer to what could not begin.
    pub async fn follows_as(
        &self,
        bearer: Option<&str>,
        document: &str,
        variables: Value,
    ) -> Follower {
        let question = GraphQlRequest {
            query: document.to_owned(),
            variables,
            ..GraphQlRequest::default()
        };
        let sender = RequestMeta {
            bearer,
            address: None,
            request_id: "test",
            note: None,
        };
        match self.service.stream(question, sender).await {
            Ok(answers) => Follower(answers.stream()),
            Err(refusal) => Follower(futures_util::stream::once(async { *refusal }).boxed()),
        }
    }
}

impl Person {
    /// Subscribes, and is heard of at once: what happens from now on is told.
    pub async fn follows(&self, document: &str, variables: Value) -> Follower {
        let mut follower = self
            .app
            .follows_as(Some(&self.access_token), document, variables)
            .await;
        follower.settles().await;
        follower
    }
}

impl Follower {
    /// Lets the subscription begin: a stream does nothing until it is asked for the first event.
    pub async fn settles(&mut self) {
        let mut first = std::pin::pin!(self.0.next());
        assert!(futures_util::poll!(&mut first).is_pending());
    }

    /// The next event, or the last answer.
    pub async fn hears(&mut self) -> Answer {
        let answer = timeout(PATIENCE, self.0.next()).await;
        let answer = answer.expect("nothing was told").expect("it has ended");
        Answer(serde_json::from_slice(&written(&answer)).unwrap())
    }

    /// Nothing more is told.
    pub async fn ends(&mut self) {
        let answer = timeout(PATIENCE, self.0.next()).await;
        assert!(answer.expect("it goes on").is_none());
    }
}
