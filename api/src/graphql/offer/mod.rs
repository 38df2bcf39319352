//! Offers: what brands ask for and pay.

pub mod acts;
pub mod brief;
pub mod input;
pub mod lists;

pub use lists::OfferQuery;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, Object};
use domain::application;
use domain::entity;
use domain::id::{Id, OfferId, UserId};
use domain::offer::{self, queries};
use domain::page::Sort;
use domain::payout::rules::breakdown;
use uuid::Uuid;

use super::application::Application;
use super::brand::{Brand, may_view};
use super::breakdown::MoneyBreakdown;
use super::context::ContextExt;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id};
use super::page::Listed;
use super::payload::Found;
use super::scalars::{DateTime, Money, int, opaque_id};
use brief::Brief;

/// Where an offer stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::offer::State")]
pub enum OfferState {
    /// Being written; only the brand sees it.
    Draft,
    /// Open for applications until it closes.
    Published,
    /// Takes no applications for now.
    Paused,
    /// All slots are taken; opens again when one is freed.
    Filled,
    /// Ended by its deadline or by the brand; collaborations go on.
    Closed,
    /// Called off before any collaboration ran.
    Cancelled,
}

/// What a brand asks for and pays.
#[derive(Clone)]
pub struct Offer(pub entity::offer::Model);

/// What a brand asks for and pays. Everybody sees it from its publishing on; drafts and cancelled ones only the brand.
#[Object]
impl Offer {
    /// Identifies the offer; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> OfferState {
        self.0.state.into()
    }

    /// Counts the versions of the brief, from 1. Creators agree to a version.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// One line: what it is.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about, in short; may be empty in a draft.
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// All a creator agrees to, in the present version.
    async fn brief(&self, ctx: &Context<'_>) -> Nullable<Brief> {
        let currency = self.0.currency;
        nullable(async {
            let row = ctx.loaders().load(BriefOf(self.0.id)).await?;
            Ok(row.map(|row| Brief {
                brief: row.brief,
                currency,
            }))
        })
        .await
    }

    /// What one creator is paid for all deliverables together; zero for gift-only offers.
    async fn pay(&self) -> Money {
        self.0.pay().into()
    }

    /// Who makes it.
    async fn brand(&self, ctx: &Context<'_>) -> Nullable<Brand> {
        nullable(async { Ok(ctx.loaders().load(self.0.brand_id).await?.map(Brand)) }).await
    }

    /// What one collaboration at the offer's pay costs and brings, the same for both sides, before anybody agrees.
    async fn breakdown(&self, ctx: &Context<'_>) -> Nullable<MoneyBreakdown> {
        nullable(async {
            let row = ctx.loaders().load(BriefOf(self.0.id)).await?;
            let policy = &ctx.env().policy.agreement;
            let weights = row.map(|row| row.brief.weights()).unwrap_or_default();
            Ok(Some(breakdown(self.0.pay(), &weights, policy).into()))
        })
        .await
    }

    /// Your own live application to it; null for guests and who has not applied.
    async fn viewer_application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        nullable(async {
            let Some(user) = ctx.actor().user_id() else {
                return Ok(None);
            };
            let live = ctx.loaders().load(LiveOf(user, self.0.id)).await?;
            Ok(live.map(Application))
        })
        .await
    }

    /// The most the brand will be charged, fees included. Only members of the brand see it.
    async fn budget(&self, ctx: &Context<'_>) -> Nullable<Money> {
        nullable(async {
            let is_shown = may_view(ctx, self.0.brand_id).await?;
            Ok(is_shown.then(|| self.0.budget().into()))
        })
        .await
    }

    /// How many creators are wanted.
    async fn slots(&self) -> i32 {
        int(self.0.slots)
    }

    /// How many of them are found.
    async fn slots_taken(&self) -> i32 {
        int(self.0.slots_taken)
    }

    /// True when the money for all open slots is set aside: work can start at once.
    async fn is_reserved(&self) -> bool {
        self.0.is_reserved
    }

    /// Until when creators may apply; null while a draft does not say.
    async fn closes_at(&self) -> Option<DateTime> {
        self.0.closes_at.map(DateTime)
    }

    /// When the draft was started.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was opened for applications.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }

    /// When it was closed or cancelled.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

impl Found for Offer {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let id = OfferId::from_uuid(key);
        Ok(queries::by_id(ctx.reader(), ctx.actor(), id)
            .await?
            .map(Self))
    }
}

impl From<entity::offer::Model> for Offer {
    fn from(row: entity::offer::Model) -> Self {
        Self(row)
    }
}

impl Listed for Offer {
    type Entity = entity::offer::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::newest()
    }
    fn row(&self) -> &entity::offer::Model {
        &self.0
    }
}

/// Finds offers for objects that are themselves seen only by those who may see them.
impl Loader<OfferId> for Rows {
    type Value = entity::offer::Model;
    type Error = LoadError;

    async fn load(&self, ids: &[OfferId]) -> Result<HashMap<OfferId, Self::Value>, LoadError> {
        Ok(by_id(
            offer::queries::by_ids(self.0.db.reader(), ids).await?,
            |row| row.id,
        ))
    }
}

/// The present brief of an offer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct BriefOf(OfferId);

impl Loader<BriefOf> for Rows {
    type Value = entity::offer_version::Model;
    type Error = LoadError;

    async fn load(&self, keys: &[BriefOf]) -> Result<HashMap<BriefOf, Self::Value>, LoadError> {
        let ids: Vec<OfferId> = keys.iter().map(|key| key.0).collect();
        Ok(by_id(
            queries::briefs(self.0.db.reader(), &ids).await?,
            |row| BriefOf(row.offer_id),
        ))
    }
}

/// Someone's live application to an offer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct LiveOf(UserId, OfferId);

impl Loader<LiveOf> for Rows {
    type Value = entity::application::Model;
    type Error = LoadError;

    async fn load(&self, keys: &[LiveOf]) -> Result<HashMap<LiveOf, Self::Value>, LoadError> {
        // Keys of a request are of the one who asks, those of an event of all who hear it.
        let users: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let offers: Vec<OfferId> = keys.iter().map(|key| key.1).collect();
        let rows = application::queries::live_of(self.0.db.reader(), &users, &offers).await?;
        let keyed = rows.into_iter();
        Ok(keyed
            .map(|(user, row)| (LiveOf(user, row.offer_id), row))
            .collect())
    }
}
