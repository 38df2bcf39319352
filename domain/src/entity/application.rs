//! A creator's application to an offer.

use sea_orm::entity::prelude::*;

use crate::application::{RejectionReason, State};
use crate::id::{ApplicationId, BrandId, CreatorId, OfferId};
use crate::money::{Currency, Money};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApplicationId,
    pub offer_id: OfferId,
    pub brand_id: BrandId,
    pub creator_id: CreatorId,
    pub state: State,
    pub message: String,
    /// The version of the offer the creator has agreed to.
    pub offer_version: i64,
    pub currency: Currency,
    pub pay_minor: i64,
    /// When the present state ends by itself; null once it has ended.
    pub due_at: Option<DateTimeUtc>,
    pub rejection_reason: Option<RejectionReason>,
    pub rejection_text: Option<String>,
    pub created_at: DateTimeUtc,
    pub signed_at: DateTimeUtc,
    pub signed_from: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
