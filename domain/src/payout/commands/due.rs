//! What the clock brings about.

use super::super::queries;
use super::{advance, clear, settle_funding};
use crate::actor::Intent;
use crate::env::Env;
use crate::error::Result;

/// Settles fundings, clears earnings and moves payouts that are due now, at most `limit` of each, and says how many
/// went well. One that fails is logged and left for the next run, so that it holds up no other.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let (db, now) = (env.db.reader(), env.clock.now());
    let fundings = queries::due_fundings(db, now, limit).await?;
    let earnings = queries::due_earnings(db, now, limit).await?;
    let payouts = queries::due_payouts(db, now, limit).await?;

    let mut count = 0;
    for id in fundings {
        count += noted(settle_funding(env, id).await);
    }
    for id in earnings {
        count += noted(clear(env, &Intent::system(), id).await);
    }
    for id in payouts {
        count += noted(advance(env, id).await);
    }
    Ok(count)
}

/// One when it went well.
fn noted<T>(result: Result<T>) -> usize {
    match result {
        Ok(_) => 1,
        Err(error) => {
            tracing::error!(?error, "money that was due is left for the next run");
            0
        }
    }
}
