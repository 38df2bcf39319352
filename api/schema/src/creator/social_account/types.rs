//! Accounts on social platforms, with their numbers.

use async_graphql::Enum;
use domain::creator::rules;
use domain::id::{Id, SocialAccountId, SocialPostId};
use domain::policy::Policy;
use sea_orm::ActiveEnum;

use crate::creator::types::CREATOR;
use crate::reading::Facts;
use crate::reading::model::{Beside, Link, Source};
use crate::reading::plain::plain;
use crate::reading::shapes::{
    id, int as number, made, many, object, one, scalar, text, time, word,
};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{DateTime, WebAddress, int};
use crate::stored::word_of;
use crate::vocabulary::{Format, MetricSource, Platform};

object! {
    /// A creator's account on a social platform. A number that is not known is null, never zero, and each says where it
    /// comes from.
    pub SOCIAL_ACCOUNT: "SocialAccount" from Source {
        table: "social_account",
        tag: Some(SocialAccountId::TAG),
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Identifies the account; opaque.
        id = id();
        /// Whose it is.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// Where it is.
        platform = word::<Platform>("platform");
        /// Its name there, lower case and without @.
        handle = text("handle");
        /// How many follow it; null when unknown.
        followers = made(&["followers", "followers_source", "followers_captured_at"], &Made(|row| Ok(followers(row))));
        /// How much its posts are answered; null before the first posts are recorded.
        engagement = made(
            &["engagement_ppm", "engagement_method", "engagement_posts", "engagement_source", "engagement_captured_at"],
            &Made(|row| Ok(engagement(row))),
        );
        /// Who follows it, by dimension, the largest share first: at most 200. Small buckets are withheld by platforms, so
        /// that a dimension may sum to less than 1.
        audience = many(&AUDIENCE_SHARE, Link::from("account_id"), "t.dimension, t.share_ppm DESC, t.bucket", 200);
        /// Its newest posts that are known, newest first: at most 50.
        posts = many(&SOCIAL_POST, Link::from("account_id"), "t.published_at DESC, t.id DESC", 50);
        /// Since when it is in the profile.
        createdAt = time::<DateTime>("created_at");
    }
}

/// How many follow an account.
pub struct Followers {
    count: i64,
    tier: Option<FollowerTier>,
    source: MetricSource,
    captured_at: DateTime,
}

plain! {
    /// How many follow an account.
    "Followers": |it: Followers| {
        /// The number.
        count: i32 = int(it.count);
        /// The size the marketplace sorts by; null below and above its bounds.
        tier: Option<FollowerTier> = it.tier;
        /// Where the number comes from.
        source: MetricSource = it.source;
        /// When it was taken.
        capturedAt: DateTime = it.captured_at;
    }
}

fn followers(row: &Facts<'_>) -> Option<Followers> {
    let count = row.int(0)?;
    let policy: &Policy = &row.asking.env.policy;
    Some(Followers {
        count,
        tier: rules::tier(count, policy).map(Into::into),
        source: word_of(row.text(1))?,
        captured_at: DateTime(row.at(2)?),
    })
}

/// How much an account's posts are answered.
pub struct Engagement {
    ppm: Option<i64>,
    method: EngagementMethod,
    posts: i64,
    source: Option<MetricSource>,
    captured_at: DateTime,
}

plain! {
    /// How much an account's posts are answered: the median of its newest 12 posts of the last 90 days that can be
    /// measured. Compare it only with the same method, the same platform and similar sizes.
    "Engagement": |it: Engagement| {
        /// (likes + comments + shares + saves) / followers or views; 0.04 is 4 %. Null for fewer than 6 posts.
        rate: Option<f64> = it.ppm.map(share);
        /// What is divided by.
        method: EngagementMethod = it.method;
        /// How many posts could be measured, 0 to 12.
        postCount: i32 = int(it.posts);
        /// The least reliable source among these posts; null when there are none.
        source: Option<MetricSource> = it.source;
        /// When it was computed.
        capturedAt: DateTime = it.captured_at;
    }
}

fn engagement(row: &Facts<'_>) -> Option<Engagement> {
    Some(Engagement {
        ppm: row.int(0),
        method: word_of(row.text(1))?,
        posts: row.int(2).unwrap_or_default(),
        source: word_of(row.text(3)),
        captured_at: DateTime(row.at(4)?),
    })
}

object! {
    /// A part of an audience.
    pub AUDIENCE_SHARE: "AudienceShare" from Source {
        table: "audience_share",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// What the part is measured by.
        dimension = word::<AudienceDimension>("dimension");
        /// Which part: a country code, a city, an age bucket such as `18-24`, a gender or a language tag.
        bucket = text("bucket");
        /// 0 to 1 of the whole audience.
        share = made(&["share_ppm"], &Made(|row| Ok(share(row.int(0).unwrap_or_default()))));
        /// Where the number comes from.
        source = word::<MetricSource>("source");
        /// When it was taken.
        capturedAt = time::<DateTime>("captured_at");
    }
}

object! {
    /// A post on a social platform with what is known of it.
    pub SOCIAL_POST: "SocialPost" from Source {
        table: "social_post",
        tag: Some(SocialPostId::TAG),
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Identifies the post; opaque.
        id = id();
        /// Where it is.
        url = scalar::<WebAddress>("url");
        /// What it is.
        format = word::<Format>("format");
        /// When it went live.
        publishedAt = time::<DateTime>("published_at");
        /// Followers of the account at that time.
        followers = number("followers").or_null();
        /// How often it was seen.
        views = number("views").or_null();
        /// How many liked it.
        likes = number("likes").or_null();
        /// How many comments it has.
        comments = number("comments").or_null();
        /// How often it was shared.
        shares = number("shares").or_null();
        /// How often it was saved.
        saves = number("saves").or_null();
        /// (likes + comments + shares + saves) / followers at publish time, or / views on TikTok and YouTube. Null without
        /// likes, comments or what is divided by; shares and saves count where they are known.
        engagementRate = made(
            &["{v}.platform", "followers", "views", "likes", "comments", "shares", "saves"],
            &Made(|row| Ok(engagement_rate(row))),
        )
        .beside(&ACCOUNT);
        /// Where the numbers come from.
        source = word::<MetricSource>("source");
        /// When they were taken.
        capturedAt = time::<DateTime>("captured_at");
    }
}

static ACCOUNT: Beside = Beside {
    table: "social_account",
    on: "{v}.id = {t}.account_id",
};

fn engagement_rate(row: &Facts<'_>) -> Option<f64> {
    let platform = domain::vocabulary::Platform::try_from_value(&row.text(0)?.to_owned()).ok()?;
    let told = rules::Told {
        followers: row.int(1),
        views: row.int(2),
        likes: row.int(3),
        comments: row.int(4),
        shares: row.int(5),
        saves: row.int(6),
    };
    rules::post_engagement_ppm(&told, rules::engagement_method(platform)).map(share)
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

shown_enums!(EngagementMethod, FollowerTier, AudienceDimension);

/// Millionths as a number; 64-bit floats hold them exactly enough to print them back.
#[expect(clippy::cast_precision_loss, reason = "bounded far below 2^53")]
fn share(ppm: i64) -> f64 {
    ppm as f64 / 1_000_000.0
}
