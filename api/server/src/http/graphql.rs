//! `/graphql` over POST and GET, with one answer or as a stream of events.

use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use gateway::service::{Note, RequestMeta, Service};

use super::body::hang_up;
use super::connections::Connections;
use super::media_type::{self, MediaType};
use super::request::{HttpError, question};
use super::request_meta::{address, bearer, request_id};
use super::response::{refuse, respond};
use super::sse;

/// How long others may keep what a registered document tells everybody.
const PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=30");
/// With a log-in the same address tells something else.
const VARY: HeaderValue = HeaderValue::from_static("Accept, Authorization");

/// Serves one request.
pub(super) async fn serve(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
    connections: web::Data<Connections>,
) -> HttpResponse {
    let mut payload = payload.into_inner();
    let request_id = request_id(&request);
    let note = request.extensions().get::<Note>().cloned();
    let note = note.unwrap_or_default();
    let accept = media_type::accepted(&request);
    let is_for_page = request.method() == Method::GET && media_type::is_for_page(accept.as_ref());
    let Some(form) = media_type::pick(accept.as_ref()).filter(|_| !is_for_page) else {
        let refused = HttpError(
            StatusCode::NOT_ACCEPTABLE,
            "NOT_ACCEPTABLE",
            "Accept application/json.",
        );
        return hang_up(refuse(refused, MediaType::Json, &request_id), payload);
    };
    let question = match question(&request, &mut payload).await {
        Ok(question) => question,
        Err(refused) => return hang_up(refuse(refused, form, &request_id), payload),
    };
    let sender = RequestMeta {
        bearer: bearer(&request),
        address: address(&request),
        request_id: &request_id,
        note: Some(&note),
    };
    if form == MediaType::Events {
        return sse::serve(question, sender, &service, &connections).await;
    }
    let is_public =
        question.is_read_only && question.document_id.is_some() && sender.bearer.is_none();
    let mut response = service.answer(question, sender).await;
    let is_kept = is_public && response.errors.is_empty();
    if is_kept {
        // What this guest has left is nobody else's.
        response.extensions.clear();
        response.http_headers.clear();
    }
    let mut response = respond(&response, form);
    if is_kept {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, PUBLIC);
        headers.insert(header::VARY, VARY);
    }
    response
}
