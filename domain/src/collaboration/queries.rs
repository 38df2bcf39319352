//! Finding collaborations and what belongs to them; asking who may act in them.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use super::{Party, Standing, Terms};
use crate::actor::Actor;
use crate::db::{Tx, one_of};
use crate::entity;
use crate::error::{Error, Result};
use crate::id::{BrandId, CollaborationId, CreatorId, DeliverableId, OfferId};
use crate::outbox::Parties;
use crate::unit_of_work::UnitOfWork;

/// Who the actor is to a brand and a creator.
pub async fn standing(
    db: &impl ConnectionTrait,
    actor: Actor,
    (brand_id, creator_id): (BrandId, CreatorId),
) -> Result<Standing> {
    let Actor::User(principal) = actor else {
        return Ok(Standing::default());
    };
    let user_id = principal.user_id;
    let role = entity::brand_member::Entity::find_by_id((brand_id, user_id))
        .select_only()
        .column(entity::brand_member::Column::Role);
    let creator = entity::creator::Entity::find_by_id(creator_id)
        .filter(entity::creator::Column::UserId.eq(user_id))
        .select_only()
        .column(entity::creator::Column::Id);
    let mut both = Query::select();
    both.expr_as(
        Expr::SubQuery(None, Box::new(role.into_query().into())),
        "role",
    );
    both.expr_as(Expr::exists(creator.into_query()), "is_creator");
    let row = db
        .query_one(&both)
        .await?
        .ok_or(Error::broken("a row without a table"))?;
    Ok(Standing {
        is_known: true,
        is_operator: principal.is_operator,
        is_creator: row.try_get("", "is_creator")?,
        role: row.try_get("", "role")?,
    })
}

/// Refuses who may not: [`Standing::require`]. The clocks may do everything.
pub async fn require(
    db: &impl ConnectionTrait,
    actor: Actor,
    collaboration: &entity::collaboration::Model,
    party: Party,
) -> Result<()> {
    if actor.is_system() {
        return Ok(());
    }
    let sides = (collaboration.brand_id, collaboration.creator_id);
    standing(db, actor, sides).await?.require(party)
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

/// Whether a collaboration of an offer runs: its offer is not called off meanwhile, see [`crate::offer::commands::cancel`].
pub fn has_running(tx: &Tx, id: OfferId) -> BoxFuture<'_, Result<bool>> {
    async move {
        let running = entity::collaboration::Entity::find()
            .filter(entity::collaboration::Column::OfferId.eq(id))
            .filter(Expr::cust("state IN ('awaiting_funding', 'active')"));
        Ok(running.count(tx).await? > 0)
    }
    .boxed()
}

/// A deliverable of a collaboration that silence has decided by now.
pub(super) async fn overdue_deliverable(
    work: &UnitOfWork<'_>,
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

impl From<&entity::collaboration::Model> for Parties {
    fn from(collaboration: &entity::collaboration::Model) -> Self {
        Self {
            offer_id: Some(collaboration.offer_id),
            application_id: Some(collaboration.application_id),
            collaboration_id: Some(collaboration.id),
            brand_id: Some(collaboration.brand_id),
            creator_id: Some(collaboration.creator_id),
        }
    }
}
