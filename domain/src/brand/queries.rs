//! Finding brands, and asking who may act for them.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::Permission;
use crate::actor::Actor;
use crate::entity;
use crate::error::Result;
use crate::id::BrandId;

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
