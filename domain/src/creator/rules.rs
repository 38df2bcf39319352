//! What follows from a creator's numbers (PRODUCT: audience, engagement, authenticity, match).

use chrono::{DateTime, Days, Utc};

use super::{EngagementMethod, Tier};
use crate::actor::Actor;
use crate::entity;
use crate::policy::Policy;
use crate::vocabulary::{Platform, Source};

/// The newest posts that count for an engagement rate.
const SAMPLE_MAX: usize = 12;
/// Fewer posts than this say nothing.
const SAMPLE_MIN: usize = 6;
/// Older posts do not count.
const SAMPLE_DAYS: u64 = 90;
/// One, in millionths.
const ONE_PPM: i128 = 1_000_000;

/// What an account's posts say about its engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engagement {
    /// The median rate in millionths; nothing for fewer than six posts.
    pub ppm: Option<i64>,
    /// What engagements were divided by.
    pub method: EngagementMethod,
    /// How many posts were measured, 0 to 12.
    pub posts: i64,
    /// The least reliable source among these posts.
    pub source: Option<Source>,
}

/// What engagements are divided by on a platform.
pub fn engagement_method(platform: Platform) -> EngagementMethod {
    match platform {
        Platform::Tiktok | Platform::Youtube => EngagementMethod::ByViews,
        Platform::Instagram
        | Platform::Facebook
        | Platform::X
        | Platform::Pinterest
        | Platform::Snapchat => EngagementMethod::ByFollowers,
        Platform::Twitch | Platform::Linkedin | Platform::Blog | Platform::Podcast => {
            EngagementMethod::ByFollowers
        }
    }
}

/// The engagement rate of one post in millionths, rounded half up: (likes + comments + shares + saves) divided by the
/// followers at publish time, or by the views.
///
/// Missing is not zero. Without the divisor (or with a divisor of zero), without likes or without comments there is no
/// rate: these are what every platform shows, unless the creator hides them. Shares and saves are counted where the
/// platform tells them; most do not, and a post is not without a rate for that.
pub fn post_engagement_ppm(post: &Told, method: EngagementMethod) -> Option<i64> {
    let divisor = match method {
        EngagementMethod::ByFollowers => post.followers,
        EngagementMethod::ByViews => post.views,
    };
    let divisor = i128::from(divisor.filter(|divisor| *divisor > 0)?);
    let told = i128::from(post.likes?) + i128::from(post.comments?);
    let told_by_some = [post.shares, post.saves].into_iter().flatten();
    let engagements = told + told_by_some.map(i128::from).sum::<i128>();
    i64::try_from(rounded(engagements * ONE_PPM, divisor)).ok()
}

/// What a platform tells of a post; what it does not tell is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Of the account, when the post went live.
    pub followers: Option<i64>,
    pub views: Option<i64>,
    pub likes: Option<i64>,
    pub comments: Option<i64>,
    pub shares: Option<i64>,
    pub saves: Option<i64>,
}

impl From<&entity::social_post::Model> for Told {
    fn from(post: &entity::social_post::Model) -> Self {
        Self {
            followers: post.followers,
            views: post.views,
            likes: post.likes,
            comments: post.comments,
            shares: post.shares,
            saves: post.saves,
        }
    }
}

/// The engagement of an account: the median of the newest twelve posts of the last 90 days that have a rate; of fewer
/// than six there is none.
pub fn account_engagement(
    platform: Platform,
    posts: &[entity::social_post::Model],
    now: DateTime<Utc>,
) -> Engagement {
    let method = engagement_method(platform);
    let since = now - Days::new(SAMPLE_DAYS);
    let mut measured: Vec<_> = posts
        .iter()
        .filter(|post| (since..=now).contains(&post.published_at))
        .filter_map(|post| Some((post, post_engagement_ppm(&post.into(), method)?)))
        .collect();
    measured.sort_by_key(|(post, _)| std::cmp::Reverse((post.published_at, post.id)));
    measured.truncate(SAMPLE_MAX);

    let source = measured.iter().map(|(post, _)| post.source);
    let source = source.min_by_key(|source| reliability(*source));
    let mut rates: Vec<i64> = measured.iter().map(|(_, rate)| *rate).collect();
    Engagement {
        ppm: median(&mut rates).filter(|_| measured.len() >= SAMPLE_MIN),
        method,
        posts: i64::try_from(measured.len()).unwrap_or(i64::MAX),
        source,
    }
}

/// The tier of an account of this size; none for whoever is too small or has outgrown the marketplace.
pub fn tier(followers: i64, policy: &Policy) -> Option<Tier> {
    if !(policy.followers_min..=policy.followers_max).contains(&followers) {
        return None;
    }
    Some(if followers >= policy.upper_micro_followers_min {
        Tier::UpperMicro
    } else if followers >= policy.micro_followers_min {
        Tier::Micro
    } else {
        Tier::Nano
    })
}

/// Where the numbers come from that somebody records. Creators speak for themselves; only staff and the marketplace's
/// own imports may name another source, or nothing is returned.
pub fn provenance(actor: Actor, claimed: Option<Source>) -> Option<Source> {
    if actor.is_system() || actor.is_operator() {
        return Some(claimed.unwrap_or(Source::Operator));
    }
    match claimed {
        None | Some(Source::SelfDeclared) => Some(Source::SelfDeclared),
        Some(Source::PlatformApi | Source::Public | Source::Import | Source::Operator) => None,
    }
}

/// True when a number of the new source may stand in place of an old one: what a creator says never covers what
/// somebody else measured.
pub fn may_replace(old: Option<Source>, new: Source) -> bool {
    new != Source::SelfDeclared || old.is_none_or(|old| old == Source::SelfDeclared)
}

/// True when shares of one dimension fit into one whole. Each may have been rounded up by half a millionth.
pub fn is_at_most_one(shares_ppm: &[i64]) -> bool {
    let total: i128 = shares_ppm.iter().copied().map(i128::from).sum();
    let rounding = shares_ppm.len().div_ceil(2) as i128;
    total <= ONE_PPM + rounding
}

/// Of two in the middle the mean, rounded half up.
fn median(rates: &mut [i64]) -> Option<i64> {
    rates.sort_unstable();
    let upper = *rates.get(rates.len() / 2)?;
    if rates.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = rates[rates.len() / 2 - 1];
    i64::try_from(rounded(i128::from(lower) + i128::from(upper), 2)).ok()
}

/// Rounds half up; neither number is negative.
fn rounded(dividend: i128, divisor: i128) -> i128 {
    (dividend + divisor / 2) / divisor
}

fn reliability(source: Source) -> u8 {
    match source {
        Source::SelfDeclared => 0,
        Source::Import => 1,
        Source::Public => 2,
        Source::Operator => 3,
        Source::PlatformApi => 4,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::actor::Principal;
    use crate::id::{Id, SessionId, SocialAccountId, SocialPostId, UserId};
    use crate::vocabulary::Format;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// A post `days` ago with these likes, no comments, shares or saves, 1,000 followers and 1,000 views.
    fn post(days: i64, likes: i64) -> entity::social_post::Model {
        entity::social_post::Model {
            id: SocialPostId::from_uuid(uuid::Uuid::nil()),
            account_id: SocialAccountId::from_uuid(uuid::Uuid::nil()),
            url: String::new(),
            format: Format::FeedPost,
            published_at: NOW - TimeDelta::days(days),
            followers: Some(1_000),
            views: Some(1_000),
            likes: Some(likes),
            comments: Some(0),
            shares: Some(0),
            saves: Some(0),
            source: Source::PlatformApi,
            captured_at: NOW,
        }
    }

    fn instagram(posts: &[entity::social_post::Model]) -> Engagement {
        account_engagement(Platform::Instagram, posts, NOW)
    }

    #[test]
    fn a_post_is_measured_by_followers_or_by_views() {
        let post = entity::social_post::Model {
            followers: Some(10_000),
            views: Some(2_000),
            likes: Some(300),
            comments: Some(40),
            shares: Some(50),
            saves: Some(10),
            ..post(1, 0)
        };
        let rate = |method| post_engagement_ppm(&(&post).into(), method);
        assert_eq!(rate(EngagementMethod::ByFollowers), Some(40_000));
        assert_eq!(rate(EngagementMethod::ByViews), Some(200_000));
        for platform in [Platform::Tiktok, Platform::Youtube] {
            assert_eq!(engagement_method(platform), EngagementMethod::ByViews);
        }
        for platform in [Platform::Instagram, Platform::Facebook, Platform::X] {
            assert_eq!(engagement_method(platform), EngagementMethod::ByFollowers);
        }
    }

    #[test]
    fn missing_is_not_zero() {
        let full = post(1, 50);
        let rate = |post: entity::social_post::Model| {
            post_engagement_ppm(&(&post).into(), EngagementMethod::ByFollowers)
        };
        assert_eq!(rate(full.clone()), Some(50_000));
        for (followers, likes, comments) in [
            (None, Some(50), Some(0)),
            (Some(0), Some(50), Some(0)),
            (Some(1_000), None, Some(0)),
            (Some(1_000), Some(50), None),
        ] {
            let part = entity::social_post::Model {
                followers,
                likes,
                comments,
                ..full.clone()
            };
            assert_eq!(rate(part), None);
        }
        let untold = entity::social_post::Model {
            views: None,
            shares: None,
            saves: None,
            ..full
        };
        assert_eq!(rate(untold), Some(50_000));
    }

    #[test]
    fn the_rate_of_an_account_is_the_median_of_its_posts() {
        let odd: Vec<_> = (1..=7).map(|day| post(day, day * 10)).collect();
        assert_eq!(instagram(&odd).ppm, Some(40_000));
        assert_eq!(instagram(&odd).posts, 7);

        let even: Vec<_> = [1, 2, 3, 4, 5, 1_000].map(|likes| post(1, likes)).into();
        assert_eq!(instagram(&even).ppm, Some(3_500));
        assert_eq!(instagram(&even).method, EngagementMethod::ByFollowers);
    }

    #[test]
    fn fewer_than_six_posts_have_no_rate() {
        let mut posts: Vec<_> = (1..=5).map(|day| post(day, 10)).collect();
        assert_eq!((instagram(&posts).ppm, instagram(&posts).posts), (None, 5));
        assert_eq!((instagram(&[]).ppm, instagram(&[]).posts), (None, 0));

        posts.push(entity::social_post::Model {
            likes: None,
            ..post(1, 0)
        });
        assert_eq!(instagram(&posts).ppm, None, "a hidden count is no sixth");
        posts.push(post(6, 10));
        assert_eq!(instagram(&posts).ppm, Some(10_000));
    }

    #[test]
    fn only_the_newest_twelve_of_ninety_days_count() {
        let mut posts: Vec<_> = (1..=12).map(|day| post(day, 20)).collect();
        posts.extend((13..=60).map(|day| post(day, 900)));
        assert_eq!(instagram(&posts).ppm, Some(20_000));
        assert_eq!(instagram(&posts).posts, 12);

        let old: Vec<_> = (91..=100).map(|day| post(day, 20)).collect();
        assert_eq!(instagram(&old).posts, 0);
        assert_eq!(instagram(&[post(90, 20), post(-1, 20)]).posts, 1);
    }

    #[test]
    fn a_rate_is_as_good_as_its_weakest_source() {
        let mut posts: Vec<_> = (1..=12).map(|day| post(day, 20)).collect();
        assert_eq!(instagram(&posts).source, Some(Source::PlatformApi));
        posts[3].source = Source::SelfDeclared;
        assert_eq!(instagram(&posts).source, Some(Source::SelfDeclared));
        assert_eq!(instagram(&[]).source, None);
    }

    #[test]
    fn tiers_have_bounds_on_both_sides() {
        let policy = Policy::default();
        for (followers, expected) in [
            (999, None),
            (1_000, Some(Tier::Nano)),
            (9_999, Some(Tier::Nano)),
            (10_000, Some(Tier::Micro)),
            (49_999, Some(Tier::Micro)),
            (50_000, Some(Tier::UpperMicro)),
            (100_000, Some(Tier::UpperMicro)),
            (100_001, None),
        ] {
            assert_eq!(tier(followers, &policy), expected, "{followers}");
        }
    }

    #[test]
    fn creators_speak_only_for_themselves() {
        let person = |is_operator| {
            Actor::User(Principal {
                user_id: UserId::from_uuid(uuid::Uuid::nil()),
                session_id: SessionId::from_uuid(uuid::Uuid::nil()),
                is_operator,
                address: None,
            })
        };
        let creator = person(false);
        assert_eq!(provenance(creator, None), Some(Source::SelfDeclared));
        assert_eq!(provenance(creator, Some(Source::PlatformApi)), None);
        assert_eq!(provenance(person(true), None), Some(Source::Operator));
        let import = provenance(Actor::System, Some(Source::Import));
        assert_eq!(import, Some(Source::Import));

        assert!(may_replace(None, Source::SelfDeclared));
        assert!(may_replace(
            Some(Source::SelfDeclared),
            Source::SelfDeclared
        ));
        assert!(!may_replace(Some(Source::Public), Source::SelfDeclared));
        assert!(may_replace(Some(Source::PlatformApi), Source::Operator));
    }

    #[test]
    fn shares_are_parts_of_one() {
        assert!(is_at_most_one(&[166_667; 6]), "rounding is forgiven");
        assert!(is_at_most_one(&[]));
        assert!(!is_at_most_one(&[600_000, 400_010]));
        assert!(is_at_most_one(&[500_001, 500_000]));
        assert!(!is_at_most_one(&[500_001, 500_001]));
        assert!(is_at_most_one(&[333_334; 3]));
        assert!(!is_at_most_one(&[333_335, 333_334, 333_334]));
    }
}
