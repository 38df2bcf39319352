//! A place in a brand that was offered to the person behind an address.

use sea_orm::entity::prelude::*;

use crate::brand::Role;
use crate::id::{BrandId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub email: String,
    pub role: Role,
    pub added_by: UserId,
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
