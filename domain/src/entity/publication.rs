//! The live post of a deliverable, with proof.

use sea_orm::entity::prelude::*;

use crate::id::{DeliverableId, PublicationId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublicationId,
    pub deliverable_id: DeliverableId,
    pub url: String,
    pub posted_at: DateTimeUtc,
    pub proof: String,
    pub mismatch: Option<String>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
