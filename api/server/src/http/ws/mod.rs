//! GraphQL over WebSocket: graphql-transport-ws, and nothing else.

mod frame_limit;
mod frames;
mod operations;
mod protocol;
mod socket;

use actix_web::guard::GuardContext;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use gateway::service::Service;

use self::frames::{FrameReader, FrameWriter};
use self::operations::{Caller, Operations};
use self::protocol::SUBPROTOCOL;
use self::socket::Socket;
use super::connections::{ClientKey, Connections, Kind};
use super::media_type::MediaType;
use super::origin;
use super::request::HttpError;
use super::request_meta::{address, request_id};
use super::response::refuse;

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
    connections: web::Data<Connections>,
) -> HttpResponse {
    match upgrade(&request, payload, &service, &connections).await {
        Ok(response) => response,
        Err(refused) => refuse(refused, MediaType::Json, &request_id(&request)),
    }
}

async fn upgrade(
    request: &HttpRequest,
    payload: web::Payload,
    service: &Service,
    connections: &Connections,
) -> Result<HttpResponse, HttpError> {
    if !connections.origins().allows(request) {
        connections.origins().tell_of(request.headers());
        let message = origin::UNWELCOME;
        return Err(HttpError(StatusCode::FORBIDDEN, "CSRF_PREVENTED", message));
    }
    if !speaks_our_protocol(request) {
        let message = "Offer the subprotocol graphql-transport-ws.";
        return Err(HttpError(StatusCode::BAD_REQUEST, "BAD_REQUEST", message));
    }
    let address = address(request);
    let Some(arrival) = connections.take(Kind::Arrival, ClientKey::guest(address)) else {
        let message = "Too many sockets wait for their connection_init.";
        return Err(HttpError(
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMITED",
            message,
        ));
    };
    let refused = |error: actix_web::Error| {
        let status = error.as_response_error().status_code();
        HttpError(status, "BAD_REQUEST", "Not a handshake of RFC 6455.")
    };
    let limits = connections.limits();
    let mut payload = frame_limit::gauged(payload, limits.message_bytes);
    let payload = web::Payload::from_request(request, &mut payload)
        .await
        .map_err(refused)?;
    let opened = actix_ws::handle_with_protocols(request, payload, &[SUBPROTOCOL]);
    let (response, session, frames) = opened.map_err(refused)?;
    let socket = Socket {
        service: service.clone(),
        connections: connections.clone(),
        inlet: FrameReader::new(frames, limits),
        outlet: FrameWriter::new(session, limits),
        asker: Caller {
            bearer: None,
            address,
        },
        operations: Operations::at_most(limits.operations),
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
