//! Finding people and their sessions.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::actor::{Actor, Principal};
use crate::entity;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::{Id, SessionId, UserId};
use crate::port::cache::CacheUnavailable;
use crate::sessions::Live;
use crate::unit_of_work::UnitOfWork;

/// How long a live session is believed without asking the database.
const BELIEVED_FOR: Duration = Duration::from_secs(60);
/// How long a revocation is remembered: longer than any access token lives.
const REMEMBERED_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// What stands for a session that has ended.
const REVOKED: &str = "revoked";

/// Someone by id.
pub async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Option<entity::user::Model>> {
    Ok(entity::user::Entity::find_by_id(id).one(db).await?)
}

/// Someone, locked until the transaction ends.
pub(crate) async fn locked(work: &UnitOfWork<'_>, id: UserId) -> Result<entity::user::Model> {
    let found = entity::user::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    found.ok_or(Error::NotFound)
}

/// Someone by address, given in its stored form.
pub async fn by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<entity::user::Model>> {
    Ok(entity::user::Entity::find()
        .filter(entity::user::Column::Email.eq(email))
        .one(db)
        .await?)
}

/// A session, ended or not.
pub async fn session(
    db: &impl ConnectionTrait,
    id: SessionId,
) -> Result<Option<entity::session::Model>> {
    Ok(entity::session::Entity::find_by_id(id).one(db).await?)
}

/// Who stands behind a session. `Unauthenticated` when it has ended, on whichever node that happened.
pub async fn authenticate(env: &Env, id: SessionId, address: Option<IpAddr>) -> Result<Actor> {
    if env.sessions.has_ended(id) {
        return Err(Error::Unauthenticated);
    }
    let now = env.clock.now();
    let live = match env.sessions.live(id) {
        Some(live) => live,
        None => {
            let live = look_up(env, id, now).await?;
            env.sessions.remember(id, live);
            live
        }
    };
    if live.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    Ok(Actor::User(Principal {
        user_id: live.user_id,
        session_id: id,
        is_operator: live.is_operator,
        address,
    }))
}

async fn look_up(env: &Env, id: SessionId, now: DateTime<Utc>) -> Result<Live> {
    let cached = env.cache.get(&key(id)).await.unwrap_or_else(|away| {
        tracing::warn!(%away, session = %id.uuid(), "sessions: Redis is unavailable; reading the database");
        None
    });
    match cached.as_deref() {
        Some(REVOKED) => Err(Error::Unauthenticated),
        Some(text) => Ok(serde_json::from_str(text)?),
        None => from_database(env, id, now).await,
    }
}

/// Marks a session as ended in this process and in the fast memory.
pub(super) async fn revoke_cached(
    env: &Env,
    id: SessionId,
) -> std::result::Result<(), CacheUnavailable> {
    env.sessions.end(id);
    env.cache.put(&key(id), REVOKED, REMEMBERED_FOR).await
}

async fn from_database(env: &Env, id: SessionId, now: DateTime<Utc>) -> Result<Live> {
    use entity::{session, user};
    type Found = (UserId, DateTime<Utc>, Option<DateTime<Utc>>, bool);
    let found: Option<Found> = session::Entity::find_by_id(id)
        .inner_join(user::Entity)
        .select_only()
        .columns([
            session::Column::UserId,
            session::Column::ExpiresAt,
            session::Column::RevokedAt,
        ])
        .column(user::Column::IsOperator)
        .into_tuple()
        .one(env.db.reader())
        .await?;
    let (user_id, expires_at, revoked_at, is_operator) = found.ok_or(Error::Unauthenticated)?;
    if revoked_at.is_some() || expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let live = Live {
        user_id,
        is_operator,
        expires_at,
    };
    // Never over a revocation that came in between.
    if let Err(away) = env
        .cache
        .set_if_absent(&key(id), &serde_json::to_string(&live)?, BELIEVED_FOR)
        .await
    {
        tracing::warn!(%away, session = %id.uuid(), "sessions: one could not be cached in Redis");
    }
    Ok(live)
}

fn key(id: SessionId) -> String {
    format!("session:{}", id.uuid())
}
