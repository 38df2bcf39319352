//! Answers of some length leave compressed, as the client asks: br, zstd or gzip.
//!
//! Compression tells by its length whether what an attacker chose resembles what is secret beside it (BREACH). A page of
//! another site cannot make a browser ask here in somebody's name, since tokens travel in a header that it would have to
//! know and in no cookie; and what is secret in our answers are tokens alone. Those that may hold tokens, of log-ins,
//! sign-ups and refreshes, are never compressed all the same.

use actix_http::encoding::Encoder;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderValue,
};

/// Bytes of a body that are not worth the work.
const SMALL: u64 = 1_024;

/// Compresses a body whose length is known. A stream of events has none, and goes out as it is.
pub(super) fn compress(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let is_long =
        matches!(response.response().body().size(), BodySize::Sized(size) if size > SMALL);
    let is_packed = response.headers().contains_key(header::CONTENT_ENCODING);
    if !is_long || is_packed {
        return response;
    }
    let encoding = wanted(&response);
    let (request, mut response) = response.into_parts();
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().append(header::VARY, vary);
    let (response, body) = response.into_parts();
    let mut response = response.set_body(());
    let body = Encoder::response(encoding, response.head_mut(), body).boxed();
    ServiceResponse::new(request, response.set_body(body))
}

fn wanted(response: &ServiceResponse<BoxBody>) -> ContentEncoding {
    let ours = [
        Encoding::brotli(),
        Encoding::zstd(),
        Encoding::gzip(),
        Encoding::identity(),
    ];
    let accepted = AcceptEncoding::parse(response.request()).ok();
    match accepted.and_then(|accepted| accepted.negotiate(ours.iter())) {
        Some(Encoding::Known(encoding)) => encoding,
        Some(Encoding::Unknown(_)) | None => ContentEncoding::Identity,
    }
}
