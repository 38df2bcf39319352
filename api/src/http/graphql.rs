//! `/graphql` over POST and GET.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Response, ServerError};
use serde::Serialize;
use serde_json::{Value, json};

use super::body::{self, Unread};
use super::guard;
use super::negotiate::{self, Form};
use crate::service::{Question, Sender, Service, first_code, is_request_error};

/// An answer as it is sent: fields in the order of the request, errors before data, no data where nothing was executed.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a async_graphql::Value>,
}

/// A request refused before it is a GraphQL request.
struct Refused(StatusCode, &'static str, &'static str);

/// Serves one request.
pub(super) async fn serve(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
) -> HttpResponse {
    let request_id = request_id(&request);
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let Some(form) = negotiate::pick(accept) else {
        let refused = Refused(
            StatusCode::NOT_ACCEPTABLE,
            "NOT_ACCEPTABLE",
            "Accept application/json.",
        );
        return refuse(refused, Form::Json, &request_id);
    };
    let question = match question(&request, payload).await {
        Ok(question) => question,
        Err(refused) => return refuse(refused, form, &request_id),
    };
    let sender = Sender {
        bearer: bearer(&request),
        address: request.peer_addr().map(|address| address.ip()),
        request_id: &request_id,
    };
    let response = service.answer(question, sender).await;
    respond(&response, form)
}

async fn question(request: &HttpRequest, payload: web::Payload) -> Result<Question, Refused> {
    match *request.method() {
        Method::POST => from_body(request, payload).await,
        Method::GET => from_address(request),
        _ => Err(Refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "Use POST, or GET for queries.",
        )),
    }
}

async fn from_body(request: &HttpRequest, payload: web::Payload) -> Result<Question, Refused> {
    // Only JSON: a page of another site cannot send it without asking first.
    if !request
        .content_type()
        .eq_ignore_ascii_case("application/json")
    {
        let message = "Send application/json.";
        return Err(Refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            message,
        ));
    }
    let body = body::read(payload).await.map_err(|unread| match unread {
        Unread::TooLarge => Refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
            "A request has at most 256 kB.",
        ),
        Unread::Broken => Refused(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            "The request did not arrive in whole.",
        ),
    })?;
    let bad = |message| Refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    match serde_json::from_slice(&body) {
        Ok(Value::Object(members)) => read(members),
        Ok(Value::Array(_)) => Err(Refused(
            StatusCode::BAD_REQUEST,
            "BATCHING_NOT_SUPPORTED",
            "Send one request at a time.",
        )),
        Ok(_) | Err(_) => Err(bad("The body is not a JSON object.")),
    }
}

fn read(mut members: serde_json::Map<String, Value>) -> Result<Question, Refused> {
    let bad = |message| Refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let Some(Value::String(query)) = members.remove("query") else {
        return Err(bad("`query` is missing or not a string."));
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(bad("`operationName` is not a string.")),
    };
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Value::Null,
        Some(Value::Object(variables)) => Value::Object(variables),
        Some(_) => return Err(bad("`variables` is not an object.")),
    };
    if !matches!(
        members.remove("extensions"),
        None | Some(Value::Null | Value::Object(_))
    ) {
        return Err(bad("`extensions` is not an object."));
    }
    Ok(Question {
        query,
        operation_name,
        variables,
    })
}

fn from_address(request: &HttpRequest) -> Result<Question, Refused> {
    let bad = |message| Refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let mut members = serde_json::Map::new();
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        let value = match &*name {
            "query" => Value::String(value.into_owned()),
            "operationName" if value.is_empty() => continue,
            "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" => {
                serde_json::from_str(&value).map_err(|_| bad("Not a JSON object."))?
            }
            _ => continue,
        };
        members.insert(name.into_owned(), value);
    }
    let question = read(members)?;
    if is_mutation(&question) {
        let message = "Send mutations by POST.";
        return Err(Refused(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            message,
        ));
    }
    Ok(question)
}

/// True when the operation to run is not a query. A document that does not parse is left to the service.
fn is_mutation(question: &Question) -> bool {
    if guard::check(&question.query).is_err() {
        return false;
    }
    let Ok(document) = parse_query(&question.query) else {
        return false;
    };
    let is_write = |ty: OperationType| ty != OperationType::Query;
    match (&document.operations, &question.operation_name) {
        (DocumentOperations::Single(operation), _) => is_write(operation.node.ty),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get(name.as_str())
            .is_some_and(|operation| is_write(operation.node.ty)),
        (DocumentOperations::Multiple(_), None) => false,
    }
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The client's own name for the request where it is harmless, else one of ours.
fn request_id(request: &HttpRequest) -> String {
    let given = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok());
    let is_harmless = |id: &&str| {
        (1..=64).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    match given.filter(is_harmless) {
        Some(id) => id.to_owned(),
        None => domain::id::Id::uuid(domain::id::FactId::new())
            .simple()
            .to_string(),
    }
}

/// The one map from outcome to status.
fn status(response: &Response, form: Form) -> StatusCode {
    let code = first_code(response).unwrap_or_default();
    if !is_request_error(response) {
        return StatusCode::OK;
    }
    match (code.as_str(), form) {
        ("UNAUTHENTICATED", _) => StatusCode::UNAUTHORIZED,
        ("UNAVAILABLE", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("INTERNAL_SERVER_ERROR", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, Form::Json) => StatusCode::OK,
        (_, Form::Response) => StatusCode::BAD_REQUEST,
    }
}

fn respond(response: &Response, form: Form) -> HttpResponse {
    let status = status(response, form);
    let body = Body {
        errors: &response.errors,
        data: (!is_request_error(response)).then_some(&response.data),
    };
    let mut builder = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        builder.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    finish(builder, form, &body)
}

fn refuse(Refused(status, code, message): Refused, form: Form, request_id: &str) -> HttpResponse {
    let mut builder = HttpResponse::build(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let allow = if message.starts_with("Send") {
            "POST"
        } else {
            "GET, POST"
        };
        builder.insert_header((header::ALLOW, allow));
    }
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        builder.insert_header((header::CONNECTION, "close"));
    }
    let extensions = json!({ "code": code, "requestId": request_id });
    finish(
        builder,
        form,
        &json!({ "errors": [{ "message": message, "extensions": extensions }] }),
    )
}

fn finish(
    mut builder: actix_web::HttpResponseBuilder,
    form: Form,
    body: &impl Serialize,
) -> HttpResponse {
    builder
        .insert_header((header::CONTENT_TYPE, form.content_type()))
        .insert_header((header::VARY, "Accept, Origin"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .json(body)
}
