//! When an offer may be published, and what a change of it means to those who applied.

use chrono::{DateTime, Utc};

use super::{Brief, Draft, State};
use crate::entity;
use crate::error::{Code, Form, Result};
use crate::money::Money;
use crate::policy::AgreementPolicy;

/// What publishing still needs, all of it at once (PRODUCT: offer).
pub fn require_complete(draft: &Draft, policy: &AgreementPolicy, now: DateTime<Utc>) -> Result<()> {
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
            format!("offer.{member}"),
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
pub fn charge(pay: Money, policy: &AgreementPolicy) -> Result<Money> {
    Ok(pay.plus(pay.basis_points(policy.brand_fee_bps))?)
}

/// What all slots still open would cost.
pub fn reserve_of(offer: &entity::offer::Model, policy: &AgreementPolicy) -> Result<Money> {
    let open = offer.slots - offer.slots_taken;
    Ok(charge(offer.pay(), policy)?.times(open)?)
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
pub(super) fn has_closed(offer: &entity::offer::Model, now: DateTime<Utc>) -> bool {
    offer.state.is_open() && offer.closes_at.is_some_and(|at| at <= now)
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
            .map(|it| format!("offer.{it}"))
        );
        let poor = Draft {
            budget_minor: 21_999,
            ..complete()
        };
        assert_eq!(
            located(require_complete(&poor, &policy, now())),
            ["offer.budget"]
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
