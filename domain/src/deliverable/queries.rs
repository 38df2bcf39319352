//! Finding deliverables and what was handed in for them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::actor::Actor;
use crate::collaboration;
use crate::db::one_of;
use crate::entity;
use crate::error::{Error, Result};
use crate::id::DeliverableId;

/// A deliverable; nothing for those its collaboration does not concern.
pub async fn by_id(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: DeliverableId,
) -> Result<Option<entity::deliverable::Model>> {
    let Some(deliverable) = entity::deliverable::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let parent = collaboration::queries::by_id(db, actor, deliverable.collaboration_id).await?;
    Ok(parent.map(|_| deliverable))
}

/// Several deliverables, for those who may see what led to them.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[DeliverableId],
) -> Result<Vec<entity::deliverable::Model>> {
    let column = entity::deliverable::Column::Id;
    let rows = entity::deliverable::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .all(db)
        .await?;
    Ok(rows)
}

/// What was handed in for several deliverables, each deliverable's in order.
pub async fn submissions_of(
    db: &impl ConnectionTrait,
    ids: &[DeliverableId],
) -> Result<Vec<entity::submission::Model>> {
    let column = entity::submission::Column::DeliverableId;
    let rows = entity::submission::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .order_by_asc(entity::submission::Column::Number)
        .all(db)
        .await?;
    Ok(rows)
}

/// The changes asked for several deliverables, each deliverable's in order.
pub async fn change_requests_of(
    db: &impl ConnectionTrait,
    ids: &[DeliverableId],
) -> Result<Vec<entity::change_request::Model>> {
    let column = entity::change_request::Column::DeliverableId;
    let rows = entity::change_request::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .order_by_asc(entity::change_request::Column::Round)
        .all(db)
        .await?;
    Ok(rows)
}

/// The posts of several deliverables, each deliverable's from the first to the one that counts.
pub async fn publications_of(
    db: &impl ConnectionTrait,
    ids: &[DeliverableId],
) -> Result<Vec<entity::publication::Model>> {
    let column = entity::publication::Column::DeliverableId;
    let rows = entity::publication::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .order_by_asc(entity::publication::Column::CreatedAt)
        .order_by_asc(entity::publication::Column::Id)
        .all(db)
        .await?;
    Ok(rows)
}

/// What was handed in last, where something was.
pub(super) async fn latest_submission(
    db: &impl ConnectionTrait,
    id: DeliverableId,
) -> Result<entity::submission::Model> {
    entity::submission::Entity::find()
        .filter(entity::submission::Column::DeliverableId.eq(id))
        .order_by_desc(entity::submission::Column::Number)
        .one(db)
        .await?
        .ok_or(Error::broken("a state of review follows a submission"))
}

/// The post that counts, where there is one.
pub(super) async fn latest_publication(
    db: &impl ConnectionTrait,
    id: DeliverableId,
) -> Result<entity::publication::Model> {
    entity::publication::Entity::find()
        .filter(entity::publication::Column::DeliverableId.eq(id))
        .order_by_desc(entity::publication::Column::CreatedAt)
        .order_by_desc(entity::publication::Column::Id)
        .one(db)
        .await?
        .ok_or(Error::broken("a published deliverable has a publication"))
}

/// How often the posts of a deliverable were contested.
pub(super) async fn contests(db: &impl ConnectionTrait, id: DeliverableId) -> Result<u64> {
    let contested = entity::publication::Entity::find()
        .filter(entity::publication::Column::DeliverableId.eq(id))
        .filter(entity::publication::Column::Mismatch.is_not_null());
    Ok(contested.count(db).await?)
}
