//! What silence decides: the same acts as people's, done by the clock.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::commands::{BRAND, approve, approve_concept, locked, save, verify};
use super::{Error, Event, State};
use crate::actor::Intent;
use crate::collaboration;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::DeliverableId;
use crate::payout;

/// Gives the brand back the pay and fee of a rejected deliverable, when the creator has let the time to dispute pass.
pub async fn refund(env: &Env, id: DeliverableId) -> Result<entity::deliverable::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "deliverable.refund").await?;
    let piece = locked(&work, id, BRAND).await?;

    let row = piece.enter(&work, Event::Refund)?;
    let deliverable = save(&work, row).await?;
    let paid_before = piece.paid_before();
    payout::commands::refund(&work, &piece.collaboration, &deliverable, paid_before).await?;
    collaboration::commands::complete_if_done(&work, &piece.collaboration).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Lets silence decide up to `limit` deliverables whose time is up; answers how many.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let due: Vec<(DeliverableId, State)> = entity::deliverable::Entity::find()
        .select_only()
        .column(entity::deliverable::Column::Id)
        .column(entity::deliverable::Column::State)
        .filter(entity::deliverable::Column::SilenceAt.lte(env.clock.now()))
        .order_by_asc(entity::deliverable::Column::SilenceAt)
        .limit(limit)
        .into_tuple()
        .all(env.db.reader())
        .await?;

    let mut decided = 0;
    for (id, state) in due {
        match decide(env, id, state).await {
            Ok(()) => decided += 1,
            // Answered, or decided by another worker, in the meantime.
            Err(crate::Error::User(_)) => {}
            // One that fails must not hold up the others.
            Err(error) => tracing::error!(?error, "a deliverable is left for the next run"),
        }
    }
    Ok(decided)
}

/// What silence means: the brand agrees, the creator does not dispute.
async fn decide(env: &Env, id: DeliverableId, state: State) -> Result<()> {
    use State::*;
    let clock = Intent::system();
    match state {
        ConceptReview => approve_concept(env, &clock, id).await?,
        InReview => approve(env, &clock, id).await?,
        Published => verify(env, &clock, id).await?,
        Rejected => refund(env, id).await?,
        Planned | ConceptApproved | ChangesRequested | Approved | Verified | Contested
        | Refunded | Cancelled | Escalated | Decided => return Err(Error::NotDue.into()),
    };
    Ok(())
}
