//! `/graphql` over POST and GET.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::body::hang_up;
use super::negotiate::{self, Form};
use super::request::{Refused, question};
use super::response::{refuse, respond};
use super::sender::{address, bearer, request_id};
use crate::service::{Sender, Service};

/// Serves one request.
pub(super) async fn serve(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
) -> HttpResponse {
    let mut payload = payload.into_inner();
    let request_id = request_id(&request);
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let is_for_page = request.method() == Method::GET && negotiate::is_for_page(accept);
    let Some(form) = negotiate::pick(accept).filter(|_| !is_for_page) else {
        let refused = Refused(
            StatusCode::NOT_ACCEPTABLE,
            "NOT_ACCEPTABLE",
            "Accept application/json.",
        );
        return hang_up(refuse(refused, Form::Json, &request_id), payload);
    };
    let question = match question(&request, &mut payload).await {
        Ok(question) => question,
        Err(refused) => return hang_up(refuse(refused, form, &request_id), payload),
    };
    let Ok(_running) = service.running.try_acquire() else {
        let refused = Refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "UNAVAILABLE",
            "The service is busy; try again in a moment.",
        );
        return refuse(refused, form, &request_id);
    };
    let sender = Sender {
        bearer: bearer(&request),
        address: address(&request),
        request_id: &request_id,
    };
    let response = service.answer(question, sender).await;
    respond(&response, form)
}
