//! `/graphql` over POST and GET.

use actix_web::http::header::HeaderValue;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::negotiate::{self, Form};
use super::request::{Refused, question};
use super::response::{refuse, respond};
use super::sender::{bearer, request_id};
use crate::service::{Sender, Service};

/// How long others may keep what a registered document tells everybody.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=30");
/// With a log-in the same address tells something else.
const VARY: HeaderValue = HeaderValue::from_static("Accept, Origin, Authorization");

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
    let is_public =
        question.is_read_only && question.document_id.is_some() && sender.bearer.is_none();
    let response = service.answer(question, sender).await;
    let is_kept = is_public && response.errors.is_empty();
    let mut response = respond(&response, form);
    if is_kept {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, PUBLIC);
        headers.insert(header::VARY, VARY);
    }
    response
}
