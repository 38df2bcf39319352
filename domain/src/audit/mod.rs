//! Who did what, when: append-only, written in the transaction it speaks of. `Work::commit` writes the row of each
//! command; helpers add rows for what else changed on the way.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity;
use crate::env::Work;
use crate::error::Result;
use crate::id::AuditEntryId;

/// Adds a row; `detail` must hold no secret.
pub async fn record(
    work: &Work<'_>,
    action: &str,
    subject_id: Uuid,
    detail: serde_json::Value,
) -> Result<()> {
    let row = row(work, action, subject_id, detail);
    entity::audit_entry::Entity::insert(row)
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}

/// A row of it.
pub(crate) fn row(
    work: &Work<'_>,
    action: &str,
    subject_id: Uuid,
    detail: serde_json::Value,
) -> entity::audit_entry::ActiveModel {
    let actor = work.intent.actor;
    let (kind, address) = match actor {
        Actor::Guest => ("guest", None),
        Actor::System => ("system", None),
        Actor::User(principal) if principal.is_operator => ("operator", principal.address),
        Actor::User(principal) => ("user", principal.address),
    };
    entity::audit_entry::ActiveModel {
        id: Set(AuditEntryId::new()),
        at: Set(work.now),
        actor_kind: Set(kind.to_owned()),
        user_id: Set(actor.user_id()),
        address: Set(address.map(|address| address.to_string())),
        action: Set(action.to_owned()),
        subject_id: Set(subject_id),
        detail: Set(detail),
    }
}
