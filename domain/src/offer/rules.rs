//! When an offer may be published, and what a change of it means to those who applied.

use chrono::{DateTime, Utc};

use super::{Brief, Draft, Error, Event, MAX_VERSIONS, State};
use crate::entity;
use crate::error::{Code, Form};
use crate::money::Money;
use crate::policy::AgreementPolicy;

/// Refuses to change what has changed since somebody looked.
pub(super) fn require_version(version: i64, expected: Option<i64>) -> Result<(), Error> {
    match expected {
        Some(expected) if expected != version => Err(Error::VersionConflict(version)),
        Some(_) | None => Ok(()),
    }
}

/// What publishing still needs, all of it at once (PRODUCT: offer). Paths are those of the content, as saving has them.
pub fn require_complete(
    draft: &Draft,
    policy: &AgreementPolicy,
    now: DateTime<Utc>,
) -> crate::Result<()> {
    let Draft {
        brief,
        currency,
        budget_minor,
        slots,
        closes_at,
    } = draft;
    let mut form = Form::default();
    let mut need = |holds: bool, member: &str, wish: &str| {
        form.require(
            holds,
            Code::OfferIncomplete,
            format!("content.{member}"),
            wish,
        );
    };
    need(
        !brief.summary.is_empty(),
        "summary",
        "Say what the offer is about.",
    );
    need(brief.goal.is_some(), "goal", "Say what the offer is for.");
    need(
        !brief.kpis.is_empty(),
        "kpis",
        "Name at least one measure of success.",
    );
    need(
        !brief.deliverables.is_empty(),
        "deliverables",
        "Name at least one piece of content.",
    );
    need(*slots >= 1, "slots", "Offer at least one slot.");
    let is_future = closes_at.is_some_and(|at| at > now);
    need(is_future, "closesAt", "Set a deadline in the future.");
    let pays = brief.compensation.pay_minor > 0
        || brief.compensation.product.is_some()
        || brief.compensation.commission_bps.is_some();
    need(
        pays,
        "compensation",
        "Offer pay, a product or a commission.",
    );
    let cost = charge(
        Money::stored(brief.compensation.pay_minor, *currency),
        policy,
    )?
    .times(*slots)?;
    let wish = "The budget must cover the pay and the marketplace's fee for all slots.";
    need(*budget_minor >= cost.minor(), "budget", wish);
    form.finish()
}

/// What a brand is charged for one collaboration: the pay and its fee.
pub fn charge(pay: Money, policy: &AgreementPolicy) -> crate::Result<Money> {
    Ok(pay.plus(pay.basis_points(policy.brand_fee_bps))?)
}

/// How many an offer takes, for how much, and what of it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// What one creator is paid.
    pub pay: Money,
    /// The most the brand will be charged, fees included.
    pub budget_minor: i64,
    /// What of it is agreed on.
    pub committed_minor: i64,
    /// How many creators are wanted.
    pub slots: i64,
    /// How many of them are found.
    pub slots_taken: i64,
}

impl From<&entity::offer::Model> for Capacity {
    fn from(offer: &entity::offer::Model) -> Self {
        Self {
            pay: offer.pay(),
            budget_minor: offer.budget_minor,
            committed_minor: offer.committed_minor,
            slots: offer.slots,
            slots_taken: offer.slots_taken,
        }
    }
}

impl Capacity {
    /// What all slots still open would cost.
    pub(super) fn reserve(&self, policy: &AgreementPolicy) -> crate::Result<Money> {
        let open = self.slots - self.slots_taken;
        Ok(charge(self.pay, policy)?.times(open)?)
    }

    /// With one slot more taken, for this charge; refused where there is none, or no budget for it.
    pub fn taking(&self, charge: Money) -> crate::Result<Self> {
        if self.slots_taken >= self.slots {
            return Err(Error::Full.into());
        }
        let committed = Money::stored(self.committed_minor, charge.currency()).plus(charge)?;
        if committed.minor() > self.budget_minor {
            return Err(Error::BudgetExceeded.into());
        }
        Ok(Self {
            committed_minor: committed.minor(),
            slots_taken: self.slots_taken + 1,
            ..*self
        })
    }

    /// All slots are taken.
    pub(super) fn is_full(&self) -> bool {
        self.slots_taken >= self.slots
    }
}

/// Refuses to set money aside a second time.
pub(super) fn may_reserve(is_reserved: bool) -> Result<(), Error> {
    if is_reserved {
        return Err(Error::AlreadyReserved);
    }
    Ok(())
}

/// Refuses to call off what somebody works on.
pub(super) fn may_cancel(has_running_collaboration: bool) -> Result<(), Error> {
    if has_running_collaboration {
        return Err(Error::HasCollaborations);
    }
    Ok(())
}

/// Refuses a version more than are kept of an offer.
pub(super) fn may_amend(versions: u64) -> Result<(), Error> {
    if versions >= MAX_VERSIONS {
        return Err(Error::TooManyVersions);
    }
    Ok(())
}

/// True when those who applied must be asked again: pay, content, dates, rights, duties or marking changed.
pub fn is_material(before: &Brief, after: &Brief) -> bool {
    before.compensation != after.compensation
        || before.deliverables != after.deliverables
        || before.usage_rights != after.usage_rights
        || before.requirements != after.requirements
        || before.disclosures != after.disclosures
}

/// Its deadline has passed, and the clock will close it.
pub fn has_closed(state: State, closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    state.is_open() && closes_at.is_some_and(|at| at <= now)
}

/// Where the clock leaves it by now, whether it has struck or not.
pub fn state_by(state: State, closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> State {
    if has_closed(state, closes_at, now) {
        state.transition(Event::Close).unwrap_or(state)
    } else {
        state
    }
}

/// Open for applications at this moment.
pub fn is_open(state: State, closes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    state == State::Published && closes_at.is_some_and(|at| at > now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::offer::draft::tests::{complete, located, now};

    #[test]
    fn a_version_is_changed_that_somebody_looked_at() {
        assert!(require_version(3, None).is_ok());
        assert!(require_version(3, Some(3)).is_ok());
        let refused = require_version(3, Some(2));
        assert!(matches!(refused, Err(Error::VersionConflict(3))));
    }

    #[test]
    fn so_many_versions_are_kept() {
        assert!(may_amend(MAX_VERSIONS - 1).is_ok());
        let refused = may_amend(MAX_VERSIONS);
        assert!(matches!(refused, Err(Error::TooManyVersions)));
    }

    #[test]
    fn a_slot_that_is_taken_commits_its_charge() {
        let capacity = Capacity {
            pay: Money::stored(100, Currency::Eur),
            budget_minor: 250,
            committed_minor: 100,
            slots: 2,
            slots_taken: 0,
        };
        let charge = Money::stored(110, Currency::Eur);
        let taken = capacity.taking(charge).unwrap();
        assert_eq!((taken.committed_minor, taken.slots_taken), (210, 1));
        assert!(taken.taking(charge).is_err(), "more than the budget");
        let full = taken.taking(Money::stored(40, Currency::Eur)).unwrap();
        assert!(full.is_full() && full.taking(Money::stored(0, Currency::Eur)).is_err());
    }

    #[test]
    fn publishing_names_all_that_is_missing() {
        let policy = AgreementPolicy::default();
        assert!(require_complete(&complete(), &policy, now()).is_ok());
        let empty = Draft {
            brief: Brief {
                title: "Tea".into(),
                ..Default::default()
            },
            currency: Currency::Eur,
            budget_minor: 0,
            slots: 0,
            closes_at: Some(now()),
        };
        assert_eq!(
            located(require_complete(&empty, &policy, now())),
            [
                "summary",
                "goal",
                "kpis",
                "deliverables",
                "slots",
                "closesAt",
                "compensation"
            ]
            .map(|it| format!("content.{it}"))
        );
        let poor = Draft {
            budget_minor: 21_999,
            ..complete()
        };
        assert_eq!(
            located(require_complete(&poor, &policy, now())),
            ["content.budget"]
        );
    }

    #[test]
    fn a_typo_in_the_title_asks_nobody_again_but_other_pay_does() {
        let before = complete().brief;
        let mut after = before.clone();
        after.title = "Autumn teas".into();
        assert!(!is_material(&before, &after));
        after.compensation.pay_minor += 1;
        assert!(is_material(&before, &after));
    }
}
