//! GraphQL over server-sent events: the distinct connections mode of graphql-sse, one operation in one response.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use async_graphql::Response;
use domain::error::Error;
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use gateway::service::{self, Execution, GraphQlRequest, RequestMeta, Service, first_code};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::connections::{ClientKey, ConnectionPermit, Connections, Kind};
use super::media_type::MediaType;
use super::response::{refusal, respond};
use super::session_watch::{EndReason, SessionWatch};
use super::spawned_stream::apart;

/// Runs an operation of any kind and answers with its events.
pub(super) async fn serve(
    question: GraphQlRequest,
    sender: RequestMeta<'_>,
    service: &Service,
    connections: &Connections,
) -> HttpResponse {
    // A permit first: whoever gets none must not find that a mutation was carried out.
    let watch = SessionWatch::over(service, connections, sender.bearer, sender.address).await;
    let (watch, actor) = match watch {
        Ok(watched) => watched,
        Err(error) => return refuse(&unknown(&error, sender.request_id)),
    };
    let holder = ClientKey::of(actor, sender.address);
    let Some(permit) = connections.take(Kind::EventStream, holder) else {
        let message = "Too many event streams are open.";
        return refuse(&refusal("RATE_LIMITED", message, sender.request_id));
    };
    let answers = match service.stream(question, sender).await {
        // Also where it was the log-out: what was done is told.
        Ok(Execution::One(answer)) => return once(&answer),
        Ok(Execution::Many(answers)) => answers,
        Err(refused) => return refuse(&refused),
    };
    let mut comments = interval(connections.limits().comment_every);
    comments.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let telling = Telling {
        answers: apart(answers),
        over: watch.ends().boxed(),
        comments,
        request_id: sender.request_id.to_owned(),
        is_over: false,
        _permit: permit,
    };
    response(telling.events())
}

/// What is wrong with the operation is an event as well, as the protocol says: clients take other statuses than 200
/// for faults of the network, and ask again.
fn refuse(refused: &Response) -> HttpResponse {
    match first_code(refused).as_deref() {
        Some(
            "UNAUTHENTICATED"
            | "METHOD_NOT_ALLOWED"
            | "RATE_LIMITED"
            | "UNAVAILABLE"
            | "INTERNAL_SERVER_ERROR",
        ) => respond(refused, MediaType::Events),
        _ => once(refused),
    }
}

/// A stream of one answer.
fn once(answer: &Response) -> HttpResponse {
    response(stream::iter([next(answer) + COMPLETE]))
}

fn unknown(error: &Error, request_id: &str) -> Response {
    match error {
        Error::Unauthenticated => expired(request_id),
        _ => refusal(
            "UNAVAILABLE",
            "The service is busy; try again in a moment.",
            request_id,
        ),
    }
}

fn expired(request_id: &str) -> Response {
    let message = "The access token is not valid any more.";
    refusal("UNAUTHENTICATED", message, request_id)
}

/// An answer that goes on. It makes an event only when there is room for one on the way to the client, so nothing piles
/// up.
struct Telling {
    answers: BoxStream<'static, Response>,
    over: BoxFuture<'static, EndReason>,
    comments: Interval,
    request_id: String,
    is_over: bool,
    _permit: ConnectionPermit,
}

impl Telling {
    fn events(self) -> impl Stream<Item = String> {
        stream::unfold(self, |mut telling| async move {
            let event = telling.event().await?;
            Some((event, telling))
        })
    }

    async fn event(&mut self) -> Option<String> {
        if self.is_over {
            return None;
        }
        tokio::select! {
            biased;
            over = &mut self.over => {
                self.is_over = true;
                match over {
                    // Without an end, so that the client connects again.
                    EndReason::Stopped => None,
                    EndReason::Expired | EndReason::LoggedOut => Some(next(&expired(&self.request_id)) + COMPLETE),
                }
            }
            answer = self.answers.next() => match answer {
                Some(answer) => Some(next(&answer)),
                None => {
                    self.is_over = true;
                    Some(COMPLETE.to_owned())
                }
            },
            _ = self.comments.tick() => Some(":\n\n".to_owned()),
        }
    }
}

const COMPLETE: &str = "event: complete\ndata:\n\n";

fn next(answer: &Response) -> String {
    let body = service::written(answer);
    let body = String::from_utf8_lossy(&body);
    format!("event: next\ndata: {body}\n\n")
}

fn response(events: impl Stream<Item = String> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, MediaType::Events.content_type()))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Whoever compresses or buffers on the way would hold events back.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events.map(|event| Ok::<_, actix_web::Error>(Bytes::from(event))))
}
