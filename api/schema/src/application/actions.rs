//! What may be done with an application, and with a proposal in it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Env;
use domain::application::actions::{Action, Facts as Applied, ProposalAction, Proposed};
use domain::application::rules::Round;
use domain::error::Result;
use domain::money::Money;
use domain::offer::Brief;
use domain::offer::rules::{Capacity, is_material};

use crate::reading::Facts;
use crate::reading::model::{Beside, Columns};
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::viewer_action::{Member, ViewerAction, standing};

/// What decides about an application.
pub struct ApplicationActions {
    facts: Applied,
    env: Arc<Env>,
    now: DateTime<Utc>,
}

plain! {
    /// What you may do with an application now.
    "ApplicationActions": |it: ApplicationActions| {
        /// `applicationShortlist`: mark it as interesting.
        shortlist: ViewerAction = it.may(Action::Shortlist);
        /// `applicationReject`: say no, with a reason.
        reject: ViewerAction = it.may(Action::Reject);
        /// `applicationAccept`: agree to it, which opens the collaboration.
        accept: ViewerAction = it.may(Action::Accept);
        /// `applicationWithdraw`: take it back.
        withdraw: ViewerAction = it.may(Action::Withdraw);
        /// `applicationReconfirm`: agree to the changed offer.
        reconfirm: ViewerAction = it.may(Action::Reconfirm);
        /// `proposalCreate`: propose other pay, or counter.
        propose: ViewerAction = it.may(Action::Propose);
    }
}

impl ApplicationActions {
    fn may(&self, action: Action) -> ViewerAction {
        ViewerAction::of(self.facts.may(action, &self.env.policy, self.now))
    }
}

/// What decides about a proposal.
pub struct ProposalActions {
    within: ApplicationActions,
    proposed: Proposed,
}

plain! {
    /// What you may do with a proposal now.
    "ProposalActions": |it: ProposalActions| {
        /// `proposalAccept`: agree to it, which opens the collaboration.
        accept: ViewerAction = it.may(ProposalAction::Accept);
        /// `proposalDecline`: say no; the application goes on.
        decline: ViewerAction = it.may(ProposalAction::Decline);
        /// `proposalWithdraw`: take it back; the application goes on.
        withdraw: ViewerAction = it.may(ProposalAction::Withdraw);
    }
}

impl ProposalActions {
    fn may(&self, action: ProposalAction) -> ViewerAction {
        let ApplicationActions { facts, env, now } = &self.within;
        ViewerAction::of(facts.may_answer(&self.proposed, action, &env.policy, *now))
    }
}

/// The application of a row with what its offer says.
macro_rules! applied {
    ($on:literal) => {
        Beside {
            table: "(SELECT a.id, a.offer_id, a.brand_id, a.creator_id, a.state, a.due_at, a.currency, a.pay_minor,
                    a.offer_version, o.state AS offer_state, o.closes_at, o.pay_minor AS offer_pay_minor, o.budget_minor,
                    o.committed_minor, o.slots, o.slots_taken, o.version
                FROM application a JOIN offer o ON o.id = a.offer_id)",
            on: $on,
        }
    };
}

/// Beside an application.
pub static APPLIED: Beside = applied!("{v}.id = {t}.id");

/// Beside a proposal.
pub static APPLIED_WITH: Beside = applied!("{v}.id = {t}.application_id");

const MEMBER: &str =
    "(SELECT m.role FROM brand_member m WHERE m.brand_id = {v}.brand_id AND m.user_id = :user)";
const IS_CREATOR: &str = "({v}.creator_id = (SELECT c.id FROM creator c WHERE c.user_id = :user))";
const PRESENT: &str = "(SELECT CAST(w.brief AS text) FROM offer_version w WHERE w.offer_id = {v}.offer_id AND w.version = {v}.version)";
const AGREED: &str = "CASE WHEN {v}.offer_version <> {v}.version THEN (SELECT CAST(w.brief AS text) FROM offer_version w
    WHERE w.offer_id = {v}.offer_id AND w.version = {v}.offer_version) END";
const LAST: &str =
    "(SELECT CAST(p.round AS text) || ' ' || p.side || ' ' || p.state FROM proposal p
    WHERE p.application_id = {v}.id ORDER BY p.round DESC LIMIT 1)";
const LAST_UNTIL: &str = "(SELECT p.expires_at FROM proposal p WHERE p.application_id = {v}.id ORDER BY p.round DESC LIMIT 1)";

macro_rules! columns {
    ($($own:literal),*) => {
        &[
            "{v}.state", "{v}.due_at", "{v}.currency", "{v}.pay_minor", "{v}.offer_state", "{v}.closes_at",
            "{v}.offer_pay_minor", "{v}.budget_minor", "{v}.committed_minor", "{v}.slots", "{v}.slots_taken", MEMBER,
            IS_CREATOR, PRESENT, AGREED, LAST, LAST_UNTIL, $($own),*
        ]
    };
}

/// What [`read`] reads.
pub const COLUMNS: Columns = columns!();

/// What [`read_proposal`] reads.
pub const PROPOSAL_COLUMNS: Columns = columns!("round", "side", "state", "expires_at", "pay_minor");

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<ApplicationActions> {
    let int = |place| row.int(place).unwrap_or_default();
    let currency = stored(row.text(2))?;
    let present: Brief = serde_json::from_str(row.text(13).unwrap_or_default())?;
    let agreed: Option<Brief> = row.text(14).map(serde_json::from_str).transpose()?;
    let member = Member::read(row.text(11))?;
    let facts = Applied {
        standing: standing(row, member.role, row.bool(12)),
        state: stored(row.text(0))?,
        due_at: row.at(1),
        pay: Money::stored(int(3), currency),
        offer: stored(row.text(4))?,
        closes_at: row.at(5),
        capacity: Capacity {
            pay: Money::stored(int(6), currency),
            budget_minor: int(7),
            committed_minor: int(8),
            slots: int(9),
            slots_taken: int(10),
        },
        is_negotiable: present.compensation.is_negotiable,
        is_outdated: agreed.is_some_and(|agreed| is_material(&agreed, &present)),
        last: last(row)?,
    };
    Ok(ApplicationActions {
        facts,
        env: row.asking.env.clone(),
        now: row.asking.now,
    })
}

fn last(row: &Facts<'_>) -> Result<Option<Round>> {
    let (Some(text), Some(expires_at)) = (row.text(15), row.at(16)) else {
        return Ok(None);
    };
    let mut parts = text.split(' ');
    let round = parts.next().and_then(|number| number.parse().ok());
    Ok(Some(Round {
        round: round.unwrap_or_default(),
        side: stored(parts.next())?,
        state: stored(parts.next())?,
        expires_at,
    }))
}

/// The same of a proposal.
pub fn read_proposal(row: &Facts<'_>) -> Result<ProposalActions> {
    let within = read(row)?;
    let round = Round {
        round: row.int(17).unwrap_or_default(),
        side: stored(row.text(18))?,
        state: stored(row.text(19))?,
        expires_at: row.at(20).unwrap_or(within.now),
    };
    let pay = Money::stored(row.int(21).unwrap_or_default(), within.facts.pay.currency());
    Ok(ProposalActions {
        within,
        proposed: Proposed { round, pay },
    })
}
