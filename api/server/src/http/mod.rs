//! Our own GraphQL transport (GraphQL over HTTP, draft of 2026), and the routes around it.

mod access;
mod body;
mod compress;
pub mod connections;
pub mod drain;
mod graphql;
pub mod health;
mod json;
mod media_type;
pub mod middleware;
pub mod origin;
mod page;
mod request;
mod request_meta;
mod response;
mod session_watch;
mod spawned_stream;
mod sse;
mod ws;

use actix_web::guard::{self, fn_guard};
use actix_web::{Route, web};

/// All routes.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/graphql")
                .route(web::route().guard(fn_guard(ws::is_wanted)).to(ws::open))
                .route(web::to(graphql::serve)),
        )
        .configure(probes);
}

/// What whoever runs a process asks it.
pub fn probes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/healthz").route(reading().to(health::healthz)))
        .service(web::resource("/readyz").route(reading().to(health::readyz)));
}

/// The routes of GraphiQL, where it is switched on.
pub fn explorer(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/").route(reading().to(page::index)))
        .service(web::resource("/graphiql/{file}").route(reading().to(page::asset)));
}

/// GET, and HEAD, which is GET without the body.
fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
