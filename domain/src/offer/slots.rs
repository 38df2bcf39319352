//! Taking and freeing a slot, in the transaction of whoever opens or ends a collaboration. The offer is locked.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::rules::Capacity;
use super::{Event, State};
use crate::entity;
use crate::error::Result;
use crate::money::Money;
use crate::outbox::Fact;
use crate::unit_of_work::UnitOfWork;

/// Takes a slot and commits the charge to the budget; the last one fills the offer.
pub async fn take(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    charge: Money,
) -> Result<entity::offer::Model> {
    let taken = Capacity::from(offer).taking(charge)?;
    let state = if taken.is_full() {
        offer.state.transition(Event::Fill)?
    } else {
        offer.state
    };
    let committed = Money::stored(taken.committed_minor, charge.currency());
    save(work, offer, state, taken.slots_taken, committed).await
}

/// Gives a slot and its charge back; a filled offer opens again, a paused one stays paused.
pub async fn free(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    charge: Money,
) -> Result<entity::offer::Model> {
    let committed = offer.committed().minus(charge)?;
    let state = if offer.state == State::Filled {
        offer.state.transition(Event::Reopen)?
    } else {
        offer.state
    };
    save(work, offer, state, offer.slots_taken - 1, committed).await
}

async fn save(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    state: State,
    slots_taken: i64,
    committed: Money,
) -> Result<entity::offer::Model> {
    let row = entity::offer::ActiveModel {
        id: Unchanged(offer.id),
        state: Set(state),
        slots_taken: Set(slots_taken),
        committed_minor: Set(committed.minor()),
        ..Default::default()
    };
    let saved = row.update(work.tx()).await?;
    work.records(Fact::OfferChanged { id: saved.id }, &saved)?;
    Ok(saved)
}
