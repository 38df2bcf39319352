//! One piece of content owed.

use sea_orm::entity::prelude::*;

use crate::deliverable::State;
use crate::id::{CollaborationId, DeliverableId};
use crate::money::{Currency, Money};
use crate::vocabulary::{Format, Platform};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliverable")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliverableId,
    pub collaboration_id: CollaborationId,
    pub position: i64,
    pub state: State,
    pub platform: Platform,
    pub format: Format,
    pub description: String,
    pub requires_concept: bool,
    pub requires_publication: bool,
    pub currency: Currency,
    pub pay_minor: i64,
    pub rounds_included: i64,
    pub rounds_used: i64,
    /// When the creator owes it; null until the collaboration is funded.
    pub due_at: Option<DateTimeUtc>,
    /// When silence decides the present state; null where it does not.
    pub silence_at: Option<DateTimeUtc>,
    pub approved_at: Option<DateTimeUtc>,
    pub released_at: Option<DateTimeUtc>,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }
}

impl ActiveModelBehavior for ActiveModel {}
