//! A part of an account's audience, in millionths.

use sea_orm::entity::prelude::*;

use crate::creator::Dimension;
use crate::id::SocialAccountId;
use crate::vocabulary::Source;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audience_share")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: SocialAccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub dimension: Dimension,
    #[sea_orm(primary_key, auto_increment = false)]
    pub bucket: String,
    pub share_ppm: i64,
    pub source: Source,
    pub captured_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
