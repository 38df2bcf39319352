//! One piece of content owed, as seen.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::deliverable::queries;
use domain::entity;
use domain::id::{DeliverableId, Id};
use uuid::Uuid;

use super::collaboration::Collaboration;
use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::payload::Found;
use super::scalars::{DateTime, Money, int, opaque_id, parse_id};
use super::submission::{
    ChangeRequest, ChangeRequestsOf, Publication, PublicationsOf, Submission, SubmissionsOf,
};
use super::vocabulary::{Format, Platform};

/// Where a deliverable stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::deliverable::State")]
pub enum DeliverableState {
    /// Owed; nothing waits for the brand.
    Planned,
    /// A concept waits for the brand; its silence approves it.
    ConceptReview,
    /// The concept is agreed; the content is owed.
    ConceptApproved,
    /// A submission waits for the brand; its silence approves it.
    InReview,
    /// The brand asked for changes; the creator hands in again.
    ChangesRequested,
    /// The content is agreed; it is done unless it must be published.
    Approved,
    /// Finally rejected; refunded unless the creator escalates it in time.
    Rejected,
    /// Posted; waits for the brand, whose silence verifies it.
    Published,
    /// The post is what was agreed; done.
    Verified,
    /// The post is not what was agreed; the creator mends it and publishes again.
    Contested,
    /// Rejected, and its pay given back to the brand.
    Refunded,
    /// Its collaboration ended before it was done.
    Cancelled,
    /// The creator took a rejection or contest to the marketplace's staff; everything rests until they decide.
    Escalated,
    /// The marketplace's staff divided its pay; done.
    Decided,
}

/// One piece of content owed.
#[derive(Clone)]
pub struct Deliverable(pub entity::deliverable::Model);

/// One piece of content a creator owes. Seen by members of the brand, the creator and operators.
#[Object]
impl Deliverable {
    /// Identifies the deliverable; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// The collaboration it belongs to.
    async fn collaboration(&self, ctx: &Context<'_>) -> Nullable<Collaboration> {
        nullable(async {
            let row = ctx.loaders().load(self.0.collaboration_id).await?;
            Ok(row.map(Collaboration))
        })
        .await
    }

    /// Its place among the deliverables of the collaboration, from 1.
    async fn position(&self) -> i32 {
        int(self.0.position)
    }

    /// Where it stands.
    async fn state(&self) -> DeliverableState {
        self.0.state.into()
    }

    /// Where it is posted, or made for.
    async fn platform(&self) -> Platform {
        self.0.platform.into()
    }

    /// Its form.
    async fn format(&self) -> Format {
        self.0.format.into()
    }

    /// What it shows.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// True when a concept must be agreed before the content.
    async fn requires_concept(&self) -> bool {
        self.0.requires_concept
    }

    /// True when the creator must post it; else it is done when approved.
    async fn requires_publication(&self) -> bool {
        self.0.requires_publication
    }

    /// Its part of the pay, released when it is done.
    async fn pay(&self) -> Money {
        self.0.pay().into()
    }

    /// Rounds of changes included, to concept and content together.
    async fn rounds_included(&self) -> i32 {
        int(self.0.rounds_included)
    }

    /// Rounds of changes used.
    async fn rounds_used(&self) -> i32 {
        int(self.0.rounds_used)
    }

    /// When the content is owed; null until the collaboration is funded. It moves by the time the brand takes to answer
    /// a concept or content.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// True when that time has passed and no content was handed in.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.0.is_overdue(ctx.env().clock.now())
    }

    /// When silence decides: approves what was handed in, verifies a post, refunds what was rejected. Null where
    /// somebody has to act.
    async fn decides_itself_at(&self) -> Option<DateTime> {
        self.0.silence_at.map(DateTime)
    }

    /// When the content was approved; null before.
    async fn approved_at(&self) -> Option<DateTime> {
        self.0.approved_at.map(DateTime)
    }

    /// Why the brand finally rejected it; null unless it did.
    async fn rejection_reason(&self) -> Option<&str> {
        self.0.rejection_reason.as_deref()
    }

    /// The requirements that were not met, by their numbers, as the brand's rejection says; null unless it rejected.
    #[graphql(directive = constraint::apply(20))]
    async fn rejected_requirements(&self) -> Option<Vec<i32>> {
        let numbers = self.0.rejected_requirements.as_ref()?;
        Some(numbers.0.iter().map(|number| int(*number)).collect())
    }

    /// Until when the creator may take it to the marketplace's staff with `deliverableEscalate`; null where that cannot
    /// be done.
    async fn escalatable_until(&self) -> Option<DateTime> {
        self.0.escalatable_until.map(DateTime)
    }

    /// What the creator told the marketplace's staff; null unless it was escalated.
    async fn escalation(&self) -> Option<&str> {
        self.0.escalation.as_deref()
    }

    /// How the marketplace's staff divided its pay; null unless they did.
    async fn decision(&self) -> Option<DeliverableDecision> {
        DeliverableDecision::of(&self.0)
    }

    /// When it was done and its pay released; null before.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(DateTime)
    }

    /// All that was handed in, in order; at most one more than rounds and concepts need.
    #[graphql(directive = constraint::apply(12))]
    async fn submissions(&self, ctx: &Context<'_>) -> Nullable<Entries<Submission>> {
        nullable(async {
            let rows = ctx.loaders().load(SubmissionsOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(Submission).collect()))
        })
        .await
    }

    /// The changes asked for, in order; at most one for each included round.
    #[graphql(directive = constraint::apply(5))]
    async fn change_requests(&self, ctx: &Context<'_>) -> Nullable<Entries<ChangeRequest>> {
        nullable(async {
            let rows = ctx.loaders().load(ChangeRequestsOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(ChangeRequest).collect()))
        })
        .await
    }

    /// The live post that counts: the latest. Null before it is published.
    async fn publication(&self, ctx: &Context<'_>) -> Nullable<Publication> {
        nullable(async {
            let rows = ctx.loaders().load(PublicationsOf(self.0.id)).await?;
            Ok(rows.unwrap_or_default().pop().map(Publication))
        })
        .await
    }
}

/// How the marketplace's staff divided the pay of a deliverable.
#[derive(SimpleObject)]
pub struct DeliverableDecision {
    /// The creator's share of the pay in basis points, 0 to 10,000; fees are divided alike.
    creator_share_bps: i32,
    /// Why.
    reason: String,
    /// When.
    decided_at: DateTime,
}

impl DeliverableDecision {
    fn of(row: &entity::deliverable::Model) -> Option<Self> {
        Some(Self {
            creator_share_bps: int(row.decided_bps?),
            reason: row.decision_reason.clone()?,
            decided_at: DateTime(row.decided_at?),
        })
    }
}

impl Found for Deliverable {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let (db, id) = (ctx.reader(), DeliverableId::from_uuid(key));
        Ok(queries::by_id(db, ctx.actor(), id).await?.map(Self))
    }
}

/// Deliverables, as asked for.
#[derive(Default)]
pub struct DeliverableQuery;

#[Object]
impl DeliverableQuery {
    /// A deliverable; null when there is none that you may see.
    async fn deliverable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The deliverable's id.")] id: ID,
    ) -> Nullable<Deliverable> {
        nullable(async {
            let id: DeliverableId = parse_id("id", &id)?;
            Deliverable::find(ctx, id.uuid()).await
        })
        .await
    }
}
