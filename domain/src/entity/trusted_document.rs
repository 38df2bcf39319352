//! A document that a client's build has registered.

use sea_orm::entity::prelude::*;

use crate::id::TrustedDocumentId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TrustedDocumentId,
    #[sea_orm(unique)]
    pub hash: String,
    pub source: String,
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
