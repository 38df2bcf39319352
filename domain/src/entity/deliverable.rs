//! One piece of content owed.

use sea_orm::entity::prelude::*;

use crate::deliverable::Requirements;
pub use crate::deliverable::{Event, State};
use crate::id::{BrandId, CollaborationId, CreatorId, DeliverableId};
use crate::money::{Currency, Money};
use crate::vocabulary::{Format, Platform};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliverable")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeliverableId,
    pub collaboration_id: CollaborationId,
    pub brand_id: BrandId,
    pub creator_id: CreatorId,
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
    /// When the creator owes it; null until the collaboration is funded. Moves by the time the brand takes.
    pub due_at: Option<DateTimeUtc>,
    /// Since when the brand holds a concept or content; null while it does not.
    pub handed_in_at: Option<DateTimeUtc>,
    /// When silence decides the present state; null where it does not.
    pub silence_at: Option<DateTimeUtc>,
    pub approved_at: Option<DateTimeUtc>,
    /// Why the brand finally rejected it.
    pub rejection_reason: Option<String>,
    /// The requirements that rejection says are not met.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub rejected_requirements: Option<Requirements>,
    /// When it was done and its pay released; without pay, when it was done.
    pub released_at: Option<DateTimeUtc>,
    /// Until when the creator may take it to the staff.
    pub escalatable_until: Option<DateTimeUtc>,
    /// What the creator told the staff.
    pub escalation: Option<String>,
    /// The creator's share of the pay in basis points, as the staff decided.
    pub decided_bps: Option<i64>,
    pub decision_reason: Option<String>,
    pub decided_at: Option<DateTimeUtc>,
}

impl Model {
    /// Pay, as money.
    pub fn pay(&self) -> Money {
        Money::stored(self.pay_minor, self.currency)
    }

    /// Nothing more will happen to it: paid, refunded, decided, or called off.
    pub fn is_settled(&self) -> bool {
        self.released_at.is_some() || self.state.is_other_end()
    }
}

impl ActiveModelBehavior for ActiveModel {}
