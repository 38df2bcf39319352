//! Finding creators.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::actor::Actor;
use crate::entity;
use crate::error::{Error, Result};
use crate::id::CreatorId;

/// A creator; profiles are public.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: CreatorId,
) -> Result<Option<entity::creator::Model>> {
    Ok(entity::creator::Entity::find_by_id(id).one(db).await?)
}

/// The caller's own profile, if there is one.
pub async fn of_actor(
    db: &impl ConnectionTrait,
    actor: Actor,
) -> Result<Option<entity::creator::Model>> {
    let Some(user_id) = actor.user_id() else {
        return Ok(None);
    };
    let found = entity::creator::Entity::find()
        .filter(entity::creator::Column::UserId.eq(user_id))
        .one(db)
        .await?;
    Ok(found)
}

/// Refuses everybody but the person behind the profile: guests are `Unauthenticated`, others `NotFound`. The clocks may.
pub async fn require_self(db: &impl ConnectionTrait, actor: Actor, id: CreatorId) -> Result<()> {
    if actor.is_system() {
        return Ok(());
    }
    actor.principal()?;
    let own = of_actor(db, actor).await?;
    if own.is_some_and(|own| own.id == id) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}
