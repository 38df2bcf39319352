//! Writing, publishing, pausing, amending, funding and ending offers.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::actions::Action;
use super::content::{
    Change, Edit, columns, draft_of, edited, forget_version, save_targets, save_version,
};
use super::reserving::set_aside;
pub use super::reserving::{reserve, review_reserve};
pub use super::slots::{free as free_slot, take as take_slot};
use super::{Changes, Draft, Error, Event, State, draft, queries, rules};
use crate::actor::Intent;
use crate::brand::{self, Permission};
use crate::db::Tx;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{BrandId, OfferId};
use crate::outbox::Fact;
use crate::payments;
use crate::quota;
use crate::unit_of_work::UnitOfWork;

/// Starts a draft that only the brand sees. Much may be missing until it is published.
pub async fn create(
    env: &Env,
    intent: &Intent,
    brand_id: BrandId,
    content: impl Into<Changes>,
) -> Result<entity::offer::Model> {
    let author = intent.actor.principal()?.user_id;
    let mut form = intent.form();
    let draft = content.into().first(&mut form);
    let draft = draft::check(draft, &env.policy, form, env.clock.now())?;

    let work = env.begin(intent, "offer.create").await?;
    brand::queries::require(work.tx(), intent.actor, brand_id, Permission::ManageWork).await?;
    require_room(&work, brand_id).await?;
    let offer = entity::offer::ActiveModel {
        id: Set(OfferId::new()),
        brand_id: Set(brand_id),
        state: Set(State::Draft),
        version: Set(1),
        committed_minor: Set(0),
        slots_taken: Set(0),
        is_reserved: Set(false),
        created_at: Set(work.now),
        published_at: Set(None),
        ended_at: Set(None),
        ..columns(&draft)
    };
    let offer = offer.insert(work.tx()).await?;
    save_version(&work, &offer, &draft.brief, Change::Edit, author).await?;
    save_targets(&work, offer.id, &draft.brief).await?;
    work.commit(offer.id).await?;
    Ok(offer)
}

/// Locks the brand, so that nobody gets around the number of its drafts by writing several at once.
async fn require_room(work: &UnitOfWork<'_>, brand_id: BrandId) -> Result<()> {
    brand::commands::locked(work, brand_id).await?;
    let drafts = queries::drafts(work.tx(), brand_id).await?;
    quota::require_room("drafts", drafts, quota::DRAFTS)?;
    Ok(())
}

/// Changes a draft; each change is a version, of which the newest is kept.
pub async fn update(
    env: &Env,
    intent: &Intent,
    id: OfferId,
    edit: impl Into<Edit>,
) -> Result<entity::offer::Model> {
    let author = intent.actor.principal()?.user_id;
    let edit = edit.into();
    edit.check(env, intent)?;

    let work = env.begin(intent, "offer.update").await?;
    let offer = locked(&work, id, Action::Update).await?;
    offer.state.transition(Event::Edit)?;
    let before = queries::brief(work.tx(), id, offer.version).await?;
    let draft = edited(&work, &offer, before, edit)?;
    let row = entity::offer::ActiveModel {
        id: Unchanged(id),
        version: Set(offer.version + 1),
        ..columns(&draft)
    };
    forget_version(&work, &offer).await?;
    let offer = row.update(work.tx()).await?;
    save_version(&work, &offer, &draft.brief, Change::Edit, author).await?;
    save_targets(&work, id, &draft.brief).await?;
    work.commit(id).await?;
    Ok(offer)
}

/// Opens a draft for applications, when nothing it needs is missing.
pub async fn publish(env: &Env, intent: &Intent, id: OfferId) -> Result<entity::offer::Model> {
    let work = env.begin(intent, "offer.publish").await?;
    let offer = locked(&work, id, Action::Publish).await?;

    let state = offer.state.transition(Event::Publish)?;
    let brief = queries::brief(work.tx(), id, offer.version).await?;
    rules::require_complete(&draft_of(&offer, brief), &work.policy.agreement, work.now)?;

    let row = entity::offer::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        published_at: Set(Some(work.now)),
        ..Default::default()
    };
    let offer = row.update(work.tx()).await?;
    work.records(Fact::OfferPublished { id }, &offer)?;
    work.commit(id).await?;
    Ok(offer)
}

/// Takes no applications for a while.
pub async fn pause(env: &Env, intent: &Intent, id: OfferId) -> Result<entity::offer::Model> {
    turn(env, intent, id, Event::Pause).await
}

/// Takes applications again.
pub async fn resume(env: &Env, intent: &Intent, id: OfferId) -> Result<entity::offer::Model> {
    turn(env, intent, id, Event::Resume).await
}

async fn turn(
    env: &Env,
    intent: &Intent,
    id: OfferId,
    event: Event,
) -> Result<entity::offer::Model> {
    let (name, action) = if event == Event::Pause {
        ("offer.pause", Action::Pause)
    } else {
        ("offer.resume", Action::Resume)
    };
    let work = env.begin(intent, name).await?;
    let offer = locked(&work, id, action).await?;
    let state = offer.state.transition(event)?;
    let is_full = offer.slots_taken >= offer.slots;
    let state = if state == State::Published && is_full {
        state.transition(Event::Fill)?
    } else {
        state
    };
    let row = entity::offer::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        ..Default::default()
    };
    let offer = row.update(work.tx()).await?;
    work.records(Fact::OfferChanged { id }, &offer)?;
    work.commit(id).await?;
    Ok(offer)
}

/// Changes a published offer by a new version. A material change asks those who applied again. Money that is set aside
/// follows the new numbers, or nothing changes. Needs a key.
pub async fn amend(
    env: &Env,
    intent: &Intent,
    id: OfferId,
    edit: impl Into<Edit>,
) -> Result<entity::offer::Model> {
    intent.require_key()?;
    let author = intent.actor.principal()?.user_id;
    let edit = edit.into();
    edit.check(env, intent)?;

    let work = env.begin(intent, "offer.amend").await?;
    let offer = locked(&work, id, Action::Amend).await?;
    let state = offer.state.transition(Event::Amend)?;
    let before = queries::brief(work.tx(), id, offer.version).await?;
    let draft = edited(&work, &offer, before.clone(), edit)?;
    require_kept_promises(&offer, &draft)?;
    rules::may_amend(queries::versions_kept(work.tx(), id).await?)?;
    rules::require_complete(&draft, &work.policy.agreement, work.now)?;
    let is_material = rules::is_material(&before, &draft.brief);

    let is_full = offer.slots_taken >= draft.slots;
    let state = match (state, is_full) {
        (State::Filled, false) => state.transition(Event::Reopen)?,
        (State::Published | State::Paused, true) => state.transition(Event::Fill)?,
        (state, _) => state,
    };
    // First, so that they are there when the offer is listed by its new version.
    save_targets(&work, id, &draft.brief).await?;
    let row = entity::offer::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        version: Set(offer.version + 1),
        ..columns(&draft)
    };
    let amended = row.update(work.tx()).await?;
    let change = if is_material {
        Change::Material
    } else {
        Change::Edit
    };
    save_version(&work, &amended, &draft.brief, change, author).await?;
    if offer.is_reserved {
        let before = payments::commands::free_reserve(&work, &offer).await?;
        set_aside(&work, &amended, before).await?;
    }
    let fact = Fact::OfferAmended {
        id,
        version: amended.version,
        is_material,
    };
    work.records(fact, &amended)?;
    work.commit(id).await?;
    Ok(amended)
}

/// Ends an offer; collaborations go on, open applications are ended with a reason, reserved money goes back. The clock
/// does it when the deadline has passed. Needs a key.
pub async fn close(env: &Env, intent: &Intent, id: OfferId) -> Result<entity::offer::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "offer.close").await?;
    let offer = locked(&work, id, Action::Close).await?;
    let state = offer.state.transition(Event::Close)?;
    if intent.actor.is_system() && offer.closes_at.is_none_or(|at| at > work.now) {
        return Ok(offer);
    }
    end(work, &offer, state).await
}

/// Whether a collaboration of an offer runs: asked with the offer locked, of who knows collaborations.
pub type HasRunning = for<'a> fn(&'a Tx, OfferId) -> BoxFuture<'a, Result<bool>>;

/// Calls an offer off. Not while a collaboration of it runs. Needs a key.
pub async fn cancel(
    env: &Env,
    intent: &Intent,
    id: OfferId,
    has_running: HasRunning,
) -> Result<entity::offer::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "offer.cancel").await?;
    let offer = locked(&work, id, Action::Cancel).await?;
    let state = offer.state.transition(Event::Cancel)?;
    rules::may_cancel(has_running(work.tx(), id).await?)?;
    end(work, &offer, state).await
}

async fn end(
    work: UnitOfWork<'_>,
    offer: &entity::offer::Model,
    state: State,
) -> Result<entity::offer::Model> {
    if offer.is_reserved {
        payments::commands::free_reserve(&work, offer).await?;
    }
    let row = entity::offer::ActiveModel {
        id: Unchanged(offer.id),
        state: Set(state),
        is_reserved: Set(false),
        ended_at: Set(Some(work.now)),
        ..Default::default()
    };
    let ended = row.update(work.tx()).await?;
    work.records(Fact::OfferEnded { id: ended.id }, &ended)?;
    work.commit(ended.id).await?;
    Ok(ended)
}

/// Closes up to `limit` offers whose deadline has passed. How many were closed.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    queries::due()
        .run(env, limit, |env, id| close_overdue(env, id).boxed())
        .await
}

/// Closes one offer whose deadline has passed; false when it has not.
pub(crate) async fn close_overdue(env: &Env, id: OfferId) -> Result<bool> {
    let offer = close(env, &Intent::system(), id).await?;
    Ok(offer.state == State::Closed)
}

/// The offer, locked, for a member who may do this. Drafts of others do not exist.
pub(super) async fn locked(
    work: &UnitOfWork<'_>,
    id: OfferId,
    action: Action,
) -> Result<entity::offer::Model> {
    let offer = queries::locked(work, id).await?;
    let (actor, permission) = (work.intent.actor, action.permission());
    brand::queries::require(work.tx(), actor, offer.brand_id, permission).await?;
    Ok(offer)
}

fn require_kept_promises(offer: &entity::offer::Model, draft: &Draft) -> Result<()> {
    if draft.currency != offer.currency {
        return Err(Error::CurrencyFixed.into());
    }
    if draft.slots < offer.slots_taken {
        return Err(Error::BelowPromised("slots are taken").into());
    }
    if draft.budget_minor < offer.committed_minor {
        return Err(Error::BelowPromised("the budget is committed").into());
    }
    Ok(())
}
