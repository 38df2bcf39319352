//! Who did what, when.

use sea_orm::entity::prelude::*;

use crate::id::{AuditEntryId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    pub at: DateTimeUtc,
    pub actor_kind: String,
    pub user_id: Option<UserId>,
    pub address: Option<String>,
    pub action: String,
    pub subject_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
}

impl ActiveModelBehavior for ActiveModel {}
