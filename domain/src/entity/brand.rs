//! An organisation that posts offers.

use sea_orm::entity::prelude::*;

use crate::id::BrandId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "brand")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BrandId,
    pub name: String,
    pub about: String,
    pub website: Option<String>,
    pub country: String,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
