//! Answers of some length leave compressed, as the client asks: br, zstd or gzip.
//!
//! Compression tells by its length whether what an attacker chose resembles what is secret beside it (BREACH). A page of
//! another site cannot make a browser ask here in somebody's name, since tokens travel in a header that it would have to
//! know and in no cookie; and what is secret in our answers are tokens alone. Those that may hold tokens, of log-ins,
//! sign-ups and refreshes, are never compressed all the same.

use std::io::Write;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderValue,
};
use actix_web::web::{self, Bytes};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes of a body that are not worth the work.
const SMALL: u64 = 1_024;
/// Bytes that are compressed at once; what is longer is left to a thread that may take its time.
const AT_ONCE: usize = 16 * 1_024;
/// Effort, as each format counts it: what takes about as long as making the answer.
const BROTLI_QUALITY: i32 = 4;
const ZSTD_LEVEL: i32 = 3;

/// Compresses a body whose length is known. A stream of events has none, and goes out as it is.
pub(super) async fn compress(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
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
    let (mut response, body) = response.into_parts();
    let body = match body.try_into_bytes() {
        Ok(plain) => match packed(encoding, plain.clone()).await {
            Some(short) => {
                let name = HeaderValue::from_static(encoding.as_str());
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, name);
                BoxBody::new(short)
            }
            None => BoxBody::new(plain),
        },
        Err(body) => body,
    };
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

/// The shorter form; none where there is none.
async fn packed(encoding: ContentEncoding, plain: Bytes) -> Option<Bytes> {
    let is_short = plain.len() <= AT_ONCE;
    let work = move || pack(encoding, &plain).ok().flatten();
    let packed = if is_short {
        work()
    } else {
        web::block(work).await.ok().flatten()
    };
    packed.map(Bytes::from)
}

/// In one piece: what a format needs of memory follows the length, where a stream would take megabytes for each answer.
fn pack(encoding: ContentEncoding, plain: &[u8]) -> std::io::Result<Option<Vec<u8>>> {
    let mut packed = Vec::with_capacity(plain.len() / 4);
    match encoding {
        ContentEncoding::Brotli => {
            let window = plain.len().next_power_of_two().trailing_zeros();
            let parameters = BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                lgwin: i32::try_from(window).unwrap_or(22).clamp(10, 22),
                size_hint: plain.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut &*plain, &mut packed, &parameters)?;
        }
        ContentEncoding::Zstd => packed = zstd::bulk::compress(plain, ZSTD_LEVEL)?,
        ContentEncoding::Gzip => {
            let mut gzip = GzEncoder::new(&mut packed, Compression::default());
            gzip.write_all(plain)?;
            gzip.finish()?;
        }
        _ => return Ok(None),
    }
    Ok(Some(packed))
}
