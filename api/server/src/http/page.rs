//! GraphiQL, from the binary: no other network is asked.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use rust_embed::Embed;

/// The files of `assets/graphiql`; the large ones are kept compressed.
#[derive(Embed)]
#[folder = "assets/graphiql"]
#[include = "*.gz"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.html"]
struct Assets;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
     img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page.
pub(super) async fn index() -> HttpResponse {
    file("index.html")
}

/// What the page loads.
pub(super) async fn asset(name: web::Path<String>) -> HttpResponse {
    file(&name)
}

fn file(name: &str) -> HttpResponse {
    let content_type = match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        _ => return HttpResponse::NotFound().finish(),
    };
    let mut builder = HttpResponse::Ok();
    builder
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    if let Some(plain) = Assets::get(name) {
        return builder.body(plain.data.into_owned());
    }
    match Assets::get(&format!("{name}.gz")) {
        Some(packed) => builder
            .insert_header((header::CONTENT_ENCODING, "gzip"))
            .body(packed.data.into_owned()),
        None => HttpResponse::NotFound().finish(),
    }
}
