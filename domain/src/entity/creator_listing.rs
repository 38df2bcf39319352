//! Creators by niche and platform, with what is known of their accounts there. Kept by triggers; nothing else writes here.

use sea_orm::entity::prelude::*;

use crate::id::CreatorId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "creator_listing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub creator_id: CreatorId,
    /// `*` in a row that stands for all.
    #[sea_orm(primary_key, auto_increment = false)]
    pub niche: String,
    /// As above.
    #[sea_orm(primary_key, auto_increment = false)]
    pub platform: String,
    /// Of the largest account; 0 where none is known.
    pub followers: i64,
    /// Of the smallest account.
    pub followers_least: Option<i64>,
    /// The highest engagement rate of an account, in millionths.
    pub engagement_most: Option<i64>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
