//! From the domain's errors to GraphQL's: the only place that does it.

use std::future::Future;

use async_graphql::{ErrorExtensionValues, ErrorExtensions, Pos, ServerError, SimpleObject, Value};
use domain::error::{Error, Parameter};
use infrastructure::change_feed::SubscriptionError;
use infrastructure::limits::RateLimited;

use crate::user_error::{UserErrorCode, input_path, screaming};

/// An error as clients see it. Deliberately without `Display`: async-graphql turns whatever has it into a public
/// message at the first `?`.
#[derive(Clone)]
pub struct ApiError(async_graphql::Error);

/// A nullable field: a failure nulls this field alone.
pub type Nullable<T> = Option<Result<T, ApiError>>;

/// Resolves a nullable field.
pub async fn nullable<T>(find: impl Future<Output = domain::Result<Option<T>>>) -> Nullable<T> {
    find.await.map_err(ApiError::from).transpose()
}

/// What clients are told of a failure, for who reads.
pub const TOLD: fn(Error) -> ServerError = told;

fn told(error: Error) -> ServerError {
    ApiError::from(error).0.into_server_error(Pos::default())
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        error.0
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let (code, message) = match error {
            Error::Unauthenticated => ("UNAUTHENTICATED", "Log in first.".to_owned()),
            Error::Forbidden => {
                // Who, from where and with what stands in the span of the request.
                tracing::info!("forbidden: the actor's role does not allow this");
                ("FORBIDDEN", "Your role does not allow this.".to_owned())
            }
            Error::NotFound => (
                "NOT_FOUND",
                "There is nothing under this id that you may see.".to_owned(),
            ),
            Error::Contended | Error::Overdue(_) | Error::Unavailable => (
                "UNAVAILABLE",
                "The service is busy; try again in a moment.".to_owned(),
            ),
            Error::User(errors) => return Self::of_caller(&errors),
            Error::Replayed(id) => {
                return Self::internal(&anyhow::anyhow!("a replay of {id} was not answered"));
            }
            Error::Internal(cause) => return Self::internal(&cause),
        };
        Self::new(code, message)
    }
}

impl From<SubscriptionError> for ApiError {
    fn from(lost: SubscriptionError) -> Self {
        let (code, message) = match lost {
            SubscriptionError::TooSlow => (
                "SLOW_CONSUMER",
                "You read more slowly than things happen. Subscribe again with the last cursor.",
            ),
            SubscriptionError::TooFarBehind => (
                "RESYNC_REQUIRED",
                "What happened since this cursor is not kept. Ask for everything again, then subscribe without it.",
            ),
        };
        Self::new(code, message.to_owned())
    }
}

impl From<RateLimited> for ApiError {
    fn from(limited: RateLimited) -> Self {
        let message = "Too much at once; wait a little before the next try.";
        let error = async_graphql::Error::new(message);
        Self(error.extend_with(|_, extensions| {
            extensions.set("code", "RATE_LIMITED");
            extensions.set("retryAfterMs", limited.retry_after_ms());
        }))
    }
}

impl ApiError {
    fn new(code: &'static str, message: String) -> Self {
        Self(
            async_graphql::Error::new(message)
                .extend_with(|_, extensions| extensions.set("code", code)),
        )
    }

    /// The caller's mistakes where there is no payload to hold them: in queries.
    fn of_caller(errors: &[Box<dyn domain::error::UserError>]) -> Self {
        let message = errors
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ");
        let first = errors.first();
        let code = first.map_or("BAD_USER_INPUT".into(), |error| screaming(error.code()));
        Self(
            async_graphql::Error::new(message).extend_with(|_, extensions| {
                extensions.set("code", code.as_str());
                if let Some(first) = first {
                    locate(
                        extensions,
                        first.path().unwrap_or_default(),
                        first.parameters(),
                    );
                }
            }),
        )
    }

    /// Our fault: the cause goes to the log and nowhere else.
    fn internal(cause: &anyhow::Error) -> Self {
        tracing::error!(cause = format!("{cause:#}"), "internal error");
        Self::new(
            "INTERNAL_SERVER_ERROR",
            "Something went wrong on our side.".to_owned(),
        )
    }
}

/// Says in a top-level error which value is wrong and by which limit, as a user error says it.
pub fn locate(
    extensions: &mut ErrorExtensionValues,
    path: Vec<String>,
    parameters: Vec<Parameter>,
) {
    if !path.is_empty() {
        extensions.set(
            "path",
            Value::List(path.into_iter().map(Value::from).collect()),
        );
    }
    if !parameters.is_empty() {
        let parameter = |(name, value): Parameter| {
            let members = [("name", name.into()), ("value", value.into())];
            Value::Object(
                members
                    .map(|(name, value)| (async_graphql::Name::new(name), value))
                    .into_iter()
                    .collect(),
            )
        };
        extensions.set(
            "parameters",
            Value::List(parameters.into_iter().map(parameter).collect()),
        );
    }
}

/// Why a mutation changed nothing: a mistake that the caller can put right.
#[derive(SimpleObject, Clone)]
pub struct UserError {
    /// What is wrong; act on this.
    pub code: UserErrorCode,
    /// For people to read; may change.
    pub message: String,
    /// Which member of the arguments is wrong, from the argument down; list positions as strings. Null when it is none
    /// in particular.
    pub path: Option<Vec<String>>,
    /// The numbers and words that the message speaks of, to say it in another language: `max` of VALUE_TOO_LONG and
    /// LIST_TOO_LONG, `min` of VALUE_TOO_SHORT, both of VALUE_OUT_OF_RANGE, `decimalPlaces` where there were more.
    pub parameters: Vec<UserErrorParameter>,
}

/// A number or a word out of a message.
#[derive(SimpleObject, Clone)]
pub struct UserErrorParameter {
    /// What it is: `max`.
    pub name: &'static str,
    /// Its value as text: `120`.
    pub value: String,
}

impl From<Box<dyn domain::error::UserError>> for UserError {
    fn from(error: Box<dyn domain::error::UserError>) -> Self {
        let path = input_path(&*error);
        Self {
            code: error.code().into(),
            message: error.to_string(),
            path,
            parameters: error
                .parameters()
                .into_iter()
                .map(|(name, value)| UserErrorParameter { name, value })
                .collect(),
        }
    }
}
