//! Finding applications. Only the two sides, and operators, know of one.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Statement,
};

use super::eligibility::{Applicant, accounts, niches};
use super::{ProposalState, State};
use crate::collaboration::{self, Standing};
use crate::deadline::Deadline;
use crate::entity;
use crate::error::{Error, Overdue, Result};
use crate::id::{ApplicationId, CreatorId, OfferId};
use crate::offer::{self, Brief};
use crate::outbox::Parties;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::Side;

type Column = entity::application::Column;

/// An application and its offer, both locked, the offer first.
pub(super) async fn locked_with_offer(
    work: &UnitOfWork<'_>,
    id: ApplicationId,
) -> Result<(entity::application::Model, entity::offer::Model)> {
    let offer_id: Option<OfferId> = entity::application::Entity::find_by_id(id)
        .select_only()
        .column(Column::OfferId)
        .into_tuple()
        .one(work.tx())
        .await?;
    let offer = offer::queries::locked(work, offer_id.ok_or(Error::NotFound)?).await?;
    let application = entity::application::Entity::find_by_id(id)
        .lock_exclusive()
        .one(work.tx())
        .await?;
    let application = application.ok_or(Error::NotFound)?;
    if !work.intent.actor.is_system() {
        require_on_time(work, &application).await?;
    }
    Ok((application, offer))
}

/// Nothing of it waits for the clock: neither a proposal nor the application itself is out of time.
async fn require_on_time(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<()> {
    if application.state == State::Negotiating
        && let Some(last) = last_proposal(work, application.id).await?
        && last.state == ProposalState::Open
        && last.expires_at <= work.now
    {
        return Err(Overdue::Proposal(last.id).into());
    }
    if application.due_at.is_some_and(|at| at <= work.now) {
        return Err(Overdue::Application(application.id).into());
    }
    Ok(())
}

/// What decides whether somebody may apply to an offer, beside the offer itself.
pub(super) struct Candidate {
    /// The caller's profile.
    pub creator_id: Option<CreatorId>,
    /// What of it decides.
    pub applicant: Option<Applicant>,
    /// They belong to the brand, or look at everything as operators.
    pub is_member: bool,
    /// What the offer says.
    pub brief: Brief,
}

/// All of it at once: the offer is locked meanwhile.
const CANDIDATE: &str = concat!(
    "SELECT c.id, c.country, CAST(c.languages AS text) AS languages, v.brief, ",
    niches!("c.id"),
    " AS niches, ",
    accounts!("c.id"),
    " AS accounts,
        EXISTS (SELECT 1 FROM brand_member m WHERE m.brand_id = $2 AND m.user_id = $1) AS is_member
    FROM offer_version v LEFT JOIN creator c ON c.user_id = $1
    WHERE v.offer_id = $3 AND v.version = $4"
);

/// The caller, as somebody who wants to apply to an offer.
pub(super) async fn candidate(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
) -> Result<Candidate> {
    let principal = work.intent.actor.principal()?;
    let values = [
        principal.user_id.into(),
        offer.brand_id.into(),
        offer.id.into(),
        offer.version.into(),
    ];
    let backend = work.tx().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, CANDIDATE, values);
    let row = work.tx().query_one_raw(statement).await?;
    let row = row.ok_or(Error::NotFound)?;
    let text = |name| row.try_get::<Option<String>>("", name);
    let (country, languages) = (text("country")?, text("languages")?);
    let (niches, accounts) = (text("niches")?, text("accounts")?);
    Ok(Candidate {
        creator_id: row.try_get("", "id")?,
        applicant: Applicant::read(
            country.as_deref(),
            languages.as_deref(),
            niches.as_deref(),
            accounts.as_deref(),
        )?,
        is_member: principal.is_operator || row.try_get("", "is_member")?,
        brief: row.try_get("", "brief")?,
    })
}

/// On which side of an application the caller acts. Strangers see nothing; a brand's member needs to manage work.
pub(super) async fn side(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<Side> {
    standing(work, application).await?.side()
}

/// Who the caller is to the two sides of an application.
pub(super) async fn standing(
    work: &UnitOfWork<'_>,
    application: &entity::application::Model,
) -> Result<Standing> {
    let sides = (application.brand_id, application.creator_id);
    collaboration::queries::standing(work.tx(), work.intent.actor, sides).await
}

/// The last proposal of an application.
pub(super) async fn last_proposal(
    work: &UnitOfWork<'_>,
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

impl From<&entity::application::Model> for Parties {
    fn from(application: &entity::application::Model) -> Self {
        Self {
            offer_id: Some(application.offer_id),
            application_id: Some(application.id),
            brand_id: Some(application.brand_id),
            creator_id: Some(application.creator_id),
            ..Self::default()
        }
    }
}
