//! Adding accounts and recording their numbers.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::creator::commands;
use domain::entity;
use domain::error::Form;
use domain::id::{CreatorId, Id, SocialAccountId};
use domain::vocabulary::Source;
use uuid::Uuid;

use crate::creator::SocialAccount;
use crate::creator::social_account::types::AudienceDimension;
use crate::error::{Nullable, UserError};
use crate::mutation::{Again, Input, Payload, input, payload, run, which};
use crate::reading::constraint::constraint;
use crate::scalars::given::Given;
use crate::scalars::{DateTime, WebAddress, opaque_id, read_id};
use crate::vocabulary::{Format, MetricSource, Platform};

input! {
    /// An account to add.
    SocialAccountAddInput, optional key {
        /// Your profile.
        pub creator_id: ID,
        /// Where it is.
        pub platform: Platform,
        /// Its name there, with or without @: 1 to 100 characters, no web address.
        pub handle: String,
        /// How many follow it; leave it out when unknown.
        pub followers: Option<i32>,
        /// Where the number comes from: SELF_DECLARED for creators, and for them nothing else.
        pub source: Option<MetricSource>,
    }
}

input! {
    /// What changes of an account; what is left out stays. Platform and handle never change: another handle is another
    /// account.
    SocialAccountUpdateInput, optional key {
        /// The account.
        pub social_account_id: ID,
        /// How many follow it; null makes it unknown.
        pub followers: MaybeUndefined<i32>,
        /// Where the number comes from: SELF_DECLARED for creators, and for them nothing else.
        pub source: Option<MetricSource>,
    }
}

which! {
    "An account to take off a profile.", social_account_id: SocialAccountId = "socialAccountId", "The account.";
    optional: SocialAccountRemoveInput;
}

input! {
    /// A whole audience.
    AudienceSetInput, optional key {
        /// The account.
        pub social_account_id: ID,
        /// All shares, at most 200, in place of those before. Those of one dimension sum to 1 or less.
        #[graphql(directive = constraint::apply(200))]
        pub shares: Vec<AudienceShareInput>,
        /// Where the numbers come from: SELF_DECLARED for creators, and for them nothing else.
        pub source: Option<MetricSource>,
    }
}

/// A part of an audience.
#[derive(InputObject, Clone)]
pub struct AudienceShareInput {
    /// What the part is measured by.
    pub dimension: AudienceDimension,
    /// Which part: a country code, a city, an age bucket such as `18-24`, a gender or a language tag.
    pub bucket: String,
    /// 0 to 1 of the whole audience, at most 6 decimal places.
    pub share: f64,
}

input! {
    /// Posts with their numbers.
    PostsRecordInput, optional key {
        /// The account.
        pub social_account_id: ID,
        /// At most 50; one that is known by its address is measured anew. The newest 50 of an account are kept.
        #[graphql(directive = constraint::apply(50))]
        pub posts: Vec<SocialPostInput>,
        /// Where the numbers come from: SELF_DECLARED for creators, and for them nothing else.
        pub source: Option<MetricSource>,
    }
}

/// A post with what is known of it; leave out what is not.
#[derive(InputObject, Clone)]
pub struct SocialPostInput {
    /// Where it is; tells one post of an account from another.
    pub url: WebAddress,
    /// What it is.
    pub format: Format,
    /// When it went live; not in the future.
    pub published_at: Given<DateTime>,
    /// Followers of the account at that time.
    pub followers: Option<i32>,
    /// How often it was seen.
    pub views: Option<i32>,
    /// How many liked it.
    pub likes: Option<i32>,
    /// How many comments it has.
    pub comments: Option<i32>,
    /// How often it was shared.
    pub shares: Option<i32>,
    /// How often it was saved.
    pub saves: Option<i32>,
}

payload!(SocialAccountAddPayload {
    social_account: SocialAccount
});
payload!(SocialAccountUpdatePayload {
    social_account: SocialAccount
});
payload!(AudienceSetPayload {
    social_account: SocialAccount
});
payload!(PostsRecordPayload {
    social_account: SocialAccount
});

/// What removing an account answers.
#[derive(SimpleObject)]
pub struct SocialAccountRemovePayload {
    /// The account that is gone; null when refused.
    deleted_social_account_id: Option<ID>,
    /// Why nothing was changed; empty when it was.
    user_errors: Vec<UserError>,
}

/// An account that is gone.
pub struct Removed(SocialAccountId);

impl From<entity::social_account::Model> for Removed {
    fn from(account: entity::social_account::Model) -> Self {
        Self(account.id)
    }
}

impl Again for Removed {
    fn again(key: Uuid) -> Option<Self> {
        Some(Self(SocialAccountId::from_uuid(key)))
    }
}

impl Payload for SocialAccountRemovePayload {
    type Node = Removed;
    fn new(node: Option<Removed>, user_errors: Vec<UserError>) -> Self {
        Self {
            deleted_social_account_id: node.map(|removed| opaque_id(removed.0)),
            user_errors,
        }
    }
}

impl Input for SocialAccountAddInput {
    type Read = (CreatorId, commands::AccountDraft);
    fn read(&self, form: &mut Form) -> Self::Read {
        let draft = commands::AccountDraft {
            platform: self.platform.into(),
            handle: self.handle.clone(),
            followers: self.followers.map(i64::from),
            source: self.source.map(Into::into),
        };
        (read_id("creatorId", &self.creator_id, form), draft)
    }
}

impl Input for SocialAccountUpdateInput {
    type Read = (SocialAccountId, commands::AccountChanges);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("socialAccountId", &self.social_account_id, form);
        let followers: Option<Option<i32>> = self.followers.into();
        let changes = commands::AccountChanges {
            followers: followers.map(|count| count.map(i64::from)),
            source: self.source.map(Into::into),
        };
        (id, changes)
    }
}

impl Input for AudienceSetInput {
    type Read = (SocialAccountId, Vec<commands::ShareDraft>, Option<Source>);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("socialAccountId", &self.social_account_id, form);
        let shares = self.shares.iter().map(Into::into).collect();
        (id, shares, self.source.map(Into::into))
    }
}

impl From<&AudienceShareInput> for commands::ShareDraft {
    fn from(share: &AudienceShareInput) -> Self {
        Self {
            dimension: share.dimension.into(),
            bucket: share.bucket.clone(),
            share: share.share,
        }
    }
}

impl SocialPostInput {
    fn read(&self, index: usize, form: &mut Form) -> commands::PostDraft {
        let path = format!("posts.{index}.publishedAt");
        let published_at = self.published_at.read(path, form);
        commands::PostDraft {
            url: self.url.0.clone(),
            format: self.format.into(),
            published_at: published_at.map(|at| at.0).unwrap_or_default(),
            followers: self.followers.map(i64::from),
            views: self.views.map(i64::from),
            likes: self.likes.map(i64::from),
            comments: self.comments.map(i64::from),
            shares: self.shares.map(i64::from),
            saves: self.saves.map(i64::from),
        }
    }
}

impl Input for PostsRecordInput {
    type Read = (SocialAccountId, Vec<commands::PostDraft>, Option<Source>);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("socialAccountId", &self.social_account_id, form);
        let posts = (0..).zip(&self.posts);
        let posts = posts.map(|(index, post)| post.read(index, form)).collect();
        (id, posts, self.source.map(Into::into))
    }
}

/// Accounts on platforms, as changed.
#[derive(Default)]
pub struct SocialAccountMutation;

#[Object]
impl SocialAccountMutation {
    /// Add an account to your profile, at most 20. Operators may record numbers too, here and below. Codes:
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, QUOTA_EXCEEDED,
    /// SOCIAL_ACCOUNT_ALREADY_EXISTS, VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG.
    async fn social_account_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: SocialAccountAddInput,
    ) -> Nullable<SocialAccountAddPayload> {
        run(ctx, input, commands::social_account_add).await
    }

    /// Change the number of followers. What was measured cannot be replaced by a creator's own word. Codes:
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_OUT_OF_RANGE.
    async fn social_account_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: SocialAccountUpdateInput,
    ) -> Nullable<SocialAccountUpdatePayload> {
        run(ctx, input, commands::social_account_update).await
    }

    /// Take an account off your profile, with its posts and its audience. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn social_account_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] input: SocialAccountRemoveInput,
    ) -> Nullable<SocialAccountRemovePayload> {
        run(ctx, input, commands::social_account_remove).await
    }

    /// Replace the whole audience of an account. What was measured cannot be replaced by a creator's own word. Codes:
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, VALUE_INVALID, VALUE_MISSING,
    /// VALUE_OUT_OF_RANGE, VALUE_TOO_LONG.
    async fn audience_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All its shares.")] input: AudienceSetInput,
    ) -> Nullable<AudienceSetPayload> {
        run(ctx, input, commands::audience_set).await
    }

    /// Record posts of an account; its engagement rate follows them. What was measured cannot be replaced by a
    /// creator's own word. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG.
    async fn posts_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The posts.")] input: PostsRecordInput,
    ) -> Nullable<PostsRecordPayload> {
        run(ctx, input, commands::posts_record).await
    }
}
