//! Applying, answering, accepting.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};

use super::actions::{BRAND, CREATOR};
use super::eligibility::require_eligible;
use super::rules::{self, Agreeing, Applying, Round};
use super::{Error, Event, RejectionReason, State, negotiation, queries};
use crate::actor::Intent;
use crate::collaboration::{self, Agreement, Signed};
use crate::creator;
use crate::db::on_conflict;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{ApplicationId, OfferId};
use crate::input;
use crate::money::Money;
use crate::offer;
use crate::outbox::Fact;
use crate::unit_of_work::UnitOfWork;

/// What applying needs.
pub struct ApplicationInput {
    /// Why it fits: 0 to 3,000 characters.
    pub message: String,
    /// The pay asked for; none takes the offer's. Another one only where the offer is negotiable.
    pub pay: Option<Money>,
}

/// Applies to an open offer with the caller's creator profile.
pub async fn submit(
    env: &Env,
    intent: &Intent,
    id: OfferId,
    application: ApplicationInput,
) -> Result<entity::application::Model> {
    let principal = intent.actor.principal()?;
    let message = message(intent, &application.message)?;

    let work = env.begin(intent, "application.submit").await?;
    let offer = offer::queries::locked(&work, id).await?;
    let candidate = queries::candidate(&work, &offer).await?;
    rules::may_apply(&Applying {
        is_public: offer.state.is_public(),
        is_member: candidate.is_member,
        has_profile: candidate.creator_id.is_some(),
        is_open: offer::rules::is_open(offer.state, offer.closes_at, work.now),
    })?;
    let creator_id = candidate.creator_id.ok_or(Error::NoProfile)?;
    let applicant = candidate.applicant.ok_or(Error::NoProfile)?;
    let brief = candidate.brief;
    require_eligible(&applicant, &brief.criteria, work.policy)?;
    let pay = match application.pay {
        None => offer.pay(),
        Some(pay) => requested_pay(pay, &offer, &brief)?,
    };

    let row = entity::application::ActiveModel {
        id: Set(ApplicationId::new()),
        offer_id: Set(id),
        brand_id: Set(offer.brand_id),
        creator_id: Set(creator_id),
        state: Set(State::Submitted),
        message: Set(message),
        offer_version: Set(offer.version),
        currency: Set(pay.currency()),
        pay_minor: Set(pay.minor()),
        due_at: Set(rules::due_at(State::Submitted, work.now, work.policy)),
        rejection_reason: Set(None),
        rejection_text: Set(None),
        created_at: Set(work.now),
        signed_at: Set(work.now),
        signed_from: Set(principal.address.map(|address| address.to_string())),
        ended_at: Set(None),
    };
    let index = "uq_application__offer_id__creator_id";
    let application = row
        .insert(work.tx())
        .await
        .map_err(on_conflict(index, Error::AlreadyExists))?;
    work.records(
        Fact::ApplicationSubmitted { id: application.id },
        &application,
    )?;
    work.commit(application.id).await?;
    Ok(application)
}

/// The creator takes an application back.
pub async fn withdraw(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
) -> Result<entity::application::Model> {
    let work = env.begin(intent, "application.withdraw").await?;
    let (application, _) = queries::locked_with_offer(&work, id).await?;
    queries::standing(&work, &application)
        .await?
        .require(CREATOR)?;
    let application = turn(&work, &application, Event::Withdraw).await?;
    work.commit(id).await?;
    Ok(application)
}

/// The brand marks an application as interesting.
pub async fn shortlist(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
) -> Result<entity::application::Model> {
    let work = env.begin(intent, "application.shortlist").await?;
    let (application, _) = queries::locked_with_offer(&work, id).await?;
    require_brand(&work, &application).await?;
    let application = turn(&work, &application, Event::Shortlist).await?;
    work.commit(id).await?;
    Ok(application)
}

/// The brand says no, with a reason; the reason OTHER needs words, 1 to 1,000 characters.
pub async fn reject(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
    reason: RejectionReason,
    text: &str,
) -> Result<entity::application::Model> {
    let shortest = if reason == RejectionReason::Other {
        1
    } else {
        0
    };
    let mut form = intent.form();
    let text = form.take("text", input::text(text, shortest..=1_000));
    form.finish()?;

    let work = env.begin(intent, "application.reject").await?;
    let (application, _) = queries::locked_with_offer(&work, id).await?;
    require_brand(&work, &application).await?;
    turn(&work, &application, Event::Reject).await?;
    let row = entity::application::ActiveModel {
        id: Unchanged(id),
        rejection_reason: Set(Some(reason)),
        rejection_text: Set(text.filter(|text| !text.is_empty())),
        ..Default::default()
    };
    let application = row.update(work.tx()).await?;
    work.commit(id).await?;
    Ok(application)
}

/// The creator agrees to the present version of an offer that changed.
pub async fn reconfirm(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
) -> Result<entity::application::Model> {
    let principal = intent.actor.principal()?;
    let work = env.begin(intent, "application.reconfirm").await?;
    let (application, offer) = queries::locked_with_offer(&work, id).await?;
    queries::standing(&work, &application)
        .await?
        .require(CREATOR)?;
    turn(&work, &application, Event::Reconfirm).await?;

    let brief = offer::queries::brief(work.tx(), offer.id, offer.version).await?;
    // Pay that was asked for stands; where the old offer's was taken, it follows the new.
    let before = offer::queries::brief(work.tx(), offer.id, application.offer_version).await?;
    let took_the_offer =
        before.compensation.pay_minor == application.pay_minor || !brief.compensation.is_negotiable;
    let pay_minor = if took_the_offer {
        offer.pay_minor
    } else {
        application.pay_minor
    };
    let row = entity::application::ActiveModel {
        id: Unchanged(id),
        offer_version: Set(offer.version),
        pay_minor: Set(pay_minor),
        signed_at: Set(work.now),
        signed_from: Set(principal.address.map(|address| address.to_string())),
        ..Default::default()
    };
    let application = row.update(work.tx()).await?;
    work.commit(id).await?;
    Ok(application)
}

/// Accepts an application at the pay it asks for, on behalf of the brand, and opens the collaboration. Needs a key.
pub async fn accept(
    env: &Env,
    intent: &Intent,
    id: ApplicationId,
) -> Result<entity::application::Model> {
    intent.require_key()?;
    let principal = intent.actor.principal()?;
    let work = env.begin(intent, "application.accept").await?;
    let (application, offer) = queries::locked_with_offer(&work, id).await?;
    require_brand(&work, &application).await?;
    let last = queries::last_proposal(&work, id).await?;
    rules::may_accept(last.as_ref().map(Round::from).as_ref())?;

    let creator = Signed {
        user_id: creator_user_id(&work, &application).await?,
        at: application.signed_at,
        address: application.signed_from.clone(),
    };
    let address = principal.address.map(|address| address.to_string());
    let brand = Signed {
        user_id: principal.user_id,
        at: work.now,
        address,
    };
    let application = finalize_agreement(&work, &application, &offer, creator, brand).await?;
    work.commit(id).await?;
    Ok(application)
}

/// Both sides have agreed on the application's pay: takes a slot and opens the collaboration, or changes nothing.
pub(super) async fn finalize_agreement(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
    offer: &entity::offer::Model,
    creator: Signed,
    brand: Signed,
) -> Result<entity::application::Model> {
    let pay = application.pay();
    let brief = offer::queries::brief(work.tx(), offer.id, application.offer_version).await?;
    let is_outdated = application.offer_version != offer.version && {
        let present = offer::queries::brief(work.tx(), offer.id, offer.version).await?;
        offer::rules::is_material(&brief, &present)
    };
    let agreeing = Agreeing {
        state: application.state,
        pay,
        offer: offer.state,
        capacity: offer.into(),
        is_outdated,
    };
    rules::may_conclude(&agreeing, &work.policy.agreement)?;
    let accepted = turn(work, application, Event::Accept).await?;
    let charge = offer::rules::charge(pay, &work.policy.agreement)?;
    let offer = offer::commands::take_slot(work, offer, charge).await?;
    let agreement = Agreement {
        application: &accepted,
        offer: &offer,
        brief: &brief,
        pay,
        creator,
        brand,
    };
    collaboration::commands::open(work, agreement).await?;
    offer::commands::review_reserve(work, &offer).await?;
    Ok(accepted)
}

/// The person behind the creator of an application.
pub(super) async fn creator_user_id(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<crate::id::UserId> {
    let creator = creator::queries::by_id(work.tx(), application.creator_id).await?;
    Ok(creator.ok_or(crate::Error::NotFound)?.user_id)
}

/// Moves an application to its next state, with the clock of that state. An open proposal ends with the negotiation: it
/// was about the offer as it was.
pub(super) async fn turn(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
    event: Event,
) -> Result<entity::application::Model> {
    let state = application.state.transition(event)?;
    if state != State::Negotiating {
        negotiation::end_open(work, application).await?;
    }
    let row = entity::application::ActiveModel {
        id: Unchanged(application.id),
        state: Set(state),
        due_at: Set(rules::due_at(state, work.now, work.policy)),
        ended_at: Set((!state.is_open()).then_some(work.now)),
        ..Default::default()
    };
    let moved = row.update(work.tx()).await?;
    work.records(Fact::ApplicationChanged { id: application.id }, application)?;
    Ok(moved)
}

/// Pay asked for instead of the offer's: same currency, and only where the brand negotiates.
pub(super) fn requested_pay(
    pay: Money,
    offer: &entity::offer::Model,
    brief: &offer::Brief,
) -> Result<Money> {
    if pay.currency() != offer.currency {
        return Err(crate::money::MoneyError::CurrencyMismatch.into());
    }
    if pay != offer.pay() {
        rules::may_negotiate(brief.compensation.is_negotiable)?;
    }
    Ok(pay)
}

pub(super) fn message(intent: &Intent, text: &str) -> Result<String> {
    let mut form = intent.form();
    match form.take("message", input::text(text, 0..=3_000)) {
        Some(message) if form.is_clean() => Ok(message),
        Some(_) | None => Err(form.refuse()),
    }
}

/// The brand's members who manage work; the creator of the application may look but not do this.
async fn require_brand(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<()> {
    queries::standing(work, application).await?.require(BRAND)
}
