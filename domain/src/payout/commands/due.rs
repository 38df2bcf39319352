//! What the clock brings about.

use super::super::queries;
use super::{advance, clear, settle_funding};
use crate::actor::Intent;
use crate::env::Env;
use crate::error::Result;

/// Settles fundings, clears earnings and moves payouts that are due now, at most `limit` of each, and says how many.
/// One that fails is logged and left for the next run, so that it holds up no other.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let (db, now) = (env.db.reader(), env.clock.now());
    let fundings = queries::due_fundings(db, now, limit).await?;
    let earnings = queries::due_earnings(db, now, limit).await?;
    let payouts = queries::due_payouts(db, now, limit).await?;
    let count = fundings.len() + earnings.len() + payouts.len();

    for id in fundings {
        note(settle_funding(env, id).await);
    }
    for id in earnings {
        note(clear(env, &Intent::system(), id).await);
    }
    for id in payouts {
        note(advance(env, id).await);
    }
    Ok(count)
}

fn note<T>(result: Result<T>) {
    if let Err(error) = result {
        tracing::error!(?error, "money that was due is left for the next run");
    }
}
