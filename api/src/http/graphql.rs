//! `/graphql` over POST and GET.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};

use super::negotiate::{self, Form};
use super::request::{Refused, question};
use super::response::{refuse, respond};
use super::sender::{bearer, request_id};
use crate::service::{Sender, Service};

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
