//! What may be done with an offer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Env;
use domain::application::actions::Candidacy;
use domain::application::eligibility::OWN;
use domain::error::Result;
use domain::money::Money;
use domain::offer::actions::{self, Action};
use domain::offer::rules::Capacity;
use domain::offer::{Brief, Draft};

use crate::offer::types::applicant;
use crate::reading::Facts;
use crate::reading::model::Columns;
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::viewer_action::{Member, ViewerAction, member};

/// What decides about an offer.
pub struct OfferActions {
    facts: actions::Facts,
    candidacy: Candidacy,
    env: Arc<Env>,
    now: DateTime<Utc>,
}

plain! {
    /// What you may do with an offer now.
    "OfferActions": |it: OfferActions| {
        /// `offerUpdate`: rewrite the draft.
        update: ViewerAction = it.may(Action::Update);
        /// `offerPublish`: open it for applications. Its errors are all that is missing yet.
        publish: ViewerAction = it.may(Action::Publish);
        /// `offerPause`: take no applications for a while.
        pause: ViewerAction = it.may(Action::Pause);
        /// `offerResume`: take applications again.
        resume: ViewerAction = it.may(Action::Resume);
        /// `offerAmend`: change it where others see it.
        amend: ViewerAction = it.may(Action::Amend);
        /// `offerReserve`: set the money for all open slots aside.
        reserve: ViewerAction = it.may(Action::Reserve);
        /// `offerClose`: end it; collaborations go on.
        close: ViewerAction = it.may(Action::Close);
        /// `offerCancel`: call it off.
        cancel: ViewerAction = it.may(Action::Cancel);
        /// `applicationSubmit`: apply to it at its pay.
        apply: ViewerAction = it.may_apply();
    }
}

impl OfferActions {
    fn may(&self, action: Action) -> ViewerAction {
        let policy = &self.env.policy.agreement;
        ViewerAction::of(self.facts.may(action, policy, self.now))
    }

    fn may_apply(&self) -> ViewerAction {
        let criteria = &self.facts.draft.brief.criteria;
        ViewerAction::of(self.candidacy.may(criteria, &self.env.policy, self.now))
    }
}

/// A member's role and limit, then how many versions are kept, whether somebody works on it, and what the wallet has free.
const MEMBER: &str = member!(
    " || ' ' || CAST((SELECT count(*) FROM offer_version w WHERE w.offer_id = {t}.id) AS text)
    || ' ' || CASE WHEN EXISTS (SELECT 1 FROM collaboration k WHERE k.offer_id = {t}.id
        AND k.state IN ('awaiting_funding', 'active')) THEN '1' ELSE '0' END
    || ' ' || CAST(COALESCE((SELECT a.balance FROM ledger_account a WHERE a.kind = 'brand_wallet'
        AND a.owner_id = {t}.brand_id AND a.currency = {t}.currency), 0) AS text)"
);

const HAS_APPLIED: &str = "EXISTS (SELECT 1 FROM application a JOIN creator c ON c.id = a.creator_id
    WHERE a.offer_id = {t}.id AND c.user_id = :user
        AND a.state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation', 'accepted'))";

/// What [`read`] reads.
pub const COLUMNS: Columns = &[
    "{v}.brief",
    "currency",
    "state",
    "pay_minor",
    "budget_minor",
    "committed_minor",
    "slots",
    "slots_taken",
    "is_reserved",
    "closes_at",
    MEMBER,
    HAS_APPLIED,
    OWN[0],
    OWN[1],
    OWN[2],
    OWN[3],
];

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<OfferActions> {
    let int = |place| row.int(place).unwrap_or_default();
    let brief: Brief = serde_json::from_str(row.json(0).unwrap_or_default())?;
    let currency = stored(row.text(1))?;
    let state = stored(row.text(2))?;
    let member = Member::read(row.text(10))?;
    let numbers = row.text(10).unwrap_or_default().split(' ').skip(3);
    let mut numbers = numbers.map(|number| number.parse().unwrap_or_default());
    let mut next = || -> i64 { numbers.next().unwrap_or_default() };
    let actor = row.asking.actor;
    let is_known = actor.user_id().is_some();
    let candidacy = Candidacy {
        is_known,
        is_member: member.role.is_some() || actor.is_operator(),
        applicant: applicant(row, 12)?,
        has_applied: row.bool(11) == Some(true),
        offer: state,
        closes_at: row.at(9),
    };
    let facts = actions::Facts {
        is_known,
        role: member.role,
        spending_limit: member.spending_limit,
        state,
        versions: next().unsigned_abs(),
        has_running_collaboration: next() == 1,
        wallet: Money::stored(next(), currency),
        capacity: Capacity {
            pay: Money::stored(int(3), currency),
            budget_minor: int(4),
            committed_minor: int(5),
            slots: int(6),
            slots_taken: int(7),
        },
        is_reserved: row.bool(8) == Some(true),
        draft: Draft {
            brief,
            currency,
            budget_minor: int(4),
            slots: int(6),
            closes_at: row.at(9),
        },
    };
    Ok(OfferActions {
        facts,
        candidacy,
        env: row.asking.env.clone(),
        now: row.asking.now,
    })
}

#[cfg(test)]
mod tests {
    use domain::{application, collaboration};

    use super::*;
    use crate::viewer_action::tests::names;

    #[test]
    fn states_are_those_of_the_rules() {
        let runs = collaboration::State::is_running;
        names(MEMBER, runs);
        names(HAS_APPLIED, |state: application::State| {
            state.is_open() || state == application::State::Accepted
        });
    }
}
