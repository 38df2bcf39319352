//! Finding collaborations and what belongs to them; asking who may act in them.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Terms;
use crate::actor::Actor;
use crate::brand::{self, Permission};
use crate::creator;
use crate::db::one_of;
use crate::entity;
use crate::env::Work;
use crate::error::{Error, Result};
use crate::id::{CollaborationId, DeliverableId};
use crate::vocabulary::Side;

/// Whose act something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The creator alone.
    Creator,
    /// A member of the brand whose role is enough.
    Brand(Permission),
    /// An operator who is on neither side.
    Staff,
}

/// Refuses who may not: guests are `Unauthenticated`, strangers get `NotFound`, and those who see the collaboration but
/// act for the other side, or whose role is too low, are `Forbidden`. Its creator never acts for its brand, member or
/// not. The clocks may do everything.
pub async fn require(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
    party: Party,
) -> Result<()> {
    let granted = match party {
        Party::Creator => creator::queries::require_self(db, actor, collaboration.creator_id).await,
        Party::Staff => require_impartial(db, actor, collaboration).await,
        Party::Brand(_) if is_creator(db, actor, collaboration).await? => Err(Error::Forbidden),
        Party::Brand(permission) => {
            brand::queries::require(db, actor, collaboration.brand_id, permission).await
        }
    };
    match granted {
        Err(Error::NotFound) if may_see(db, actor, collaboration).await? => Err(Error::Forbidden),
        other => other,
    }
}

/// Refuses everybody but operators who are on neither side: nobody decides in a matter of their own.
async fn require_impartial(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
) -> Result<()> {
    let principal = actor.require_operator()?;
    let key = (collaboration.brand_id, principal.user_id);
    let member = entity::brand_member::Entity::find_by_id(key)
        .one(db)
        .await?;
    if member.is_some() || is_creator(db, actor, collaboration).await? {
        return Err(Error::Forbidden);
    }
    Ok(())
}

/// The person is the one who does the work.
async fn is_creator(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
) -> Result<bool> {
    let own = creator::queries::of_actor(db, actor).await?;
    Ok(own.is_some_and(|own| own.id == collaboration.creator_id))
}

/// For which side somebody acts who may act for either: the creator, or a member who manages the work.
pub(super) async fn side(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
) -> Result<Side> {
    let as_creator = creator::queries::require_self(db, actor, collaboration.creator_id).await;
    match as_creator {
        Ok(()) => Ok(Side::Creator),
        Err(Error::NotFound) => {
            let party = Party::Brand(Permission::ManageWork);
            require(db, actor, collaboration, party).await?;
            Ok(Side::Brand)
        }
        Err(other) => Err(other),
    }
}

/// The terms in force.
pub async fn terms(db: &impl ConnectionTrait, id: CollaborationId) -> Result<Terms> {
    let row = entity::terms::Entity::find()
        .filter(entity::terms::Column::CollaborationId.eq(id))
        .order_by_desc(entity::terms::Column::Version)
        .one(db)
        .await?
        .ok_or(Error::broken("a collaboration has terms"))?;
    Terms::read(&row.content)
}

/// The deliverables of several collaborations, each collaboration's by position.
pub async fn deliverables_of(
    db: &impl ConnectionTrait,
    ids: &[CollaborationId],
) -> Result<Vec<entity::deliverable::Model>> {
    let column = entity::deliverable::Column::CollaborationId;
    let rows = entity::deliverable::Entity::find()
        .filter(one_of(db.get_database_backend(), column, ids))
        .order_by_asc(entity::deliverable::Column::Position)
        .all(db)
        .await?;
    Ok(rows)
}

/// A deliverable of a collaboration that silence has decided by now.
pub(super) async fn overdue_deliverable(
    work: &Work<'_>,
    id: CollaborationId,
) -> Result<Option<DeliverableId>> {
    use entity::deliverable::{Column, Entity};
    let overdue = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CollaborationId.eq(id))
        .filter(Column::SilenceAt.lte(work.now))
        .order_by_asc(Column::SilenceAt);
    Ok(overdue.into_tuple().one(work.tx()).await?)
}

/// A refusal as an answer; failures stay failures.
fn allowed(granted: Result<()>) -> Result<bool> {
    match granted {
        Ok(()) => Ok(true),
        Err(Error::Unauthenticated | Error::NotFound | Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

/// True for members of the brand, the creator and operators.
pub async fn may_see(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
) -> Result<bool> {
    let as_member =
        brand::queries::require(db, actor, collaboration.brand_id, Permission::View).await;
    if allowed(as_member)? {
        return Ok(true);
    }
    allowed(creator::queries::require_self(db, actor, collaboration.creator_id).await)
}
