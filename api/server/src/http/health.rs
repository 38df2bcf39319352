//! Is it alive, and may it be given work?

use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use domain::Env;
use domain::db::Db;
use infrastructure::database::{self, Standing};
use infrastructure::task::Tasks;
use serde_json::json;

use super::drain::Drain;

/// How long a dependency may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long it may take to write: who writes may have to wait for others.
const PATIENCE_TO_WRITE: Duration = Duration::from_secs(2);

/// Alive: asks nobody.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// What readiness is told from.
#[derive(Clone)]
pub struct Health {
    /// The database and the fast memory.
    pub env: Arc<Env>,
    /// What runs as long as the process.
    pub tasks: Tasks,
    /// Whether the process is about to end.
    pub drain: Drain,
}

/// Ready: the process is not about to end; the database answers, can be written, and its schema is the newest; no
/// long-lived task keeps panicking. Without its fast memory the service is degraded, not down.
pub(super) async fn readyz(health: web::Data<Health>) -> HttpResponse {
    let env = &health.env;
    let database = standing(&env.db).await;
    let sessions = match tokio::time::timeout(PATIENCE, env.cache.ping()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(_)) | Err(_) => "away",
    };
    let failing = health.tasks.failing();
    let is_draining = health.drain.has_begun();
    let is_ready = database == "ok" && failing.is_empty() && !is_draining;
    let body = json!({
        "database": database,
        "sessions": sessions,
        "process": if is_draining { "stopping" } else { "ok" },
        "failingTasks": failing,
        "taskPanics": health.tasks.panics(),
    });
    if is_ready {
        HttpResponse::Ok().json(body)
    } else {
        HttpResponse::ServiceUnavailable().json(body)
    }
}

/// How the database is, in a word or two.
async fn standing(db: &Db) -> &'static str {
    match tokio::time::timeout(PATIENCE, database::standing(db)).await {
        Ok(Ok(Standing::Newest)) => {}
        Ok(Ok(Standing::Behind(_))) => return "schema is behind",
        Ok(Ok(Standing::Ahead(_))) => return "schema is ahead",
        Ok(Err(_)) | Err(_) => return "away",
    }
    match tokio::time::timeout(PATIENCE_TO_WRITE, db.require_writable()).await {
        Ok(Ok(())) => "ok",
        Ok(Err(error)) => {
            tracing::warn!(%error, "database: cannot be written");
            "cannot be written"
        }
        Err(_) => "cannot be written",
    }
}
