//! Platform staff. Only the house itself appoints and dismisses them: from the command line, or for the demo.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use super::commands::{end, forget};
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::{Id, UserId};
use crate::unit_of_work::UnitOfWork;

/// Operators listed at most.
const LISTED_MAX: u64 = 1_000;

/// All operators, by address.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<entity::user::Model>> {
    Ok(entity::user::Entity::find()
        .filter(entity::user::Column::IsOperator.eq(true))
        .order_by_asc(entity::user::Column::Email)
        .limit(LISTED_MAX)
        .all(db)
        .await?)
}

/// Makes someone an operator; it holds from the next log-in on. False when they are one already.
pub async fn appoint(env: &Env, intent: &Intent, id: UserId) -> Result<bool> {
    let work = begin(env, intent, "account.appoint_operator").await?;
    if locked(&work, id).await?.is_operator {
        return Ok(false);
    }
    set(&work, id, true).await?;
    work.commit(id).await?;
    tracing::info!(user = %id.uuid(), "an operator was appointed");
    Ok(true)
}

/// Makes someone a person like others again. False when they are already. It holds at once: whatever they are logged in
/// with ends.
pub async fn dismiss(env: &Env, intent: &Intent, id: UserId) -> Result<bool> {
    let work = begin(env, intent, "account.dismiss_operator").await?;
    if !locked(&work, id).await?.is_operator {
        return Ok(false);
    }
    set(&work, id, false).await?;
    let sessions = entity::session::Entity::find()
        .filter(entity::session::Column::UserId.eq(id))
        .filter(entity::session::Column::RevokedAt.is_null())
        .filter(entity::session::Column::ExpiresAt.gt(work.now))
        .lock_exclusive()
        .all(work.tx())
        .await?;
    for session in &sessions {
        end(&work, session).await?;
    }
    work.commit(id).await?;
    for session in sessions {
        forget(env, session.id).await;
    }
    tracing::info!(user = %id.uuid(), "an operator was dismissed");
    Ok(true)
}

async fn begin<'a>(
    env: &'a Env,
    intent: &'a Intent,
    action: &'static str,
) -> Result<UnitOfWork<'a>> {
    if !intent.actor.is_system() {
        return Err(Error::Forbidden);
    }
    env.begin(intent, action).await
}

async fn locked(work: &UnitOfWork<'_>, id: UserId) -> Result<entity::user::Model> {
    let user = entity::user::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    user.ok_or(Error::NotFound)
}

async fn set(work: &UnitOfWork<'_>, id: UserId, is_operator: bool) -> Result<()> {
    let row = entity::user::ActiveModel {
        id: Unchanged(id),
        is_operator: Set(is_operator),
        ..Default::default()
    };
    row.update(work.tx()).await?;
    Ok(())
}
