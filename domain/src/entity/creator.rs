//! A micro-influencer's profile.

use sea_orm::entity::prelude::*;

use crate::creator::Languages;
use crate::id::{CreatorId, UserId};
use crate::vocabulary::Niche;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "creator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CreatorId,
    pub user_id: UserId,
    pub display_name: String,
    pub bio: String,
    pub country: String,
    pub city: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Languages,
    pub primary_niche: Niche,
    /// Followers of the largest account, 0 while none is known: what the list is ordered by.
    pub followers_top: i64,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
