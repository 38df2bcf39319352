//! What silence decides: the same acts as people's, done by the clock.

use futures_util::FutureExt;
use sea_orm::EntityTrait;

use super::actions::BRAND;
use super::commands::{approve, approve_concept, locked, save, verify};
use super::{Error, Event};
use crate::actor::Intent;
use crate::collaboration;
use crate::deadline::Deadline;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::DeliverableId;
use crate::payments;

/// Gives the brand back the pay and fee of a rejected deliverable, when the creator has let the time to dispute pass.
pub async fn refund(env: &Env, id: DeliverableId) -> Result<entity::deliverable::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "deliverable.refund").await?;
    let current = locked(&work, id, BRAND).await?;

    let row = current.transition_row(&work, Event::Refund)?;
    let deliverable = save(&work, &current, row).await?;
    let paid_before = current.paid_before();
    payments::commands::refund(&work, &current.collaboration, &deliverable, paid_before).await?;
    collaboration::commands::complete_if_done(&work, &current.collaboration).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Lets silence decide up to `limit` deliverables whose time is up; answers how many.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let silence = Deadline {
        name: "deliverable.silence",
        rows: entity::deliverable::Entity::find(),
        id: entity::deliverable::Column::Id,
        at: entity::deliverable::Column::SilenceAt,
    };
    silence
        .run(env, limit, |env, id| decide(env, id).boxed())
        .await
}

/// What silence means: the brand agrees, the creator does not dispute.
pub(crate) async fn decide(env: &Env, id: DeliverableId) -> Result<bool> {
    let current = entity::deliverable::Entity::find_by_id(id)
        .one(env.db.reader())
        .await?
        .ok_or(crate::Error::NotFound)?;
    let clock = Intent::system();
    match current.state.silence() {
        Some(Event::ApproveConcept) => approve_concept(env, &clock, id).await?,
        Some(Event::Approve) => approve(env, &clock, id).await?,
        Some(Event::Verify) => verify(env, &clock, id).await?,
        Some(Event::Refund) => refund(env, id).await?,
        Some(_) | None => return Err(Error::NotDue.into()),
    };
    Ok(true)
}
