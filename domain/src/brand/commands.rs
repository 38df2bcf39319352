//! Founding brands, describing them, and who belongs to them.

use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use serde_json::json;

use super::{Error, Permission, Role, queries};
use crate::account;
use crate::actor::Intent;
use crate::db::on_conflict;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{BrandId, BrandMemberId, Id, UserId};
use crate::input;
use crate::quota;
use crate::unit_of_work::UnitOfWork;

/// What founding a brand needs.
pub struct Draft {
    /// 2 to 80 characters.
    pub name: String,
    /// What it stands for: at most 2,000 characters.
    pub about: String,
    /// Where it is at home on the web, with https.
    pub website: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// What changes of a brand; what is absent stays.
#[derive(Default)]
pub struct Changes {
    /// 2 to 80 characters.
    pub name: Option<String>,
    /// At most 2,000 characters.
    pub about: Option<String>,
    /// With https; an inner nothing takes it away.
    pub website: Option<Option<String>>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// Founds a brand; whoever does is its owner.
pub async fn create(env: &Env, intent: &Intent, draft: Draft) -> Result<entity::brand::Model> {
    let principal = intent.actor.principal()?;
    let mut form = intent.form();
    let name = form.take("name", input::line(&draft.name, 2..=80));
    let about = form.take("about", input::text(&draft.about, 0..=2_000));
    let country = form.take("country", input::country(&draft.country));
    let website = draft
        .website
        .and_then(|website| form.take("website", input::link(&website)));
    let (Some(name), Some(about), Some(country), true) = (name, about, country, form.is_clean())
    else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "brand.create").await?;
    require_room(&work, principal.user_id).await?;
    let brand = entity::brand::ActiveModel {
        id: Set(BrandId::new()),
        name: Set(name),
        about: Set(about),
        website: Set(website),
        country: Set(country),
        created_at: Set(work.now),
    };
    let brand = brand.insert(work.tx()).await?;
    add(&work, brand.id, principal.user_id, Role::Owner).await?;
    work.commit(brand.id).await?;
    Ok(brand)
}

/// Locks the person, so that nobody gets around the number of brands by founding several at once.
async fn require_room(work: &UnitOfWork<'_>, founder: UserId) -> Result<()> {
    account::queries::locked(work, founder).await?;
    let owned = entity::brand_member::Entity::find()
        .filter(entity::brand_member::Column::UserId.eq(founder))
        .filter(entity::brand_member::Column::Role.eq(Role::Owner))
        .count(work.tx())
        .await?;
    quota::require_room("brands", owned, quota::BRANDS)?;
    Ok(())
}

/// Changes how a brand shows itself. Owners and admins may.
pub async fn update(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    changes: Changes,
) -> Result<entity::brand::Model> {
    let mut form = intent.form();
    let name = changes
        .name
        .and_then(|name| form.take("name", input::line(&name, 2..=80)));
    let about = changes
        .about
        .and_then(|about| form.take("about", input::text(&about, 0..=2_000)));
    let website = changes
        .website
        .map(|website| website.and_then(|website| form.take("website", input::link(&website))));
    let country = changes
        .country
        .and_then(|country| form.take("country", input::country(&country)));
    form.finish()?;

    let work = env.begin(intent, "brand.update").await?;
    locked(&work, id).await?;
    queries::require(work.tx(), intent.actor, id, Permission::ManageProfile).await?;

    let brand = entity::brand::ActiveModel {
        id: Unchanged(id),
        name: name.map_or(NotSet, Set),
        about: about.map_or(NotSet, Set),
        website: website.map_or(NotSet, Set),
        country: country.map_or(NotSet, Set),
        ..Default::default()
    };
    let brand = brand.update(work.tx()).await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Gives a member another role. Owners and admins may; only owners make owners, and unmake them.
pub async fn member_role_set(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    user_id: UserId,
    role: Role,
) -> Result<entity::brand::Model> {
    let work = env.begin(intent, "brand.member_role_set").await?;
    let brand = locked(&work, id).await?;
    let member = member(&work, id, user_id).await?;
    require_appointer(&work, id, member.role).await?;
    require_appointer(&work, id, role).await?;

    let changed = entity::brand_member::ActiveModel {
        brand_id: Unchanged(id),
        user_id: Unchanged(user_id),
        role: Set(role),
        ..Default::default()
    };
    changed.update(work.tx()).await?;
    require_owner_left(&work, id).await?;
    note(&work, id, user_id, Some(role)).await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Ends a membership. Owners and admins may, only owners for owners; everybody may leave.
pub async fn member_remove(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    user_id: UserId,
) -> Result<entity::brand::Model> {
    let work = env.begin(intent, "brand.member_remove").await?;
    let brand = locked(&work, id).await?;
    let member = member(&work, id, user_id).await?;
    if intent.actor.user_id() != Some(user_id) {
        require_appointer(&work, id, member.role).await?;
    }

    member.delete(work.tx()).await?;
    require_owner_left(&work, id).await?;
    note(&work, id, user_id, None).await?;
    work.commit(id).await?;
    Ok(brand)
}

/// All changes of members queue here, so that two of them cannot take the last owner together.
pub(crate) async fn locked(work: &UnitOfWork<'_>, id: BrandId) -> Result<entity::brand::Model> {
    work.intent.actor.require_known()?;
    entity::brand::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)
}

pub(super) async fn member(
    work: &UnitOfWork<'_>,
    id: BrandId,
    user_id: UserId,
) -> Result<entity::brand_member::Model> {
    entity::brand_member::Entity::find_by_id((id, user_id))
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)
}

/// Refuses who may not give this role, or take it away.
pub(super) async fn require_appointer(
    work: &UnitOfWork<'_>,
    id: BrandId,
    role: Role,
) -> Result<()> {
    let actor = work.intent.actor;
    queries::require(work.tx(), actor, id, Permission::ManageMembers).await?;
    if actor.is_system() {
        return Ok(());
    }
    let own = member(work, id, actor.principal()?.user_id).await?;
    if own.role.may_appoint(role) {
        Ok(())
    } else {
        Err(crate::Error::Forbidden)
    }
}

async fn require_owner_left(work: &UnitOfWork<'_>, id: BrandId) -> Result<()> {
    let owners = entity::brand_member::Entity::find()
        .filter(entity::brand_member::Column::BrandId.eq(id))
        .filter(entity::brand_member::Column::Role.eq(Role::Owner))
        .count(work.tx())
        .await?;
    if owners == 0 {
        return Err(Error::OwnerMissing.into());
    }
    Ok(())
}

pub(super) async fn add(
    work: &UnitOfWork<'_>,
    id: BrandId,
    user_id: UserId,
    role: Role,
) -> Result<()> {
    let member = entity::brand_member::ActiveModel {
        brand_id: Set(id),
        user_id: Set(user_id),
        id: Set(BrandMemberId::new()),
        role: Set(role),
        created_at: Set(work.now),
        spending_minor: Set(None),
        spending_currency: Set(None),
    };
    entity::brand_member::Entity::insert(member)
        .exec_without_returning(work.tx())
        .await
        .map_err(on_conflict(
            "uq_brand_member__brand_id__user_id",
            Error::MemberAlreadyExists,
        ))?;
    note(work, id, user_id, Some(role)).await
}

/// Who got which role is kept beside the brand's own row of the audit log.
async fn note(
    work: &UnitOfWork<'_>,
    id: BrandId,
    user_id: UserId,
    role: Option<Role>,
) -> Result<()> {
    let role = role.map(|role| role.to_value());
    let detail = json!({ "brand_id": id, "role": role });
    work.audits("brand.member_role_changed", user_id.uuid(), detail)
        .await
}
