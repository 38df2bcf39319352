//! One GraphQL request from text to answer, whatever carried it here.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument};
use async_graphql::{ErrorExtensionValues, Request, Response, ServerError, Variables};
use domain::Env;
use domain::actor::Actor;
use domain::error::Error;
use futures_util::stream::{BoxStream, StreamExt};

use crate::auth::{self, Tokens};
use crate::config::Stage;
use crate::graphql::{self, Schema};
use crate::http::expansion::{self, Subject};
use crate::http::guard::{self, Refusal};
use crate::live::Feed;

/// The name of no operation: GraphQL's names have no spaces.
const NO_OPERATION: &str = "no operation";

/// The marketplace behind a transport.
#[derive(Clone)]
pub struct Service {
    /// What commands and queries need.
    pub env: Arc<Env>,
    /// Issues and verifies access tokens.
    pub tokens: Arc<Tokens>,
    /// What happens, as it happens; somebody has to run it.
    pub feed: Arc<Feed>,
    schema: Schema,
    stage: Stage,
}

/// A request as a client sends it.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables: an object.
    pub variables: serde_json::Value,
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

impl Service {
    /// A service over an environment, for development.
    pub fn new(env: Arc<Env>, tokens: Arc<Tokens>) -> Self {
        Self {
            feed: Arc::new(Feed::new(env.clone())),
            env,
            tokens,
            schema: graphql::schema(),
            stage: Stage::Development,
        }
    }

    /// The same service for a stage: in production introspection is for operators.
    pub fn in_stage(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    /// Answers a question. A request error has no data and no error with a path.
    pub async fn answer(&self, question: Question, sender: Sender<'_>) -> Response {
        let mut response = match self.prepare(question, sender).await {
            Ok(request) => self.schema.execute(request).await,
            Err(error) => Response::from_errors(vec![*error]),
        };
        for error in &mut response.errors {
            complete(error, sender.request_id);
        }
        response
    }

    /// Runs an operation of any kind: one answer for a query or a mutation, one for each event of a subscription.
    /// The error is an answer, too: that to a request in which nothing was executed.
    pub async fn stream(
        &self,
        question: Question,
        sender: Sender<'_>,
    ) -> Result<BoxStream<'static, Response>, Box<Response>> {
        let request_id = sender.request_id.to_owned();
        let told = move |mut response: Response| {
            for error in &mut response.errors {
                complete(error, &request_id);
                // All root fields are nullable: without data nothing was executed, a subscription did not even begin.
                if response.data == async_graphql::Value::Null {
                    error.path.clear();
                }
            }
            response
        };
        let rehearsal = Request::new(question.query.clone())
            .variables(Variables::from_json(question.variables.clone()))
            .operation_name(NO_OPERATION);
        let prepared = self.prepare(question, sender).await;
        let request = match prepared.and_then(one_root) {
            Ok(request) => request,
            Err(error) => return Err(Box::new(told(Response::from_errors(vec![*error])))),
        };
        // The engine validates before it looks for the operation, and would say only with the first event what is wrong.
        let rehearsed = self.schema.execute(rehearsal).await;
        if !rehearsed
            .errors
            .iter()
            .all(|error| error.message.starts_with("Unknown operation"))
        {
            return Err(Box::new(told(rehearsed)));
        }
        Ok(self.schema.execute_stream(request).map(told).boxed())
    }

    async fn prepare(
        &self,
        question: Question,
        sender: Sender<'_>,
    ) -> Result<Request, Box<ServerError>> {
        guard::check(&question.query).map_err(of_guard)?;
        let actor =
            auth::authenticate(&self.env, &self.tokens, sender.bearer, sender.address).await;
        let actor = actor.map_err(|error| match error {
            Error::Unauthenticated => {
                refused("UNAUTHENTICATED", "The access token is not valid any more.")
            }
            Error::Internal(cause) => {
                tracing::error!(cause = format!("{cause:#}"), "cannot tell who is asking");
                refused("INTERNAL_SERVER_ERROR", "Something went wrong on our side.")
            }
            _ => refused("UNAVAILABLE", "The service is busy; try again in a moment."),
        })?;
        let document = parse_query(&question.query)
            .map_err(|error| refused("GRAPHQL_PARSE_FAILED", &ServerError::from(error).message))?;
        let subject = expansion::measure(&document).map_err(of_guard)?;
        if subject == Subject::Schema && !self.shows_schema_to(actor) {
            let message =
                "Introspection is switched off; the schema is published as schema.graphql.";
            return Err(refused("GRAPHQL_VALIDATION_FAILED", message));
        }

        let name = question.operation_name.as_deref();
        if let Some(variable) = missing(&document, name, &question.variables) {
            let message = format!("Variable ${variable} is required.");
            return Err(refused("BAD_USER_INPUT", &message));
        }

        let mut request =
            Request::new(question.query).variables(Variables::from_json(question.variables));
        request.set_parsed_query(document);
        if let Some(name) = question.operation_name {
            request = request.operation_name(name);
        }
        let request = request.data(self.feed.clone());
        Ok(graphql::equip(request, &self.env, &self.tokens, actor))
    }

    fn shows_schema_to(&self, actor: Actor) -> bool {
        match self.stage {
            Stage::Development => true,
            Stage::Production => actor.is_operator(),
        }
    }
}

/// True when nothing was executed: the request itself is wrong.
pub fn is_request_error(response: &Response) -> bool {
    !response.errors.is_empty()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The code of an answer's first error.
pub fn first_code(response: &Response) -> Option<String> {
    let error = response.errors.first()?;
    match error.extensions.as_ref()?.get("code")? {
        async_graphql::Value::String(code) => Some(code.clone()),
        _ => None,
    }
}

/// A variable without which the operation cannot run: the engine would find out only at the field that uses it.
fn missing<'a>(
    document: &'a ExecutableDocument,
    operation: Option<&str>,
    given: &serde_json::Value,
) -> Option<&'a str> {
    let operation = match (&document.operations, operation) {
        (DocumentOperations::Single(only), _) => only,
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name)?,
        (DocumentOperations::Multiple(all), None) if all.len() == 1 => all.values().next()?,
        (DocumentOperations::Multiple(_), None) => return None,
    };
    let mut variables = operation.node.variable_definitions.iter();
    let missing = variables.find(|variable| {
        let variable = &variable.node;
        let is_required = !variable.var_type.node.nullable && variable.default_value.is_none();
        let value = given.get(variable.name.node.as_str());
        is_required && value.is_none_or(serde_json::Value::is_null)
    })?;
    Some(missing.node.name.node.as_str())
}

fn one_root(mut request: Request) -> Result<Request, Box<ServerError>> {
    if graphql::live::has_one_root(&mut request) {
        return Ok(request);
    }
    let message = "A subscription has exactly one field at its root, outside of fragments.";
    Err(refused("GRAPHQL_VALIDATION_FAILED", message))
}

fn of_guard(refusal: Refusal) -> Box<ServerError> {
    refused(refusal.code, refusal.message)
}

fn refused(code: &'static str, message: &str) -> Box<ServerError> {
    let mut error = ServerError::new(message, None);
    set(&mut error, "code", code);
    Box::new(error)
}

/// Gives every error a code and the request's id. An error of a field without a code is not ours: it is masked.
fn complete(error: &mut ServerError, request_id: &str) {
    let has_code = error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some());
    if !has_code && !error.path.is_empty() && error.source.is_none() && !is_input_error(error) {
        tracing::error!(
            message = error.message,
            request_id,
            "an error without a code was masked"
        );
        error.message = "Something went wrong on our side.".to_owned();
        set(error, "code", "INTERNAL_SERVER_ERROR");
    } else if !has_code {
        let code = request_error_code(&error.message);
        set(error, "code", code);
    }
    set(error, "requestId", request_id);
}

/// The engine reports wrong arguments at the field; its messages speak of the input only.
fn is_input_error(error: &ServerError) -> bool {
    error.message.starts_with("Failed to parse") || error.message.starts_with("Invalid value")
}

/// The engine gives no codes to what it refuses before executing, only words.
fn request_error_code(message: &str) -> &'static str {
    if message.starts_with("Unknown operation") || message.starts_with("Operation name required") {
        "OPERATION_RESOLUTION_FAILURE"
    } else if message.starts_with("Variable") || message.starts_with("Failed to parse") {
        "BAD_USER_INPUT"
    } else {
        "GRAPHQL_VALIDATION_FAILED"
    }
}

fn set(error: &mut ServerError, name: &str, value: &str) {
    error
        .extensions
        .get_or_insert_with(ErrorExtensionValues::default)
        .set(name, value);
}
