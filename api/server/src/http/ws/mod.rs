//! GraphQL over WebSocket: graphql-transport-ws, and nothing else.

mod gauge;
mod operations;
mod protocol;
mod socket;
mod wire;

use actix_web::guard::GuardContext;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use gateway::service::Service;

use self::operations::{Asker, Operations};
use self::protocol::SUBPROTOCOL;
use self::socket::Socket;
use self::wire::{Inlet, Outlet};
use super::negotiate::Form;
use super::origin;
use super::request::Refused;
use super::response::refuse;
use super::sender::{address, request_id};
use super::streams::{Holder, Kind, Streams};

/// True for requests that want to become a socket.
pub(super) fn is_wanted(context: &GuardContext<'_>) -> bool {
    let upgrade = context.head().headers().get(header::UPGRADE);
    upgrade
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.to_ascii_lowercase().contains("websocket"))
}

/// Makes a socket of a request, or says why not.
pub(super) async fn open(
    request: HttpRequest,
    payload: web::Payload,
    service: web::Data<Service>,
    streams: web::Data<Streams>,
) -> HttpResponse {
    match upgrade(&request, payload, &service, &streams).await {
        Ok(response) => response,
        Err(refused) => refuse(refused, Form::Json, &request_id(&request)),
    }
}

async fn upgrade(
    request: &HttpRequest,
    payload: web::Payload,
    service: &Service,
    streams: &Streams,
) -> Result<HttpResponse, Refused> {
    if !streams.origins().welcomes(request) {
        streams.origins().tell_of(request.headers());
        let message = origin::UNWELCOME;
        return Err(Refused(StatusCode::FORBIDDEN, "CSRF_PREVENTED", message));
    }
    if !speaks_our_protocol(request) {
        let message = "Offer the subprotocol graphql-transport-ws.";
        return Err(Refused(StatusCode::BAD_REQUEST, "BAD_REQUEST", message));
    }
    let address = address(request);
    let Some(arrival) = streams.take(Kind::Arrival, Holder::guest(address)) else {
        let message = "Too many sockets wait for their connection_init.";
        return Err(Refused(
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMITED",
            message,
        ));
    };
    let refused = |error: actix_web::Error| {
        let status = error.as_response_error().status_code();
        Refused(status, "BAD_REQUEST", "Not a handshake of RFC 6455.")
    };
    let numbers = streams.numbers();
    let mut payload = gauge::gauged(payload, numbers.message_bytes);
    let payload = web::Payload::from_request(request, &mut payload)
        .await
        .map_err(refused)?;
    let opened = actix_ws::handle_with_protocols(request, payload, &[SUBPROTOCOL]);
    let (response, session, frames) = opened.map_err(refused)?;
    let socket = Socket {
        service: service.clone(),
        streams: streams.clone(),
        inlet: Inlet::new(frames, numbers),
        outlet: Outlet::new(session, numbers),
        asker: Asker {
            bearer: None,
            address,
        },
        operations: Operations::at_most(numbers.operations),
        fresh_token: None,
    };
    actix_web::rt::spawn(socket.serve(arrival));
    Ok(response)
}

fn speaks_our_protocol(request: &HttpRequest) -> bool {
    request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offered| offered.trim() == SUBPROTOCOL)
}
