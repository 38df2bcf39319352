//! Proposals: strictly turn by turn, at most so many rounds, answered once by the other side.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::commands::{creator_user_id, finalize_agreement, message, requested_pay, turn};
use super::rules::{self, Round};
use super::{Event, ProposalEvent, ProposalState, queries};
use crate::actor::Intent;
use crate::collaboration::Signed;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{ApplicationId, ProposalId};
use crate::money::Money;
use crate::offer;
use crate::outbox::Fact;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::Side;

/// Proposes other pay, or counters the open proposal of the other side.
pub async fn propose(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
    pay: Money,
    text: &str,
) -> Result<entity::proposal::Model> {
    let principal = intent.actor.principal()?;
    let message = message(intent, text)?;

    let work = env.begin(intent, "proposal.create").await?;
    let (application, offer) = queries::locked_with_offer(&work, id).await?;
    let side = queries::side(&work, &application).await?;
    let brief = offer::queries::brief(work.tx(), offer.id, offer.version).await?;
    rules::may_negotiate(brief.compensation.is_negotiable)?;
    let pay = requested_pay(pay, &offer, &brief)?;
    let last = queries::last_proposal(&work, id).await?;
    let round = rules::next_round(last.as_ref().map(Round::from).as_ref(), side, work.policy)?;
    turn(&work, &application, Event::Propose).await?;
    if let Some(last) = last.filter(|last| last.state == ProposalState::Open) {
        answer(&work, &application, &last, ProposalEvent::Counter).await?;
    }

    let row = entity::proposal::ActiveModel {
        id: Set(ProposalId::new()),
        application_id: Set(id),
        round: Set(round),
        side: Set(side),
        state: Set(ProposalState::Open),
        currency: Set(pay.currency()),
        pay_minor: Set(pay.minor()),
        message: Set(message),
        user_id: Set(principal.user_id),
        address: Set(principal.address.map(|address| address.to_string())),
        created_at: Set(work.now),
        expires_at: Set(rules::proposal_expires_at(work.now, work.policy)),
    };
    let proposal = row.insert(work.tx()).await?;
    work.records(Fact::ProposalMade { id: proposal.id }, &application)?;
    work.commit(proposal.id).await?;
    Ok(proposal)
}

/// The other side agrees: the application is accepted at the proposed pay and the collaboration opens. Needs a key.
pub async fn accept(env: &Env, intent: &Intent, id: ProposalId) -> Result<entity::proposal::Model> {
    intent.require_key()?;
    let principal = intent.actor.principal()?;
    let work = env.begin(intent, "proposal.accept").await?;
    let (proposal, application, offer) = locked(&work, id).await?;
    let side = queries::side(&work, &application).await?;
    rules::may_answer(proposal.side, side)?;
    let accepted = answer(&work, &application, &proposal, ProposalEvent::Accept).await?;

    let row = entity::application::ActiveModel {
        id: Unchanged(application.id),
        pay_minor: Set(proposal.pay_minor),
        currency: Set(proposal.currency),
        ..Default::default()
    };
    let application = row.update(work.tx()).await?;
    let address = principal.address.map(|address| address.to_string());
    let answering = Signed {
        user_id: principal.user_id,
        at: work.now,
        address,
    };
    let proposing = Signed {
        user_id: proposal.user_id,
        at: proposal.created_at,
        address: proposal.address.clone(),
    };
    let (creator, brand) = match side {
        Side::Creator => (answering, proposing),
        Side::Brand => (
            Signed {
                user_id: creator_user_id(&work, &application).await?,
                ..proposing
            },
            answering,
        ),
    };
    finalize_agreement(&work, &application, &offer, creator, brand).await?;
    work.commit(id).await?;
    Ok(accepted)
}

/// The other side says no; the application goes on.
pub async fn decline(
    env: &Env,
    intent: &Intent,
    id: ProposalId,
) -> Result<entity::proposal::Model> {
    let work = env.begin(intent, "proposal.decline").await?;
    let (proposal, application, _) = locked(&work, id).await?;
    rules::may_answer(proposal.side, queries::side(&work, &application).await?)?;
    let declined = answer(&work, &application, &proposal, ProposalEvent::Decline).await?;
    work.commit(id).await?;
    Ok(declined)
}

/// The proposing side takes it back; the application goes on.
pub async fn withdraw(
    env: &Env,
    intent: &Intent,
    id: ProposalId,
) -> Result<entity::proposal::Model> {
    let work = env.begin(intent, "proposal.withdraw").await?;
    let (proposal, application, _) = locked(&work, id).await?;
    rules::may_take_back(proposal.side, queries::side(&work, &application).await?)?;
    let withdrawn = answer(&work, &application, &proposal, ProposalEvent::Withdraw).await?;
    work.commit(id).await?;
    Ok(withdrawn)
}

/// Ends a proposal nobody answered in time; false when somebody was faster.
pub(crate) async fn expire(env: &Env, id: ProposalId) -> Result<bool> {
    let intent = Intent::system();
    let work = env.begin(&intent, "proposal.expire").await?;
    let (proposal, application, _) = locked(&work, id).await?;
    if proposal.state != ProposalState::Open || proposal.expires_at > work.now {
        return Ok(false);
    }
    answer(&work, &application, &proposal, ProposalEvent::Expire).await?;
    work.commit(id).await?;
    Ok(true)
}

/// Ends the open proposal of an application that ends.
pub(super) async fn end_open(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<()> {
    let open = entity::proposal::Entity::find()
        .filter(entity::proposal::Column::ApplicationId.eq(application.id))
        .filter(Expr::cust("state = 'open'"))
        .one(work.tx())
        .await?;
    if let Some(open) = open {
        answer(work, application, &open, ProposalEvent::Expire).await?;
    }
    Ok(())
}

async fn answer(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
    proposal: &entity::proposal::Model,
    event: ProposalEvent,
) -> Result<entity::proposal::Model> {
    let state = proposal.state.transition(event)?;
    let row = entity::proposal::ActiveModel {
        id: Unchanged(proposal.id),
        state: Set(state),
        ..Default::default()
    };
    let answered = row.update(work.tx()).await?;
    work.records(Fact::ProposalAnswered { id: proposal.id }, application)?;
    Ok(answered)
}

/// A proposal with its application and offer; offer and application are locked, and with them the proposal.
async fn locked(
    work: &UnitOfWork<'_>,
    id: ProposalId,
) -> Result<(
    entity::proposal::Model,
    entity::application::Model,
    entity::offer::Model,
)> {
    let application_id: Option<ApplicationId> = entity::proposal::Entity::find_by_id(id)
        .select_only()
        .column(entity::proposal::Column::ApplicationId)
        .into_tuple()
        .one(work.tx())
        .await?;
    let (application, offer) =
        queries::locked_with_offer(work, application_id.ok_or(crate::Error::NotFound)?).await?;
    let proposal = entity::proposal::Entity::find_by_id(id)
        .one(work.tx())
        .await?;
    Ok((proposal.ok_or(crate::Error::NotFound)?, application, offer))
}
