//! One handed-in version of a deliverable.

use sea_orm::entity::prelude::*;

use crate::deliverable::{Links, SubmissionKind};
use crate::id::{DeliverableId, SubmissionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SubmissionId,
    pub deliverable_id: DeliverableId,
    pub number: i64,
    pub kind: SubmissionKind,
    pub caption: String,
    pub body: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub links: Links,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
