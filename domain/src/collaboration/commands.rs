//! Funding and ending collaborations.

use futures_util::FutureExt;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect};

use super::actions::FUNDS;
pub use super::opening::open;
use super::opening::start;
pub use super::ruling::terminate;
use super::{Error, Event, Owed, Party, State, queries, rules};
use crate::actor::Intent;
use crate::brand;
use crate::deadline::Deadline;
use crate::entity;
use crate::env::Env;
use crate::error::{Overdue, Result};
use crate::id::CollaborationId;
use crate::offer;
use crate::outbox::Fact;
use crate::payments::{self, Held};
use crate::unit_of_work::UnitOfWork;

/// Holds pay and fee, from the offer's reserve and then the brand's wallet, and starts the work. Needs a key.
pub async fn fund(
    env: &Env,
    intent: &Intent,
    id: CollaborationId,
) -> Result<entity::collaboration::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "collaboration.fund").await?;
    let (offer, collaboration) = locked(&work, id).await?;
    queries::require(work.tx(), intent.actor, &collaboration, FUNDS).await?;

    collaboration.state.transition(Event::Fund)?;
    let spender = intent.actor.principal()?.user_id;
    match payments::commands::hold(&work, &collaboration, spender).await? {
        Held::Yes => {}
        Held::NotEnough => return Err(payments::Error::WalletInsufficient.into()),
        Held::NotAllowed => return Err(brand::Error::SpendingLimitExceeded.into()),
    }
    let terms = queries::terms(work.tx(), id).await?;
    let collaboration = start(&work, &collaboration, &terms).await?;
    offer::commands::review_reserve(&work, &offer).await?;

    work.records(Fact::CollaborationChanged { id }, &collaboration)?;
    work.commit(id).await?;
    Ok(collaboration)
}

/// Calls the collaboration off: either side until something is handed in, the brand when content is long overdue. The
/// brand gets back what is held; what was released stays released. Needs a key.
pub async fn cancel(
    env: &Env,
    intent: &Intent,
    id: CollaborationId,
) -> Result<entity::collaboration::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "collaboration.cancel").await?;
    let (offer, collaboration) = locked(&work, id).await?;
    let sides = (collaboration.brand_id, collaboration.creator_id);
    let standing = queries::standing(work.tx(), intent.actor, sides).await?;
    let side = standing.side()?;

    collaboration.state.transition(Event::Cancel)?;
    let terms = queries::terms(work.tx(), id).await?;
    let deliverables = queries::deliverables_of(work.tx(), &[id]).await?;
    let owed: Vec<_> = deliverables.iter().map(Owed::from).collect();
    rules::may_cancel(side, &owed, terms.policy.overdue_days, work.now)?;

    let collaboration = end(&work, &offer, &collaboration, Event::Cancel).await?;
    work.commit(id).await?;
    Ok(collaboration)
}

/// Ends a collaboration nobody funded in time.
pub async fn expire(env: &Env, id: CollaborationId) -> Result<entity::collaboration::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "collaboration.expire").await?;
    let (offer, collaboration) = locked(&work, id).await?;

    collaboration.state.transition(Event::Expire)?;
    if collaboration
        .funding_due_at
        .is_none_or(|due_at| due_at > work.now)
    {
        return Err(Error::NotDue.into());
    }

    let collaboration = end(&work, &offer, &collaboration, Event::Expire).await?;
    work.commit(id).await?;
    Ok(collaboration)
}

/// Ends up to `limit` collaborations whose time to be funded is up; answers how many.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let unfunded = Deadline {
        name: "collaboration.expire",
        rows: entity::collaboration::Entity::find(),
        id: entity::collaboration::Column::Id,
        at: entity::collaboration::Column::FundingDueAt,
    };
    unfunded
        .run(env, limit, |env, id| expire_overdue(env, id).boxed())
        .await
}

/// Ends one collaboration nobody funded in time.
pub(crate) async fn expire_overdue(env: &Env, id: CollaborationId) -> Result<bool> {
    expire(env, id).await.map(|_| true)
}

/// Completes the collaboration once its last deliverable is settled. The caller holds its lock.
pub async fn complete_if_done(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
) -> Result<()> {
    let deliverables = queries::deliverables_of(work.tx(), &[collaboration.id]).await?;
    if !deliverables.iter().all(|one| one.is_settled()) {
        return Ok(());
    }
    let id = collaboration.id;
    let row = entity::collaboration::ActiveModel {
        id: Unchanged(id),
        state: Set(collaboration.state.transition(Event::Complete)?),
        ended_at: Set(Some(work.now)),
        ..Default::default()
    };
    row.update(work.tx()).await?;
    work.records(Fact::CollaborationChanged { id }, collaboration)
}

/// Locks the collaboration for work on it: lets in whose act it is, and refuses unless the work runs.
pub async fn lock_active(
    work: &UnitOfWork<'_>,
    id: CollaborationId,
    party: Party,
) -> Result<entity::collaboration::Model> {
    let collaboration = entity::collaboration::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    queries::require(work.tx(), work.intent.actor, &collaboration, party).await?;
    collaboration.state.require_active()?;
    Ok(collaboration)
}

/// The collaboration under its offer's lock and its own, in this order.
pub(super) async fn locked(
    work: &UnitOfWork<'_>,
    id: CollaborationId,
) -> Result<(entity::offer::Model, entity::collaboration::Model)> {
    let collaboration = entity::collaboration::Entity::find_by_id(id)
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    let offer = entity::offer::Entity::find_by_id(collaboration.offer_id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    let collaboration = entity::collaboration::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    if !work.intent.actor.is_system() {
        require_on_time(work, &collaboration).await?;
    }
    Ok((offer, collaboration))
}

/// Nothing of it waits for the clock: neither the time to fund it is up nor has silence decided a deliverable.
async fn require_on_time(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
) -> Result<()> {
    let id = collaboration.id;
    if collaboration
        .funding_due_at
        .is_some_and(|at| at <= work.now)
    {
        return Err(Overdue::Collaboration(id).into());
    }
    match queries::overdue_deliverable(work, id).await? {
        Some(id) => Err(Overdue::Deliverable(id).into()),
        None => Ok(()),
    }
}

/// Ends a running collaboration before it is done: calls off what is not settled, gives the brand back what is held,
/// and frees the slot.
pub(super) async fn end(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    collaboration: &entity::collaboration::Model,
    event: Event,
) -> Result<entity::collaboration::Model> {
    let state = collaboration.state.transition(event)?;
    let id = collaboration.id;
    call_off(work, collaboration).await?;
    let returned = match collaboration.state {
        State::Active => payments::commands::give_back(work, collaboration, offer).await?,
        // Nothing was held yet, but the offer's budget was committed.
        State::AwaitingFunding
        | State::Completed
        | State::Cancelled
        | State::Terminated
        | State::Expired => collaboration.charged(),
    };
    let offer = offer::commands::free_slot(work, offer, returned).await?;
    offer::commands::review_reserve(work, &offer).await?;

    let row = entity::collaboration::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        funding_due_at: Set(None),
        ended_at: Set(Some(work.now)),
        ..Default::default()
    };
    let collaboration = row.update(work.tx()).await?;
    work.records(Fact::CollaborationChanged { id }, &collaboration)?;
    Ok(collaboration)
}

async fn call_off(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
) -> Result<()> {
    for deliverable in queries::deliverables_of(work.tx(), &[collaboration.id]).await? {
        if deliverable.is_settled() {
            continue;
        }
        let id = deliverable.id;
        let row = entity::deliverable::ActiveModel {
            id: Unchanged(id),
            state: Set(deliverable.state.call_off()?),
            silence_at: Set(None),
            handed_in_at: Set(None),
            escalatable_until: Set(None),
            ..Default::default()
        };
        row.update(work.tx()).await?;
        work.records(Fact::DeliverableChanged { id }, collaboration)?;
    }
    Ok(())
}
