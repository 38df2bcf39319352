//! Who may take money out of a brand's wallet: those who manage it, and others as far as these let them.

use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{EntityTrait, QuerySelect};
use serde_json::json;

use super::commands::{locked, member};
use super::{Error, Permission, Role, queries};
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::Result;
use crate::id::{BrandId, Id, UserId};
use crate::money::Money;
use crate::unit_of_work::UnitOfWork;

/// Says how much a member may take from the wallet in the course of the work, without a role that manages money; each
/// time lowers it. Nothing ends it. Needs a role that manages money.
pub async fn limit_set(
    env: &Env,
    intent: &Intent,
    id: BrandId,
    user_id: UserId,
    limit: Option<Money>,
) -> Result<entity::brand::Model> {
    let work = env.begin(intent, "brand.member_spending_limit_set").await?;
    let brand = locked(&work, id).await?;
    queries::require(work.tx(), intent.actor, id, Permission::ManageMoney).await?;
    member(&work, id, user_id).await?;

    let row = entity::brand_member::ActiveModel {
        brand_id: Unchanged(id),
        user_id: Unchanged(user_id),
        spending_minor: Set(limit.map(Money::minor)),
        spending_currency: Set(limit.map(Money::currency)),
        ..Default::default()
    };
    row.update(work.tx()).await?;
    let detail = json!({ "brand_id": id, "limit": limit });
    work.audits(
        "brand.member_spending_limit_changed",
        user_id.uuid(),
        detail,
    )
    .await?;
    work.commit(id).await?;
    Ok(brand)
}

/// Whether a member may take an amount out of the wallet: what is then left of the limit, or nothing where none counts.
pub fn may_spend(
    role: Option<Role>,
    limit: Option<Money>,
    amount: Money,
) -> std::result::Result<Option<Money>, Error> {
    let may = |permission| role.is_some_and(|role| role.may(permission));
    if amount.is_zero() || may(Permission::ManageMoney) {
        return Ok(None);
    }
    let limit = limit
        .filter(|limit| may(Permission::Spend) && limit.currency() == amount.currency())
        .ok_or(Error::SpendingLimitExceeded)?;
    let left = limit.minus(amount);
    left.map(Some).map_err(|_| Error::SpendingLimitExceeded)
}

/// Lets a person take an amount out of the brand's wallet, or refuses. The caller holds the accounts it comes from, so
/// that everybody locks them before the membership.
pub(crate) async fn spend(
    work: &UnitOfWork<'_>,
    id: BrandId,
    user_id: UserId,
    amount: Money,
) -> Result<()> {
    if amount.is_zero() {
        return Ok(());
    }
    let member = entity::brand_member::Entity::find_by_id((id, user_id))
        .lock_exclusive()
        .one(work.tx())
        .await?
        .ok_or(Error::SpendingLimitExceeded)?;
    let Some(left) = may_spend(Some(member.role), member.spending_limit(), amount)? else {
        return Ok(());
    };
    let row = entity::brand_member::ActiveModel {
        brand_id: Unchanged(id),
        user_id: Unchanged(user_id),
        spending_minor: Set(Some(left.minor())),
        ..Default::default()
    };
    row.update(work.tx()).await?;
    Ok(())
}
