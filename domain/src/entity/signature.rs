//! Who agreed to the terms, when and from where.

use sea_orm::entity::prelude::*;

use crate::id::{CollaborationId, UserId};
use crate::vocabulary::Side;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signature")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub collaboration_id: CollaborationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub side: Side,
    pub user_id: UserId,
    pub signed_at: DateTimeUtc,
    pub address: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
