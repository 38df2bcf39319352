//! A creator's account on a social platform, with its numbers and their source.

use sea_orm::entity::prelude::*;

use crate::creator::EngagementMethod;
use crate::id::{CreatorId, SocialAccountId};
use crate::vocabulary::{Platform, Source};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "social_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SocialAccountId,
    pub creator_id: CreatorId,
    pub platform: Platform,
    pub handle: String,
    pub followers: Option<i64>,
    pub followers_source: Option<Source>,
    pub followers_captured_at: Option<DateTimeUtc>,
    pub engagement_ppm: Option<i64>,
    pub engagement_method: Option<EngagementMethod>,
    pub engagement_posts: i64,
    pub engagement_source: Option<Source>,
    pub engagement_captured_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
