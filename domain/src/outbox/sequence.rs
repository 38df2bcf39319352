//! Positions of facts: given after the commit, read in order, forgotten after a while.

use chrono::TimeDelta;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use crate::db::Tx;
use crate::entity::{outbox_counter, outbox_fact};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::{Id, SessionId};
use crate::invariant::Invariant;

/// Ends of sessions looked at together; more than these wait for their positions.
const ENDS_MAX: u64 = 1_000;

/// How far positions have come.
pub type Counter = outbox_counter::Model;

/// Numbers the next facts without a position, after `$1`, at most `$2`.
const NUMBER: &str = "
    UPDATE outbox_fact SET position = $1 + counted.place
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place
          FROM (SELECT id FROM outbox_fact WHERE position IS NULL ORDER BY id LIMIT $2) AS next) AS counted
    WHERE counted.id = outbox_fact.id";

/// Gives the next committed facts their positions, at most `limit` of them. How many. Any number of processes may do
/// it: each holds the counter until its commit, so positions have no gaps and become visible in their order.
pub async fn announce(env: &Env, limit: u64) -> Result<u64> {
    let new = outbox_fact::Entity::find().filter(Expr::cust("position IS NULL"));
    if new.one(env.db.reader()).await?.is_none() {
        return Ok(0);
    }
    let tx = env.db.begin().await?;
    let counter = locked(&tx).await?;

    let newest = counter.newest;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = [newest.into(), limit.into()];
    let number = Statement::from_sql_and_values(tx.get_database_backend(), NUMBER, values);
    let count = tx.execute_raw(number).await?.rows_affected();

    let moved = outbox_counter::ActiveModel {
        id: Unchanged(counter.id),
        newest: Set(newest.saturating_add_unsigned(count)),
        ..Default::default()
    };
    moved.update(&tx).await?;
    tx.commit().await?;
    Ok(count)
}

/// The facts after a position, in order, at most `limit`; only those of some kinds when any are named.
pub async fn after(
    db: &impl ConnectionTrait,
    position: i64,
    kinds: &[&str],
    limit: u64,
) -> Result<Vec<outbox_fact::Model>> {
    let mut facts = outbox_fact::Entity::find().filter(outbox_fact::Column::Position.gt(position));
    if !kinds.is_empty() {
        facts = facts.filter(outbox_fact::Column::Kind.is_in(kinds.iter().copied()));
    }
    let facts = facts.order_by_asc(outbox_fact::Column::Position);
    Ok(facts.limit(limit).all(db).await?)
}

/// Sessions whose end has no position yet: it must not wait for one.
pub async fn ended_sessions(db: &impl ConnectionTrait) -> Result<Vec<SessionId>> {
    let facts = outbox_fact::Entity::find()
        .select_only()
        .column(outbox_fact::Column::SubjectId)
        .filter(Expr::cust("position IS NULL AND kind = 'session_revoked'"))
        .limit(ENDS_MAX);
    let ids: Vec<Uuid> = facts.into_tuple().all(db).await?;
    Ok(ids.into_iter().map(SessionId::from_uuid).collect())
}

/// The newest position, and the newest one whose fact is not kept any more.
pub async fn counter(db: &impl ConnectionTrait) -> Result<Counter> {
    let row = outbox_counter::Entity::find_by_id(1).one(db).await?;
    row.ok_or(Error::broken("the outbox has a counter"))
}

/// Removes up to `limit` of the oldest facts that have a position, were delivered, and are older than the policy keeps
/// them. How many. It stops at the first that must stay, so that what is left has no gaps.
pub async fn forget(env: &Env, limit: u64) -> Result<u64> {
    let kept_from = env.clock.now() - TimeDelta::hours(env.policy.facts_kept_hours.into());
    let is_done =
        |fact: &outbox_fact::Model| fact.delivered_at.is_some() && fact.recorded_at < kept_from;
    let oldest = after(env.db.reader(), 0, &[], 1).await?;
    if !oldest.iter().any(is_done) {
        return Ok(0);
    }
    let tx = env.db.begin().await?;
    let counter = locked(&tx).await?;

    let facts = after(&tx, counter.forgotten, &[], limit).await?;
    let done = facts.iter().take_while(|fact| is_done(fact));
    let Some(last) = done.filter_map(|fact| fact.position).last() else {
        return Ok(0);
    };
    let removed = outbox_fact::Entity::delete_many()
        .filter(outbox_fact::Column::Position.lte(last))
        .exec(&tx)
        .await?
        .rows_affected;

    let moved = outbox_counter::ActiveModel {
        id: Unchanged(counter.id),
        forgotten: Set(last),
        ..Default::default()
    };
    moved.update(&tx).await?;
    tx.commit().await?;
    Ok(removed)
}

/// What must hold of positions.
pub(crate) const INVARIANTS: [Invariant; 2] = [
    Invariant {
        words: "every position that was given and is not forgotten has its fact",
        table: "outbox_counter",
        sql: "SELECT CAST(id AS text) AS id, newest - forgotten AS expected,
                 (SELECT COUNT(*) FROM outbox_fact WHERE position > forgotten AND position <= newest) AS found
              FROM outbox_counter",
    },
    Invariant {
        words: "no fact stands outside the positions that were given and are not forgotten",
        table: "outbox_counter",
        sql: "SELECT CAST(id AS text) AS id, 0 AS expected,
                 (SELECT COUNT(*) FROM outbox_fact WHERE position <= forgotten OR position > newest) AS found
              FROM outbox_counter",
    },
];

async fn locked(tx: &Tx) -> Result<Counter> {
    let row = outbox_counter::Entity::find_by_id(1).lock_exclusive();
    row.one(tx)
        .await?
        .ok_or(Error::broken("the outbox has a counter"))
}
