//! Finding applications. Only the two sides, and operators, know of one.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::{ProposalState, State};
use crate::collaboration::{self, Standing};
use crate::deadline::Deadline;
use crate::entity;
use crate::env::Work;
use crate::error::{Error, Overdue, Result};
use crate::id::{ApplicationId, OfferId};
use crate::offer;
use crate::vocabulary::Side;

type Column = entity::application::Column;

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
pub(super) async fn side(work: &Work<'_>, bid: &entity::application::Model) -> Result<Side> {
    standing(work, bid).await?.side()
}

/// Who the caller is to the two sides of an application.
pub(super) async fn standing(
    work: &Work<'_>,
    bid: &entity::application::Model,
) -> Result<Standing> {
    let sides = (bid.brand_id, bid.creator_id);
    collaboration::queries::standing(work.tx(), work.intent.actor, sides).await
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
