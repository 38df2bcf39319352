//! Who sends a request, as far as HTTP tells.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;

/// The access token, where the client sends one.
pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?;
    token(value.to_str().ok()?)
}

/// The token of the form `Bearer <token>`.
pub(super) fn token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The network address it comes from.
pub(super) fn address(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}

/// The client's own name for the request where it is harmless, else one of ours.
pub(super) fn request_id(request: &HttpRequest) -> String {
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
        None => new_request_id(),
    }
}

/// A name for a request.
pub(super) fn new_request_id() -> String {
    domain::id::Id::uuid(domain::id::FactId::new())
        .simple()
        .to_string()
}
