//! Runs what is due: each feature says what that is, and acts by the same commands as people do.

use domain::{Env, application, collaboration, deliverable, offer, payments};

/// Does up to `limit` due things of each kind. How many were done; a feature that fails does not stop the others.
pub(super) async fn run_due(env: &Env, limit: u64) -> usize {
    let done = [
        ("offers", offer::commands::run_due(env, limit).await),
        (
            "applications",
            application::clocks::run_due(env, limit).await,
        ),
        (
            "collaborations",
            collaboration::commands::run_due(env, limit).await,
        ),
        (
            "deliverables",
            deliverable::clocks::run_due(env, limit).await,
        ),
        ("money", payments::commands::run_due(env, limit).await),
    ];
    let mut count = 0;
    for (kind, outcome) in done {
        match outcome {
            Ok(some) => count += some,
            Err(error) => tracing::error!(?error, kind, "deadlines: due work failed"),
        }
    }
    count
}
