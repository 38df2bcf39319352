//! Who gets how much, and when the provider is asked again.

use chrono::TimeDelta;

use super::{Event, State};
use crate::entity;
use crate::money::{Money, MoneyError, prorated};
use crate::policy::AgreementPolicy;

/// What an agreement costs and brings, the same for both sides, before they agree and afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// What the creator is paid for all deliverables together, before the creator's fee.
    pub pay: Money,
    /// The marketplace's fee on top, paid by the brand.
    pub brand_fee: Money,
    /// The marketplace's fee out of the pay.
    pub creator_fee: Money,
    /// All the brand is charged.
    pub total_charged: Money,
    /// All the creator receives.
    pub total_received: Money,
    /// The pay of each deliverable, in order; sums to the pay.
    pub parts: Vec<Money>,
    /// Business days of silence after which a submission is approved.
    pub review_business_days: u32,
    /// Days of silence after which a publication is verified.
    pub verify_days: u32,
    /// Days from there until the money may be paid out.
    pub clearance_days: u32,
}

/// What a pay comes to under a policy, cut over deliverables by their weights. Fees are rounded down, once for the
/// whole agreement.
pub fn breakdown(pay: Money, weights: &[i64], policy: &AgreementPolicy) -> Breakdown {
    let brand_fee = pay.basis_points(policy.brand_fee_bps);
    let creator_fee = pay.basis_points(policy.creator_fee_bps).at_most(pay);
    let in_currency = |minor| Money::stored(minor, pay.currency());
    Breakdown {
        pay,
        brand_fee,
        creator_fee,
        total_charged: in_currency(pay.minor().saturating_add(brand_fee.minor())),
        total_received: in_currency(pay.minor() - creator_fee.minor()),
        parts: pay.split(weights),
        review_business_days: policy.review_business_days,
        verify_days: policy.verify_days,
        clearance_days: policy.clearance_days,
    }
}

/// What a collaboration is paid, as agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) pay: Money,
    pub(super) brand_fee: Money,
    pub(super) creator_fee: Money,
}

impl From<&entity::collaboration::Model> for Agreed {
    fn from(collaboration: &entity::collaboration::Model) -> Self {
        Self {
            pay: collaboration.pay(),
            brand_fee: collaboration.brand_fee(),
            creator_fee: collaboration.creator_fee(),
        }
    }
}

/// Where the money of a collaboration comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) pay_from_reserve: Money,
    pub(super) fee_from_reserve: Money,
    pub(super) pay_from_wallet: Money,
    pub(super) fee_from_wallet: Money,
}

/// Takes pay and the brand's fee from the reserve as far as it goes, then from the wallet; nothing when both do not
/// cover them.
pub(super) fn hold(
    agreed: Agreed,
    reserve: Money,
    wallet: Money,
) -> Result<Option<Holding>, MoneyError> {
    let pay_from_reserve = agreed.pay.at_most(reserve);
    let fee_from_reserve = agreed.brand_fee.at_most(reserve.minus(pay_from_reserve)?);
    let holding = Holding {
        pay_from_reserve,
        fee_from_reserve,
        pay_from_wallet: agreed.pay.minus(pay_from_reserve)?,
        fee_from_wallet: agreed.brand_fee.minus(fee_from_reserve)?,
    };
    Ok((holding.wallet_part()?.minor() <= wallet.minor()).then_some(holding))
}

impl Holding {
    /// All that it takes out of the wallet.
    pub(super) fn wallet_part(&self) -> Result<Money, MoneyError> {
        self.pay_from_wallet.plus(self.fee_from_wallet)
    }
}

/// What holding pay and fee takes out of the wallet, beyond the reserve; nothing when both do not cover them.
pub fn drawn(
    (pay, brand_fee): (Money, Money),
    reserve: Money,
    wallet: Money,
) -> Result<Option<Money>, MoneyError> {
    let agreed = Agreed {
        pay,
        brand_fee,
        creator_fee: Money::zero(pay.currency()),
    };
    let holding = hold(agreed, reserve, wallet)?;
    holding.map(|it| it.wallet_part()).transpose()
}

/// Whether a payout may be taken back: by its creator, before it is sent.
pub fn may_cancel(is_known: bool, is_own: bool, state: State) -> crate::Result<()> {
    match (is_known, is_own) {
        (false, _) => Err(crate::Error::Unauthenticated),
        (true, false) => Err(crate::Error::NotFound),
        (true, true) => Ok(state.transition(Event::Cancel).map(|_| ())?),
    }
}

/// What falls due with one deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// What the creator receives.
    pub(super) net: Money,
    /// Its part of the fee the creator pays.
    pub(super) creator_fee: Money,
    /// Its part of the fee the brand paid in advance.
    pub(super) brand_fee: Money,
}

/// The parts of a deliverable that is paid `pay`. `paid_before` is the pay of all deliverables with a lower position,
/// done or not: so its parts are the same whenever it falls due, and all parts sum to the whole in any order.
pub(super) fn due(agreed: Agreed, pay: Money, paid_before: Money) -> Result<Due, MoneyError> {
    let part = |fee: Money| {
        let (total, before) = (agreed.pay.minor(), paid_before.minor());
        let minor = prorated(fee.minor(), total, before, pay.minor());
        Money::new(minor, fee.currency())
    };
    let creator_fee = part(agreed.creator_fee)?;
    Ok(Due {
        net: pay.minus(creator_fee)?,
        creator_fee,
        brand_fee: part(agreed.brand_fee)?,
    })
}

/// What becomes of the money held for one deliverable when it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shares {
    /// What the creator receives.
    pub(super) net: Money,
    /// The fee the creator pays on that share.
    pub(super) creator_fee: Money,
    /// The part of the brand's fee that is earned.
    pub(super) brand_fee: Money,
    /// Pay that goes back to the brand.
    pub(super) pay_back: Money,
    /// Fee that goes back to the brand.
    pub(super) fee_back: Money,
}

/// Divides a deliverable's pay by the creator's share in basis points, at most 10,000, and all fees in the same
/// proportion: each by largest remainder, so that the parts sum to the whole.
pub(super) fn shares(due: Due, pay: Money, creator_share_bps: u32) -> Result<Shares, MoneyError> {
    let weights = [
        creator_share_bps,
        10_000_u32.saturating_sub(creator_share_bps),
    ]
    .map(i64::from);
    let share = |whole: Money| -> Result<(Money, Money), MoneyError> {
        let part = *whole.split(&weights).first().unwrap_or(&whole);
        Ok((part, whole.minus(part)?))
    };
    let (gross, pay_back) = share(pay)?;
    let (creator_fee, _) = share(due.creator_fee)?;
    let (brand_fee, fee_back) = share(due.brand_fee)?;
    Ok(Shares {
        net: gross.minus(creator_fee)?,
        creator_fee,
        brand_fee,
        pay_back,
        fee_back,
    })
}

/// How long to wait after so many times of asking the provider: 1, 2, 4 .. 32, 60 seconds, then ten minutes each.
pub(super) fn pause(attempts: i64) -> TimeDelta {
    match attempts {
        ..=1 => TimeDelta::seconds(1),
        2..=6 => TimeDelta::seconds(1 << (attempts - 1)),
        7 => TimeDelta::seconds(60),
        8.. => TimeDelta::minutes(10),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur).unwrap()
    }

    #[test]
    fn both_sides_see_the_same_numbers() {
        let policy = AgreementPolicy {
            creator_fee_bps: 500,
            ..AgreementPolicy::default()
        };
        let seen = breakdown(eur(9_999), &[2, 1], &policy);
        assert_eq!(seen.brand_fee, eur(999));
        assert_eq!(seen.creator_fee, eur(499));
        assert_eq!(seen.total_charged, eur(10_998));
        assert_eq!(seen.total_received, eur(9_500));
        assert_eq!(seen.parts, [eur(6_666), eur(3_333)]);
    }

    #[test]
    fn a_gift_costs_no_fee() {
        let seen = breakdown(eur(0), &[1], &AgreementPolicy::default());
        assert!(seen.total_charged.is_zero() && seen.total_received.is_zero());
        assert_eq!(seen.parts, [eur(0)]);
    }

    #[test]
    fn the_reserve_is_spent_before_the_wallet() {
        let agreed = Agreed {
            pay: eur(100),
            brand_fee: eur(10),
            creator_fee: eur(0),
        };
        let parts = |reserve, wallet| {
            hold(agreed, eur(reserve), eur(wallet))
                .unwrap()
                .map(|holding| {
                    [
                        holding.pay_from_reserve.minor(),
                        holding.fee_from_reserve.minor(),
                        holding.pay_from_wallet.minor(),
                        holding.fee_from_wallet.minor(),
                    ]
                })
        };
        assert_eq!(parts(500, 0), Some([100, 10, 0, 0]));
        assert_eq!(parts(105, 5), Some([100, 5, 0, 5]));
        assert_eq!(parts(40, 70), Some([40, 0, 60, 10]));
        assert_eq!(parts(0, 110), Some([0, 0, 100, 10]));
        assert_eq!(parts(0, 109), None);
        assert_eq!(parts(109, 0), None);
    }

    #[test]
    fn the_provider_is_asked_ever_more_rarely() {
        let seconds: Vec<i64> = (0..10).map(|count| pause(count).num_seconds()).collect();
        assert_eq!(seconds, [1, 1, 2, 4, 8, 16, 32, 60, 600, 600]);
    }

    proptest! {
        #[test]
        fn what_is_divided_sums_to_what_was_held(
            minor in 0_i64..1_000_000_000,
            brand_fee_bps in 0_u32..5_000,
            creator_fee_bps in 0_u32..5_000,
            share_bps in 0_u32..=10_000,
        ) {
            let pay = eur(minor);
            let creator_fee = pay.basis_points(creator_fee_bps);
            let brand_fee = pay.basis_points(brand_fee_bps);
            let due = Due { net: pay.minus(creator_fee).unwrap(), creator_fee, brand_fee };
            let parts = shares(due, pay, share_bps).unwrap();
            let of_pay = [parts.net, parts.creator_fee, parts.pay_back];
            prop_assert_eq!(of_pay.map(Money::minor).iter().sum::<i64>(), minor);
            let of_fee = [parts.brand_fee, parts.fee_back];
            prop_assert_eq!(of_fee.map(Money::minor).iter().sum::<i64>(), brand_fee.minor());
            // Within one unit of the exact share.
            let exact = i128::from(minor) * i128::from(share_bps);
            let gross = i128::from(parts.net.minor() + parts.creator_fee.minor()) * 10_000;
            prop_assert!((gross - exact).abs() < 10_000);
        }

        #[test]
        fn the_parts_of_deliverables_sum_to_the_agreement(
            pays in prop::collection::vec(0_i64..1_000_000, 1..10),
            brand_fee_bps in 0_u32..3_000,
            creator_fee_bps in 0_u32..3_000,
        ) {
            let pay = eur(pays.iter().sum());
            let agreed = Agreed {
                pay,
                brand_fee: pay.basis_points(brand_fee_bps),
                creator_fee: pay.basis_points(creator_fee_bps),
            };
            let mut before = 0;
            let mut sums = [0, 0, 0];
            for minor in pays {
                let part = due(agreed, eur(minor), eur(before)).unwrap();
                sums[0] += part.net.minor();
                sums[1] += part.creator_fee.minor();
                sums[2] += part.brand_fee.minor();
                before += minor;
            }
            prop_assert_eq!(sums[0] + sums[1], pay.minor());
            prop_assert_eq!(sums[1], agreed.creator_fee.minor());
            prop_assert_eq!(sums[2], agreed.brand_fee.minor());
        }
    }
}
