//! Money a brand pays in.

use sea_orm::entity::prelude::*;

use crate::id::{BrandId, FundingId};
use crate::money::{Currency, Money};
use crate::payments::FundingState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "funding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FundingId,
    pub brand_id: BrandId,
    pub state: FundingState,
    pub currency: Currency,
    pub amount_minor: i64,
    pub provider_ref: Option<String>,
    pub failure: Option<String>,
    pub created_at: DateTimeUtc,
    /// When the provider is asked next; null once it has answered for good.
    pub due_at: Option<DateTimeUtc>,
    pub attempts: i64,
    pub captured_at: Option<DateTimeUtc>,
}

impl Model {
    /// Amount, as money.
    pub fn amount(&self) -> Money {
        Money::stored(self.amount_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
