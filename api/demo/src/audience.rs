//! Accounts of creators, who follows them, and how their posts do.

use chrono::TimeDelta;
use domain::actor::{Actor, Intent};
use domain::creator::commands::{self, AccountDraft, PostDraft, RateDraft, ShareDraft};
use domain::creator::{Dimension, EngagementMethod, rules};
use domain::entity::social_account;
use domain::id::CreatorId;
use domain::money::Currency;
use domain::vocabulary::{Format, Platform, Source};
use server::bootstrap::plain;

use super::context::DemoContext;
use super::fixtures::{COUNTRIES, Country};
use super::people::Creator;
use super::rng::SeededRng;

/// Followers are spread evenly by their logarithm, the small accounts more often.
const FEWEST: f64 = 1_050.0;
const MOST: f64 = 96_000.0;

/// How often platforms are somebody's first.
#[rustfmt::skip]
const PLATFORMS: [Platform; 20] = {
    use Platform::*;
    [
        Instagram, Instagram, Instagram, Instagram, Instagram, Instagram, Instagram, Instagram, Instagram, Tiktok,
        Tiktok, Tiktok, Tiktok, Tiktok, Youtube, Youtube, Youtube, Pinterest, Facebook, Linkedin,
    ]
};

/// Adds one to three accounts, with followers and audience.
pub(super) async fn add_accounts(
    stage: &DemoContext<'_>,
    (id, actor): (CreatorId, Actor),
    index: usize,
    handle: &str,
    home: &Country,
) -> anyhow::Result<Vec<social_account::Model>> {
    let mut rng = SeededRng::of("accounts", index);
    let mut platforms = vec![rng.pick(&PLATFORMS)];
    for _ in 0..rng.within(0..=2) {
        platforms.push(rng.pick(&PLATFORMS));
    }
    if index == 0 {
        platforms = vec![Platform::Instagram, Platform::Tiktok, Platform::Youtube];
    }
    platforms.sort_unstable();
    platforms.dedup();

    let mut accounts = Vec::with_capacity(platforms.len());
    for platform in platforms {
        let (intent, source) = recorder(&mut rng, actor);
        let draft = AccountDraft {
            platform,
            handle: format!("{handle}{}", rng.within(1..=99)),
            followers: Some(followers(&mut rng)),
            source,
        };
        let added = commands::social_account_add(stage.env, &intent, id, draft);
        let account = added.await.map_err(plain)?;
        let shares = shares(&mut rng, home);
        commands::audience_set(stage.env, &intent, account.id, shares, source)
            .await
            .map_err(plain)?;
        accounts.push(account);
    }
    Ok(accounts)
}

/// Records the newest posts of all accounts of a creator.
pub(super) async fn record_posts(
    stage: &DemoContext<'_>,
    creator: &Creator,
    index: usize,
) -> anyhow::Result<()> {
    let mut rng = SeededRng::of("posts", index);
    for account in &creator.profile.accounts {
        let (intent, source) = recorder(&mut rng, creator.actor);
        let posts = posts(&mut rng, account, stage);
        commands::posts_record(stage.env, &intent, account.id, posts, source)
            .await
            .map_err(plain)?;
    }
    Ok(())
}

/// A rate card that follows the number of followers.
pub(super) fn rates(
    rng: &mut SeededRng,
    accounts: &[social_account::Model],
    currency: Currency,
) -> Vec<RateDraft> {
    let mut rates = Vec::new();
    for account in accounts {
        let worth = 40 + account.followers.unwrap_or(0) / 90;
        for format in formats(account.platform) {
            let tens = worth * rng.within(70..=140) / 1_000;
            rates.push(RateDraft {
                platform: account.platform,
                format: *format,
                amount: (tens.max(3) * 10).into(),
                currency,
            });
        }
    }
    rates
}

/// What is posted on a platform.
pub(super) fn formats(platform: Platform) -> &'static [Format] {
    match platform {
        Platform::Instagram => &[Format::Reel, Format::Carousel, Format::Story],
        Platform::Tiktok | Platform::Snapchat => &[Format::ShortVideo],
        Platform::Youtube => &[Format::LongVideo, Format::ShortVideo],
        Platform::Facebook | Platform::Linkedin => &[Format::FeedPost],
        Platform::X => &[Format::Thread],
        Platform::Pinterest => &[Format::Pin],
        Platform::Twitch => &[Format::Live],
        Platform::Blog => &[Format::Article],
        Platform::Podcast => &[Format::PodcastMention],
    }
}

/// Most numbers were imported from the platform, others are the creator's word.
fn recorder(rng: &mut SeededRng, actor: Actor) -> (Intent, Option<Source>) {
    match rng.within(1..=10) {
        1..=6 => (Intent::system(), Some(Source::PlatformApi)),
        7 => (Intent::system(), Some(Source::Public)),
        _ => (Intent::of(actor), None),
    }
}

fn followers(rng: &mut SeededRng) -> i64 {
    let place = rng.share().powf(1.25);
    (FEWEST * (MOST / FEWEST).powf(place)) as i64
}

fn shares(rng: &mut SeededRng, home: &Country) -> Vec<ShareDraft> {
    let mut shares = Vec::new();
    let mut add = |dimension, parts: &[(&str, f64)]| {
        shares.extend(parts.iter().map(|(bucket, share)| ShareDraft {
            dimension,
            bucket: (*bucket).to_owned(),
            share: (share * 1_000.0).floor() / 1_000.0,
        }));
    };
    let others: Vec<_> = COUNTRIES
        .iter()
        .filter(|other| other.code != home.code && other.language != home.language)
        .collect();
    let abroad = rng.pick(&others);
    let at_home = 0.45 + rng.share() * 0.4;
    let left = 1.0 - at_home;
    add(
        Dimension::Country,
        &[
            (home.code, at_home),
            (abroad.code, left * 0.45),
            ("CH", left * 0.2),
        ],
    );
    add(
        Dimension::City,
        &[
            (home.cities[0], at_home * 0.3),
            (home.cities[1], at_home * 0.15),
        ],
    );
    add(
        Dimension::Language,
        &[(home.language, at_home), (abroad.language, left * 0.6)],
    );
    let female = 0.2 + rng.share() * 0.65;
    add(
        Dimension::Gender,
        &[("female", female), ("male", 0.97 - female)],
    );
    let young = 0.15 + rng.share() * 0.35;
    let left = 0.96 - young;
    add(
        Dimension::Age,
        &[
            ("13-17", left * 0.06),
            ("18-24", young),
            ("25-34", left * 0.5),
            ("35-44", left * 0.25),
            ("45-54", left * 0.12),
            ("55-64", left * 0.05),
            ("65+", left * 0.02),
        ],
    );
    shares
}

fn posts(
    rng: &mut SeededRng,
    account: &social_account::Model,
    stage: &DemoContext<'_>,
) -> Vec<PostDraft> {
    let followers = account.followers.unwrap_or(1_000) as f64;
    // Small communities answer more: about 6 % at 1,000 followers, 2 % at 100,000.
    let usual = 0.06 * (1_000.0 / followers).powf(0.24) * (0.6 + rng.share() * 0.9);
    let by_views = rules::engagement_method(account.platform) == EngagementMethod::ByViews;
    let mut published_at = stage.now() - TimeDelta::minutes(rng.within(60..=4_000));
    let mut posts = Vec::new();
    for number in 0..rng.within(8..=14) {
        let grown = 1.0 - 0.004 * number as f64;
        let luck = 0.55 + rng.share() * 0.9 + if rng.falls(6) { 1.4 } else { 0.0 };
        let views = followers * (0.25 + rng.share() * 0.9) * luck;
        let audience = if by_views { views } else { followers * grown };
        let answers = audience * usual * if by_views { 1.2 } else { luck };
        let part = |share: f64| Some((answers * share) as i64);
        posts.push(PostDraft {
            url: format!(
                "https://{}.example/{}/{}",
                sea_orm::ActiveEnum::to_value(&account.platform),
                account.handle,
                1_000 - number
            ),
            format: rng.pick(formats(account.platform)),
            published_at,
            followers: Some((followers * grown) as i64),
            views: by_views.then_some(views as i64),
            likes: part(0.84),
            comments: part(0.05 + rng.share() * 0.04),
            shares: part(0.03),
            saves: part(0.05),
        });
        published_at -= TimeDelta::minutes(rng.within(2_000..=8_500));
    }
    posts
}
