//! Finding brands, and asking who may act for them.

use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Permission, Role};
use crate::actor::Actor;
use crate::db::one_of;
use crate::entity;
use crate::error::{Error, Result};
use crate::id::{BrandId, Id, UserId};
use crate::page::{List, Place, Sort};

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
    let role: Role = member.ok_or(Error::NotFound)?.role;
    if role.may(permission) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// A brand; brands are public.
pub async fn by_id(db: &impl ConnectionTrait, id: BrandId) -> Result<Option<entity::brand::Model>> {
    Ok(entity::brand::Entity::find_by_id(id).one(db).await?)
}

/// Several brands at once, in no order.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[BrandId],
) -> Result<Vec<entity::brand::Model>> {
    let is_wanted = one_of(db.get_database_backend(), entity::brand::Column::Id, ids);
    Ok(entity::brand::Entity::find()
        .filter(is_wanted)
        .all(db)
        .await?)
}

/// The order of lists of brands: oldest first.
pub fn by_age() -> Sort<entity::brand::Entity> {
    Sort {
        name: "brand.created",
        column: entity::brand::Column::CreatedAt,
        id: entity::brand::Column::Id,
        direction: Order::Asc,
        place: |brand| Place::At(brand.created_at),
        row_id: |brand| brand.id.uuid(),
    }
}

/// The order of lists of members: longest first.
pub fn by_seniority() -> Sort<entity::brand_member::Entity> {
    Sort {
        name: "brand_member.created",
        column: entity::brand_member::Column::CreatedAt,
        id: entity::brand_member::Column::UserId,
        direction: Order::Asc,
        place: |member| Place::At(member.created_at),
        row_id: |member| member.user_id.uuid(),
    }
}

/// The brands a person belongs to, oldest first. The caller may see that person.
pub fn of_user(user_id: UserId) -> List<entity::brand::Entity> {
    let own = Query::select()
        .column(entity::brand_member::Column::BrandId)
        .from(entity::brand_member::Entity)
        .and_where(entity::brand_member::Column::UserId.eq(user_id))
        .take();
    List {
        select: entity::brand::Entity::find().filter(entity::brand::Column::Id.in_subquery(own)),
        sort: by_age(),
    }
}

/// The members of a brand, longest first; for its members and for operators.
pub async fn members(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: BrandId,
) -> Result<List<entity::brand_member::Entity>> {
    require(db, actor, id, Permission::View).await?;
    Ok(List {
        select: entity::brand_member::Entity::find()
            .filter(entity::brand_member::Column::BrandId.eq(id)),
        sort: by_seniority(),
    })
}

/// The memberships of some people in some brands, in no order.
pub async fn memberships(
    db: &impl ConnectionTrait,
    users: &[UserId],
    brands: &[BrandId],
) -> Result<Vec<entity::brand_member::Model>> {
    use entity::brand_member::{Column, Entity};
    let backend = db.get_database_backend();
    Ok(Entity::find()
        .filter(one_of(backend, Column::UserId, users))
        .filter(one_of(backend, Column::BrandId, brands))
        .all(db)
        .await?)
}

/// The places several brands have offered and nobody has accepted yet, oldest first, for those who manage members.
pub async fn pending_members(
    db: &impl ConnectionTrait,
    ids: &[BrandId],
) -> Result<Vec<entity::pending_member::Model>> {
    let column = entity::pending_member::Column::BrandId;
    let rows = entity::pending_member::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .order_by_asc(entity::pending_member::Column::AddedAt)
        .order_by_asc(entity::pending_member::Column::Email)
        .all(db)
        .await?;
    Ok(rows)
}

/// The places offered to a person, oldest first, at most a hundred; the caller may see that person.
pub async fn pending_memberships(
    db: &impl ConnectionTrait,
    user: &entity::user::Model,
) -> Result<Vec<entity::pending_member::Model>> {
    let rows = entity::pending_member::Entity::find()
        .filter(entity::pending_member::Column::Email.eq(&user.email))
        .filter(entity::pending_member::Column::AddedAt.gte(user.created_at))
        .order_by_asc(entity::pending_member::Column::AddedAt)
        .limit(100)
        .all(db)
        .await?;
    Ok(rows)
}
