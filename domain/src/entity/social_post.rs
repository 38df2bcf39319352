//! A post with its metrics; missing numbers are null, never zero.

use sea_orm::entity::prelude::*;

use crate::id::{SocialAccountId, SocialPostId};
use crate::vocabulary::{Format, Source};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "social_post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SocialPostId,
    pub account_id: SocialAccountId,
    pub url: String,
    pub format: Format,
    pub published_at: DateTimeUtc,
    pub followers: Option<i64>,
    pub views: Option<i64>,
    pub likes: Option<i64>,
    pub comments: Option<i64>,
    pub shares: Option<i64>,
    pub saves: Option<i64>,
    pub source: Source,
    pub captured_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
