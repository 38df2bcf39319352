//! Opening a collaboration: terms, signatures, deliverables, and the start of the work.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::terms::{Sealed, Terms};
use super::{Event, State, queries};
use crate::clock::{after, after_days};
use crate::entity;
use crate::error::Result;
use crate::id::{CollaborationId, DeliverableId, UserId};
use crate::money::Money;
use crate::offer::Brief;
use crate::outbox::Fact;
use crate::payments::{self, Held};
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::Side;

/// What two sides have just agreed on.
pub struct Agreement<'a> {
    /// The application that was accepted; locked by the caller.
    pub application: &'a entity::application::Model,
    /// The offer it answers; locked by the caller.
    pub offer: &'a entity::offer::Model,
    /// The offer's brief in the version the creator agreed to.
    pub brief: &'a Brief,
    /// Pay of all deliverables together.
    pub pay: Money,
    /// The creator's signature.
    pub creator: Signed,
    /// The brand's signature.
    pub brand: Signed,
}

/// Who agreed, when and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The person.
    pub user_id: UserId,
    /// The moment.
    pub at: DateTime<Utc>,
    /// The network address, when known.
    pub address: Option<String>,
}

/// Opens the collaboration of an accepted application. It starts at once when there is nothing to pay, or when the
/// reserve covers it, or the wallet as far as whoever signed for the brand may spend; else it waits for the money.
pub async fn open(
    work: &UnitOfWork<'_>,
    agreement: Agreement<'_>,
) -> Result<entity::collaboration::Model> {
    let terms = Terms::of(&agreement, &work.policy.agreement);
    let sealed = terms.seal()?;

    let collaboration = save(work, &terms, &sealed).await?;
    let id = collaboration.id;
    keep(work, id, &terms, sealed).await?;
    let spender = agreement.brand.user_id;
    sign(work, id, Side::Creator, agreement.creator).await?;
    sign(work, id, Side::Brand, agreement.brand).await?;
    plan(work, id, &terms).await?;
    work.records(Fact::CollaborationOpened { id }, &collaboration)?;

    let is_free = collaboration.pay().is_zero();
    if is_free || payments::commands::hold(work, &collaboration, spender).await? == Held::Yes {
        return start(work, &collaboration, &terms).await;
    }
    Ok(collaboration)
}

/// Sets the work going: from now on the deadlines of the deliverables count.
pub(super) async fn start(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    terms: &Terms,
) -> Result<entity::collaboration::Model> {
    let deliverables = queries::deliverables_of(work.tx(), &[collaboration.id]).await?;
    for (deliverable, agreed) in deliverables.iter().zip(&terms.deliverables) {
        let due_in = TimeDelta::try_days(agreed.spec.due_days).unwrap_or(TimeDelta::MAX);
        let row = entity::deliverable::ActiveModel {
            id: Unchanged(deliverable.id),
            due_at: Set(Some(after(work.now, due_in))),
            ..Default::default()
        };
        row.update(work.tx()).await?;
    }
    let row = entity::collaboration::ActiveModel {
        id: Unchanged(collaboration.id),
        state: Set(collaboration.state.transition(Event::Fund)?),
        funding_due_at: Set(None),
        started_at: Set(Some(work.now)),
        ..Default::default()
    };
    Ok(row.update(work.tx()).await?)
}

async fn save(
    work: &UnitOfWork<'_>,
    terms: &Terms,
    sealed: &Sealed,
) -> Result<entity::collaboration::Model> {
    let funding_due_at = after_days(work.now, terms.policy.funding_days);
    let row = entity::collaboration::ActiveModel {
        id: Set(CollaborationId::new()),
        application_id: Set(terms.application_id),
        offer_id: Set(terms.offer_id),
        brand_id: Set(terms.brand_id),
        creator_id: Set(terms.creator_id),
        state: Set(State::AwaitingFunding),
        currency: Set(terms.currency),
        pay_minor: Set(terms.pay_minor),
        brand_fee_minor: Set(terms.brand_fee_minor),
        creator_fee_minor: Set(terms.creator_fee_minor),
        terms_hash: Set(sealed.hash.clone()),
        created_at: Set(work.now),
        funding_due_at: Set(Some(funding_due_at)),
        started_at: Set(None),
        ended_at: Set(None),
        end_reason: Set(None),
    };
    Ok(row.insert(work.tx()).await?)
}

/// Keeps the terms, byte by byte what was hashed.
async fn keep(
    work: &UnitOfWork<'_>,
    id: CollaborationId,
    terms: &Terms,
    sealed: Sealed,
) -> Result<()> {
    let row = entity::terms::ActiveModel {
        collaboration_id: Set(id),
        version: Set(terms.version),
        content: Set(sealed.content),
        hash: Set(sealed.hash),
        previous_hash: Set(terms.previous_hash.clone()),
        created_at: Set(work.now),
    };
    row.insert(work.tx()).await?;
    Ok(())
}

async fn sign(
    work: &UnitOfWork<'_>,
    id: CollaborationId,
    side: Side,
    signed: Signed,
) -> Result<()> {
    let row = entity::signature::ActiveModel {
        collaboration_id: Set(id),
        version: Set(1),
        side: Set(side),
        user_id: Set(signed.user_id),
        signed_at: Set(signed.at),
        address: Set(signed.address),
    };
    row.insert(work.tx()).await?;
    Ok(())
}

/// Writes down what is owed, numbered from 1.
async fn plan(work: &UnitOfWork<'_>, id: CollaborationId, terms: &Terms) -> Result<()> {
    for (position, agreed) in (1..).zip(&terms.deliverables) {
        let row = entity::deliverable::ActiveModel {
            id: Set(DeliverableId::new()),
            collaboration_id: Set(id),
            brand_id: Set(terms.brand_id),
            creator_id: Set(terms.creator_id),
            position: Set(position),
            state: Set(entity::deliverable::State::Planned),
            platform: Set(agreed.spec.platform),
            format: Set(agreed.spec.format),
            description: Set(agreed.spec.description.clone()),
            requires_concept: Set(agreed.spec.requires_concept),
            requires_publication: Set(agreed.spec.requires_publication),
            currency: Set(terms.currency),
            pay_minor: Set(agreed.pay_minor),
            rounds_included: Set(agreed.spec.rounds_included),
            rounds_used: Set(0),
            due_at: Set(None),
            handed_in_at: Set(None),
            silence_at: Set(None),
            approved_at: Set(None),
            rejection_reason: Set(None),
            rejected_requirements: Set(None),
            released_at: Set(None),
            escalatable_until: Set(None),
            escalation: Set(None),
            decided_bps: Set(None),
            decision_reason: Set(None),
            decided_at: Set(None),
        };
        row.insert(work.tx()).await?;
    }
    Ok(())
}
