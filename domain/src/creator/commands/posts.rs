//! The newest posts of an account, and the engagement they show.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{COUNT_MAX, kept_account, require_replaceable, source};
use crate::actor::Intent;
use crate::creator::{queries, rules};
use crate::db::one_of;
use crate::entity;
use crate::entity::social_post::Column;
use crate::env::Env;
use crate::error::{Code, Form, Result};
use crate::id::{SocialAccountId, SocialPostId};
use crate::input;
use crate::instant;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::{Format, Source};

/// Posts in one request, and posts kept of one account, at most.
const POSTS_MAX: usize = 50;

/// A post with what is known of it: counts are 0 to 2,147,483,647, nothing when unknown.
pub struct PostDraft {
    /// Where it is, with https; tells one post of an account from another.
    pub url: String,
    /// What it is.
    pub format: Format,
    /// When it went live; not in the future.
    pub published_at: DateTime<Utc>,
    /// Followers of the account at that time.
    pub followers: Option<i64>,
    /// How often it was seen.
    pub views: Option<i64>,
    /// How many liked it.
    pub likes: Option<i64>,
    /// How many comments it has.
    pub comments: Option<i64>,
    /// How often it was shared.
    pub shares: Option<i64>,
    /// How often it was saved.
    pub saves: Option<i64>,
}

/// Records posts of an account; one that is known by its address is measured anew. The newest fifty are kept, and the
/// engagement rate follows them.
pub async fn posts_record(
    env: &Env,
    intent: &Intent,
    id: SocialAccountId,
    posts: Vec<PostDraft>,
    claimed: Option<Source>,
) -> Result<entity::social_account::Model> {
    let mut form = intent.form();
    let posts = checked(&mut form, posts);
    let source = source(&mut form, intent.actor, claimed);
    let (Some(source), true) = (source, form.is_clean()) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "creator.posts_record").await?;
    let account = kept_account(&work, id).await?;
    require_past(&posts, work.now)?;
    for old in queries::posts(work.tx(), &[id]).await? {
        if let Some(index) = posts.iter().position(|post| post.url == old.url) {
            let path = format!("posts.{index}.url");
            require_replaceable(Some(old.source), source, path)?;
        }
    }

    save(&work, id, posts, source).await?;
    let kept = forget_old(&work, id).await?;
    let account = save_engagement(&work, &account, &kept).await?;
    work.commit(id).await?;
    Ok(account)
}

fn checked(form: &mut Form, drafts: Vec<PostDraft>) -> Vec<PostDraft> {
    let Some(drafts) = form.take("posts", input::list(drafts, POSTS_MAX)) else {
        return Vec::new();
    };
    let mut posts = Vec::new();
    let mut seen = HashSet::new();
    for (index, draft) in drafts.into_iter().enumerate() {
        let at = format!("posts.{index}");
        let mut count = |name: &str, value: Option<i64>| {
            let value = input::number(value?, 0..=COUNT_MAX);
            form.take(format!("{at}.{name}"), value)
        };
        let (followers, views) = (
            count("followers", draft.followers),
            count("views", draft.views),
        );
        let (likes, comments) = (
            count("likes", draft.likes),
            count("comments", draft.comments),
        );
        let (shares, saves) = (count("shares", draft.shares), count("saves", draft.saves));
        let published_at = instant::of(draft.published_at);
        let published_at = form.take(format!("{at}.publishedAt"), published_at);
        let url = form.take(format!("{at}.url"), input::link(&draft.url));
        let (Some(url), Some(published_at)) = (url, published_at) else {
            continue;
        };
        form.require(
            seen.insert(url.clone()),
            Code::ValueInvalid,
            format!("{at}.url"),
            "This post is in the list already.",
        );
        posts.push(PostDraft {
            url,
            format: draft.format,
            published_at,
            followers,
            views,
            likes,
            comments,
            shares,
            saves,
        });
    }
    posts
}

fn require_past(posts: &[PostDraft], now: DateTime<Utc>) -> Result<()> {
    let mut form = Form::default();
    for (index, post) in posts.iter().enumerate() {
        form.require(
            post.published_at <= now,
            Code::ValueOutOfRange,
            format!("posts.{index}.publishedAt"),
            "Give when the post went live; that is not in the future.",
        );
    }
    form.finish()
}

async fn save(
    work: &UnitOfWork<'_>,
    id: SocialAccountId,
    posts: Vec<PostDraft>,
    source: Source,
) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    let rows = posts
        .into_iter()
        .map(|post| entity::social_post::ActiveModel {
            id: Set(SocialPostId::new()),
            account_id: Set(id),
            url: Set(post.url),
            format: Set(post.format),
            published_at: Set(post.published_at),
            followers: Set(post.followers),
            views: Set(post.views),
            likes: Set(post.likes),
            comments: Set(post.comments),
            shares: Set(post.shares),
            saves: Set(post.saves),
            source: Set(source),
            captured_at: Set(work.now),
        });
    let measured_anew = OnConflict::columns([Column::AccountId, Column::Url])
        .update_columns([
            Column::Format,
            Column::PublishedAt,
            Column::Followers,
            Column::Views,
            Column::Likes,
            Column::Comments,
            Column::Shares,
            Column::Saves,
            Column::Source,
            Column::CapturedAt,
        ])
        .to_owned();
    entity::social_post::Entity::insert_many(rows)
        .on_conflict(measured_anew)
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}

/// Keeps the newest posts and gives them back, newest first.
async fn forget_old(
    work: &UnitOfWork<'_>,
    id: SocialAccountId,
) -> Result<Vec<entity::social_post::Model>> {
    let mut posts = queries::posts(work.tx(), &[id]).await?;
    let old: Vec<_> = posts
        .split_off(posts.len().min(POSTS_MAX))
        .into_iter()
        .map(|post| post.id)
        .collect();
    if !old.is_empty() {
        let is_old = one_of(work.tx().get_database_backend(), Column::Id, &old);
        entity::social_post::Entity::delete_many()
            .filter(is_old)
            .exec(work.tx())
            .await?;
    }
    Ok(posts)
}

async fn save_engagement(
    work: &UnitOfWork<'_>,
    account: &entity::social_account::Model,
    posts: &[entity::social_post::Model],
) -> Result<entity::social_account::Model> {
    let engagement = rules::account_engagement(account.platform, posts, work.now);
    let changed = entity::social_account::ActiveModel {
        id: Unchanged(account.id),
        engagement_ppm: Set(engagement.ppm),
        engagement_method: Set(Some(engagement.method)),
        engagement_posts: Set(engagement.posts),
        engagement_source: Set(engagement.source),
        engagement_captured_at: Set(Some(work.now)),
        ..Default::default()
    };
    Ok(changed.update(work.tx()).await?)
}
