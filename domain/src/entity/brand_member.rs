//! A person's role in a brand.

use sea_orm::entity::prelude::*;

use crate::brand::Role;
use crate::id::{BrandId, BrandMemberId, UserId};
use crate::money::{Currency, Money};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "brand_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub brand_id: BrandId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub id: BrandMemberId,
    pub role: Role,
    pub created_at: DateTimeUtc,
    /// What they may still take from the wallet without a role that manages money.
    pub spending_minor: Option<i64>,
    pub spending_currency: Option<Currency>,
}

impl Model {
    /// What they may still take from the wallet, as money.
    pub fn spending_limit(&self) -> Option<Money> {
        let (minor, currency) = (self.spending_minor?, self.spending_currency?);
        Some(Money::stored(minor, currency))
    }
}

impl ActiveModelBehavior for ActiveModel {}
