//! One GraphQL request from text to answer, whatever carried it here.

mod charge;
mod errors;
mod note;
mod prepare;
mod run;
mod written;

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, Variables};
use domain::Env;
use domain::actor::Actor;
use futures_util::stream::{BoxStream, StreamExt};
use infrastructure::auth::Tokens;
use infrastructure::limits::{Admission, Charge, Limits, LimitsConfig};
use infrastructure::settings::Stage;
use infrastructure::task::Tasks;
use schema::context::Around;
use schema::context::ChangeFeed;
use schema::engine::{self, Schema};
use schema::reading::meter::Meter;
use schema::reading::plan::Plan;
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::document::{DocumentCache, Operation};

pub use errors::{first_code, is_request_error};
pub use note::{Known, Note};
pub use written::written;

use errors::{complete_all, refused, without_paths};

/// Bytes of an answer at most, unless a setting says otherwise.
pub const ANSWER_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Requests that run at once at most.
const RUNNING_MAX: usize = 256;

/// Which documents may be run without a log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestDocuments {
    /// All.
    Any,
    /// Those that were registered: `microfluence documents add`.
    Trusted,
}

/// How requests are answered.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Where the process runs.
    pub stage: Stage,
    /// Which documents may be run without a log-in.
    pub guest_documents: GuestDocuments,
    /// Bytes an answer may have at most.
    pub answer_bytes_max: u64,
}

/// The marketplace behind a transport.
#[derive(Clone)]
pub struct Service {
    /// What commands and queries need.
    pub env: Arc<Env>,
    /// Issues and verifies access tokens.
    pub tokens: Arc<Tokens>,
    /// How much one may ask.
    pub limits: Arc<Limits>,
    /// Requests that may run at once: more are told to come back. Streams count only until they have begun.
    pub running: Arc<Semaphore>,
    /// What happens, as it happens; somebody has to run it.
    pub feed: Arc<ChangeFeed>,
    /// The long-lived tasks of this process.
    pub tasks: Tasks,
    cache: DocumentCache,
    schema: Schema,
    stage: Stage,
    guest_documents: GuestDocuments,
    answer_bytes_max: u64,
}

/// A request as a client sends it.
#[derive(Clone, Debug, Default)]
pub struct GraphQlRequest {
    /// The document; empty when an id stands for it.
    pub query: String,
    /// The id of a registered document: `sha256:` and the hash of its text in hex.
    pub document_id: Option<String>,
    /// The SHA-256 of the document's text in hex, from a client that sends the text only where the hash is not known.
    pub persisted: Option<String>,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables: an object.
    pub variables: serde_json::Value,
    /// It came in a way that must change nothing: by GET.
    pub is_read_only: bool,
}

/// Who sends it.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestMeta<'a> {
    /// The access token.
    pub bearer: Option<&'a str>,
    /// The network address.
    pub address: Option<IpAddr>,
    /// Names the request in answers and in the log.
    pub request_id: &'a str,
    /// Where it is noted what becomes known of the request.
    pub note: Option<&'a Note>,
}

/// What an operation answers.
pub enum Execution {
    /// A query or a mutation: once. It has been executed.
    One(Box<Response>),
    /// A subscription: once for each event.
    Many(BoxStream<'static, Response>),
}

impl Execution {
    /// All of them, for who treats both alike.
    pub fn stream(self) -> BoxStream<'static, Response> {
        match self {
            Self::One(answer) => futures_util::stream::iter([*answer]).boxed(),
            Self::Many(answers) => answers,
        }
    }
}

/// A request ready to be executed.
struct Prepared {
    work: Work,
    operation: Arc<Operation>,
    /// Points it may cost.
    price: u32,
    meter: Meter,
    actor: Actor,
    /// Sent with a token that is no longer good.
    is_stale: bool,
    admission: Admission,
}

/// How a request is answered.
enum Work {
    /// A query: read by its plan.
    Read(Reading),
    /// Everything else: run by the engine.
    Run(Box<Request>),
}

/// What reading a query needs.
struct Reading {
    plan: Arc<Plan>,
    variables: Variables,
    around: Around,
}

impl Service {
    /// A service over an environment, for development and without limits.
    pub fn new(env: Arc<Env>, tokens: Arc<Tokens>) -> Self {
        let limits = Limits::new(LimitsConfig::default(), env.clock.clone());
        Self {
            limits: Arc::new(limits),
            running: Arc::new(Semaphore::new(RUNNING_MAX)),
            feed: Arc::new(ChangeFeed::new(env.clone())),
            tasks: Tasks::default(),
            env,
            tokens,
            cache: DocumentCache::new(engine::strict(true)),
            schema: engine::fast(),
            stage: Stage::Development,
            guest_documents: GuestDocuments::Any,
            answer_bytes_max: ANSWER_BYTES_MAX,
        }
    }

    /// The same service as settings want it. In production introspection is for operators, and nobody is told
    /// what exists beside what was asked for.
    pub fn under(self, settings: Settings) -> Self {
        Self {
            cache: DocumentCache::new(engine::strict(settings.stage == Stage::Development)),
            stage: settings.stage,
            guest_documents: settings.guest_documents,
            answer_bytes_max: settings.answer_bytes_max,
            ..self
        }
    }

    /// The same service within limits.
    pub fn within(self, limits: Limits) -> Self {
        let limits = Arc::new(limits);
        Self { limits, ..self }
    }

    /// Answers a question. A request error has no data and no error with a path.
    pub async fn answer(&self, question: GraphQlRequest, meta: RequestMeta<'_>) -> Response {
        let span = span(meta);
        self.answered(question, meta).instrument(span).await
    }

    async fn answered(&self, question: GraphQlRequest, meta: RequestMeta<'_>) -> Response {
        let Ok(running) = self.running.clone().try_acquire_owned() else {
            return complete_all(busy(), meta.request_id);
        };
        let answering = async {
            match self.prepare(question, meta).await {
                Ok(prepared) if prepared.operation.kind == OperationType::Subscription => {
                    let message = "A subscription has many answers: use a WebSocket, or accept text/event-stream.";
                    Response::from_errors(vec![refused("NOT_ACCEPTABLE", message)])
                }
                Ok(prepared) => self.execute(prepared, running).await,
                Err(response) => *response,
            }
        };
        let response = run::unpanicked(answering).await;
        note(meta, |note| note.answered(&response));
        complete_all(response, meta.request_id)
    }

    /// Runs an operation of any kind: one answer for a query or a mutation, one for each event of a subscription.
    /// The error is an answer, too: that to a request in which nothing was executed.
    pub async fn stream(
        &self,
        question: GraphQlRequest,
        meta: RequestMeta<'_>,
    ) -> Result<Execution, Box<Response>> {
        let request_id = meta.request_id.to_owned();
        let Ok(running) = self.running.clone().try_acquire_owned() else {
            return Err(Box::new(complete_all(busy(), &request_id)));
        };
        let span = span(meta);
        let preparation = self.prepare(question, meta).instrument(span.clone());
        let prepared = match run::caught(preparation).await {
            Ok(Ok(prepared)) => prepared,
            Ok(Err(response)) => return Err(Box::new(complete_all(*response, &request_id))),
            Err(response) => return Err(Box::new(complete_all(response, &request_id))),
        };
        let request = match prepared.work {
            Work::Run(request) if prepared.operation.kind == OperationType::Subscription => request,
            work => {
                let prepared = Prepared { work, ..prepared };
                let execution = run::unpanicked(self.execute(prepared, running)).instrument(span);
                let response = complete_all(execution.await, &request_id);
                note(meta, |note| note.answered(&response));
                return Ok(Execution::One(Box::new(response)));
            }
        };
        let charge = Charge {
            points: prepared.price.max(1),
            ..Charge::default()
        };
        let events = run::unpanicked_stream(self.schema.execute_stream(*request));
        // Each event is an answer of its own.
        let meter = prepared.meter;
        let events = events.inspect(move |_| meter.reset()).boxed();
        let events = self.paid(events, prepared.actor, meta.address, charge);
        let mut events = events
            .map(move |response| without_paths(complete_all(response, &request_id)))
            .boxed();
        let told =
            move |cx: &mut std::task::Context<'_>| span.in_scope(|| events.poll_next_unpin(cx));
        Ok(Execution::Many(futures_util::stream::poll_fn(told).boxed()))
    }
}

fn busy() -> Response {
    let message = "The service is busy; try again in a moment.";
    Response::from_errors(vec![refused("UNAVAILABLE", message)])
}

/// Names the request in every line of the log that is written for it, at whatever level; as soon as it is known also
/// who asks for what.
fn span(meta: RequestMeta<'_>) -> tracing::Span {
    tracing::error_span!(
        "request",
        id = meta.request_id,
        address = meta.address.map(tracing::field::display),
        actor = tracing::field::Empty,
        operation = tracing::field::Empty,
    )
}

fn note(meta: RequestMeta<'_>, write: impl FnOnce(&Note)) {
    if let Some(note) = meta.note {
        write(note);
    }
}
