//! Reads the GraphQL request out of an HTTP request.

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest};
use gateway::service::GraphQlRequest;
use serde_json::Value;

use super::body::{self, Unread};
use super::json;

/// A request refused before it is a GraphQL request.
pub(super) struct HttpError(
    pub(super) StatusCode,
    pub(super) &'static str,
    pub(super) &'static str,
);

/// The question a request carries.
pub(super) async fn question(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<GraphQlRequest, HttpError> {
    match *request.method() {
        Method::POST => from_body(request, payload).await,
        Method::GET | Method::HEAD => from_address(request),
        _ => Err(HttpError(
            StatusCode::METHOD_NOT_ALLOWED,
            "METHOD_NOT_ALLOWED",
            "Use POST, or GET for queries.",
        )),
    }
}

async fn from_body(
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<GraphQlRequest, HttpError> {
    // Only JSON: a page of another site cannot send it without asking first.
    if !is_json(request) {
        let message = "Send application/json.";
        return Err(HttpError(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            message,
        ));
    }
    let body = body::read(payload).await.map_err(|unread| match unread {
        Unread::TooLarge => HttpError(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PAYLOAD_TOO_LARGE",
            "A request has at most 256 kB.",
        ),
        Unread::TooSlow => HttpError(
            StatusCode::REQUEST_TIMEOUT,
            "TIMEOUT",
            "The request took too long to arrive.",
        ),
        Unread::Broken => HttpError(
            StatusCode::BAD_REQUEST,
            "BAD_REQUEST",
            "The request did not arrive in whole.",
        ),
    })?;
    let bad = |message| HttpError(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    match json::read(&body) {
        Some(Value::Object(members)) => read(members),
        Some(Value::Array(_)) => Err(HttpError(
            StatusCode::BAD_REQUEST,
            "BATCHING_NOT_SUPPORTED",
            "Send one request at a time.",
        )),
        Some(_) | None => Err(bad("The body is not a JSON object.")),
    }
}

/// JSON in UTF-8, as it is: neither in another character set nor compressed.
fn is_json(request: &HttpRequest) -> bool {
    let Ok(Some(content_type)) = request.mime_type() else {
        return false;
    };
    let is_utf_8 = content_type
        .get_param("charset")
        .is_none_or(|charset| charset.as_str().eq_ignore_ascii_case("utf-8"));
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    let is_plain = encoding.is_none_or(|encoding| encoding == "identity");
    content_type
        .essence_str()
        .eq_ignore_ascii_case("application/json")
        && is_utf_8
        && is_plain
}

/// The question in the members of a request, or of a message.
pub(super) fn read(
    mut members: serde_json::Map<String, Value>,
) -> Result<GraphQlRequest, HttpError> {
    let bad = |message| HttpError(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let extensions = match members.remove("extensions") {
        None | Some(Value::Null) => serde_json::Map::new(),
        Some(Value::Object(extensions)) => extensions,
        Some(_) => return Err(bad("`extensions` is not an object.")),
    };
    let persisted = persisted(&extensions).map_err(bad)?;
    let document_id = match members.remove("documentId") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(id),
        Some(_) => return Err(bad("`documentId` is not a string.")),
    };
    let query = match (members.remove("query"), &document_id) {
        (Some(Value::String(query)), None) => query,
        (None | Some(Value::Null), Some(_)) => String::new(),
        (Some(_), Some(_)) => return Err(bad("Send `query` or `documentId`, not both.")),
        (None | Some(Value::Null), None) if persisted.is_some() => String::new(),
        (_, None) => return Err(bad("`query` is missing or not a string.")),
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
    Ok(GraphQlRequest {
        query,
        document_id,
        persisted,
        operation_name,
        variables,
        is_read_only: false,
    })
}

/// The hash of the document's text in `extensions.persistedQuery`, as the links of Apollo and urql send it.
fn persisted(extensions: &serde_json::Map<String, Value>) -> Result<Option<String>, &'static str> {
    let persisted = match extensions.get("persistedQuery") {
        None | Some(Value::Null) => return Ok(None),
        Some(persisted) => persisted,
    };
    match (&persisted["version"], &persisted["sha256Hash"]) {
        (Value::Number(version), Value::String(hash)) if version.as_u64() == Some(1) => {
            Ok(Some(hash.clone()))
        }
        _ => Err("`extensions.persistedQuery` has no `version` 1 and `sha256Hash`."),
    }
}

fn from_address(request: &HttpRequest) -> Result<GraphQlRequest, HttpError> {
    let bad = |message| HttpError(StatusCode::BAD_REQUEST, "BAD_REQUEST", message);
    let mut members = serde_json::Map::new();
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        let value = match &*name {
            "query" | "documentId" => Value::String(value.into_owned()),
            "operationName" | "variables" | "extensions" if value.is_empty() => continue,
            "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" => {
                json::read(value.as_bytes()).ok_or_else(|| bad("Not a JSON object."))?
            }
            _ => continue,
        };
        if members.insert(name.into_owned(), value).is_some() {
            return Err(bad("A parameter was given twice."));
        }
    }
    let question = read(members)?;
    Ok(GraphQlRequest {
        is_read_only: true,
        ..question
    })
}
