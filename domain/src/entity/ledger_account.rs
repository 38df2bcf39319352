//! An account of the ledger; only transfers change its balance.

use sea_orm::entity::prelude::*;

use crate::id::LedgerAccountId;
use crate::ledger::AccountKind;
use crate::money::Currency;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LedgerAccountId,
    pub kind: AccountKind,
    pub owner_id: Uuid,
    pub currency: Currency,
    pub floor: Option<i64>,
    pub balance: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
