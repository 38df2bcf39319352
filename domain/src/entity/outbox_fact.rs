//! Something that became true and must be told.

use sea_orm::entity::prelude::*;

use crate::id::{ApplicationId, BrandId, CollaborationId, CreatorId, FactId, OfferId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FactId,
    pub kind: String,
    pub subject_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// The command that made it true; null for what was recorded before this was kept.
    pub action: Option<String>,
    /// Who gave it; null for the marketplace's own clocks.
    pub user_id: Option<UserId>,
    /// That person was one of the staff.
    pub is_by_operator: bool,
    /// What the subject belongs to, itself among it: whom the fact concerns.
    pub offer_id: Option<OfferId>,
    pub application_id: Option<ApplicationId>,
    pub collaboration_id: Option<CollaborationId>,
    pub brand_id: Option<BrandId>,
    pub creator_id: Option<CreatorId>,
    pub recorded_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub attempts: i64,
    pub delivered_at: Option<DateTimeUtc>,
    pub failure: Option<String>,
    pub position: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
