//! Money on its way through an offer and its collaborations. All but `clear` join the transaction of their cause, which
//! has authorized the actor and locked the offer and the collaboration.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect};

use super::super::{EarningState, Error, accounts, rules};
use super::short;
use crate::actor::Intent;
use crate::brand::spending;
use crate::clock::after_days;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{DeliverableId, EarningId, Id, LedgerEntryId, UserId};
use crate::ledger::{self, EntryKind, Transfer};
use crate::money::Money;
use crate::unit_of_work::UnitOfWork;

/// Whether the money of a collaboration is held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// All of it.
    Yes,
    /// Reserve and wallet do not cover it; nothing was moved.
    NotEnough,
    /// The person may not take so much from the wallet; nothing was moved.
    NotAllowed,
}

/// Sets wallet money aside for an offer, the whole amount or nothing. Whether the person may is the caller's to see.
pub async fn reserve(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    amount: Money,
) -> Result<()> {
    let transfer = Transfer {
        from: accounts::wallet(offer.brand_id, offer.currency),
        to: accounts::reserve(offer.id, offer.currency),
        amount,
    };
    ledger::commands::post(work, EntryKind::Reserved, fresh(), &[transfer])
        .await
        .map_err(short(Error::WalletInsufficient))?;
    Ok(())
}

/// Gives all that is left in an offer's reserve back to the wallet, and says how much that was.
pub async fn free_reserve(work: &UnitOfWork<'_>, offer: &entity::offer::Model) -> Result<Money> {
    let from = accounts::reserve(offer.id, offer.currency);
    let to = accounts::wallet(offer.brand_id, offer.currency);
    let [left, _] = ledger::commands::lock(work, [from, to]).await?;

    let transfer = Transfer {
        from,
        to,
        amount: left,
    };
    ledger::commands::post(work, EntryKind::ReserveFreed, fresh(), &[transfer]).await?;
    Ok(left)
}

/// Holds the pay and the brand's fee of a collaboration: from the reserve of its offer, then from the wallet as far as
/// the person who agreed for the brand may.
pub async fn hold(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    spender: UserId,
) -> Result<Held> {
    let reserve = accounts::reserve(collaboration.offer_id, collaboration.currency);
    let wallet = accounts::wallet(collaboration.brand_id, collaboration.currency);
    let escrow = accounts::escrow(collaboration);
    let fee = accounts::fee_deferred(collaboration);
    let [reserved, free, ..] = ledger::commands::lock(work, [reserve, wallet, escrow, fee]).await?;

    let Some(holding) = rules::hold(collaboration.into(), reserved, free)? else {
        return Ok(Held::NotEnough);
    };
    let drawn = holding.wallet_part()?;
    match spending::spend(work, collaboration.brand_id, spender, drawn).await {
        Ok(()) => {}
        Err(crate::Error::User(_)) => return Ok(Held::NotAllowed),
        Err(failure) => return Err(failure),
    }

    let transfers = [
        (reserve, escrow, holding.pay_from_reserve),
        (reserve, fee, holding.fee_from_reserve),
        (wallet, escrow, holding.pay_from_wallet),
        (wallet, fee, holding.fee_from_wallet),
    ]
    .map(|(from, to, amount)| Transfer { from, to, amount });
    let source = collaboration.id.uuid();
    ledger::commands::post(work, EntryKind::Held, source, &transfers).await?;
    Ok(Held::Yes)
}

/// Gives back what is still held for a collaboration that has ended, and says how much that was: to the offer's
/// reserve while the offer keeps one, else to the wallet.
pub async fn give_back(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    offer: &entity::offer::Model,
) -> Result<Money> {
    let escrow = accounts::escrow(collaboration);
    let fee = accounts::fee_deferred(collaboration);
    let to = if offer.is_reserved && offer.state.is_open() {
        accounts::reserve(offer.id, offer.currency)
    } else {
        accounts::wallet(collaboration.brand_id, collaboration.currency)
    };
    let [pay_left, fee_left, _] = ledger::commands::lock(work, [escrow, fee, to]).await?;

    let transfers =
        [(escrow, pay_left), (fee, fee_left)].map(|(from, amount)| Transfer { from, to, amount });
    let source = collaboration.id.uuid();
    ledger::commands::post(work, EntryKind::Returned, source, &transfers).await?;
    Ok(pay_left.plus(fee_left)?)
}

/// Pays the creator for a deliverable that is done: what is held for it becomes an earning in clearance and the
/// marketplace's fees. `paid_before` is the pay of all deliverables with a lower position, released or not, so that fee
/// parts sum exactly in whatever order deliverables are done. None where nothing is left to earn, as with gifts.
pub async fn release(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    deliverable: &entity::deliverable::Model,
    paid_before: Money,
    clearance_days: u32,
) -> Result<Option<entity::earning::Model>> {
    let due = rules::due(collaboration.into(), deliverable.pay(), paid_before)?;

    let escrow = accounts::escrow(collaboration);
    let deferred = accounts::fee_deferred(collaboration);
    let pending = accounts::pending(collaboration.creator_id, collaboration.currency);
    let fees = accounts::fees(collaboration.currency);
    let transfers = [
        (escrow, pending, due.net),
        (escrow, fees, due.creator_fee),
        (deferred, fees, due.brand_fee),
    ]
    .map(|(from, to, amount)| Transfer { from, to, amount });
    let source = deliverable.id.uuid();
    ledger::commands::post(work, EntryKind::Released, source, &transfers).await?;
    earn(work, collaboration, deliverable.id, due.net, clearance_days).await
}

/// Writes down what the creator has earned with a deliverable; none where that is nothing.
pub(super) async fn earn(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    deliverable_id: DeliverableId,
    net: Money,
    clearance_days: u32,
) -> Result<Option<entity::earning::Model>> {
    if net.is_zero() {
        return Ok(None);
    }
    let earning = entity::earning::ActiveModel {
        id: Set(EarningId::new()),
        deliverable_id: Set(deliverable_id),
        creator_id: Set(collaboration.creator_id),
        state: Set(EarningState::PendingClearance),
        currency: Set(collaboration.currency),
        amount_minor: Set(net.minor()),
        created_at: Set(work.now),
        clears_at: Set(after_days(work.now, clearance_days)),
        cleared_at: Set(None),
    };
    Ok(Some(earning.insert(work.tx()).await?))
}

/// Gives the brand back what is held for a deliverable that was finally rejected, with its part of the brand's fee.
/// `paid_before` as in [`release`].
pub async fn refund(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    deliverable: &entity::deliverable::Model,
    paid_before: Money,
) -> Result<()> {
    let due = rules::due(collaboration.into(), deliverable.pay(), paid_before)?;

    let to = accounts::wallet(collaboration.brand_id, collaboration.currency);
    let transfers = [
        (accounts::escrow(collaboration), deliverable.pay()),
        (accounts::fee_deferred(collaboration), due.brand_fee),
    ]
    .map(|(from, amount)| Transfer { from, to, amount });
    let source = deliverable.id.uuid();
    ledger::commands::post(work, EntryKind::Refunded, source, &transfers).await?;
    Ok(())
}

/// Makes an earning available once its clearance has ended; before that, and after, it changes nothing. Only the clock
/// may.
pub async fn clear(env: &Env, intent: &Intent, id: EarningId) -> Result<entity::earning::Model> {
    if !intent.actor.is_system() {
        return Err(crate::Error::Forbidden);
    }
    let work = env.begin(intent, "earning.clear").await?;
    let earning = entity::earning::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    let is_due = earning.state == EarningState::PendingClearance && earning.clears_at <= work.now;
    if !is_due {
        return Ok(earning);
    }

    let transfer = Transfer {
        from: accounts::pending(earning.creator_id, earning.currency),
        to: accounts::available(earning.creator_id, earning.currency),
        amount: earning.amount(),
    };
    ledger::commands::post(&work, EntryKind::Cleared, id.uuid(), &[transfer]).await?;
    let cleared = entity::earning::ActiveModel {
        id: Unchanged(id),
        state: Set(EarningState::Available),
        cleared_at: Set(Some(work.now)),
        ..Default::default()
    };
    let cleared = cleared.update(work.tx()).await?;
    work.commit(id).await?;
    Ok(cleared)
}

/// The source of an event that may happen again to the same offer: each time is an event of its own.
fn fresh() -> uuid::Uuid {
    LedgerEntryId::new().uuid()
}
