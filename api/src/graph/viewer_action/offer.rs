//! What may be done with an offer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Env;
use domain::application::actions::Candidacy;
use domain::error::Result;
use domain::money::Money;
use domain::offer::actions::{self, Action};
use domain::offer::rules::Capacity;
use domain::offer::{Brief, Draft};

use super::{MEMBER, Member, ViewerAction, WALLET};
use crate::graph::offer::{ACCOUNTS, COUNTRY, LANGUAGES, NICHES, applicant};
use crate::graph::stored;
use crate::reading::Facts;
use crate::reading::model::Columns;
use crate::reading::plain::plain;

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

const RUNS: &str = "EXISTS (SELECT 1 FROM collaboration k WHERE k.offer_id = {t}.id AND k.state IN ('awaiting_funding', 'active'))";

const VERSIONS: &str = "(SELECT count(*) FROM offer_version w WHERE w.offer_id = {t}.id)";

const HAS_APPLIED: &str = "EXISTS (SELECT 1 FROM application a JOIN creator c ON c.id = a.creator_id
    WHERE a.offer_id = {t}.id AND c.user_id = :user
        AND a.state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation', 'accepted'))";

/// What [`read`] reads.
pub const COLUMNS: Columns = &[
    "{v}.brief",
    "currency",
    "state",
    VERSIONS,
    "pay_minor",
    "budget_minor",
    "committed_minor",
    "slots",
    "slots_taken",
    "is_reserved",
    "closes_at",
    MEMBER,
    RUNS,
    WALLET,
    HAS_APPLIED,
    COUNTRY,
    LANGUAGES,
    NICHES,
    ACCOUNTS,
];

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<OfferActions> {
    let int = |place| row.int(place).unwrap_or_default();
    let brief: Brief = serde_json::from_str(row.json(0).unwrap_or_default())?;
    let currency = stored(row.text(1))?;
    let state = stored(row.text(2))?;
    let member = Member::read(row.text(11))?;
    let actor = row.asking.actor;
    let is_known = actor.user_id().is_some();
    let candidacy = Candidacy {
        is_known,
        is_member: member.role.is_some() || actor.is_operator(),
        applicant: applicant(row, 15)?,
        has_applied: row.bool(14) == Some(true),
        offer: state,
        closes_at: row.at(10),
    };
    let facts = actions::Facts {
        is_known,
        role: member.role,
        spending_limit: member.spending_limit,
        state,
        versions: int(3).unsigned_abs(),
        capacity: Capacity {
            pay: Money::stored(int(4), currency),
            budget_minor: int(5),
            committed_minor: int(6),
            slots: int(7),
            slots_taken: int(8),
        },
        is_reserved: row.bool(9) == Some(true),
        has_running_collaboration: row.bool(12) == Some(true),
        wallet: Money::stored(int(13), currency),
        draft: Draft {
            brief,
            currency,
            budget_minor: int(5),
            slots: int(7),
            closes_at: row.at(10),
        },
    };
    Ok(OfferActions {
        facts,
        candidacy,
        env: row.asking.env.clone(),
        now: row.asking.now,
    })
}
