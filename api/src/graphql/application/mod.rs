//! Applications: creators' bids, and their negotiation.

pub mod acts;
pub mod eligibility;
pub mod lists;
pub mod proposal;

pub use lists::ApplicationQuery;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, Object};
use domain::application::queries;
use domain::entity;
use domain::id::{ApplicationId, Id};
use domain::page::Sort;
use uuid::Uuid;

use super::collaboration::{Collaboration, CollaborationOf};
use super::constraint::constraint;
use super::context::ContextExt;
use super::creator::Creator;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_owner};
use super::offer::Offer;
use super::page::Listed;
use super::payload::Found;
use super::scalars::{DateTime, Money, int, opaque_id};
use proposal::Proposal;

/// Where an application stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::State")]
pub enum ApplicationState {
    /// Waits for the brand's answer.
    Submitted,
    /// The brand is interested and still owes an answer.
    Shortlisted,
    /// The two sides negotiate the pay.
    Negotiating,
    /// The offer changed; the creator must confirm.
    NeedsReconfirmation,
    /// Both sides agreed; a collaboration was opened.
    Accepted,
    /// The brand said no, with a reason.
    Rejected,
    /// The creator took it back.
    Withdrawn,
    /// The brand did not answer in time.
    Expired,
    /// The creator did not confirm the changed offer in time.
    Lapsed,
    /// The offer ended first.
    Closed,
}

/// Why a brand said no.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::RejectionReason")]
pub enum RejectionReason {
    /// The pay asked is more than the brand has.
    Budget,
    /// The creator posts about something else.
    NicheMismatch,
    /// The audience is another one.
    AudienceMismatch,
    /// Too little engagement.
    Engagement,
    /// The style does not fit.
    ContentStyle,
    /// The dates do not fit.
    Availability,
    /// All slots went to others.
    SlotsFilled,
    /// Said in words.
    Other,
}

/// A creator's bid on an offer.
#[derive(Clone)]
pub struct Application(pub entity::application::Model);

/// A creator's bid on an offer. Seen by the creator, by members of the brand, and by operators.
#[Object]
impl Application {
    /// Identifies the application; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> ApplicationState {
        self.0.state.into()
    }

    /// Why it fits, in the creator's words; may be empty.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The pay asked for, or agreed on last.
    async fn pay(&self) -> Money {
        self.0.pay().into()
    }

    /// Who applies.
    async fn creator(&self, ctx: &Context<'_>) -> Nullable<Creator> {
        nullable(async { Ok(ctx.loaders().load(self.0.creator_id).await?.map(Creator)) }).await
    }

    /// The offer it answers.
    async fn offer(&self, ctx: &Context<'_>) -> Nullable<Offer> {
        nullable(async { Ok(ctx.loaders().load(self.0.offer_id).await?.map(Offer)) }).await
    }

    /// The version of the offer the creator agreed to.
    async fn offer_version(&self) -> i32 {
        int(self.0.offer_version)
    }

    /// The collaboration it has led to; null unless accepted.
    async fn collaboration(&self, ctx: &Context<'_>) -> Nullable<Collaboration> {
        nullable(async {
            let row = ctx.loaders().load(CollaborationOf(self.0.id)).await?;
            Ok(row.map(Collaboration))
        })
        .await
    }

    /// The rounds of negotiation, first one first; at most 6.
    #[graphql(directive = constraint::apply(6))]
    async fn proposals(&self, ctx: &Context<'_>) -> Nullable<Entries<Proposal>> {
        nullable(async {
            let rows = ctx.loaders().load(ProposalsOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(Proposal).collect()))
        })
        .await
    }

    /// When the present state ends by itself: the brand's time to answer or the creator's to confirm. Null once ended.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Why the brand said no.
    async fn rejection_reason(&self) -> Option<RejectionReason> {
        self.0.rejection_reason.map(Into::into)
    }

    /// The same in the brand's words, if it gave any.
    async fn rejection_text(&self) -> Option<&str> {
        self.0.rejection_text.as_deref()
    }

    /// When the creator applied.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was accepted or ended.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

impl Found for Application {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let id = ApplicationId::from_uuid(key);
        Ok(queries::by_id(ctx.reader(), ctx.actor(), id)
            .await?
            .map(Self))
    }
}

impl From<entity::application::Model> for Application {
    fn from(row: entity::application::Model) -> Self {
        Self(row)
    }
}

impl Listed for Application {
    type Entity = entity::application::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::newest()
    }
    fn row(&self) -> &entity::application::Model {
        &self.0
    }
}

/// The rounds of negotiation of an application.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct ProposalsOf(ApplicationId);

impl Loader<ProposalsOf> for Rows {
    type Value = Vec<entity::proposal::Model>;
    type Error = LoadError;

    async fn load(
        &self,
        keys: &[ProposalsOf],
    ) -> Result<HashMap<ProposalsOf, Self::Value>, LoadError> {
        let ids: Vec<ApplicationId> = keys.iter().map(|key| key.0).collect();
        let rows = queries::proposals(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| ProposalsOf(row.application_id)))
    }
}
