//! How somebody becomes a member: a brand offers a place to an address, and the person behind it accepts. No answer tells
//! the brand whether there is such a person before they did.

use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use serde_json::json;

use super::commands::{add, locked, member, require_appointer};
use super::{Error, Permission, Role, queries};
use crate::account;
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::{Form, Result};
use crate::id::{BrandId, Id};
use crate::input;
use crate::quota;
use crate::unit_of_work::UnitOfWork;

/// Offers the person behind an address a place; a second time with another role changes the role. Owners and admins
/// may; only owners make owners.
pub async fn member_add(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    email: &str,
    role: Role,
) -> Result<entity::brand::Model> {
    let email = address(email, intent.form())?;
    let added_by = intent.actor.principal()?.user_id;
    let work = env.begin(intent, "brand.member_add").await?;
    let brand = locked(&work, id).await?;
    require_appointer(&work, id, role).await?;

    if is_member(&work, id, &email).await? {
        return Err(Error::MemberAlreadyExists.into());
    }
    entity::pending_member::Entity::delete_by_id((id, email.clone()))
        .exec(work.tx())
        .await?;
    require_room(&work, id).await?;
    let row = entity::pending_member::ActiveModel {
        brand_id: Set(id),
        email: Set(email),
        role: Set(role),
        added_by: Set(added_by),
        added_at: Set(work.now),
    };
    entity::pending_member::Entity::insert(row)
        .exec_without_returning(work.tx())
        .await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Takes an offered place back. Those who could offer it may.
pub async fn member_add_withdraw(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    email: &str,
) -> Result<entity::brand::Model> {
    let email = address(email, intent.form())?;
    let work = env.begin(intent, "brand.member_add_withdraw").await?;
    let brand = locked(&work, id).await?;
    queries::require(work.tx(), intent.actor, id, Permission::ManageMembers).await?;

    let pending = pending(&work, id, &email).await?;
    require_appointer(&work, id, pending.role).await?;
    pending.delete(work.tx()).await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Accepts the place a brand has offered to one's address.
pub async fn membership_accept(
    env: &Env,
    intent: &Intent,
    id: BrandId,
) -> Result<entity::brand::Model> {
    let work = env.begin(intent, "brand.membership_accept").await?;
    let brand = locked(&work, id).await?;
    let (user, pending) = own_pending(&work, id).await?;

    // Who offered it must still be one who may.
    let appointer = member(&work, id, pending.added_by).await?;
    if !appointer.role.may_appoint(pending.role) {
        return Err(crate::Error::NotFound);
    }
    let role = pending.role;
    pending.delete(work.tx()).await?;
    require_room(&work, id).await?;
    add(&work, id, user.id, role).await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Declines the place a brand has offered to one's address.
pub async fn membership_decline(
    env: &Env,
    intent: &Intent,
    id: BrandId,
) -> Result<entity::brand::Model> {
    let work = env.begin(intent, "brand.membership_decline").await?;
    let brand = locked(&work, id).await?;
    let (user, pending) = own_pending(&work, id).await?;

    pending.delete(work.tx()).await?;
    let detail = json!({ "brand_id": id });
    work.audits("brand.membership_declined", user.id.uuid(), detail)
        .await?;
    work.commit(id).await?;
    Ok(brand)
}

fn address(email: &str, mut form: Form) -> Result<String> {
    match form.take("email", input::email(email)) {
        Some(email) if form.is_clean() => Ok(email),
        Some(_) | None => Err(form.refuse()),
    }
}

/// True for the address of somebody whom the brand's members see anyhow.
async fn is_member(work: &UnitOfWork<'_>, id: BrandId, email: &str) -> Result<bool> {
    let behind = entity::user::Entity::find()
        .select_only()
        .column(entity::user::Column::Id)
        .filter(entity::user::Column::Email.eq(email))
        .into_query();
    let count = entity::brand_member::Entity::find()
        .filter(entity::brand_member::Column::BrandId.eq(id))
        .filter(entity::brand_member::Column::UserId.in_subquery(behind))
        .count(work.tx())
        .await?;
    Ok(count > 0)
}

async fn require_room(work: &UnitOfWork<'_>, id: BrandId) -> Result<()> {
    let members = entity::brand_member::Entity::find()
        .filter(entity::brand_member::Column::BrandId.eq(id))
        .count(work.tx())
        .await?;
    let pending = entity::pending_member::Entity::find()
        .filter(entity::pending_member::Column::BrandId.eq(id))
        .count(work.tx())
        .await?;
    quota::require_room("members", members + pending, quota::MEMBERS)?;
    Ok(())
}

async fn pending(
    work: &UnitOfWork<'_>,
    id: BrandId,
    email: &str,
) -> Result<entity::pending_member::Model> {
    entity::pending_member::Entity::find_by_id((id, email.to_owned()))
        .one(work.tx())
        .await?
        .ok_or(crate::Error::NotFound)
}

/// The caller, and the place offered to them. As long as nobody proves that an address is theirs, a place waits for the
/// account that was there when it was offered: who takes the address later does not take the place.
async fn own_pending(
    work: &UnitOfWork<'_>,
    id: BrandId,
) -> Result<(entity::user::Model, entity::pending_member::Model)> {
    let user_id = work.intent.actor.principal()?.user_id;
    let user = account::queries::by_id(work.tx(), user_id).await?;
    let user = user.ok_or(crate::Error::NotFound)?;
    let pending = pending(work, id, &user.email).await?;
    if user.created_at > pending.added_at {
        return Err(crate::Error::NotFound);
    }
    Ok((user, pending))
}
