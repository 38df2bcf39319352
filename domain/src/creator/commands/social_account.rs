//! The accounts of a creator on social platforms.
//!
//! An account keeps its platform and handle: its numbers belong to them, and another handle is another account.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};

use super::{COUNT_MAX, kept, kept_account, require_replaceable, source};
use crate::actor::Intent;
use crate::creator::Error;
use crate::db::on_conflict;
use crate::entity;
use crate::env::Env;
use crate::error::{Form, Result};
use crate::id::{CreatorId, SocialAccountId};
use crate::input;
use crate::quota;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::{Platform, Source};

/// What adding an account needs.
pub struct AccountDraft {
    /// Where it is.
    pub platform: Platform,
    /// 1 to 100 letters, digits, dots, dashes or underscores, with or without an @ before them.
    pub handle: String,
    /// 0 to 2,147,483,647; nothing when unknown.
    pub followers: Option<i64>,
    /// Where the number comes from; only operators and the marketplace name another source than the creator's word.
    pub source: Option<Source>,
}

/// What changes of an account; what is absent stays.
#[derive(Default)]
pub struct AccountChanges {
    /// 0 to 2,147,483,647; an inner nothing makes the number unknown.
    pub followers: Option<Option<i64>>,
    /// Where the number comes from.
    pub source: Option<Source>,
}

/// Adds an account to a profile.
pub async fn social_account_add(
    env: &Env,
    intent: &Intent,
    creator_id: CreatorId,
    draft: AccountDraft,
) -> Result<entity::social_account::Model> {
    let mut form = intent.form();
    let handle = form.take("handle", input::handle(&draft.handle));
    let followers = followers(&mut form, draft.followers);
    let source = source(&mut form, intent.actor, draft.source);
    let (Some(handle), Some(source), true) = (handle, source, form.is_clean()) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "creator.social_account_add").await?;
    kept(&work, creator_id).await?;
    require_room(&work, creator_id).await?;

    let account = entity::social_account::ActiveModel {
        id: Set(SocialAccountId::new()),
        creator_id: Set(creator_id),
        platform: Set(draft.platform),
        handle: Set(handle),
        followers: Set(followers),
        followers_source: Set(followers.map(|_| source)),
        followers_captured_at: Set(followers.map(|_| work.now)),
        engagement_ppm: Set(None),
        engagement_method: Set(None),
        engagement_posts: Set(0),
        engagement_source: Set(None),
        engagement_captured_at: Set(None),
        created_at: Set(work.now),
    };
    let account = account.insert(work.tx()).await.map_err(on_conflict(
        "uq_social_account__creator_id__platform__handle",
        Error::AccountAlreadyExists,
    ))?;
    keep_top(&work, creator_id).await?;
    work.commit(account.id).await?;
    Ok(account)
}

/// Changes the numbers of an account.
pub async fn social_account_update(
    env: &Env,
    intent: &Intent,
    id: SocialAccountId,
    changes: AccountChanges,
) -> Result<entity::social_account::Model> {
    let mut form = intent.form();
    let new_followers = changes.followers.map(|count| followers(&mut form, count));
    let source = source(&mut form, intent.actor, changes.source);
    let (Some(source), true) = (source, form.is_clean()) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "creator.social_account_update").await?;
    let mut account = kept_account(&work, id).await?;

    if let Some(followers) = new_followers {
        require_replaceable(account.followers_source, source, "followers".into())?;
        let changed = entity::social_account::ActiveModel {
            id: Unchanged(id),
            followers: Set(followers),
            followers_source: Set(followers.map(|_| source)),
            followers_captured_at: Set(followers.map(|_| work.now)),
            ..Default::default()
        };
        account = changed.update(work.tx()).await?;
        keep_top(&work, account.creator_id).await?;
    }
    work.commit(id).await?;
    Ok(account)
}

/// Takes an account off its profile, with its posts and its audience. Answers the account as it was.
pub async fn social_account_remove(
    env: &Env,
    intent: &Intent,
    id: SocialAccountId,
) -> Result<entity::social_account::Model> {
    let work = env.begin(intent, "creator.social_account_remove").await?;
    let account = kept_account(&work, id).await?;

    entity::social_post::Entity::delete_many()
        .filter(entity::social_post::Column::AccountId.eq(id))
        .exec(work.tx())
        .await?;
    entity::audience_share::Entity::delete_many()
        .filter(entity::audience_share::Column::AccountId.eq(id))
        .exec(work.tx())
        .await?;
    account.clone().delete(work.tx()).await?;
    keep_top(&work, account.creator_id).await?;
    work.commit(id).await?;
    Ok(account)
}

fn followers(form: &mut Form, count: Option<i64>) -> Option<i64> {
    count.and_then(|count| form.take("followers", input::number(count, 0..=COUNT_MAX)))
}

async fn require_room(work: &UnitOfWork<'_>, creator_id: CreatorId) -> Result<()> {
    let accounts = entity::social_account::Entity::find()
        .filter(entity::social_account::Column::CreatorId.eq(creator_id))
        .count(work.tx())
        .await?;
    quota::require_room("accounts", accounts, quota::SOCIAL_ACCOUNTS)?;
    Ok(())
}

/// Brings the profile's number of followers in step with its accounts.
async fn keep_top(work: &UnitOfWork<'_>, creator_id: CreatorId) -> Result<()> {
    let top: Option<i64> = entity::social_account::Entity::find()
        .filter(entity::social_account::Column::CreatorId.eq(creator_id))
        .select_only()
        .column_as(entity::social_account::Column::Followers.max(), "top")
        .into_tuple()
        .one(work.tx())
        .await?
        .flatten();
    let creator = entity::creator::ActiveModel {
        id: Unchanged(creator_id),
        followers_top: Set(top.unwrap_or(0)),
        ..Default::default()
    };
    creator.update(work.tx()).await?;
    Ok(())
}
