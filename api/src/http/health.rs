//! Is it alive, and may it be given work?

use std::time::Duration;

use actix_web::{HttpResponse, web};
use domain::db::Db;
use serde_json::json;

use crate::database;
use crate::service::Service;

/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long it may take to write: who writes may have to wait for others.
const PATIENCE_TO_WRITE: Duration = Duration::from_secs(2);

/// Alive: asks nobody.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// Ready: the database answers, can be written, and its schema is the newest; no long-lived task keeps panicking.
/// Without its fast memory the service is degraded, not down.
pub(super) async fn readyz(service: web::Data<Service>) -> HttpResponse {
    let env = &service.env;
    let database = standing(&env.db).await;
    let sessions = match tokio::time::timeout(PATIENCE, env.ephemeral.ping()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(_)) | Err(_) => "away",
    };
    let failing = service.tasks.failing();
    let is_ready = database == "ok" && failing.is_empty();
    let body = json!({
        "database": database,
        "sessions": sessions,
        "failingTasks": failing,
        "taskPanics": service.tasks.panics(),
    });
    if is_ready {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().json(body)
    }
}

/// How the database is, in a word or two.
async fn standing(db: &Db) -> &'static str {
    match tokio::time::timeout(PATIENCE, database::pending(db)).await {
        Ok(Ok(0)) => {}
        Ok(Ok(_)) => return "schema is behind",
        Ok(Err(_)) | Err(_) => return "away",
    }
    match tokio::time::timeout(PATIENCE_TO_WRITE, db.require_writable()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database cannot be written");
            "cannot be written"
        }
        Err(_) => "cannot be written",
    }
}
