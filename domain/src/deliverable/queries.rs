//! Finding deliverables and what was handed in for them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::entity;
use crate::error::{Error, Result};
use crate::id::DeliverableId;

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
