//! Executing an operation, to its end where it changes something.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Pos, Response, Value, value};
use domain::actor::Actor;
use futures_util::future::FutureExt;
use futures_util::stream::{BoxStream, Stream, StreamExt};
use schema::error::TOLD;
use schema::reading::meter::Meter;
use schema::reading::{self, Asking};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tracing::Instrument;

use super::errors::refused;
use super::{Prepared, Reading, Service, Work};

/// How long a person's request may be executed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a guest's may.
const PATIENCE_WITH_GUESTS: Duration = Duration::from_secs(5);

impl Service {
    /// Executes an operation, as long as it may take.
    ///
    /// A query ends with whoever waits for it. A mutation runs in a task of its own: who hangs up, or waits too long,
    /// cannot stop it halfway. Its answer is thrown away then; under its idempotency key it can be asked for again. It
    /// keeps its place among the running requests until it has ended, so there are never more of them.
    pub(super) async fn execute(
        &self,
        prepared: Prepared,
        running: OwnedSemaphorePermit,
    ) -> Response {
        let patience = match prepared.actor {
            Actor::Guest => PATIENCE_WITH_GUESTS,
            Actor::User(_) | Actor::System => PATIENCE,
        };
        let meter = prepared.meter.clone();
        let response = match prepared.work {
            Work::Read(reading) => {
                let read = unpanicked(self.read(&reading, prepared.actor, &meter));
                let response = timeout(patience, read).await.ok();
                drop(running);
                response
            }
            Work::Run(request) => {
                let schema = self.schema.clone();
                let meter = meter.clone();
                let execution = async move {
                    let response = unpanicked(schema.execute(*request)).await;
                    drop(running);
                    bounded(response, &meter)
                };
                if prepared.operation.kind == OperationType::Mutation {
                    let task = tokio::spawn(execution.in_current_span());
                    let ended = timeout(patience, task).await;
                    // A task that was aborted, as at the end of the process, has not ended.
                    ended.ok().and_then(Result::ok)
                } else {
                    timeout(patience, execution).await.ok()
                }
            }
        };
        let mut response = response.unwrap_or_else(too_long);
        if prepared.is_stale {
            let told = value!({
                "code": "UNAUTHENTICATED",
                "message": "The access token is not valid any more; this was answered as to a guest.",
            });
            response
                .extensions
                .insert("authentication".to_owned(), told);
        }

        // Who fails has worked: nothing is given back.
        let actual = if response.errors.is_empty() {
            let spent = prepared.operation.spent(&response.data);
            spent.saturating_add(meter.points())
        } else {
            prepared.price.into()
        };
        self.settle(response, prepared.admission, prepared.price, actual)
            .await
    }
}

impl Service {
    /// Reads a query by its plan.
    async fn read(&self, reading: &Reading, actor: Actor, meter: &Meter) -> Response {
        let asking = Asking {
            env: &self.env,
            actor,
            now: self.env.clock.now(),
            variables: &reading.variables,
            entries_max: meter.entries_max(),
            bytes_max: meter.bytes_max(),
            around: &reading.around,
            shared: None,
            told: TOLD,
        };
        let answer = reading::read(&reading.plan, &asking, None).await;
        meter.spend(answer.points, answer.entries);
        let mut response = Response::new(Value::Binary(answer.data.into()));
        response.errors = answer.errors;
        response
    }
}

/// The answer, unless it is too large: what does not stand in lists is weighed here.
fn bounded(response: Response, meter: &Meter) -> Response {
    match meter.weigh(&response.data) {
        Ok(()) => response,
        Err(full) => Response::from_errors(vec![full.at(Pos::default())]),
    }
}

fn too_long() -> Response {
    let message = "This took too long. A mutation may have been carried out: send it again with the same idempotency key.";
    Response::from_errors(vec![refused("TIMEOUT", message)])
}

/// The answer, or in its place that something went wrong on our side: a panic costs one request, never its transport.
pub(super) async fn unpanicked(answering: impl Future<Output = Response>) -> Response {
    caught(answering).await.unwrap_or_else(|response| response)
}

/// What a future gives, or the answer that stands for its panic.
pub(super) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Response> {
    // What was broken off is dropped as a whole; all that others see is kept whole by its own locks. On the heap: these
    // futures are large, and stand inside each other.
    let outcome = AssertUnwindSafe(Box::pin(work)).catch_unwind().await;
    outcome.map_err(|panic| panicked(&*panic))
}

/// The same of each answer; the stream ends with a panic.
pub(super) fn unpanicked_stream(
    answers: impl Stream<Item = Response> + Send + 'static,
) -> BoxStream<'static, Response> {
    let answers = AssertUnwindSafe(answers).catch_unwind();
    answers
        .map(|answer| answer.unwrap_or_else(|panic| panicked(&*panic)))
        .boxed()
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    tracing::error!(
        cause = infrastructure::task::words(panic),
        "request: panicked"
    );
    let message = "Something went wrong on our side.";
    Response::from_errors(vec![refused("INTERNAL_SERVER_ERROR", message)])
}
