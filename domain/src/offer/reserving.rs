//! Setting money aside for an offer, whole or not at all.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::Event;
use super::actions::Action;
use super::commands::locked;
use super::rules::{self, Capacity};
use crate::actor::Intent;
use crate::brand::spending;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::OfferId;
use crate::money::Money;
use crate::outbox::Fact;
use crate::payments;
use crate::unit_of_work::UnitOfWork;

/// Sets the money for all open slots aside, whole or not at all: creators see that it is there. Needs a key.
pub async fn reserve(env: &Env, intent: &Intent, id: OfferId) -> Result<entity::offer::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "offer.reserve").await?;
    let offer = locked(&work, id, Action::Reserve).await?;
    offer.state.transition(Event::Reserve)?;
    rules::may_reserve(offer.is_reserved)?;

    set_aside(&work, &offer, Money::zero(offer.currency)).await?;
    let row = entity::offer::ActiveModel {
        id: Unchanged(id),
        is_reserved: Set(true),
        ..Default::default()
    };
    let offer = row.update(work.tx()).await?;
    work.records(Fact::OfferChanged { id }, &offer)?;
    work.commit(id).await?;
    Ok(offer)
}

/// Sets the money for all open slots aside instead of what was. What that takes from the wallet must be the actor's to
/// spend.
pub(super) async fn set_aside(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    before: Money,
) -> Result<()> {
    let wanted = Capacity::from(offer).reserve(&work.policy.agreement)?;
    payments::commands::reserve(work, offer, wanted).await?;
    let drawn = wanted.minus(before.at_most(wanted))?;
    let spender = work.intent.actor.principal()?.user_id;
    spending::spend(work, offer.brand_id, spender, drawn).await
}

/// Looks into the ledger after slots or money have moved: an offer whose reserve no longer covers all its open slots is
/// not reserved, and what is left goes back to the wallet.
pub async fn review_reserve(work: &UnitOfWork<'_>, offer: &entity::offer::Model) -> Result<()> {
    if !offer.is_reserved {
        return Ok(());
    }
    let wanted = Capacity::from(offer).reserve(&work.policy.agreement)?;
    if payments::queries::reserved(work.tx(), offer).await?.minor() >= wanted.minor() {
        return Ok(());
    }
    payments::commands::free_reserve(work, offer).await?;
    let row = entity::offer::ActiveModel {
        id: Unchanged(offer.id),
        is_reserved: Set(false),
        ..Default::default()
    };
    row.update(work.tx()).await?;
    work.records(Fact::OfferChanged { id: offer.id }, offer)
}
