//! HTTP middleware: request ids, security headers, CORS, the address of the client, the access log.

use std::net::IpAddr;

use actix_cors::Cors;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderValue;
use actix_web::http::{ConnectionType, Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use gateway::service::Note;
use ipnet::IpNet;

use super::access::Access;
use super::body::hang_up;
use super::compress;
use super::drain::{Drain, Held};
use super::media_type::MediaType;
use super::origin::{self, Origins};
use super::request::HttpError;
use super::request_meta::RequestId;
use super::response::refuse;

/// Bytes of a request's headers at most.
const HEADERS_MAX: usize = 16 * 1024;
/// For how long a browser may remember that it may ask.
const PREFLIGHT_SECONDS: usize = 3_600;

/// What answers say about themselves unless they say something else.
const SECURITY_HEADERS: [(header::HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-site"),
];

/// Where the server stands.
#[derive(Clone, Debug)]
pub struct Middleware {
    /// Networks of the proxies in front, whose word about a client's address counts.
    pub proxies: Vec<IpNet>,
    /// Whose pages may ask.
    pub origins: Origins,
    /// Answers are compressed here, and not by a proxy.
    pub compresses: bool,
    /// TLS is in front, as in production: browsers are told to use nothing else.
    pub is_behind_tls: bool,
}

/// Names the request, and makes the answer fit for browsers.
pub(crate) async fn pass(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = RequestId::of(request.request());
    let middleware = request.app_data::<web::Data<Middleware>>().cloned();
    request.extensions_mut().insert(id.clone());
    let note = Note::default();
    request.extensions_mut().insert(note.clone());
    let compressible = note.clone();
    let access = Access::of(&request, &id.0, note);
    let drain = request.app_data::<web::Data<Drain>>().cloned();
    let running = drain.as_ref().map(|drain| drain.enter());

    // Only one place reads bodies, and says itself what it has not read.
    let unread = (request.path() != "/graphql").then(|| request.take_payload());
    let mut response = if weight(&request) > HEADERS_MAX {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        request.into_response(refusal(status, &id))
    } else {
        let response = next.call(request).await?;
        rewrite_error_body(
            response.map_into_boxed_body(),
            middleware.as_ref().map(|middleware| middleware.get_ref()),
            &id,
        )
    };
    if let Some(unread) = unread {
        let (request, answer) = response.into_parts();
        response = ServiceResponse::new(request, hang_up(answer, unread));
    }

    let headers = response.headers_mut();
    let mut say = |name: header::HeaderName, value: &str| {
        if let (false, Ok(value)) = (headers.contains_key(&name), value.try_into()) {
            headers.insert(name, value);
        }
    };
    for (name, value) in SECURITY_HEADERS {
        say(name, value);
    }
    say(header::HeaderName::from_static("x-request-id"), &id.0);
    if middleware
        .as_ref()
        .is_some_and(|middleware| middleware.is_behind_tls)
    {
        let two_years = "max-age=63072000; includeSubDomains";
        say(header::STRICT_TRANSPORT_SECURITY, two_years);
    }
    let is_compressed = middleware
        .as_ref()
        .is_some_and(|middleware| middleware.compresses);
    if is_compressed && !compressible.read().has_tokens {
        response = compress::compress(response).await;
    }
    access.answers(response.status());
    if drain.is_some_and(|drain| drain.has_begun()) {
        // Whoever holds the line open would ask on it once too often.
        let head = response.response_mut().head_mut();
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(match running {
        Some(running) => response.map_body(|_, body| Held::over(body, running)),
        None => response,
    })
}

/// What clients of GraphQL send without being asked to: our own names, those of Apollo, and those of tracing.
const HEADERS: [&str; 14] = [
    "accept",
    "apollo-require-preflight",
    "apollographql-client-name",
    "apollographql-client-version",
    "authorization",
    "baggage",
    "content-type",
    "graphql-client-name",
    "graphql-client-version",
    "last-event-id",
    "sentry-trace",
    "traceparent",
    "x-apollo-operation-name",
    "x-request-id",
];

/// Browsers' pages of these origins may ask, and no others. Tokens travel in a header, so there are no credentials.
pub(crate) fn cors(origins: &Origins, headers: &[String]) -> Cors {
    let origins = origins.clone();
    let knows = move |origin: &HeaderValue| origin.to_str().is_ok_and(|it| origins.knows(it));
    Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST])
        .allowed_headers(HEADERS)
        .allowed_headers(headers)
        .allowed_origin_fn(move |origin, _| knows(origin))
        .expose_headers([
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "x-request-id",
        ])
        .max_age(PREFLIGHT_SECONDS)
}

/// The client's address: that of the peer; or, where the peer is a proxy of ours, the last one in the chain of
/// `X-Forwarded-For` that is none. What stands before that anybody could have written.
pub(super) fn client<'a>(
    peer: IpAddr,
    chain: impl DoubleEndedIterator<Item = &'a str>,
    proxies: &[IpNet],
) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for hop in chain.rev() {
        let is_ours = proxies.iter().any(|net| net.contains(&nearest));
        match address_in(hop.trim()) {
            Some(address) if is_ours => nearest = address.to_canonical(),
            Some(_) | None => return nearest,
        }
    }
    nearest
}

/// Proxies write an address, some with a port.
fn address_in(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    let with_port = || hop.parse().map(|socket: std::net::SocketAddr| socket.ip());
    bare.parse().or_else(|_| with_port()).ok()
}

fn weight(request: &ServiceRequest) -> usize {
    let headers = request.headers().iter();
    headers
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}

/// What a library refuses, it refuses in words of its own: ours go out instead.
fn rewrite_error_body(
    response: ServiceResponse<BoxBody>,
    middleware: Option<&Middleware>,
    id: &RequestId,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let is_ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.to_str().is_ok_and(|text| text.contains("json")));
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let why_not =
        middleware.and_then(|middleware| preflight_refusal(response.request(), middleware));
    let mut ours = match why_not {
        Some(message) => refusal_as(HttpError(status, "CSRF_PREVENTED", message), id),
        None => refusal(status, id),
    };
    let (request, theirs) = response.into_parts();
    for (name, value) in theirs.headers() {
        if name != header::CONTENT_TYPE {
            ours.headers_mut().insert(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(request, ours)
}

/// Why a page may not ask, where a browser asks that for it.
fn preflight_refusal(request: &HttpRequest, middleware: &Middleware) -> Option<&'static str> {
    let origin = request.headers().get(header::ORIGIN)?;
    if request.method() != Method::OPTIONS {
        return None;
    }
    if middleware
        .origins
        .knows(origin.to_str().unwrap_or_default())
    {
        return Some(origin::UNLISTED);
    }
    middleware.origins.tell_of(request.headers());
    Some(origin::UNWELCOME)
}

fn refusal(status: StatusCode, id: &RequestId) -> actix_web::HttpResponse {
    let (code, message) = match status {
        StatusCode::NOT_FOUND => ("NOT_FOUND", "There is nothing here."),
        StatusCode::METHOD_NOT_ALLOWED => ("METHOD_NOT_ALLOWED", "Not with this method."),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            ("PAYLOAD_TOO_LARGE", "Headers have at most 16 kB.")
        }
        status if status.is_server_error() => {
            ("INTERNAL_SERVER_ERROR", "Something went wrong on our side.")
        }
        _ => (
            "BAD_REQUEST",
            "The request cannot be understood, or is not allowed.",
        ),
    };
    refusal_as(HttpError(status, code, message), id)
}

/// What a page is told depends on where it comes from.
fn refusal_as(refused: HttpError, id: &RequestId) -> actix_web::HttpResponse {
    let mut refusal = refuse(refused, MediaType::Json, &id.0);
    let origin = HeaderValue::from_static("Origin");
    refusal.headers_mut().insert(header::VARY, origin);
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, chain: &str) -> String {
        let proxies = ["10.0.0.0/8", "2001:db8::/32"].map(|net| net.parse().unwrap());
        client(peer.parse().unwrap(), chain.split(','), &proxies).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        for (peer, chain, expected) in [
            ("192.0.2.1", "", "192.0.2.1"),
            ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
            ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("::ffff:10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
            // Whatever a client writes stands before what our proxy adds.
            ("10.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"),
            (
                "10.0.0.1",
                "10.0.0.9, 198.51.100.7, 10.0.0.2",
                "198.51.100.7",
            ),
            ("2001:db8::1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
            ("10.0.0.1", "[2001:db9::7]:4711", "2001:db9::7"),
            ("10.0.0.1", "[2001:db9::7]", "2001:db9::7"),
            ("10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.7, unknown, 10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] {
            assert_eq!(seen(peer, chain), expected, "{peer} {chain}");
        }
    }
}
