//! Money from brands.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect};

use super::super::{FundingState, accounts, rules};
use crate::actor::Intent;
use crate::brand::{self, Permission};
use crate::entity;
use crate::env::Env;
use crate::error::{Code, Form, Result};
use crate::id::{BrandId, FundingId, Id};
use crate::ledger::{self, EntryKind, Transfer};
use crate::money::Money;
use crate::outbox::Fact;
use crate::port::payment_provider::Charge;
use crate::unit_of_work::UnitOfWork;

/// Asks the provider to charge a brand, and credits the wallet when the provider has the money. The request is written
/// down before the provider is asked; without an answer it stays REQUESTED and the worker asks again. Needs a key.
pub async fn fund_wallet(
    env: &Env,
    intent: &Intent,
    brand_id: BrandId,
    amount: Money,
) -> Result<entity::funding::Model> {
    intent.require_key()?;
    positive(amount, intent.form())?;
    let work = env.begin(intent, "wallet.fund").await?;
    let actor = work.intent.actor;
    brand::queries::require(work.tx(), actor, brand_id, Permission::ManageMoney).await?;

    let funding = entity::funding::ActiveModel {
        id: Set(FundingId::new()),
        brand_id: Set(brand_id),
        state: Set(FundingState::Requested),
        currency: Set(amount.currency()),
        amount_minor: Set(amount.minor()),
        provider_ref: Set(None),
        failure: Set(None),
        created_at: Set(work.now),
        due_at: Set(Some(work.now + rules::pause(1))),
        attempts: Set(1),
        captured_at: Set(None),
    };
    let funding = funding.insert(work.tx()).await?;
    work.records(Fact::FundingChanged { id: funding.id }, &funding)?;
    work.commit(funding.id).await?;

    ask(env, funding).await
}

/// Asks the provider again what became of a funding that is due, and does what follows. Asking twice at once is
/// harmless: the provider charges an id once, and the state changes once.
pub async fn settle_funding(env: &Env, id: FundingId) -> Result<entity::funding::Model> {
    let now = env.clock.now();
    let tx = env.db.begin().await?;
    let funding = locked(&tx, id).await?;
    if funding.due_at.is_none_or(|due_at| now < due_at) {
        return Ok(funding);
    }
    let asked = entity::funding::ActiveModel {
        id: Unchanged(id),
        due_at: Set(Some(now + rules::pause(funding.attempts + 1))),
        attempts: Set(funding.attempts + 1),
        ..Default::default()
    };
    let funding = asked.update(&tx).await?;
    tx.commit().await?;

    ask(env, funding).await
}

/// Calls the provider, outside any transaction, and books a definite answer.
async fn ask(env: &Env, funding: entity::funding::Model) -> Result<entity::funding::Model> {
    match env.payments.charge(funding.id, funding.amount()).await {
        Ok(Charge::Captured { reference }) => capture(env, funding.id, reference).await,
        Ok(Charge::Refused { reason }) => fail(env, funding.id, reason).await,
        Ok(Charge::Pending) => Ok(funding),
        Err(no_answer) => {
            tracing::warn!(%no_answer, funding = ?funding.id, "funding: no answer from the payment provider; retrying");
            Ok(funding)
        }
    }
}

async fn capture(env: &Env, id: FundingId, reference: String) -> Result<entity::funding::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "funding.capture").await?;
    let funding = locked(work.tx(), id).await?;
    if funding.state != FundingState::Requested {
        return Ok(funding);
    }

    let transfer = Transfer {
        from: accounts::clearing(funding.currency),
        to: accounts::wallet(funding.brand_id, funding.currency),
        amount: funding.amount(),
    };
    ledger::commands::post(&work, EntryKind::Funded, id.uuid(), &[transfer]).await?;
    let captured = entity::funding::ActiveModel {
        id: Unchanged(id),
        state: Set(FundingState::Captured),
        provider_ref: Set(Some(reference)),
        due_at: Set(None),
        captured_at: Set(Some(work.now)),
        ..Default::default()
    };
    save(work, captured).await
}

async fn fail(env: &Env, id: FundingId, reason: String) -> Result<entity::funding::Model> {
    let intent = Intent::system();
    let work = env.begin(&intent, "funding.fail").await?;
    let funding = locked(work.tx(), id).await?;
    if funding.state != FundingState::Requested {
        return Ok(funding);
    }

    let failed = entity::funding::ActiveModel {
        id: Unchanged(id),
        state: Set(FundingState::Failed),
        failure: Set(Some(reason)),
        due_at: Set(None),
        ..Default::default()
    };
    save(work, failed).await
}

async fn save(
    work: UnitOfWork<'_>,
    row: entity::funding::ActiveModel,
) -> Result<entity::funding::Model> {
    let funding = row.update(work.tx()).await?;
    work.records(Fact::FundingChanged { id: funding.id }, &funding)?;
    work.commit(funding.id).await?;
    Ok(funding)
}

async fn locked(tx: &crate::db::Tx, id: FundingId) -> Result<entity::funding::Model> {
    let row = entity::funding::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?;
    row.ok_or(crate::Error::NotFound)
}

/// Refuses an amount of nothing.
pub(super) fn positive(amount: Money, mut form: Form) -> Result<()> {
    form.require(
        !amount.is_zero(),
        Code::AmountInvalid,
        "amount.amount",
        "Give an amount above zero.",
    );
    form.finish()
}
