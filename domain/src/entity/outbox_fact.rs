//! Something that became true and must be told.

use sea_orm::entity::prelude::*;

use crate::id::{FactId, UserId};

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
    pub recorded_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub attempts: i64,
    pub delivered_at: Option<DateTimeUtc>,
    pub failure: Option<String>,
    pub position: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
