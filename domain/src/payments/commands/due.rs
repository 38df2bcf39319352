//! What the clock brings about.

use futures_util::{FutureExt, TryFutureExt};
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter};

use super::super::{EarningState, queries};
use super::{advance, clear, settle_funding};
use crate::actor::Intent;
use crate::deadline::Deadline;
use crate::entity::{earning, funding, payout};
use crate::env::Env;
use crate::error::Result;
use crate::id::{CreatorId, EarningId};

/// Settles fundings, clears earnings and moves payouts that are due now, at most `limit` of each, and says how many
/// went well.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let fundings = Deadline {
        name: "funding.settle",
        rows: funding::Entity::find().filter(Expr::cust("due_at IS NOT NULL")),
        id: funding::Column::Id,
        at: funding::Column::DueAt,
    };
    let earnings = Deadline {
        name: "earning.clear",
        rows: earning::Entity::find().filter(Expr::cust("state = 'pending_clearance'")),
        id: earning::Column::Id,
        at: earning::Column::ClearsAt,
    };
    let payouts = Deadline {
        name: "payout.advance",
        rows: payout::Entity::find().filter(Expr::cust("due_at IS NOT NULL")),
        id: payout::Column::Id,
        at: payout::Column::DueAt,
    };

    let settled = fundings
        .run(env, limit, |env, id| {
            settle_funding(env, id).map_ok(|_| true).boxed()
        })
        .await;
    let cleared = earnings
        .run(env, limit, |env, id| clear_due(env, id).boxed())
        .await;
    let advanced = payouts
        .run(env, limit, |env, id| {
            advance(env, id).map_ok(|_| true).boxed()
        })
        .await;
    Ok(settled? + cleared? + advanced?)
}

/// Clears all earnings of a creator that are due now; true when there were some.
pub(crate) async fn clear_all_due(env: &Env, id: CreatorId) -> Result<bool> {
    let due = queries::due_earnings(env.db.reader(), id, env.clock.now()).await?;
    for earning in &due {
        clear(env, &Intent::system(), *earning).await?;
    }
    Ok(!due.is_empty())
}

async fn clear_due(env: &Env, id: EarningId) -> Result<bool> {
    let earning = clear(env, &Intent::system(), id).await?;
    Ok(earning.state == EarningState::Available)
}
