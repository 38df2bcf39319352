//! One business event in the ledger.

use sea_orm::entity::prelude::*;

use crate::id::LedgerEntryId;
use crate::ledger::EntryKind;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerEntryId,
    pub kind: EntryKind,
    pub source_id: Uuid,
    pub transfers: i64,
    pub reverses: Option<LedgerEntryId>,
    pub posted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
