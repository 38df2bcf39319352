//! Rows that nobody needs any more go, a bounded number at a time: the keys of requests that nobody repeats, sessions that
//! have ended, and refresh tokens that were used.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{idempotency_key, refresh_token, session};
use crate::env::Env;
use crate::error::Result;
use crate::id::{Id, SessionId, UserId};

/// For so long a request under the same key answers the same.
const KEYS: TimeDelta = TimeDelta::days(30);
/// For so long a session that has ended, or expired, is kept.
const SESSIONS: TimeDelta = TimeDelta::days(30);
/// For so long a used refresh token that comes back ends its session. Later it is as unknown as any other.
const USED_TOKENS: TimeDelta = TimeDelta::days(7);

/// Deletes up to `limit` rows of each kind; how many went.
pub async fn run(env: &Env, limit: u64) -> Result<u64> {
    let now = env.clock.now();
    let mut gone = keys(env, now - KEYS, limit).await?;
    gone += used_tokens(env, now - USED_TOKENS, limit).await?;
    for ended in [session::Column::ExpiresAt, session::Column::RevokedAt] {
        gone += sessions(env, ended, now - SESSIONS, limit).await?;
    }
    Ok(gone)
}

async fn keys(env: &Env, before: DateTime<Utc>, limit: u64) -> Result<u64> {
    use idempotency_key::{Column, Entity};
    let old: Vec<(UserId, String)> = Entity::find()
        .select_only()
        .columns([Column::UserId, Column::Key])
        .filter(Column::CreatedAt.lt(before))
        .order_by_asc(Column::CreatedAt)
        .limit(limit)
        .into_tuple()
        .all(env.db.reader())
        .await?;
    if old.is_empty() {
        return Ok(0);
    }
    let key = Expr::tuple([Expr::col(Column::UserId), Expr::col(Column::Key)]);
    let old = old.into_iter().map(|(user_id, key)| (user_id.uuid(), key));
    let tx = env.db.begin().await?;
    let gone = Entity::delete_many()
        .filter(key.in_tuples(old))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

async fn used_tokens(env: &Env, before: DateTime<Utc>, limit: u64) -> Result<u64> {
    use refresh_token::{Column, Entity};
    let used: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Hash)
        .filter(Column::UsedAt.lt(before))
        .order_by_asc(Column::UsedAt)
        .limit(limit)
        .into_tuple()
        .all(env.db.reader())
        .await?;
    if used.is_empty() {
        return Ok(0);
    }
    let tx = env.db.begin().await?;
    let gone = Entity::delete_many()
        .filter(Column::Hash.is_in(used))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(gone.rows_affected)
}

/// Sessions go with what is left of their tokens.
async fn sessions(
    env: &Env,
    ended: session::Column,
    before: DateTime<Utc>,
    limit: u64,
) -> Result<u64> {
    let ids: Vec<SessionId> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(ended.lt(before))
        .order_by_asc(ended)
        .limit(limit)
        .into_tuple()
        .all(env.db.reader())
        .await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let tx = env.db.begin().await?;
    let tokens = refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.is_in(ids.iter().copied()))
        .exec(&tx)
        .await?;
    let sessions = session::Entity::delete_many()
        .filter(session::Column::Id.is_in(ids))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(tokens.rows_affected + sessions.rows_affected)
}
