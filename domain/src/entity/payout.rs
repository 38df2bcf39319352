//! Money sent to a creator.

use sea_orm::entity::prelude::*;

use crate::id::{CreatorId, PayoutId};
use crate::money::{Currency, Money};
use crate::payments::State;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payout")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PayoutId,
    pub creator_id: CreatorId,
    pub state: State,
    pub currency: Currency,
    pub amount_minor: i64,
    pub iban: String,
    pub provider_ref: Option<String>,
    pub failure: Option<String>,
    pub requested_at: DateTimeUtc,
    /// When the worker looks at it next; null once it has ended.
    pub due_at: Option<DateTimeUtc>,
    pub attempts: i64,
    pub ended_at: Option<DateTimeUtc>,
}

impl Model {
    /// Amount, as money.
    pub fn amount(&self) -> Money {
        Money::stored(self.amount_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
