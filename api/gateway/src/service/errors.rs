//! Errors as they leave: each with a code and the request's id, and nothing of ours that a client should not see.

use async_graphql::{ErrorExtensionValues, Response, ServerError};

/// Errors of one answer at most; the rest says nothing new.
const ERRORS_MAX: usize = 20;

/// True when nothing was executed: the request itself is wrong.
pub fn is_request_error(response: &Response) -> bool {
    !response.errors.is_empty()
        && response.data == async_graphql::Value::Null
        && response.errors.iter().all(|error| error.path.is_empty())
        && first_code(response).as_deref() != Some("TIMEOUT")
}

/// The code of an answer's first error.
pub fn first_code(response: &Response) -> Option<String> {
    let error = response.errors.first()?;
    match error.extensions.as_ref()?.get("code")? {
        async_graphql::Value::String(code) => Some(code.clone()),
        _ => None,
    }
}

/// An error of ours.
pub(super) fn refused(code: &str, message: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    set(&mut error, "code", code);
    error
}

/// Makes an answer fit to leave.
pub(super) fn complete_all(mut response: Response, request_id: &str) -> Response {
    response.errors.truncate(ERRORS_MAX);
    for error in &mut response.errors {
        complete(error, request_id);
    }
    response
}

/// The first answer of a subscription that could not begin is one to a request in which nothing was executed. The fields
/// of subscriptions are nullable, so an event always has data.
pub(super) fn without_paths(mut response: Response) -> Response {
    if response.data == async_graphql::Value::Null {
        for error in &mut response.errors {
            error.path.clear();
        }
    }
    response
}

/// Gives every error a code and the request's id. An error of a field without a code is not ours: it is masked.
fn complete(error: &mut ServerError, request_id: &str) {
    let has_code = error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some());
    if !has_code && !error.path.is_empty() && !is_input_error(error) {
        tracing::error!(
            cause = error.message,
            request_id,
            "request: an error without a code was masked"
        );
        error.message = "Something went wrong on our side.".to_owned();
        set(error, "code", "INTERNAL_SERVER_ERROR");
    } else if !has_code {
        // The engine gives no codes, only words. Operations and variables were looked at before.
        let is_input = is_input_error(error);
        let code = if is_input {
            "BAD_USER_INPUT"
        } else {
            "GRAPHQL_VALIDATION_FAILED"
        };
        set(error, "code", code);
    }
    set(error, "requestId", request_id);
}

/// The engine reports wrong arguments at the field; its messages speak of the input only.
fn is_input_error(error: &ServerError) -> bool {
    error.message.starts_with("Failed to parse") || error.message.starts_with("Invalid value")
}

/// Adds a member to an error's extensions.
pub(super) fn set(error: &mut ServerError, name: &str, value: impl Into<async_graphql::Value>) {
    error
        .extensions
        .get_or_insert_with(ErrorExtensionValues::default)
        .set(name, value);
}
