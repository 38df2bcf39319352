//! Finding offers. Everybody sees what is or was open; drafts and cancelled offers only the brand.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{Brief, State, TargetKind, rules};
use crate::actor::Actor;
use crate::brand::{self, Permission};
use crate::db::one_of;
use crate::deadline::Deadline;
use crate::entity;
use crate::env::Work;
use crate::error::{Error, Overdue, Result};
use crate::id::{BrandId, Id, OfferId};
use crate::money::Money;
use crate::page::{List, Place, Sort};
use crate::vocabulary::{Niche, Platform};

type Column = entity::offer::Column;

/// Which open offers are wanted; empty lists and nulls ask nothing. An offer that does not restrict a kind is open to
/// all of it, so it is found too.
#[derive(Clone, Debug, Default)]
pub struct OpenFilter {
    /// Looked for in at least one of these.
    pub niches: Vec<Niche>,
    /// Looked for on at least one of these.
    pub platforms: Vec<Platform>,
    /// Looked for in this country.
    pub country: Option<String>,
    /// Pays at least this, in this currency.
    pub pay_min: Option<Money>,
    /// Pays at most this, in this currency.
    pub pay_max: Option<Money>,
    /// Applications are possible at least until then.
    pub closes_after: Option<DateTime<Utc>>,
    /// Applications end by then.
    pub closes_before: Option<DateTime<Utc>>,
    /// Only those whose money is set aside.
    pub reserved_only: Option<bool>,
}

/// The order of open offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenOrder {
    /// Last published first.
    Newest,
    /// First to close first.
    Deadline,
    /// Best pay first.
    Pay,
}

/// Newest first, by creation: the usual order of a brand's offers.
pub fn newest() -> Sort<entity::offer::Entity> {
    Sort {
        name: "created",
        column: Column::CreatedAt,
        id: Column::Id,
        direction: Order::Desc,
        place: |row| Place::At(row.created_at),
        row_id: |row| row.id.uuid(),
    }
}

fn sort(order: OpenOrder) -> Sort<entity::offer::Entity> {
    let usual = newest();
    match order {
        OpenOrder::Newest => Sort {
            name: "published",
            column: Column::PublishedAt,
            place: |row| Place::At(row.published_at.unwrap_or(row.created_at)),
            ..usual
        },
        OpenOrder::Deadline => Sort {
            name: "deadline",
            column: Column::ClosesAt,
            direction: Order::Asc,
            place: |row| Place::At(row.closes_at.unwrap_or(row.created_at)),
            ..usual
        },
        OpenOrder::Pay => Sort {
            name: "pay",
            column: Column::PayMinor,
            place: |row| Place::Number(row.pay_minor),
            ..usual
        },
    }
}

/// Offers that take applications now.
pub fn open(
    filter: &OpenFilter,
    order: OpenOrder,
    now: DateTime<Utc>,
) -> List<entity::offer::Entity> {
    let open_after = Ord::max(filter.closes_after.unwrap_or(now), now);
    // A literal, so that the partial indexes serve whatever plan the database keeps.
    let mut select = entity::offer::Entity::find()
        .filter(Expr::cust("offer.state = 'published'"))
        .filter(entity::offer::COLUMN.closes_at.gt(open_after));
    let niches: Vec<String> = filter.niches.iter().map(ActiveEnum::to_value).collect();
    let platforms: Vec<String> = filter.platforms.iter().map(ActiveEnum::to_value).collect();
    let countries: Vec<String> = filter.country.iter().cloned().collect();
    for (kind, values) in [
        (TargetKind::Niche, niches),
        (TargetKind::Platform, platforms),
        (TargetKind::Country, countries),
    ] {
        if !values.is_empty() {
            select = select.filter(open_to(kind, values));
        }
    }
    if let Some(pay) = filter.pay_min {
        select = select
            .filter(Column::PayMinor.gte(pay.minor()))
            .filter(Column::Currency.eq(pay.currency()));
    }
    if let Some(pay) = filter.pay_max {
        select = select
            .filter(Column::PayMinor.lte(pay.minor()))
            .filter(Column::Currency.eq(pay.currency()));
    }
    if let Some(at) = filter.closes_before {
        select = select.filter(entity::offer::COLUMN.closes_at.lte(at));
    }
    if let Some(is_reserved) = filter.reserved_only {
        select = select.filter(Column::IsReserved.eq(is_reserved));
    }
    List {
        select,
        sort: sort(order),
    }
}

/// The offer looks for one of the values, or does not restrict the kind.
fn open_to(kind: TargetKind, values: Vec<String>) -> Condition {
    let targets = || {
        let mut query = Query::select();
        query
            .expr(Expr::val(1))
            .from(entity::offer_target::Entity)
            .and_where(Expr::cust("offer_target.offer_id = offer.id"))
            .and_where(
                Expr::col((
                    entity::offer_target::Entity,
                    entity::offer_target::Column::Kind,
                ))
                .eq(kind.to_value()),
            );
        query
    };
    let mut wanted = targets();
    wanted.and_where(
        Expr::col((
            entity::offer_target::Entity,
            entity::offer_target::Column::Value,
        ))
        .is_in(values),
    );
    let is_free: SimpleExpr = Expr::exists(targets()).not();
    Condition::any().add(Expr::exists(wanted)).add(is_free)
}

/// A brand's offers, newest first: all of them for its members, the public ones for others.
pub async fn of_brand(
    db: &impl ConnectionTrait,
    actor: Actor,
    brand_id: BrandId,
    state: Option<State>,
) -> Result<List<entity::offer::Entity>> {
    let mut select = entity::offer::Entity::find().filter(Column::BrandId.eq(brand_id));
    if !is_member(db, actor, brand_id).await? {
        select = select.filter(Expr::cust(
            "offer.state IN ('published', 'paused', 'filled', 'closed')",
        ));
    }
    if let Some(state) = state {
        select = select.filter(Column::State.eq(state));
    }
    Ok(List {
        select,
        sort: newest(),
    })
}

/// An offer, if the caller may see it.
pub async fn by_id(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: OfferId,
) -> Result<Option<entity::offer::Model>> {
    let Some(offer) = entity::offer::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let may_see = offer.state.is_public() || is_member(db, actor, offer.brand_id).await?;
    Ok(may_see.then_some(offer))
}

/// Members of the brand, and operators.
pub async fn is_member(db: &impl ConnectionTrait, actor: Actor, brand_id: BrandId) -> Result<bool> {
    match brand::queries::require(db, actor, brand_id, Permission::View).await {
        Ok(()) => Ok(true),
        Err(Error::Unauthenticated | Error::Forbidden | Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Several offers at once, for objects that are themselves visible only to those who may see them.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: &[OfferId],
) -> Result<Vec<entity::offer::Model>> {
    let is_wanted = one_of(db.get_database_backend(), Column::Id, ids);
    Ok(entity::offer::Entity::find()
        .filter(is_wanted)
        .all(db)
        .await?)
}

/// The brief of a version.
pub async fn brief(db: &impl ConnectionTrait, id: OfferId, version: i64) -> Result<Brief> {
    let row = entity::offer_version::Entity::find_by_id((id, version))
        .one(db)
        .await?;
    Ok(row.ok_or(Error::NotFound)?.brief)
}

/// The present briefs of several offers at once.
pub async fn briefs(
    db: &impl ConnectionTrait,
    ids: &[OfferId],
) -> Result<Vec<entity::offer_version::Model>> {
    let present = entity::offer::Entity::find()
        .filter(one_of(db.get_database_backend(), Column::Id, ids))
        .select_only()
        .columns([Column::Id, Column::Version])
        .into_query();
    let version = Expr::tuple([
        Expr::col(entity::offer_version::Column::OfferId),
        Expr::col(entity::offer_version::Column::Version),
    ]);
    Ok(entity::offer_version::Entity::find()
        .filter(version.in_subquery(present))
        .all(db)
        .await?)
}

/// The versions of an offer, oldest first; there are at most [`super::MAX_VERSIONS`].
pub async fn versions(
    db: &impl ConnectionTrait,
    id: OfferId,
) -> Result<Vec<entity::offer_version::Model>> {
    let rows = entity::offer_version::Entity::find()
        .filter(entity::offer_version::Column::OfferId.eq(id))
        .order_by_asc(entity::offer_version::Column::Version);
    Ok(rows.all(db).await?)
}

/// The offer, locked until the transaction ends, and not after its deadline.
pub(crate) async fn locked(work: &Work<'_>, id: OfferId) -> Result<entity::offer::Model> {
    let found = entity::offer::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    let offer = found.ok_or(Error::NotFound)?;
    if !work.intent.actor.is_system() && rules::has_closed(&offer, work.now) {
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

pub(super) async fn has_running_collaboration(
    db: &impl ConnectionTrait,
    id: OfferId,
) -> Result<bool> {
    let running = entity::collaboration::Entity::find()
        .filter(entity::collaboration::Column::OfferId.eq(id))
        .filter(Expr::cust("state IN ('awaiting_funding', 'active')"));
    Ok(running.count(db).await? > 0)
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
