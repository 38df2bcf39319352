//! Who sends a request, as far as HTTP tells.

use std::net::IpAddr;

use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest, web};

use super::middleware::{self, Middleware};

/// Names a request in answers and in the log.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

impl RequestId {
    /// The client's own name for the request where it is harmless, else one of ours.
    pub(super) fn of(request: &HttpRequest) -> Self {
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
        Self(match given.filter(is_harmless) {
            Some(id) => id.to_owned(),
            None => new_request_id(),
        })
    }
}

/// A name for a request.
pub(super) fn new_request_id() -> String {
    domain::id::Id::uuid(domain::id::FactId::new())
        .simple()
        .to_string()
}

/// The name that the request was given when it came in.
pub(super) fn request_id(request: &HttpRequest) -> String {
    let known = request.extensions().get::<RequestId>().cloned();
    known.unwrap_or_else(|| RequestId::of(request)).0
}

/// The access token, where the client sends one. A header that holds none counts as a bad one: its sender does not
/// want to be taken for a guest.
pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers().get_all(header::AUTHORIZATION);
    let value = headers.next()?;
    if headers.next().is_some() {
        return Some("");
    }
    Some(value.to_str().ok().and_then(token).unwrap_or_default())
}

/// The token of the form `Bearer <token>`.
pub(super) fn token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The client's network address, behind proxies of ours too. `Forwarded` is not read: only one of the two can be the one
/// that all our proxies write, and the other could then be the client's own invention.
pub(super) fn address(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let proxies = match request.app_data::<web::Data<Middleware>>() {
        Some(middleware) => middleware.proxies.as_slice(),
        None => &[],
    };
    let headers = request.headers().get_all("x-forwarded-for");
    let chain: Vec<&str> = headers
        .flat_map(|value| value.to_str().unwrap_or("unreadable").split(','))
        .collect();
    Some(middleware::client(peer, chain.into_iter(), proxies))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::http::origin::Origins;

    #[test]
    fn an_address_is_believed_from_our_proxies_alone() {
        let middleware = web::Data::new(Middleware {
            proxies: vec!["10.0.0.0/8".parse().unwrap()],
            origins: Origins::new(Vec::new(), false),
            compresses: false,
            is_behind_tls: true,
        });
        let seen = |peer: &str| {
            let request = TestRequest::default()
                .app_data(middleware.clone())
                .peer_addr(peer.parse().unwrap())
                .append_header(("forwarded", "for=203.0.113.9"))
                .append_header(("x-forwarded-for", "203.0.113.9, 127.0.0.1"))
                .append_header(("x-forwarded-for", "198.51.100.7"))
                .to_http_request();
            address(&request).unwrap().to_string()
        };
        assert_eq!(seen("10.0.0.1:80"), "198.51.100.7");
        assert_eq!(seen("192.0.2.1:80"), "192.0.2.1");
    }

    #[test]
    fn a_header_without_a_token_is_a_bad_token() {
        let token = |values: &[&str]| {
            let mut request = TestRequest::default();
            for value in values {
                request = request.append_header(("authorization", *value));
            }
            let request = request.to_http_request();
            bearer(&request).map(str::to_owned)
        };
        assert_eq!(token(&[]), None);
        assert_eq!(token(&["bearer  abc"]).as_deref(), Some("abc"));
        for malformed in ["", "Bearer", "abc", "Basic YTpi", "Bearerabc"] {
            assert_eq!(token(&[malformed]).as_deref(), Some(""), "{malformed}");
        }
        assert_eq!(token(&["Bearer a", "Bearer b"]).as_deref(), Some(""));
    }
}
