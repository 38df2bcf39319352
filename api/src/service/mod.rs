//! One GraphQL request from text to answer, whatever carried it here.

mod errors;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, value};
use domain::Env;
use domain::actor::Actor;
use domain::error::Error;
use futures_util::stream::{BoxStream, StreamExt};

use crate::auth::{self, Tokens};
use crate::config::{Config, GuestDocuments, Stage};
use crate::document::{COST_MAX, Document, Library, Operation, Refusal, Rejected};
use crate::graphql::{self, Schema};

pub use errors::{first_code, is_request_error};

use errors::{complete_all, refused};

/// How long a person's request may be executed.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a guest's may.
const PATIENCE_WITH_GUESTS: Duration = Duration::from_secs(5);

/// The marketplace behind a transport.
#[derive(Clone)]
pub struct Service {
    /// What commands and queries need.
    pub env: Arc<Env>,
    /// Issues and verifies access tokens.
    pub tokens: Arc<Tokens>,
    library: Library,
    schema: Schema,
    stage: Stage,
    guest_documents: GuestDocuments,
}

/// A request as a client sends it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The document; empty when an id stands for it.
    pub query: String,
    /// The id of a registered document: `sha256:` and the hash of its text in hex.
    pub document_id: Option<String>,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables: an object.
    pub variables: serde_json::Value,
    /// It came in a way that must change nothing: by GET.
    pub is_read_only: bool,
}

/// Who sends it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sender<'a> {
    /// The access token.
    pub bearer: Option<&'a str>,
    /// The network address.
    pub address: Option<IpAddr>,
    /// Names the request in answers and in the log.
    pub request_id: &'a str,
}

/// A request ready to be executed.
struct Prepared {
    request: Request,
    operation: Arc<Operation>,
    /// Points it may cost.
    price: u64,
    actor: Actor,
}

impl Service {
    /// A service over an environment, for development.
    pub fn new(env: Arc<Env>, tokens: Arc<Tokens>) -> Self {
        Self {
            env,
            tokens,
            library: Library::new(graphql::strict(true)),
            schema: graphql::fast(),
            stage: Stage::Development,
            guest_documents: GuestDocuments::Any,
        }
    }

    /// The same service as a configuration wants it. In production introspection is for operators, and nobody is told
    /// what exists beside what was asked for.
    pub fn under(self, config: &Config) -> Self {
        Self {
            library: Library::new(graphql::strict(config.stage == Stage::Development)),
            stage: config.stage,
            guest_documents: config.guest_documents,
            ..self
        }
    }

    /// Answers a question. A request error has no data and no error with a path.
    pub async fn answer(&self, question: Question, sender: Sender<'_>) -> Response {
        let response = match self.prepare(question, sender).await {
            Ok(prepared) if prepared.operation.kind == OperationType::Subscription => {
                let message = "A subscription has many answers: use a WebSocket, or accept text/event-stream.";
                Response::from_errors(vec![refused("NOT_ACCEPTABLE", message)])
            }
            Ok(prepared) => self.execute(prepared).await,
            Err(errors) => Response::from_errors(errors),
        };
        complete_all(response, sender.request_id)
    }

    /// Runs an operation of any kind: one answer for a query or a mutation, one for each event of a subscription.
    /// The error is an answer, too: that to a request in which nothing was executed.
    pub async fn stream(
        &self,
        question: Question,
        sender: Sender<'_>,
    ) -> Result<BoxStream<'static, Response>, Box<Response>> {
        let request_id = sender.request_id.to_owned();
        let prepared = match self.prepare(question, sender).await {
            Ok(prepared) => prepared,
            Err(errors) => {
                let response = Response::from_errors(errors);
                return Err(Box::new(complete_all(response, &request_id)));
            }
        };
        if prepared.operation.kind != OperationType::Subscription {
            let response = complete_all(self.execute(prepared).await, &request_id);
            return Ok(futures_util::stream::iter([response]).boxed());
        }
        let events = self.schema.execute_stream(prepared.request);
        Ok(events
            .map(move |response| complete_all(response, &request_id))
            .boxed())
    }

    async fn execute(&self, prepared: Prepared) -> Response {
        let patience = match prepared.actor {
            Actor::Guest => PATIENCE_WITH_GUESTS,
            Actor::User(_) | Actor::System => PATIENCE,
        };
        let execution = self.schema.execute(prepared.request);
        let response = tokio::time::timeout(patience, execution).await;
        let mut response = response.unwrap_or_else(|_| {
            let message = "This took too long. A mutation may have been carried out: send it again with the same idempotency key.";
            Response::from_errors(vec![refused("TIMEOUT", message)])
        });
        let actual = prepared.operation.spent(&response.data).min(prepared.price);
        let cost = value!({
            "requested": prepared.price,
            "actual": actual,
            "limit": COST_MAX,
        });
        response.extensions.insert("cost".to_owned(), cost);
        response
    }

    async fn prepare(
        &self,
        question: Question,
        sender: Sender<'_>,
    ) -> Result<Prepared, Vec<ServerError>> {
        let actor = self.authenticate(sender).await?;
        let document = self.document(&question, actor).await?;
        self.require_sight(&document, actor)?;
        let operation = document
            .operation(question.operation_name.as_deref())
            .map_err(of)?;
        if question.is_read_only && operation.kind == OperationType::Mutation {
            return Err(vec![refused(
                "METHOD_NOT_ALLOWED",
                "Send mutations by POST.",
            )]);
        }
        let variables = operation.coerce(question.variables, self.library.catalogue);
        let variables = variables.map_err(of)?;
        let price = operation.price(&variables).map_err(of)?;

        let mut request = Request::new("").variables(variables);
        request.set_parsed_query(document.parsed.clone());
        if let Some(name) = operation.name() {
            request = request.operation_name(name);
        }
        Ok(Prepared {
            request: graphql::equip(request, &self.env, &self.tokens, actor),
            operation,
            price,
            actor,
        })
    }

    async fn document(
        &self,
        question: &Question,
        actor: Actor,
    ) -> Result<Arc<Document>, Vec<ServerError>> {
        let opened = if let Some(id) = &question.document_id {
            let found = self.library.open_trusted(self.env.db.reader(), id).await;
            found.map_err(|error| vec![ours(error)])?.ok_or_else(|| {
                vec![refused(
                    "PERSISTED_QUERY_NOT_FOUND",
                    "No document is registered under this id.",
                )]
            })?
        } else if actor == Actor::Guest && self.guest_documents == GuestDocuments::Trusted {
            let message = "Without a log-in only registered documents are run: send a documentId.";
            return Err(vec![refused("PERSISTED_QUERY_ONLY", message)]);
        } else {
            self.library.open(&question.query).await
        };
        opened.map_err(|rejected| match rejected {
            Rejected::Refused(refusal) => of(refusal),
            Rejected::Invalid(errors) => errors,
        })
    }

    async fn authenticate(&self, sender: Sender<'_>) -> Result<Actor, Vec<ServerError>> {
        let actor = auth::authenticate(&self.env, &self.tokens, sender.bearer, sender.address);
        actor.await.map_err(|error| vec![ours(error)])
    }

    /// Introspection is for everybody in development, for operators in production.
    fn require_sight(&self, document: &Document, actor: Actor) -> Result<(), Vec<ServerError>> {
        let is_open = self.stage == Stage::Development || actor.is_operator();
        if is_open || !document.is_about_schema {
            return Ok(());
        }
        let message = "Introspection is switched off; the schema is published as schema.graphql.";
        Err(vec![refused("GRAPHQL_VALIDATION_FAILED", message)])
    }
}

/// What went wrong before anything was executed.
fn ours(error: Error) -> ServerError {
    match error {
        Error::Unauthenticated => {
            refused("UNAUTHENTICATED", "The access token is not valid any more.")
        }
        Error::Internal(cause) => {
            tracing::error!(cause = format!("{cause:#}"), "a request could not be begun");
            refused("INTERNAL_SERVER_ERROR", "Something went wrong on our side.")
        }
        _ => refused("UNAVAILABLE", "The service is busy; try again in a moment."),
    }
}

fn of(refusal: Refusal) -> Vec<ServerError> {
    vec![refused(refusal.code, &refusal.message)]
}
