//! Finding registered documents.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entity;
use crate::error::Result;

/// The document with a hash: SHA-256 of its text in lower-case hex.
pub async fn by_hash(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<entity::trusted_document::Model>> {
    Ok(entity::trusted_document::Entity::find()
        .filter(entity::trusted_document::Column::Hash.eq(hash))
        .one(db)
        .await?)
}
