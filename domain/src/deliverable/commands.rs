//! What the creator hands in, and what the brand says to it.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::actions::{BRAND, CREATOR};
use super::form::{self, Change, Content, HandIn, Post, Rejection};
use super::rules::Progress;
use super::{Error, Event, State, SubmissionKind, queries, rules};
use crate::actor::Intent;
use crate::collaboration::{self, Party, Terms};
use crate::entity;
use crate::env::Env;
use crate::error::{Overdue, Result};
use crate::id::{ChangeRequestId, CollaborationId, DeliverableId, PublicationId, SubmissionId};
use crate::money::Money;
use crate::outbox::Fact;
use crate::payments;
use crate::unit_of_work::UnitOfWork;

/// Hands in a concept, where one is owed.
pub async fn submit_concept(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    hand_in: HandIn,
) -> Result<entity::deliverable::Model> {
    let content = hand_in.read(intent.form())?;
    let work = env.begin(intent, "deliverable.submit_concept").await?;
    let current = locked(&work, id, CREATOR).await?;

    let row = current.transition_row(&work, Event::SubmitConcept)?;
    keep(&work, id, SubmissionKind::Concept, content).await?;
    let deliverable = save(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Agrees to a concept: the brand, or its silence.
pub async fn approve_concept(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
) -> Result<entity::deliverable::Model> {
    let work = env.begin(intent, "deliverable.approve_concept").await?;
    let current = locked(&work, id, BRAND).await?;

    let row = current.transition_row(&work, Event::ApproveConcept)?;
    let deliverable = save(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Hands in the content, for the first time or changed.
pub async fn submit(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    hand_in: HandIn,
) -> Result<entity::deliverable::Model> {
    let content = hand_in.read(intent.form())?;
    let work = env.begin(intent, "deliverable.submit").await?;
    let current = locked(&work, id, CREATOR).await?;

    let row = current.transition_row(&work, Event::Submit)?;
    keep(&work, id, SubmissionKind::Content, content).await?;
    let deliverable = save(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Asks for changes to a concept or content. Each cites a requirement that was agreed, and each request uses a round.
pub async fn request_changes(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    changes: Vec<Change>,
) -> Result<entity::deliverable::Model> {
    let items = form::changes(changes, intent.form())?;
    let work = env.begin(intent, "deliverable.request_changes").await?;
    let current = locked(&work, id, BRAND).await?;

    let mut row = current.transition_row(&work, Event::RequestChanges)?;
    let round = Progress::from(&current.deliverable).next_round()?;
    form::cited(&items, &current.terms.requirements)?;
    row.rounds_used = Set(round);
    let deliverable = save(&work, &current, row).await?;

    let submission = queries::latest_submission(work.tx(), id).await?;
    let request = entity::change_request::ActiveModel {
        id: Set(ChangeRequestId::new()),
        deliverable_id: Set(id),
        submission_id: Set(submission.id),
        round: Set(round),
        items: Set(items),
        created_at: Set(work.now),
    };
    request.insert(work.tx()).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Agrees to the content: the brand, or its silence. What need not be published is done and paid with that.
/// Needs a key.
pub async fn approve(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
) -> Result<entity::deliverable::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "deliverable.approve").await?;
    let current = locked(&work, id, BRAND).await?;

    let mut row = current.transition_row(&work, Event::Approve)?;
    row.approved_at = Set(Some(work.now));
    let deliverable = if current.deliverable.requires_publication {
        save(&work, &current, row).await?
    } else {
        pay(&work, &current, row).await?
    };

    work.commit(id).await?;
    Ok(deliverable)
}

/// Finally rejects the content, once all included rounds are used, and says which requirements are not met. Undisputed,
/// it is refunded some days later.
pub async fn reject(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    rejection: Rejection,
) -> Result<entity::deliverable::Model> {
    let (unmet, reason) = rejection.read(intent.form())?;
    let work = env.begin(intent, "deliverable.reject").await?;
    let current = locked(&work, id, BRAND).await?;

    let mut row = current.transition_row(&work, Event::Reject)?;
    form::all_cited(&unmet, &current.terms.requirements)?;
    row.rejection_reason = Set(Some(reason));
    row.rejected_requirements = Set(Some(unmet));
    let deliverable = save(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Says where the approved content was posted, or posted again after the brand contested the post.
pub async fn publish(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    post: Post,
) -> Result<entity::deliverable::Model> {
    let post = post.read(env.clock.now(), intent.form())?;
    let work = env.begin(intent, "deliverable.publish").await?;
    let current = locked(&work, id, CREATOR).await?;

    let row = current.transition_row(&work, Event::Publish)?;
    let deliverable = save(&work, &current, row).await?;
    let publication = entity::publication::ActiveModel {
        id: Set(PublicationId::new()),
        deliverable_id: Set(id),
        url: Set(post.url),
        posted_at: Set(post.posted_at),
        proof: Set(post.proof),
        mismatch: Set(None),
        created_at: Set(work.now),
    };
    publication.insert(work.tx()).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Agrees that the post is what was approved: the brand, or its silence. The deliverable is done and paid with that.
/// Needs a key.
pub async fn verify(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
) -> Result<entity::deliverable::Model> {
    intent.require_key()?;
    let work = env.begin(intent, "deliverable.verify").await?;
    let current = locked(&work, id, BRAND).await?;

    let row = current.transition_row(&work, Event::Verify)?;
    let deliverable = pay(&work, &current, row).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// Says in what the post is not what was approved; the creator mends it and publishes again. That can be said twice;
/// after the second time the creator may take it to the staff.
pub async fn contest(
    env: &Env,
    intent: &Intent,
    id: DeliverableId,
    reason: &str,
) -> Result<entity::deliverable::Model> {
    let reason = form::reason(reason, intent.form())?;
    let work = env.begin(intent, "deliverable.contest").await?;
    let current = locked(&work, id, BRAND).await?;

    let before = queries::contests(work.tx(), id).await?;
    let mut row = current.transition_row_after(&work, Event::Contest, before)?;
    row.escalatable_until = Set(current.escalatable_until(&work, State::Contested, before + 1));
    let deliverable = save(&work, &current, row).await?;
    let publication = queries::latest_publication(work.tx(), id).await?;
    let mismatch = entity::publication::ActiveModel {
        id: Unchanged(publication.id),
        mismatch: Set(Some(reason)),
        ..Default::default()
    };
    mismatch.update(work.tx()).await?;

    work.commit(id).await?;
    Ok(deliverable)
}

/// A deliverable under its collaboration's lock, with what was agreed.
pub(super) struct LockedDeliverable {
    pub(super) collaboration: entity::collaboration::Model,
    pub(super) deliverable: entity::deliverable::Model,
    pub(super) terms: Terms,
}

impl LockedDeliverable {
    /// The change of state an event brings, with the clock of the new state.
    pub(super) fn transition_row(
        &self,
        work: &UnitOfWork<'_>,
        event: Event,
    ) -> Result<entity::deliverable::ActiveModel> {
        self.transition_row_after(work, event, 0)
    }

    /// The same of a deliverable whose posts were contested so often.
    fn transition_row_after(
        &self,
        work: &UnitOfWork<'_>,
        event: Event,
        contests: u64,
    ) -> Result<entity::deliverable::ActiveModel> {
        let state = Progress::from(&self.deliverable).after(event, contests, work.now)?;
        let holidays = &work.policy.holidays;
        let silence_at = rules::silence_at(state, &self.terms.policy, holidays, work.now);
        Ok(entity::deliverable::ActiveModel {
            id: Unchanged(self.deliverable.id),
            state: Set(state),
            silence_at: Set(silence_at),
            due_at: Set(rules::due_at(&self.deliverable, work.now)),
            handed_in_at: Set(state.awaits_brand().then_some(work.now)),
            escalatable_until: Set(self.escalatable_until(work, state, 0)),
            ..Default::default()
        })
    }

    /// Until when the creator may take it to the staff in this state, after so many contests.
    fn escalatable_until(
        &self,
        work: &UnitOfWork<'_>,
        state: State,
        contests: u64,
    ) -> Option<DateTime<Utc>> {
        let (policy, holidays) = (&self.terms.policy, &work.policy.holidays);
        rules::escalatable_until(state, contests, policy, holidays, work.now)
    }

    /// Pay of the deliverables before this one, by which fees are shared out.
    pub(super) fn paid_before(&self) -> Money {
        let before = usize::try_from(self.deliverable.position - 1).unwrap_or(0);
        let agreed = self.terms.deliverables.iter().take(before);
        let minor = agreed.map(|one| one.pay_minor).sum();
        Money::stored(minor, self.terms.currency)
    }
}

/// Locks the collaboration, lets in whose act it is, and reads the deliverable. A clock comes too early when somebody
/// was faster and a new time to answer runs.
pub(super) async fn locked(
    work: &UnitOfWork<'_>,
    id: DeliverableId,
    party: Party,
) -> Result<LockedDeliverable> {
    let parent: CollaborationId = entity::deliverable::Entity::find_by_id(id)
        .select_only()
        .column(entity::deliverable::Column::CollaborationId)
        .into_tuple()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;
    let collaboration = collaboration::commands::lock_active(work, parent, party).await?;
    let deliverable = entity::deliverable::Entity::find_by_id(id)
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)?;

    let is_due = deliverable.silence_at.is_some_and(|at| at <= work.now);
    match (work.intent.actor.is_system(), is_due) {
        (true, false) => return Err(Error::NotDue.into()),
        (false, true) => return Err(Overdue::Deliverable(id).into()),
        (true, true) | (false, false) => {}
    }
    let terms = collaboration::queries::terms(work.tx(), parent).await?;
    Ok(LockedDeliverable {
        collaboration,
        deliverable,
        terms,
    })
}

pub(super) async fn save(
    work: &UnitOfWork<'_>,
    current: &LockedDeliverable,
    row: entity::deliverable::ActiveModel,
) -> Result<entity::deliverable::Model> {
    let deliverable = row.update(work.tx()).await?;
    let id = deliverable.id;
    work.records(Fact::DeliverableChanged { id }, &current.collaboration)?;
    Ok(deliverable)
}

/// Releases the pay of a deliverable that is done, and completes the collaboration with the last one.
async fn pay(
    work: &UnitOfWork<'_>,
    current: &LockedDeliverable,
    mut row: entity::deliverable::ActiveModel,
) -> Result<entity::deliverable::Model> {
    row.released_at = Set(Some(work.now));
    let deliverable = save(work, current, row).await?;
    payments::commands::release(
        work,
        &current.collaboration,
        &deliverable,
        current.paid_before(),
        current.terms.policy.clearance_days,
    )
    .await?;
    collaboration::commands::complete_if_done(work, &current.collaboration).await?;
    Ok(deliverable)
}

/// Keeps what was handed in, numbered from 1.
async fn keep(
    work: &UnitOfWork<'_>,
    id: DeliverableId,
    kind: SubmissionKind,
    content: Content,
) -> Result<()> {
    let before = entity::submission::Entity::find()
        .filter(entity::submission::Column::DeliverableId.eq(id))
        .count(work.tx())
        .await?;
    let row = entity::submission::ActiveModel {
        id: Set(SubmissionId::new()),
        deliverable_id: Set(id),
        number: Set(i64::try_from(before).unwrap_or(i64::MAX - 1) + 1),
        kind: Set(kind),
        caption: Set(content.caption),
        body: Set(content.body),
        links: Set(content.links),
        created_at: Set(work.now),
    };
    row.insert(work.tx()).await?;
    Ok(())
}
