//! Recording facts, and handing them out.

use chrono::TimeDelta;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{CommonTableExpression, Expr, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use crate::audit::Act;
use crate::db::Tx;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::FactId;
use crate::outbox::{Fact, Parties};

/// How long a claimed fact is left alone before somebody else may try it.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// The longest pause between two tries.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(24);

/// The row of a fact that a command makes true.
pub(crate) fn row(
    fact: &Fact,
    parties: Parties,
    act: Act<'_>,
) -> Result<entity::outbox_fact::ActiveModel> {
    let payload = serde_json::to_value(fact)?;
    Ok(entity::outbox_fact::ActiveModel {
        id: Set(FactId::new()),
        kind: Set(payload["kind"].as_str().unwrap_or_default().to_owned()),
        subject_id: Set(act.subject_id),
        payload: Set(payload),
        action: Set(Some(act.action.to_owned())),
        user_id: Set(act.actor.user_id()),
        is_by_operator: Set(act.actor.is_operator()),
        offer_id: Set(parties.offer_id),
        application_id: Set(parties.application_id),
        collaboration_id: Set(parties.collaboration_id),
        brand_id: Set(parties.brand_id),
        creator_id: Set(parties.creator_id),
        recorded_at: Set(act.at),
        due_at: Set(act.at),
        attempts: Set(0),
        delivered_at: Set(None),
        failure: Set(None),
        position: Set(None),
    })
}

/// Writes down what became true beside who did it: in one statement where the database can.
pub(crate) async fn write(
    tx: &Tx,
    facts: Vec<entity::outbox_fact::ActiveModel>,
    audit: entity::audit_entry::ActiveModel,
) -> Result<()> {
    let audit = entity::audit_entry::Entity::insert(audit).into_query();
    if facts.is_empty() {
        tx.execute(&audit).await?;
        return Ok(());
    }
    let facts = entity::outbox_fact::Entity::insert_many(facts).into_query();
    if tx.get_database_backend() == DbBackend::Sqlite {
        tx.execute(&facts).await?;
        tx.execute(&audit).await?;
        return Ok(());
    }
    let mut told = CommonTableExpression::new();
    told.table_name("told").query(facts);
    let both = audit.with(Query::with().cte(told).to_owned());
    tx.execute(&both).await?;
    Ok(())
}

/// Takes up to `limit` undelivered facts for this worker, oldest first; others leave them alone for a minute.
pub async fn claim(env: &Env, limit: u64) -> Result<Vec<entity::outbox_fact::Model>> {
    let now = env.clock.now();
    let tx = env.db.begin().await?;

    let rows = entity::outbox_fact::Entity::find()
        .filter(Expr::cust("delivered_at IS NULL"))
        .filter(entity::outbox_fact::COLUMN.due_at.lte(now))
        .order_by_asc(entity::outbox_fact::Column::DueAt)
        .order_by_asc(entity::outbox_fact::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(&tx)
        .await?;
    for row in &rows {
        let claimed = entity::outbox_fact::ActiveModel {
            id: Unchanged(row.id),
            due_at: Set(now + LEASE),
            attempts: Set(row.attempts + 1),
            ..Default::default()
        };
        claimed.update(&tx).await?;
    }

    tx.commit().await?;
    Ok(rows)
}

/// Everybody who had to hear the fact has heard it.
pub async fn delivered(env: &Env, id: FactId) -> Result<()> {
    let now = env.clock.now();
    let tx = env.db.begin().await?;
    let row = entity::outbox_fact::ActiveModel {
        id: Unchanged(id),
        delivered_at: Set(Some(now)),
        failure: Set(None),
        ..Default::default()
    };
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody could not hear it; it is told again, each time later.
pub async fn failed(env: &Env, fact: &entity::outbox_fact::Model, failure: String) -> Result<()> {
    let due_at = env.clock.now() + pause(fact.attempts);
    let tx = env.db.begin().await?;
    let row = entity::outbox_fact::ActiveModel {
        id: Unchanged(fact.id),
        due_at: Set(due_at),
        failure: Set(Some(failure)),
        ..Default::default()
    };
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(())
}

/// 1 s, doubled with each try, at most a day.
fn pause(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(0, 20)).unwrap_or(20);
    TimeDelta::seconds(1_i64 << doublings).min(LONGEST_PAUSE)
}
