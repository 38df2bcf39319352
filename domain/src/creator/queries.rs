//! Finding creators, and what belongs to them.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::actor::Actor;
use crate::db::one_of;
use crate::entity;
use crate::error::{Error, Result};
use crate::id::{CreatorId, SocialAccountId, UserId};
use crate::vocabulary::Niche;

/// What decides whether a creator fits an offer.
pub struct Profile {
    /// The creator.
    pub creator: entity::creator::Model,
    /// What they post about, the primary niche among it.
    pub niches: Vec<Niche>,
    /// Their accounts, oldest first.
    pub accounts: Vec<entity::social_account::Model>,
}

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

/// A creator with niches and accounts; `NotFound` when there is none.
pub async fn profile(db: &impl ConnectionTrait, id: CreatorId) -> Result<Profile> {
    let creator = by_id(db, id).await?.ok_or(Error::NotFound)?;
    let niches = niches(db, &[id]).await?;
    Ok(Profile {
        creator,
        niches: niches.into_iter().map(|row| row.niche).collect(),
        accounts: accounts(db, &[id]).await?,
    })
}

/// The niches of some creators, at most five each.
pub async fn niches(
    db: &impl ConnectionTrait,
    ids: &[CreatorId],
) -> Result<Vec<entity::creator_niche::Model>> {
    use entity::creator_niche::{Column, Entity};
    let is_wanted = one_of(db.get_database_backend(), Column::CreatorId, ids);
    Ok(Entity::find()
        .filter(is_wanted)
        .order_by_asc(Column::Niche)
        .all(db)
        .await?)
}

/// The accounts of some creators, oldest first, at most twenty each.
pub async fn accounts(
    db: &impl ConnectionTrait,
    ids: &[CreatorId],
) -> Result<Vec<entity::social_account::Model>> {
    use entity::social_account::{Column, Entity};
    let is_wanted = one_of(db.get_database_backend(), Column::CreatorId, ids);
    Ok(Entity::find()
        .filter(is_wanted)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The posts of some accounts, newest first, at most fifty each.
pub async fn posts(
    db: &impl ConnectionTrait,
    ids: &[SocialAccountId],
) -> Result<Vec<entity::social_post::Model>> {
    use entity::social_post::{Column, Entity};
    let is_wanted = one_of(db.get_database_backend(), Column::AccountId, ids);
    Ok(Entity::find()
        .filter(is_wanted)
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?)
}

/// The audiences of some accounts, at most two hundred shares each, the largest first.
pub async fn audience(
    db: &impl ConnectionTrait,
    ids: &[SocialAccountId],
) -> Result<Vec<entity::audience_share::Model>> {
    use entity::audience_share::{Column, Entity};
    let is_wanted = one_of(db.get_database_backend(), Column::AccountId, ids);
    Ok(Entity::find()
        .filter(is_wanted)
        .order_by_asc(Column::Dimension)
        .order_by_desc(Column::SharePpm)
        .order_by_asc(Column::Bucket)
        .all(db)
        .await?)
}

/// The people behind some profiles.
pub(crate) async fn people(
    db: &impl ConnectionTrait,
    ids: BTreeSet<CreatorId>,
) -> Result<HashMap<CreatorId, UserId>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<CreatorId> = ids.into_iter().collect();
    let is_one = one_of(db.get_database_backend(), entity::creator::Column::Id, &ids);
    let creators = entity::creator::Entity::find()
        .select_only()
        .columns([entity::creator::Column::Id, entity::creator::Column::UserId])
        .filter(is_one);
    let people: Vec<(CreatorId, UserId)> = creators.into_tuple().all(db).await?;
    Ok(people.into_iter().collect())
}
