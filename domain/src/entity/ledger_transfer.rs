//! Money moved from one account to another.

use sea_orm::entity::prelude::*;

use crate::id::{LedgerAccountId, LedgerEntryId};
use crate::money::Currency;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_transfer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: LedgerEntryId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub from_id: LedgerAccountId,
    pub from_version: i64,
    pub to_id: LedgerAccountId,
    pub to_version: i64,
    pub currency: Currency,
    pub amount: i64,
}

impl ActiveModelBehavior for ActiveModel {}
