//! Finding offers. Everybody sees what is or was open; drafts and cancelled offers only the brand.

use std::collections::{BTreeSet, HashSet};

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::{Brief, State, rules};
use crate::db::one_of;
use crate::deadline::Deadline;
use crate::entity;
use crate::error::{Error, Overdue, Result};
use crate::id::{BrandId, OfferId};
use crate::outbox::Parties;
use crate::unit_of_work::UnitOfWork;

type Column = entity::offer::Column;

/// The brief of a version.
pub async fn brief(db: &impl ConnectionTrait, id: OfferId, version: i64) -> Result<Brief> {
    let row = entity::offer_version::Entity::find_by_id((id, version))
        .one(db)
        .await?;
    Ok(row.ok_or(Error::NotFound)?.brief)
}

/// How many versions of an offer are kept.
pub(super) async fn versions_kept(db: &impl ConnectionTrait, id: OfferId) -> Result<u64> {
    let rows =
        entity::offer_version::Entity::find().filter(entity::offer_version::Column::OfferId.eq(id));
    Ok(rows.count(db).await?)
}

/// The offer, locked until the transaction ends, and not after its deadline.
pub(crate) async fn locked(work: &UnitOfWork<'_>, id: OfferId) -> Result<entity::offer::Model> {
    let found = entity::offer::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    let offer = found.ok_or(Error::NotFound)?;
    if !work.intent.actor.is_system() && rules::has_closed(offer.state, offer.closes_at, work.now) {
        return Err(Overdue::Offer(id).into());
    }
    Ok(offer)
}

/// How many drafts a brand has.
pub(super) async fn drafts(db: &impl ConnectionTrait, brand_id: BrandId) -> Result<u64> {
    let drafts = entity::offer::Entity::find()
        .filter(Column::BrandId.eq(brand_id))
        .filter(Expr::cust("state = 'draft'"));
    Ok(drafts.count(db).await?)
}

/// The end of the time to apply, in every state that still closes.
pub(super) fn due() -> Deadline<entity::offer::Entity> {
    Deadline {
        name: "offer.close",
        rows: entity::offer::Entity::find()
            .filter(Expr::cust("state IN ('published', 'paused', 'filled')")),
        id: Column::Id,
        at: Column::ClosesAt,
    }
}

/// Those of some offers that everybody may see.
pub(crate) async fn public(
    db: &impl ConnectionTrait,
    ids: BTreeSet<OfferId>,
) -> Result<HashSet<OfferId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<OfferId> = ids.into_iter().collect();
    let is_one = one_of(db.get_database_backend(), Column::Id, &ids);
    let offers = entity::offer::Entity::find()
        .select_only()
        .columns([Column::Id, Column::State])
        .filter(is_one);
    let offers: Vec<(OfferId, State)> = offers.into_tuple().all(db).await?;
    let public = offers.into_iter().filter(|(_, state)| state.is_public());
    Ok(public.map(|(id, _)| id).collect())
}

impl From<&entity::offer::Model> for Parties {
    fn from(offer: &entity::offer::Model) -> Self {
        Self {
            offer_id: Some(offer.id),
            brand_id: Some(offer.brand_id),
            ..Self::default()
        }
    }
}
