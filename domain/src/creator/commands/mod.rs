//! What creators, and those who check their numbers, change.

mod audience;
mod posts;
mod profile;
mod rate_card;
mod social_account;

pub use audience::{ShareDraft, audience_set};
pub use posts::{PostDraft, posts_record};
pub use profile::{Changes, Draft, create, update};
pub use rate_card::{RateDraft, rate_card_set};
pub use social_account::{
    AccountChanges, AccountDraft, social_account_add, social_account_remove, social_account_update,
};

use sea_orm::{EntityTrait, QuerySelect};

use super::rules;
use crate::actor::Actor;
use crate::entity;
use crate::error::{Code, Error, Form, Mistake, Result};
use crate::id::{CreatorId, SocialAccountId};
use crate::input::Invalid;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::Source;

/// The largest count accepted: what every client can take as a whole number.
const COUNT_MAX: i64 = i32::MAX as i64;

/// Locks a profile for the person behind it. Everything below a profile changes under this lock.
async fn own(work: &UnitOfWork<'_>, id: CreatorId) -> Result<entity::creator::Model> {
    let actor = work.intent.actor;
    let creator = locked(work, id).await?;
    if actor.is_system() || actor.user_id() == Some(creator.user_id) {
        Ok(creator)
    } else {
        Err(Error::NotFound)
    }
}

/// Locks a profile for those who may record its numbers: the person behind it, operators and the clocks.
async fn kept(work: &UnitOfWork<'_>, id: CreatorId) -> Result<entity::creator::Model> {
    if work.intent.actor.is_operator() {
        return locked(work, id).await;
    }
    own(work, id).await
}

/// An account under the lock of its profile, for those who may record its numbers.
async fn kept_account(
    work: &UnitOfWork<'_>,
    id: SocialAccountId,
) -> Result<entity::social_account::Model> {
    work.intent.actor.require_known()?;
    let creator_id: CreatorId = entity::social_account::Entity::find_by_id(id)
        .select_only()
        .column(entity::social_account::Column::CreatorId)
        .into_tuple()
        .one(work.tx())
        .await?
        .ok_or(Error::NotFound)?;
    kept(work, creator_id).await?;
    entity::social_account::Entity::find_by_id(id)
        .one(work.tx())
        .await?
        .ok_or(Error::NotFound)
}

async fn locked(work: &UnitOfWork<'_>, id: CreatorId) -> Result<entity::creator::Model> {
    work.intent.actor.require_known()?;
    entity::creator::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(Error::NotFound)
}

/// Where the numbers of this request come from.
fn source(form: &mut Form, actor: Actor, claimed: Option<Source>) -> Option<Source> {
    let source = rules::provenance(actor, claimed).ok_or_else(|| {
        Invalid::new(
            Code::ValueInvalid,
            "Your own numbers are self-declared; only the marketplace names another source.",
        )
    });
    form.take("source", source)
}

/// Refuses a creator's word where somebody else has measured.
fn require_replaceable(old: Option<Source>, new: Source, path: String) -> Result<()> {
    if rules::may_replace(old, new) {
        return Ok(());
    }
    Err(Mistake {
        code: Code::ValueInvalid,
        path,
        message: "This was measured; your own numbers cannot replace it.".into(),
    }
    .into())
}
