//! What a brand wants changed in a submission.

use sea_orm::entity::prelude::*;

use crate::deliverable::ChangeItems;
use crate::id::{ChangeRequestId, DeliverableId, SubmissionId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChangeRequestId,
    pub deliverable_id: DeliverableId,
    pub submission_id: SubmissionId,
    pub round: i64,
    #[sea_orm(column_type = "JsonBinary")]
    pub items: ChangeItems,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
