//! Creators: their profiles and rate cards.

pub mod mutation;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::creator::{Filter, Order, browse, queries, sort};
use domain::entity;
use domain::id::{CreatorId, Id, UserId};
use domain::page::Sort;
use uuid::Uuid;

use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id, owned};
use super::page::{Connection, Listed, page};
use super::payload::Found;
use super::scalars::{CountryCode, DateTime, LanguageTag, Money, opaque_id, parse_id};
use super::social_account::{AccountsOf, SocialAccount};
use super::vocabulary::{Format, Niche, Platform};

/// A micro-influencer's public profile.
#[derive(Clone)]
pub struct Creator(pub entity::creator::Model);

/// A micro-influencer's profile. Everybody may see it; the person's e-mail address is never part of it.
#[Object]
impl Creator {
    /// Identifies the creator; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// What the creator is called: 2 to 80 characters.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// In the creator's own words, plain text with line breaks; may be empty.
    async fn bio(&self) -> &str {
        &self.0.bio
    }

    /// Where the creator lives.
    async fn country(&self) -> CountryCode {
        CountryCode(self.0.country.clone())
    }

    /// The city, if the creator says so.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// The languages the creator posts in: 1 to 10.
    #[graphql(directive = constraint::apply(10))]
    async fn languages(&self) -> Vec<LanguageTag> {
        self.0
            .languages
            .0
            .iter()
            .cloned()
            .map(LanguageTag)
            .collect()
    }

    /// What the creator posts about most.
    async fn primary_niche(&self) -> Niche {
        self.0.primary_niche.into()
    }

    /// All the creator posts about: 1 to 5, the primary niche among them.
    #[graphql(directive = constraint::apply(5))]
    async fn niches(&self, ctx: &Context<'_>) -> Nullable<Vec<Niche>> {
        nullable(async {
            let niches = ctx.loaders().load(NichesOf(self.0.id)).await?;
            Ok(niches.map(|rows| rows.into_iter().map(|row| row.niche.into()).collect()))
        })
        .await
    }

    /// Where the creator posts, oldest entry first: at most 20.
    #[graphql(directive = constraint::apply(20))]
    async fn social_accounts(&self, ctx: &Context<'_>) -> Nullable<Entries<SocialAccount>> {
        nullable(async {
            let accounts = ctx.loaders().load(AccountsOf(self.0.id)).await?;
            Ok(accounts.map(|rows| rows.into_iter().map(SocialAccount).collect()))
        })
        .await
    }

    /// What the creator asks for, by platform and format: at most 50 lines.
    #[graphql(directive = constraint::apply(50))]
    async fn rates(&self, ctx: &Context<'_>) -> Nullable<Entries<Rate>> {
        nullable(async {
            let rates = ctx.loaders().load(RatesOf(self.0.id)).await?;
            Ok(rates.map(|rows| rows.into_iter().map(Rate).collect()))
        })
        .await
    }

    /// Since when the profile is here.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl From<entity::creator::Model> for Creator {
    fn from(row: entity::creator::Model) -> Self {
        Self(row)
    }
}

impl Listed for Creator {
    type Entity = entity::creator::Entity;
    fn sort() -> Sort<Self::Entity> {
        sort(Order::default())
    }
    fn row(&self) -> &entity::creator::Model {
        &self.0
    }
}

impl Found for Creator {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let creator = ctx.loaders().load(CreatorId::from_uuid(key)).await?;
        Ok(creator.map(Self))
    }
}

/// What one piece of content costs.
#[derive(Clone)]
pub struct Rate(entity::rate::Model);

/// A line of a rate card: what one piece of content costs. A price to start from; offers say what is paid.
#[Object]
impl Rate {
    /// Where it is posted.
    async fn platform(&self) -> Platform {
        self.0.platform.into()
    }

    /// What it is.
    async fn format(&self) -> Format {
        self.0.format.into()
    }

    /// The price of one.
    async fn price(&self) -> Money {
        self.0.price().into()
    }
}

impl Loader<CreatorId> for Rows {
    type Value = entity::creator::Model;
    type Error = LoadError;
    async fn load(&self, ids: &[CreatorId]) -> Result<HashMap<CreatorId, Self::Value>, LoadError> {
        let rows = queries::by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}

/// The profile of a person, to be loaded.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProfileOf(pub UserId);

impl Loader<ProfileOf> for Rows {
    type Value = entity::creator::Model;
    type Error = LoadError;
    async fn load(&self, keys: &[ProfileOf]) -> Result<HashMap<ProfileOf, Self::Value>, LoadError> {
        let ids: Vec<UserId> = keys.iter().map(|key| key.0).collect();
        let rows = queries::by_users(self.0.db.reader(), &ids).await?;
        Ok(by_id(rows, |row| ProfileOf(row.user_id)))
    }
}

owned!(
    /// The niches of a creator, to be loaded.
    NichesOf(CreatorId) creator_id => entity::creator_niche::Model, queries::niches
);
owned!(
    /// The rate card of a creator, to be loaded.
    RatesOf(CreatorId) creator_id => entity::rate::Model, queries::rates
);

/// Which creators are wanted; what is left out is not asked for. Platform, followers and engagement must hold for one
/// and the same account.
#[derive(InputObject)]
pub struct CreatorFilter {
    /// Posts about at least one of these; at most 24.
    #[graphql(directive = constraint::apply(24))]
    pub niche_in: Option<Vec<Niche>>,
    /// Has an account here.
    pub platform: Option<Platform>,
    /// Has at least so many followers.
    pub followers_min: Option<i32>,
    /// Has at most so many followers.
    pub followers_max: Option<i32>,
    /// Has at least this engagement rate, 0 to 1; accounts without a rate are left out.
    pub engagement_min: Option<f64>,
    /// Lives here.
    pub country: Option<CountryCode>,
    /// Posts in this language; `de` finds `de-AT` too.
    pub language: Option<LanguageTag>,
}

impl From<CreatorFilter> for Filter {
    fn from(filter: CreatorFilter) -> Self {
        let niches = filter.niche_in.unwrap_or_default();
        Self {
            niches: niches.into_iter().map(Into::into).collect(),
            platform: filter.platform.map(Into::into),
            followers_min: filter.followers_min.map(i64::from),
            followers_max: filter.followers_max.map(i64::from),
            engagement_min: filter.engagement_min,
            country: filter.country.map(|country| country.0),
            language: filter.language.map(|language| language.0),
        }
    }
}

/// In which order creators come.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::creator::Order")]
pub enum CreatorOrder {
    /// The newest profile first.
    Newest,
    /// The largest account first; creators without a known number of followers last.
    Followers,
}

/// Creators, as asked for.
#[derive(Default)]
pub struct CreatorQuery;

#[Object]
impl CreatorQuery {
    /// A creator; null when there is none.
    async fn creator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The creator.")] id: ID,
    ) -> Nullable<Creator> {
        nullable(async {
            let id: CreatorId = parse_id("id", &id)?;
            Ok(ctx.loaders().load(id).await?.map(Creator))
        })
        .await
    }

    /// Creators to look through. VALUE_OUT_OF_RANGE or VALUE_INVALID for a filter that makes no sense.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn creators(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these; all when left out.")] filter: Option<CreatorFilter>,
        #[graphql(desc = "NEWEST when left out.")] order_by: Option<CreatorOrder>,
        #[graphql(desc = "How many from the start, 1 to 100; 20 when nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<Creator>> {
        let filter = filter.map(Filter::from).unwrap_or_default();
        let order = order_by.map(Order::from).unwrap_or_default();
        page(
            ctx,
            async { browse(filter, order) },
            (first, after, last, before),
        )
        .await
    }
}
