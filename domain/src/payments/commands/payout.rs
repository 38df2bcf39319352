//! Money to creators.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect};

use super::super::{Error, Event, State, accounts, queries, rules};
use super::short;
use crate::actor::Intent;
use crate::creator;
use crate::db::Tx;
use crate::entity;
use crate::env::Env;
use crate::error::{Code, Overdue, Result};
use crate::id::{CreatorId, Id, PayoutId};
use crate::input;
use crate::ledger::{self, Account, EntryKind, Transfer};
use crate::money::Money;
use crate::outbox::Fact;
use crate::port::payment_provider::{self, ProviderUnavailable};
use crate::unit_of_work::UnitOfWork;

/// What a creator wants to be paid out.
pub struct PayoutDraft {
    /// How much of what is available.
    pub amount: Money,
    /// An IBAN, with or without spaces.
    pub iban: String,
}

/// Takes available money out of the balance, to be sent to a bank account by the worker. Needs a key.
pub async fn request(
    env: &Env,
    intent: &Intent,
    creator_id: CreatorId,
    draft: PayoutDraft,
) -> Result<entity::payout::Model> {
    intent.require_key()?;
    let mut form = intent.form();
    let is_something = !draft.amount.is_zero();
    let wish = "Give an amount above zero.";
    form.require(is_something, Code::AmountInvalid, "amount.amount", wish);
    let iban = form.take("iban", input::iban(&draft.iban));
    let (Some(iban), true) = (iban, form.is_clean()) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "payout.request").await?;
    creator::queries::require_self(work.tx(), work.intent.actor, creator_id).await?;
    let due = queries::due_earnings(work.tx(), creator_id, work.now).await?;
    if !due.is_empty() {
        return Err(Overdue::Earnings(creator_id).into());
    }

    let payout = entity::payout::ActiveModel {
        id: Set(PayoutId::new()),
        creator_id: Set(creator_id),
        state: Set(State::Requested),
        currency: Set(draft.amount.currency()),
        amount_minor: Set(draft.amount.minor()),
        iban: Set(iban),
        provider_ref: Set(None),
        failure: Set(None),
        requested_at: Set(work.now),
        due_at: Set(Some(work.now)),
        attempts: Set(0),
        ended_at: Set(None),
    };
    let payout = payout.insert(work.tx()).await?;
    let from = accounts::available(creator_id, payout.currency);
    let to = accounts::in_transit(&payout);
    book(&work, EntryKind::PayoutRequested, &payout, (from, to))
        .await
        .map_err(short(Error::BalanceInsufficient))?;
    work.records(Fact::PayoutChanged { id: payout.id }, &payout)?;
    work.commit(payout.id).await?;
    Ok(payout)
}

/// Takes a payout back before it is sent; the money is available again. Needs a key.
pub async fn cancel(env: &Env, intent: &Intent, id: PayoutId) -> Result<entity::payout::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "payout.cancel").await?;
    let payout = locked(work.tx(), id).await?;
    creator::queries::require_self(work.tx(), work.intent.actor, payout.creator_id).await?;

    let state = payout.state.transition(Event::Cancel)?;
    end(
        work,
        &payout,
        Ending {
            state,
            reference: None,
            failure: None,
        },
    )
    .await
}

/// Takes a payout that is due one step further: sends it, or asks what became of it.
pub async fn advance(env: &Env, id: PayoutId) -> Result<entity::payout::Model> {
    let payout = entity::payout::Entity::find_by_id(id)
        .one(env.db.reader())
        .await?
        .ok_or(crate::Error::NotFound)?;
    match payout.state {
        State::Requested => send(env, id).await,
        State::Sending | State::InTransit => follow(env, id).await,
        State::Paid | State::Cancelled | State::Failed => Ok(payout),
    }
}

/// Writes a payout down as SENDING, and only then calls the provider: from here on it is never cancelled, and whatever
/// becomes of the call can be found out under its id.
async fn send(env: &Env, id: PayoutId) -> Result<entity::payout::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "payout.send").await?;
    let payout = locked(work.tx(), id).await?;
    let Ok(state) = payout.state.transition(Event::Send) else {
        return Ok(payout);
    };
    let sending = entity::payout::ActiveModel {
        id: Unchanged(id),
        state: Set(state),
        due_at: Set(Some(work.now + rules::pause(1))),
        attempts: Set(1),
        ..Default::default()
    };
    let payout = save(work, sending).await?;

    let answer = env
        .payments
        .send(payout.id, payout.amount(), &payout.iban)
        .await;
    settle(env, payout, answer).await
}

/// Asks the provider about a payout it may have; sends it again, under the same id, only where the provider has never
/// heard of it. Without an answer it stays where it is and is asked about later.
async fn follow(env: &Env, id: PayoutId) -> Result<entity::payout::Model> {
    let now = env.clock.now();
    let tx = env.db.begin().await?;
    let payout = locked(&tx, id).await?;
    if payout.due_at.is_none_or(|due_at| now < due_at) {
        return Ok(payout);
    }
    let tried = entity::payout::ActiveModel {
        id: Unchanged(id),
        due_at: Set(Some(now + rules::pause(payout.attempts + 1))),
        attempts: Set(payout.attempts + 1),
        ..Default::default()
    };
    let payout = tried.update(&tx).await?;
    tx.commit().await?;

    let answer = look_up(env, &payout).await;
    settle(env, payout, answer).await
}

async fn look_up(
    env: &Env,
    payout: &entity::payout::Model,
) -> std::result::Result<payment_provider::Transfer, ProviderUnavailable> {
    let reference = payout.provider_ref.as_deref();
    let known = env.payments.look_up(payout.id, reference).await?;
    if payout.state == State::Sending && known == payment_provider::Transfer::Unknown {
        return env
            .payments
            .send(payout.id, payout.amount(), &payout.iban)
            .await;
    }
    Ok(known)
}

/// Does what follows from the provider's answer, once: whoever comes second finds the state changed.
async fn settle(
    env: &Env,
    payout: entity::payout::Model,
    answer: std::result::Result<payment_provider::Transfer, ProviderUnavailable>,
) -> Result<entity::payout::Model> {
    use payment_provider::Transfer::*;
    let (event, action, reference, failure) = match answer {
        Err(no_answer) => {
            // The longer the provider is away, the more rarely the same is said.
            if payout.attempts.max(1).count_ones() == 1 {
                let attempts = payout.attempts;
                tracing::warn!(%no_answer, payout = ?payout.id, attempts, "payout: no answer from the payment provider; retrying");
            }
            return Ok(payout);
        }
        Ok(Unknown) => return Ok(payout),
        Ok(InTransit { reference }) => (Event::Depart, "payout.depart", Some(reference), None),
        Ok(Paid { reference }) => (Event::Arrive, "payout.arrive", Some(reference), None),
        Ok(Refused { reason }) => (Event::Fail, "payout.fail", None, Some(reason)),
    };
    let intent = Intent::system();
    let work = env.begin(&intent, action).await?;
    let payout = locked(work.tx(), payout.id).await?;
    let Ok(state) = payout.state.transition(event) else {
        return Ok(payout);
    };
    if event == Event::Depart {
        return depart(work, &payout, state, reference).await;
    }
    let ending = Ending {
        state,
        reference,
        failure,
    };
    end(work, &payout, ending).await
}

/// The provider has it; from now on it is asked when it arrives.
async fn depart(
    work: UnitOfWork<'_>,
    payout: &entity::payout::Model,
    state: State,
    reference: Option<String>,
) -> Result<entity::payout::Model> {
    let departed = entity::payout::ActiveModel {
        id: Unchanged(payout.id),
        state: Set(state),
        provider_ref: Set(reference),
        due_at: Set(Some(work.now + rules::pause(0))),
        attempts: Set(0),
        ..Default::default()
    };
    save(work, departed).await
}

/// How a payout ends.
struct Ending {
    state: State,
    reference: Option<String>,
    failure: Option<String>,
}

/// Moves the money to where it ended: out of the house, or back to what is available.
async fn end(
    work: UnitOfWork<'_>,
    payout: &entity::payout::Model,
    ending: Ending,
) -> Result<entity::payout::Model> {
    let (kind, to) = if ending.state == State::Paid {
        (EntryKind::PayoutPaid, accounts::clearing(payout.currency))
    } else {
        let available = accounts::available(payout.creator_id, payout.currency);
        (EntryKind::PayoutUndone, available)
    };
    book(&work, kind, payout, (accounts::in_transit(payout), to)).await?;

    let ended = entity::payout::ActiveModel {
        id: Unchanged(payout.id),
        state: Set(ending.state),
        provider_ref: Set(ending.reference.or_else(|| payout.provider_ref.clone())),
        failure: Set(ending.failure),
        due_at: Set(None),
        ended_at: Set(Some(work.now)),
        ..Default::default()
    };
    save(work, ended).await
}

async fn book(
    work: &UnitOfWork<'_>,
    kind: EntryKind,
    payout: &entity::payout::Model,
    (from, to): (Account, Account),
) -> std::result::Result<(), ledger::Error> {
    let transfer = Transfer {
        from,
        to,
        amount: payout.amount(),
    };
    ledger::commands::post(work, kind, payout.id.uuid(), &[transfer]).await?;
    Ok(())
}

async fn save(
    work: UnitOfWork<'_>,
    row: entity::payout::ActiveModel,
) -> Result<entity::payout::Model> {
    let payout = row.update(work.tx()).await?;
    work.records(Fact::PayoutChanged { id: payout.id }, &payout)?;
    work.commit(payout.id).await?;
    Ok(payout)
}

async fn locked(tx: &Tx, id: PayoutId) -> Result<entity::payout::Model> {
    let row = entity::payout::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.ok_or(crate::Error::NotFound)
}
