//! Writes answers and refusals as HTTP responses.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use async_graphql::{Response, ServerError};
use gateway::service::{self, first_code, is_request_error};
use serde_json::json;

use super::media_type::MediaType;
use super::request::HttpError;

/// The one map from outcome to status.
fn status(response: &Response, form: MediaType) -> StatusCode {
    let code = first_code(response).unwrap_or_default();
    if !is_request_error(response) {
        return StatusCode::OK;
    }
    match (code.as_str(), form) {
        ("UNAUTHENTICATED", _) => StatusCode::UNAUTHORIZED,
        ("RATE_LIMITED", _) => StatusCode::TOO_MANY_REQUESTS,
        ("METHOD_NOT_ALLOWED", _) => StatusCode::METHOD_NOT_ALLOWED,
        ("NOT_ACCEPTABLE", _) => StatusCode::NOT_ACCEPTABLE,
        ("UNAVAILABLE", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("INTERNAL_SERVER_ERROR", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, MediaType::Json) => StatusCode::OK,
        (_, MediaType::Response | MediaType::Events) => StatusCode::BAD_REQUEST,
    }
}

/// An answer to a request in which nothing was executed.
pub(super) fn refusal(code: &str, message: &str, request_id: &str) -> Response {
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code);
    extensions.set("requestId", request_id);
    Response::from_errors(vec![error])
}

/// The response that carries an answer.
pub(super) fn respond(response: &Response, form: MediaType) -> HttpResponse {
    let status = status(response, form);
    let mut builder = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        builder.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        builder.insert_header((header::ALLOW, "POST"));
    }
    for (name, value) in &response.http_headers {
        builder.insert_header((name.as_str(), value.as_bytes()));
    }
    finish(builder, form, service::written(response))
}

/// The response to what is no GraphQL request.
pub(super) fn refuse(
    HttpError(status, code, message): HttpError,
    form: MediaType,
    request_id: &str,
) -> HttpResponse {
    let mut builder = HttpResponse::build(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let allow = if message.starts_with("Send") {
            "POST"
        } else {
            "GET, POST"
        };
        builder.insert_header((header::ALLOW, allow));
    }
    let extensions = json!({ "code": code, "requestId": request_id });
    let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
    finish(builder, form, body.to_string().into_bytes())
}

fn finish(
    mut builder: actix_web::HttpResponseBuilder,
    form: MediaType,
    body: Vec<u8>,
) -> HttpResponse {
    // Here nothing is an event.
    let form = if form == MediaType::Events {
        MediaType::Json
    } else {
        form
    };
    let mut response = builder
        .insert_header((header::CONTENT_TYPE, form.content_type()))
        .insert_header((header::VARY, "Accept"))
        .body(body);
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        let a_second = header::HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, a_second);
    }
    response
}
