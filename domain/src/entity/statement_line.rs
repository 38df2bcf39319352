//! What an entry of the ledger did to somebody's money. Kept by triggers; nothing else writes here.

use sea_orm::entity::prelude::*;

use crate::id::{
    BrandId, CollaborationId, CreatorId, DeliverableId, FundingId, LedgerEntryId, OfferId,
    PayoutId, StatementLineId,
};
use crate::ledger::EntryKind;
use crate::money::Currency;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statement_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StatementLineId,
    pub entry_id: LedgerEntryId,
    pub kind: EntryKind,
    pub posted_at: DateTimeUtc,
    /// Whose statement: the key of a brand, a collaboration or a creator.
    pub owner_id: Uuid,
    pub currency: Currency,
    /// Grows from line to line of an owner: microseconds since 1970, or one more than before.
    pub position: i64,
    /// In minor units; never zero.
    pub change: i64,
    /// After the change, in minor units.
    pub balance: i64,
    /// The brand that may see it, if one may.
    pub brand_id: Option<BrandId>,
    /// The creator who may see it, if one may.
    pub creator_id: Option<CreatorId>,
    pub funding_id: Option<FundingId>,
    pub payout_id: Option<PayoutId>,
    pub offer_id: Option<OfferId>,
    pub collaboration_id: Option<CollaborationId>,
    pub deliverable_id: Option<DeliverableId>,
}

impl ActiveModelBehavior for ActiveModel {}
