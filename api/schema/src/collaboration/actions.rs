//! What may be done with a collaboration.

use chrono::{DateTime, Utc};
use domain::collaboration::actions::{self, Action};
use domain::collaboration::{Owed, Terms};
use domain::error::{Error, Result};
use domain::money::Money;

use crate::reading::Facts;
use crate::reading::model::Columns;
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::viewer_action::{IS_CREATOR, MEMBER, Member, ViewerAction, WALLET, standing, time};

/// What decides about a collaboration.
pub struct CollaborationActions {
    facts: actions::Facts,
    now: DateTime<Utc>,
}

plain! {
    /// What you may do with a collaboration now.
    "CollaborationActions": |it: CollaborationActions| {
        /// `collaborationFund`: hold pay and fee, so that the work starts.
        fund: ViewerAction = it.may(Action::Fund);
        /// `collaborationCancel`: call it off.
        cancel: ViewerAction = it.may(Action::Cancel);
        /// `collaborationTerminate`: end it and divide what is held. For the marketplace's staff.
        terminate: ViewerAction = it.may(Action::Terminate);
    }
}

impl CollaborationActions {
    fn may(&self, action: Action) -> ViewerAction {
        ViewerAction::of(self.facts.may(action, self.now))
    }
}

const RESERVED: &str = "(SELECT a.balance FROM ledger_account a WHERE a.kind = 'offer_reserve'
    AND a.owner_id = {t}.offer_id AND a.currency = {t}.currency)";

/// Of each deliverable: state, whether its pay was released, whether it must be posted, rounds used, when it is owed, when
/// silence decides.
const OWED: &str = "(SELECT string_agg(d.state || ',' || CASE WHEN d.released_at IS NULL THEN 0 ELSE 1 END || ','
        || CASE WHEN d.requires_publication THEN 1 ELSE 0 END || ',' || CAST(d.rounds_used AS text) || ','
        || COALESCE(CAST(d.due_at AS text), '') || ',' || COALESCE(CAST(d.silence_at AS text), ''), ';')
    FROM deliverable d WHERE d.collaboration_id = {t}.id)";

/// What [`read`] reads.
pub const COLUMNS: Columns = &[
    "state",
    "funding_due_at",
    "currency",
    "pay_minor",
    "brand_fee_minor",
    MEMBER,
    IS_CREATOR,
    WALLET,
    RESERVED,
    "{v}.content",
    OWED,
];

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<CollaborationActions> {
    let currency = stored(row.text(2))?;
    let money = |place| Money::stored(row.int(place).unwrap_or_default(), currency);
    let member = Member::read(row.text(5))?;
    let content = row
        .text(9)
        .ok_or(Error::broken("a collaboration has terms"))?;
    let owed = row.text(10).unwrap_or_default().split(';');
    let facts = actions::Facts {
        standing: standing(row, member.role, row.bool(6)),
        spending_limit: member.spending_limit,
        state: stored(row.text(0))?,
        funding_due_at: row.at(1),
        pay: money(3),
        brand_fee: money(4),
        wallet: money(7),
        reserved: money(8),
        deliverables: owed
            .filter(|one| !one.is_empty())
            .map(deliverable)
            .collect::<Result<_>>()?,
        overdue_days: Terms::read(content)?.policy.overdue_days,
    };
    Ok(CollaborationActions {
        facts,
        now: row.asking.now,
    })
}

/// As [`OWED`] has it.
fn deliverable(text: &str) -> Result<Owed> {
    let mut parts = text.split(',');
    let mut next = || parts.next().unwrap_or_default();
    let state: domain::deliverable::State = stored(Some(next()))?;
    Ok(Owed {
        state,
        is_settled: next() == "1" || state.is_other_end(),
        requires_publication: next() == "1",
        rounds_used: next().parse().unwrap_or_default(),
        due_at: time(next()),
        silence_at: time(next()),
    })
}
