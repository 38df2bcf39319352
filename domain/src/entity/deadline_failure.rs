//! Something that was due and could not be done.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline_failure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub deadline: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    pub attempts: i64,
    pub failed_at: DateTimeUtc,
    /// Not tried before.
    pub due_at: DateTimeUtc,
    pub failure: String,
}

impl ActiveModelBehavior for ActiveModel {}
