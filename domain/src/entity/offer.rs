//! What a brand asks for and pays.

use sea_orm::entity::prelude::*;

use crate::id::{BrandId, OfferId};
use crate::money::{Currency, Money};
use crate::offer::State;
use crate::vocabulary::Goal;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfferId,
    pub brand_id: BrandId,
    pub state: State,
    pub version: i64,
    pub title: String,
    pub summary: String,
    pub goal: Option<Goal>,
    pub currency: Currency,
    pub pay_minor: i64,
    /// The most the brand will be charged for this offer, fees included.
    pub budget_minor: i64,
    pub committed_minor: i64,
    pub slots: i64,
    pub slots_taken: i64,
    pub is_reserved: bool,
    /// Applications that wait for the brand's answer; the database counts.
    pub applications_waiting: i64,
    pub closes_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }

    /// Budget, as money.
    pub fn budget(&self) -> Money {
        Money::stored(self.budget_minor, self.currency)
    }

    /// Committed, as money.
    pub fn committed(&self) -> Money {
        Money::stored(self.committed_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
