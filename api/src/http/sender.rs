//! Who sends a request, as far as HTTP tells.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The access token, where the client sends one.
pub(super) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
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
        None => domain::id::Id::uuid(domain::id::FactId::new())
            .simple()
            .to_string(),
    }
}
