//! What a creator takes to the staff, and what they decide. In between everything rests.

use sea_orm::ActiveValue::Set;

use super::actions::{CREATOR, STAFF};
use super::commands::{locked, save};
use super::{Event, form};
use crate::actor::Intent;
use crate::collaboration::{self, Ruling};
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{DeliverableId, Id};
use crate::payments::{self, Rest, Split};

/// The creator does not agree with a rejection, or with the last contest, and takes it to the staff.
pub async fn escalate(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    statement: &str,
) -> Result<entity::deliverable::Model> {
    let statement = form::words("statement", statement, intent.form())?;
    let work = env.begin(intent, "deliverable.escalate").await?;
    let current = locked(&work, id, CREATOR).await?;

    let mut row = current.transition_row(&work, Event::Escalate)?;
    row.escalation = Set(Some(statement));
    let deliverable = save(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// The staff divide what is held for the deliverable between the creator and the brand. Needs a key.
pub async fn decide(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    ruling: Ruling,
) -> Result<entity::deliverable::Model> {
    intent.actor.require_operator()?;
    intent.require_key()?;
    let (creator_share_bps, reason) = ruling.read(intent.form())?;
    let work = env.begin(intent, "deliverable.decide").await?;
    let current = locked(&work, id, STAFF).await?;

    let mut row = current.transition_row(&work, Event::Decide)?;
    row.decided_bps = Set(Some(creator_share_bps.into()));
    row.decision_reason = Set(Some(reason.clone()));
    row.decided_at = Set(Some(work.now));
    let deliverable = save(&work, &current, row).await?;

    let split = Split {
        paid_before: current.paid_before(),
        creator_share_bps,
        clearance_days: current.terms.policy.clearance_days,
        rest: Rest::ToWallet,
    };
    payments::commands::split(&work, &current.collaboration, &deliverable, split).await?;
    let detail = serde_json::json!({ "reason": reason, "creator_share_bps": creator_share_bps });
    work.audits("deliverable.decided", id.uuid(), detail)
        .await?;
    collaboration::commands::complete_if_done(&work, &current.collaboration).await?;

    work.commit(id).await?;
    Ok(deliverable)
}
