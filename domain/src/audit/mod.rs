//! Who did what, when: append-only, written in the transaction it speaks of. The commit of a command writes its row; some
//! add rows for what else changed on the way.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use crate::actor::Actor;
use crate::entity;
use crate::id::AuditEntryId;

/// What was done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    pub actor: Actor,
    pub at: DateTime<Utc>,
    /// Its name, as the log keeps it: `brand.member_role_changed`.
    pub action: &'a str,
    pub subject_id: Uuid,
}

/// The row of an act; `detail` must hold no secret.
pub(crate) fn row(act: Act<'_>, detail: serde_json::Value) -> entity::audit_entry::ActiveModel {
    let (kind, address) = match act.actor {
        Actor::Guest => ("guest", None),
        Actor::System => ("system", None),
        Actor::User(principal) if principal.is_operator => ("operator", principal.address),
        Actor::User(principal) => ("user", principal.address),
    };
    entity::audit_entry::ActiveModel {
        id: Set(AuditEntryId::new()),
        at: Set(act.at),
        actor_kind: Set(kind.to_owned()),
        user_id: Set(act.actor.user_id()),
        address: Set(address.map(|address| address.to_string())),
        action: Set(act.action.to_owned()),
        subject_id: Set(act.subject_id),
        detail: Set(detail),
    }
}
