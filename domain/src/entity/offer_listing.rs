//! Open offers by what they look for: a row for each pair of niche and platform. Kept by triggers; nothing else writes here.

use sea_orm::entity::prelude::*;

use crate::id::OfferId;
use crate::money::Currency;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offer_listing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub offer_id: OfferId,
    /// `*` in a row that stands for all, `+` where the offer takes any.
    #[sea_orm(primary_key, auto_increment = false)]
    pub niche: String,
    /// As above.
    #[sea_orm(primary_key, auto_increment = false)]
    pub platform: String,
    pub published_at: DateTimeUtc,
    pub closes_at: DateTimeUtc,
    pub currency: Currency,
    pub pay_minor: i64,
}

impl ActiveModelBehavior for ActiveModel {}
