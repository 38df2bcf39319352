//! Finding brands, and asking who may act for them.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};

use super::Permission;
use crate::actor::Actor;
use crate::db::one_of;
use crate::entity;
use crate::error::Result;
use crate::id::{BrandId, UserId};

/// Refuses who may not: `Unauthenticated` for guests, `NotFound` for strangers, `Forbidden` for members whose role is
/// too low. The clocks may do everything; operators may look.
pub async fn require(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: BrandId,
    permission: Permission,
) -> Result<()> {
    if actor.is_system() || (actor.is_operator() && permission == Permission::View) {
        return Ok(());
    }
    let principal = actor.principal()?;
    let member = entity::brand_member::Entity::find_by_id((id, principal.user_id))
        .one(db)
        .await?;
    permission.require(member.map(|member| member.role))
}

/// A brand; brands are public.
pub async fn by_id(db: &impl ConnectionTrait, id: BrandId) -> Result<Option<entity::brand::Model>> {
    Ok(entity::brand::Entity::find_by_id(id).one(db).await?)
}

/// The people of some brands.
pub(crate) async fn people(
    db: &impl ConnectionTrait,
    ids: BTreeSet<BrandId>,
) -> Result<HashMap<BrandId, Vec<UserId>>> {
    let mut people = HashMap::<_, Vec<_>>::new();
    if ids.is_empty() {
        return Ok(people);
    }
    let ids: Vec<BrandId> = ids.into_iter().collect();
    let column = entity::brand_member::Column::BrandId;
    let is_of_one = one_of(db.get_database_backend(), column, &ids);
    let members = entity::brand_member::Entity::find().filter(is_of_one);
    for member in members.all(db).await? {
        let of_brand = people.entry(member.brand_id).or_default();
        of_brand.push(member.user_id);
    }
    Ok(people)
}
