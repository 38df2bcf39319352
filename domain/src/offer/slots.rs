//! Taking and freeing a slot, in the transaction of whoever opens or ends a collaboration. The offer is locked.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::{Error, Event, State};
use crate::entity;
use crate::env::Work;
use crate::error::Result;
use crate::money::Money;
use crate::outbox::{self, Fact};

/// Takes a slot and commits the charge to the budget; the last one fills the offer.
pub async fn take(
    work: &Work<'_>,
    offer: &entity::offer::Model,
    charge: Money,
) -> Result<entity::offer::Model> {
    if offer.slots_taken >= offer.slots {
        return Err(Error::Full.into());
    }
    let committed = offer.committed().plus(charge)?;
    if committed.minor() > offer.budget_minor {
        return Err(Error::BudgetExceeded.into());
    }
    let is_last = offer.slots_taken + 1 == offer.slots;
    let state = if is_last {
        offer.state.transition(Event::Fill)?
    } else {
        offer.state
    };
    save(work, offer, state, offer.slots_taken + 1, committed).await
}

/// Gives a slot and its charge back; a filled offer opens again, a paused one stays paused.
pub async fn free(
    work: &Work<'_>,
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
    work: &Work<'_>,
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
    outbox::record(work, Fact::OfferChanged { id: saved.id }).await?;
    Ok(saved)
}
