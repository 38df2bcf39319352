//! The signed agreement and the work.

use sea_orm::entity::prelude::*;

use crate::collaboration::State;
use crate::id::{ApplicationId, BrandId, CollaborationId, CreatorId, OfferId};
use crate::money::{Currency, Money};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collaboration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollaborationId,
    pub application_id: ApplicationId,
    pub offer_id: OfferId,
    pub brand_id: BrandId,
    pub creator_id: CreatorId,
    pub state: State,
    pub currency: Currency,
    pub pay_minor: i64,
    pub brand_fee_minor: i64,
    pub creator_fee_minor: i64,
    pub terms_hash: String,
    pub created_at: DateTimeUtc,
    /// Until when it must be funded; null unless it waits for that.
    pub funding_due_at: Option<DateTimeUtc>,
    pub started_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    /// Why an operator ended it.
    pub end_reason: Option<String>,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }

    /// Brand fee, as money.
    pub fn brand_fee(&self) -> Money {
        Money::stored(self.brand_fee_minor, self.currency)
    }

    /// Creator fee, as money.
    pub fn creator_fee(&self) -> Money {
        Money::stored(self.creator_fee_minor, self.currency)
    }

    /// What the brand is charged: pay and brand fee.
    pub fn charged(&self) -> Money {
        Money::stored(self.pay_minor + self.brand_fee_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
