//! Registering documents.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;

use super::queries;
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::TrustedDocumentId;

/// Registers a text under its hash; one that is known already stays as it is. Only the house itself may: from the
/// command line. The caller has made sure that the hash is that of the text.
pub async fn add(
    env: &Env,
    intent: &Intent,
    hash: &str,
    source: &str,
) -> Result<entity::trusted_document::Model> {
    if !intent.actor.is_system() {
        return Err(Error::Forbidden);
    }
    let work = env.begin(intent, "trusted_document.add").await?;
    if let Some(known) = queries::by_hash(work.tx(), hash).await? {
        return Ok(known);
    }
    let document = entity::trusted_document::ActiveModel {
        id: Set(TrustedDocumentId::new()),
        hash: Set(hash.to_owned()),
        source: Set(source.to_owned()),
        added_at: Set(work.now),
    };
    let document = document.insert(work.tx()).await?;
    work.commit(document.id).await?;
    Ok(document)
}
