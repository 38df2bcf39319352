//! Finding applications. Only the two sides, and operators, know of one.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::{ProposalState, State};
use crate::actor::Actor;
use crate::brand::{self, Permission};
use crate::creator;
use crate::db::one_of;
use crate::deadline::Deadline;
use crate::entity;
use crate::env::Work;
use crate::error::{Error, Overdue, Result};
use crate::id::{ApplicationId, CreatorId, Id, OfferId, ProposalId, UserId};
use crate::offer;
use crate::page::{List, Place, Sort};
use crate::vocabulary::Side;

type Column = entity::application::Column;

/// Newest first: the order of all lists of applications.
pub fn newest() -> Sort<entity::application::Entity> {
    Sort {
        name: "created",
        column: Column::CreatedAt,
        id: Column::Id,
        direction: Order::Desc,
        place: |row| Place::At(row.created_at),
        row_id: |row| row.id.uuid(),
    }
}

/// The applications to an offer, for the brand that made it.
pub async fn of_offer(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: OfferId,
    state: Option<State>,
) -> Result<List<entity::application::Entity>> {
    actor.require_known()?;
    let offer = entity::offer::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    brand::queries::require(db, actor, offer.brand_id, Permission::View).await?;
    Ok(list(Column::OfferId.eq(id), state))
}

/// A creator's own applications.
pub async fn of_creator(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: CreatorId,
    state: Option<State>,
) -> Result<List<entity::application::Entity>> {
    if !actor.is_operator() {
        creator::queries::require_self(db, actor, id).await?;
    }
    Ok(list(Column::CreatorId.eq(id), state))
}

fn list(
    owner: sea_orm::sea_query::SimpleExpr,
    state: Option<State>,
) -> List<entity::application::Entity> {
    let mut select = entity::application::Entity::find().filter(owner);
    if let Some(state) = state {
        select = select.filter(Column::State.eq(state));
    }
    List {
        select,
        sort: newest(),
    }
}

/// An application, if the caller is on one of its sides or an operator.
pub async fn by_id(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: ApplicationId,
) -> Result<Option<entity::application::Model>> {
    let Some(bid) = entity::application::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let own = creator::queries::of_actor(db, actor).await?;
    if own.is_some_and(|own| own.id == bid.creator_id) {
        return Ok(Some(bid));
    }
    let offer = entity::offer::Entity::find_by_id(bid.offer_id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    let may_see = offer::queries::is_member(db, actor, offer.brand_id).await?;
    Ok(may_see.then_some(bid))
}

/// The proposals of several applications, first round first.
pub async fn proposals(
    db: &impl ConnectionTrait,
    applications: &[ApplicationId],
) -> Result<Vec<entity::proposal::Model>> {
    let is_wanted = one_of(
        db.get_database_backend(),
        entity::proposal::Column::ApplicationId,
        applications,
    );
    let rows = entity::proposal::Entity::find()
        .filter(is_wanted)
        .order_by_asc(entity::proposal::Column::Round);
    Ok(rows.all(db).await?)
}

/// A proposal, if the caller is on one of the sides of its application or an operator.
pub async fn proposal(
    db: &impl ConnectionTrait,
    actor: Actor,
    id: ProposalId,
) -> Result<Option<entity::proposal::Model>> {
    let Some(found) = entity::proposal::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let bid = by_id(db, actor, found.application_id).await?;
    Ok(bid.map(|_| found))
}

/// The live applications of some people to several offers at once, each with its person.
pub async fn live_of(
    db: &impl ConnectionTrait,
    users: &[UserId],
    offers: &[OfferId],
) -> Result<Vec<(UserId, entity::application::Model)>> {
    let backend = db.get_database_backend();
    let theirs = creator::queries::by_users(db, users).await?;
    let theirs: HashMap<CreatorId, UserId> = theirs
        .into_iter()
        .map(|row| (row.id, row.user_id))
        .collect();
    let creators: Vec<CreatorId> = theirs.keys().copied().collect();
    let live = entity::application::Entity::find()
        .filter(one_of(backend, Column::CreatorId, &creators))
        .filter(one_of(backend, Column::OfferId, offers))
        .filter(Expr::cust(
            "state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation', 'accepted')",
        ));
    let live = live.all(db).await?.into_iter();
    Ok(live
        .filter_map(|row| Some((*theirs.get(&row.creator_id)?, row)))
        .collect())
}

/// An application and its offer, both locked, the offer first.
pub(super) async fn locked_with_offer(
    work: &Work<'_>,
    id: ApplicationId,
) -> Result<(entity::application::Model, entity::offer::Model)> {
    let offer_id: Option<OfferId> = entity::application::Entity::find_by_id(id)
        .select_only()
        .column(Column::OfferId)
        .into_tuple()
        .one(work.tx())
        .await?;
    let offer = offer::queries::locked(work, offer_id.ok_or(Error::NotFound)?).await?;
    let bid = entity::application::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    let bid = bid.ok_or(Error::NotFound)?;
    if !work.intent.actor.is_system() {
        require_on_time(work, &bid).await?;
    }
    Ok((bid, offer))
}

/// Nothing of it waits for the clock: neither a proposal nor the application itself is out of time.
async fn require_on_time(work: &Work<'_>, bid: &entity::application::Model) -> Result<()> {
    if bid.state == State::Negotiating
        && let Some(last) = last_proposal(work, bid.id).await?
        && last.state == ProposalState::Open
        && last.expires_at <= work.now
    {
        return Err(Overdue::Proposal(last.id).into());
    }
    if bid.due_at.is_some_and(|at| at <= work.now) {
        return Err(Overdue::Application(bid.id).into());
    }
    Ok(())
}

/// On which side of an application the caller acts. Strangers see nothing; a brand's member needs to manage work.
pub(super) async fn side(
    work: &Work<'_>,
    bid: &entity::application::Model,
    offer: &entity::offer::Model,
) -> Result<Side> {
    let actor = work.intent.actor;
    let own = creator::queries::of_actor(work.tx(), actor).await?;
    if own.is_some_and(|own| own.id == bid.creator_id) {
        return Ok(Side::Creator);
    }
    brand::queries::require(work.tx(), actor, offer.brand_id, Permission::ManageWork).await?;
    Ok(Side::Brand)
}

/// The last proposal of an application.
pub(super) async fn last_proposal(
    work: &Work<'_>,
    id: ApplicationId,
) -> Result<Option<entity::proposal::Model>> {
    let rows = entity::proposal::Entity::find()
        .filter(entity::proposal::Column::ApplicationId.eq(id))
        .order_by_desc(entity::proposal::Column::Round);
    Ok(rows.one(work.tx()).await?)
}

/// The end of the present state.
pub(super) fn due() -> Deadline<entity::application::Entity> {
    Deadline {
        name: "application.end_overdue",
        rows: entity::application::Entity::find(),
        id: Column::Id,
        at: Column::DueAt,
    }
}

/// The end of an open proposal.
pub(super) fn expired_proposals() -> Deadline<entity::proposal::Entity> {
    Deadline {
        name: "proposal.expire",
        rows: entity::proposal::Entity::find().filter(Expr::cust("state = 'open'")),
        id: entity::proposal::Column::Id,
        at: entity::proposal::Column::ExpiresAt,
    }
}

/// Applications of an offer that still wait for an answer, in the order of their ids, after one of them.
pub(super) async fn open_of_offer(
    db: &impl ConnectionTrait,
    id: OfferId,
    after: Option<ApplicationId>,
    limit: u64,
) -> Result<Vec<ApplicationId>> {
    let open = entity::application::Entity::find()
        .filter(Column::OfferId.eq(id))
        .filter(Expr::cust(
            "state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation')",
        ))
        .apply_if(after, |rows, after| rows.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(open
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Open applications of an offer that agreed to an older version and were not asked again yet, after one of them.
pub(super) async fn outdated(
    db: &impl ConnectionTrait,
    (id, version): (OfferId, i64),
    after: Option<ApplicationId>,
    limit: u64,
) -> Result<Vec<ApplicationId>> {
    let outdated = entity::application::Entity::find()
        .filter(Column::OfferId.eq(id))
        .filter(Column::OfferVersion.lt(version))
        .filter(Expr::cust(
            "state IN ('submitted', 'shortlisted', 'negotiating')",
        ))
        .apply_if(after, |rows, after| rows.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(outdated
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}
