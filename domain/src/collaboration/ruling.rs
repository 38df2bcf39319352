//! Ending a collaboration by a decision of the staff.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::commands::{end, locked};
use super::{Event, Party, Ruling, queries};
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{CollaborationId, Id};
use crate::money::Money;
use crate::payments::{self, Rest, Split};
use crate::unit_of_work::UnitOfWork;

/// Ends the collaboration by an operator's decision, with a reason both sides read. The creator gets a share of the pay
/// of what is not settled, the brand gets back the rest of what is held. Needs a key.
pub async fn terminate(
    env: &Env,
    intent: &Intent,
    id: CollaborationId,
    ruling: Ruling,
) -> Result<entity::collaboration::Model> {
    intent.actor.require_operator()?;
    intent.require_key()?;
    let (share_bps, reason) = ruling.read(intent.form())?;
    let work = env.begin(intent, "collaboration.terminate").await?;
    let (offer, collaboration) = locked(&work, id).await?;
    queries::require(work.tx(), intent.actor, &collaboration, Party::Staff).await?;

    collaboration.state.transition(Event::Terminate)?;
    if share_bps > 0 {
        collaboration.state.require_active()?;
        divide(&work, &collaboration, share_bps, &reason).await?;
    }
    end(&work, &offer, &collaboration, Event::Terminate).await?;
    let row = entity::collaboration::ActiveModel {
        id: Unchanged(id),
        end_reason: Set(Some(reason.clone())),
        ..Default::default()
    };
    let collaboration = row.update(work.tx()).await?;
    let detail = serde_json::json!({ "reason": reason, "creator_share_bps": share_bps });
    work.audits("collaboration.terminated", id.uuid(), detail)
        .await?;

    work.commit(id).await?;
    Ok(collaboration)
}

/// Gives the creator the same share of the pay of each deliverable that is not settled.
async fn divide(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    creator_share_bps: u32,
    reason: &str,
) -> Result<()> {
    let terms = queries::terms(work.tx(), collaboration.id).await?;
    let mut before = Money::zero(collaboration.currency);
    for deliverable in queries::deliverables_of(work.tx(), &[collaboration.id]).await? {
        let paid_before = before;
        before = before.plus(deliverable.pay())?;
        if deliverable.is_settled() {
            continue;
        }
        let row = entity::deliverable::ActiveModel {
            id: Unchanged(deliverable.id),
            decided_bps: Set(Some(creator_share_bps.into())),
            decision_reason: Set(Some(reason.to_owned())),
            decided_at: Set(Some(work.now)),
            ..Default::default()
        };
        row.update(work.tx()).await?;
        let split = Split {
            paid_before,
            creator_share_bps,
            clearance_days: terms.policy.clearance_days,
            rest: Rest::StaysHeld,
        };
        payments::commands::split(work, collaboration, &deliverable, split).await?;
    }
    Ok(())
}
