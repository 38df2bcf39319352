//! Is it alive, and may it be given work?

use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::database;
use crate::service::Service;

/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// Alive: asks nobody.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// Ready: the database answers and its schema is the newest. Without its fast memory the service is degraded, not down.
pub(super) async fn readyz(service: web::Data<Service>) -> HttpResponse {
    let env = &service.env;
    let database = match tokio::time::timeout(PATIENCE, database::pending(&env.db)).await {
        Ok(Ok(0)) => "ok",
        Ok(Ok(_)) => "schema is behind",
        Ok(Err(_)) | Err(_) => "away",
    };
    let sessions = match tokio::time::timeout(PATIENCE, env.ephemeral.ping()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(_)) | Err(_) => "away",
    };
    let body = json!({ "database": database, "sessions": sessions });
    if database == "ok" {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().json(body)
    }
}
