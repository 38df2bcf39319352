//! What a creator posts about; the primary niche stands here too.

use sea_orm::entity::prelude::*;

use crate::id::CreatorId;
use crate::vocabulary::Niche;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "creator_niche")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub creator_id: CreatorId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub niche: Niche,
}

impl ActiveModelBehavior for ActiveModel {}
