//! A line of a creator's rate card.

use sea_orm::entity::prelude::*;

use crate::id::CreatorId;
use crate::money::{Currency, Money};
use crate::vocabulary::{Format, Platform};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub creator_id: CreatorId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub platform: Platform,
    #[sea_orm(primary_key, auto_increment = false)]
    pub format: Format,
    #[sea_orm(primary_key, auto_increment = false)]
    pub currency: Currency,
    pub price_minor: i64,
}

impl Model {
    /// Price, as money.
    pub fn price(&self) -> Money {
        Money::stored(self.price_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
