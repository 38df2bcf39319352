//! Accounts on social platforms, with their numbers.

pub mod mutation;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::creator::{queries, rules};
use domain::entity;
use domain::id::{CreatorId, Id, SocialAccountId, SocialPostId};
use uuid::Uuid;

use super::constraint::constraint;
use super::context::ContextExt;
use super::creator::Creator;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id, owned};
use super::payload::Found;
use super::scalars::{DateTime, WebAddress, int, opaque_id};
use super::vocabulary::{Format, MetricSource, Platform};

/// A creator's account on a social platform.
#[derive(Clone)]
pub struct SocialAccount(pub entity::social_account::Model);

/// A creator's account on a social platform. A number that is not known is null, never zero, and each says where it
/// comes from.
#[Object]
impl SocialAccount {
    /// Identifies the account; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Whose it is.
    async fn creator(&self, ctx: &Context<'_>) -> Nullable<Creator> {
        let creator = ctx.loaders().load(self.0.creator_id);
        nullable(async { Ok(creator.await?.map(Creator)) }).await
    }

    /// Where it is.
    async fn platform(&self) -> Platform {
        self.0.platform.into()
    }

    /// Its name there, lower case and without @.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// How many follow it; null when unknown.
    async fn followers(&self, ctx: &Context<'_>) -> Option<Followers> {
        let count = self.0.followers?;
        Some(Followers {
            count: int(count),
            tier: rules::tier(count, &ctx.env().policy).map(Into::into),
            source: self.0.followers_source?.into(),
            captured_at: DateTime(self.0.followers_captured_at?),
        })
    }

    /// How much its posts are answered; null before the first posts are recorded.
    async fn engagement(&self) -> Option<Engagement> {
        Some(Engagement {
            rate: self.0.engagement_ppm.map(share),
            method: self.0.engagement_method?.into(),
            post_count: int(self.0.engagement_posts),
            source: self.0.engagement_source.map(Into::into),
            captured_at: DateTime(self.0.engagement_captured_at?),
        })
    }

    /// Who follows it, by dimension, the largest share first: at most 200. Small buckets are withheld by platforms, so
    /// that a dimension may sum to less than 1.
    #[graphql(directive = constraint::apply(200))]
    async fn audience(&self, ctx: &Context<'_>) -> Nullable<Entries<AudienceShare>> {
        nullable(async {
            let shares = ctx.loaders().load(AudienceOf(self.0.id)).await?;
            Ok(shares.map(|rows| rows.into_iter().map(AudienceShare).collect()))
        })
        .await
    }

    /// Its newest posts that are known, newest first: at most 50.
    #[graphql(directive = constraint::apply(50))]
    async fn posts(&self, ctx: &Context<'_>) -> Nullable<Entries<SocialPost>> {
        nullable(async {
            let posts = ctx.loaders().load(PostsOf(self.0.id)).await?;
            let method = rules::engagement_method(self.0.platform);
            let post = |row| SocialPost { row, method };
            Ok(posts.map(|rows| rows.into_iter().map(post).collect()))
        })
        .await
    }

    /// Since when it is in the profile.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl Found for SocialAccount {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let account = ctx.loaders().load(SocialAccountId::from_uuid(key)).await?;
        Ok(account.map(Self))
    }
}

/// How many follow an account.
#[derive(SimpleObject)]
pub struct Followers {
    /// The number.
    count: i32,
    /// The size the marketplace sorts by; null below and above its bounds.
    tier: Option<FollowerTier>,
    /// Where the number comes from.
    source: MetricSource,
    /// When it was taken.
    captured_at: DateTime,
}

/// How much an account's posts are answered: the median of its newest 12 posts of the last 90 days that can be
/// measured. Compare it only with the same method, the same platform and similar sizes.
#[derive(SimpleObject)]
pub struct Engagement {
    /// (likes + comments + shares + saves) / followers or views; 0.04 is 4 %. Null for fewer than 6 posts.
    rate: Option<f64>,
    /// What is divided by.
    method: EngagementMethod,
    /// How many posts could be measured, 0 to 12.
    post_count: i32,
    /// The least reliable source among these posts; null when there are none.
    source: Option<MetricSource>,
    /// When it was computed.
    captured_at: DateTime,
}

/// A part of an audience.
#[derive(Clone)]
pub struct AudienceShare(entity::audience_share::Model);

/// A part of an audience.
#[Object]
impl AudienceShare {
    /// What the part is measured by.
    async fn dimension(&self) -> AudienceDimension {
        self.0.dimension.into()
    }

    /// Which part: a country code, a city, an age bucket such as `18-24`, a gender or a language tag.
    async fn bucket(&self) -> &str {
        &self.0.bucket
    }

    /// 0 to 1 of the whole audience.
    async fn share(&self) -> f64 {
        share(self.0.share_ppm)
    }

    /// Where the number comes from.
    async fn source(&self) -> MetricSource {
        self.0.source.into()
    }

    /// When it was taken.
    async fn captured_at(&self) -> DateTime {
        DateTime(self.0.captured_at)
    }
}

/// A post, and how it is measured.
#[derive(Clone)]
pub struct SocialPost {
    row: entity::social_post::Model,
    method: domain::creator::EngagementMethod,
}

/// A post on a social platform with what is known of it.
#[Object]
impl SocialPost {
    /// Identifies the post; opaque.
    pub async fn id(&self) -> ID {
        opaque_id(self.row.id)
    }

    /// Where it is.
    async fn url(&self) -> WebAddress {
        WebAddress(self.row.url.clone())
    }

    /// What it is.
    async fn format(&self) -> Format {
        self.row.format.into()
    }

    /// When it went live.
    async fn published_at(&self) -> DateTime {
        DateTime(self.row.published_at)
    }

    /// Followers of the account at that time.
    async fn followers(&self) -> Option<i32> {
        self.row.followers.map(int)
    }

    /// How often it was seen.
    async fn views(&self) -> Option<i32> {
        self.row.views.map(int)
    }

    /// How many liked it.
    async fn likes(&self) -> Option<i32> {
        self.row.likes.map(int)
    }

    /// How many comments it has.
    async fn comments(&self) -> Option<i32> {
        self.row.comments.map(int)
    }

    /// How often it was shared.
    async fn shares(&self) -> Option<i32> {
        self.row.shares.map(int)
    }

    /// How often it was saved.
    async fn saves(&self) -> Option<i32> {
        self.row.saves.map(int)
    }

    /// (likes + comments + shares + saves) / followers at publish time, or / views on TikTok and YouTube. Null without
    /// likes, comments or what is divided by; shares and saves count where they are known.
    async fn engagement_rate(&self) -> Option<f64> {
        rules::post_engagement_ppm(&self.row, self.method).map(share)
    }

    /// Where the numbers come from.
    async fn source(&self) -> MetricSource {
        self.row.source.into()
    }

    /// When they were taken.
    async fn captured_at(&self) -> DateTime {
        DateTime(self.row.captured_at)
    }
}

/// What engagements are divided by.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::creator::EngagementMethod")]
pub enum EngagementMethod {
    /// By followers at publish time.
    ByFollowers,
    /// By views: TikTok and YouTube.
    ByViews,
}

/// How large an account is; the bounds are the marketplace's defaults.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::creator::Tier")]
pub enum FollowerTier {
    /// 1,000 to 9,999 followers.
    Nano,
    /// 10,000 to 49,999 followers.
    Micro,
    /// 50,000 to 100,000 followers.
    UpperMicro,
}

/// What a part of an audience is measured by.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::creator::Dimension")]
pub enum AudienceDimension {
    /// ISO 3166-1 alpha-2: `DE`.
    Country,
    /// The name of a city.
    City,
    /// 13-17, 18-24, 25-34, 35-44, 45-54, 55-64 or 65+.
    Age,
    /// As the platform reports it, lower case.
    Gender,
    /// BCP 47: `de`, `pt-BR`.
    Language,
}

impl Found for SocialPost {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let Some(row) = ctx.loaders().load(SocialPostId::from_uuid(key)).await? else {
            return Ok(None);
        };
        let account = ctx.loaders().load(row.account_id).await?;
        Ok(account.map(|account| {
            let method = rules::engagement_method(account.platform);
            Self { row, method }
        }))
    }
}

impl Loader<SocialPostId> for Rows {
    type Value = entity::social_post::Model;
    type Error = LoadError;
    async fn load(
        &self,
        ids: &[SocialPostId],
    ) -> Result<HashMap<SocialPostId, Self::Value>, LoadError> {
        let rows = queries::posts_by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}

impl Loader<SocialAccountId> for Rows {
    type Value = entity::social_account::Model;
    type Error = LoadError;
    async fn load(
        &self,
        ids: &[SocialAccountId],
    ) -> Result<HashMap<SocialAccountId, Self::Value>, LoadError> {
        let rows = queries::accounts_by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}

owned!(
    /// The accounts of a creator, to be loaded.
    AccountsOf(CreatorId) creator_id => entity::social_account::Model, queries::accounts
);
owned!(
    /// The audience of an account, to be loaded.
    AudienceOf(SocialAccountId) account_id => entity::audience_share::Model, queries::audience
);
owned!(
    /// The posts of an account, to be loaded.
    PostsOf(SocialAccountId) account_id => entity::social_post::Model, queries::posts
);

/// Millionths as a number; 64-bit floats hold them exactly enough to print them back.
fn share(ppm: i64) -> f64 {
    ppm as f64 / 1_000_000.0
}
