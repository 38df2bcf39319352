//! Pay released for one deliverable.

use sea_orm::entity::prelude::*;

use crate::id::{CreatorId, DeliverableId, EarningId};
use crate::money::{Currency, Money};
use crate::payments::EarningState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "earning")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EarningId,
    pub deliverable_id: DeliverableId,
    pub creator_id: CreatorId,
    pub state: EarningState,
    pub currency: Currency,
    pub amount_minor: i64,
    pub created_at: DateTimeUtc,
    pub clears_at: DateTimeUtc,
    pub cleared_at: Option<DateTimeUtc>,
}

impl Model {
    /// Amount, as money.
    pub fn amount(&self) -> Money {
        Money::stored(self.amount_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
