//! One immutable round of negotiation.

use sea_orm::entity::prelude::*;

use crate::application::ProposalState;
use crate::id::{ApplicationId, ProposalId, UserId};
use crate::money::{Currency, Money};
use crate::vocabulary::Side;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProposalId,
    pub application_id: ApplicationId,
    pub round: i64,
    pub side: Side,
    pub state: ProposalState,
    pub currency: Currency,
    pub pay_minor: i64,
    pub message: String,
    pub user_id: UserId,
    pub address: Option<String>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
