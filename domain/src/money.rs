//! Money: whole minor units of one currency. Never floats, never mixed, never silently rounded.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::error::{Code, Parameter, UserError};

/// The largest single amount accepted from outside, in minor units.
pub const LARGEST_MINOR: i64 = 100_000_000_000;

/// ISO 4217 currencies the marketplace pays out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "UPPERCASE")]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Eur,
    Usd,
    Gbp,
    Chf,
    Sek,
    Nok,
    Dkk,
    Pln,
    Czk,
    Cad,
    Aud,
    Brl,
    Inr,
    Try,
    Jpy,
    Kwd,
}

impl Currency {
    /// Decimal places of the minor unit (ISO 4217).
    pub fn exponent(self) -> u32 {
        match self {
            Self::Jpy => 0,
            Self::Kwd => 3,
            Self::Eur
            | Self::Usd
            | Self::Gbp
            | Self::Chf
            | Self::Sek
            | Self::Nok
            | Self::Dkk
            | Self::Pln => 2,
            Self::Czk | Self::Cad | Self::Aud | Self::Brl | Self::Inr | Self::Try => 2,
        }
    }
}

/// Why an amount is refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    /// More decimal places than the currency has.
    #[error("This currency has {0} decimal places; give no more.")]
    TooPrecise(u32),
    /// Below zero, or more than the marketplace takes at once in this currency.
    #[error("Give an amount from 0 to {}.", largest(*.0))]
    Outside(Currency),
    /// Below zero, or more than the marketplace handles at once.
    #[error("The amount must be between 0 and 1,000,000,000 of the currency's main unit or less.")]
    OutOfRange,
    /// Two currencies in one sum.
    #[error("The amount must be in the currency of the agreement.")]
    CurrencyMismatch,
}

impl UserError for MoneyError {
    fn code(&self) -> Code {
        match self {
            Self::TooPrecise(_) | Self::Outside(_) | Self::OutOfRange => Code::AmountInvalid,
            Self::CurrencyMismatch => Code::CurrencyMismatch,
        }
    }
    fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::TooPrecise(places) => vec![("decimalPlaces", places.to_string())],
            Self::Outside(currency) => vec![
                ("min", "0".to_owned()),
                ("max", largest(*currency).to_string()),
            ],
            Self::OutOfRange | Self::CurrencyMismatch => Vec::new(),
        }
    }
}

/// The largest single amount in main units.
fn largest(currency: Currency) -> Decimal {
    Decimal::new(LARGEST_MINOR, currency.exponent()).normalize()
}

/// An amount that is not negative, in minor units of its currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// An amount in minor units; fails below zero.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if minor < 0 {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self { minor, currency })
    }

    /// An amount from a row, where a CHECK of the database keeps it from being negative.
    pub fn stored(minor: i64, currency: Currency) -> Self {
        Self {
            minor: minor.max(0),
            currency,
        }
    }

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads a decimal amount from outside: not negative, no more places than the currency has, at most
    /// [`LARGEST_MINOR`] minor units.
    pub fn parse(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scale = Decimal::from(10_i64.pow(currency.exponent()));
        let outside = MoneyError::Outside(currency);
        let Some(minor) = amount.checked_mul(scale) else {
            return Err(outside);
        };
        if !minor.fract().is_zero() {
            return Err(MoneyError::TooPrecise(currency.exponent()));
        }
        match minor.to_i64() {
            Some(minor) if (0..=LARGEST_MINOR).contains(&minor) => Ok(Self { minor, currency }),
            Some(_) | None => Err(outside),
        }
    }

    /// Minor units.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The amount in main units, with the currency's number of places.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::OutOfRange)?;
        Self::new(minor, self.currency)
    }

    /// What is left after taking the other; fails below zero.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Self::new(self.minor - other.minor, self.currency)
    }

    /// The same amount so many times.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(count)
            .ok_or(MoneyError::OutOfRange)?;
        Self::new(minor, self.currency)
    }

    /// The smaller of two.
    pub fn at_most(self, other: Self) -> Self {
        if other.minor < self.minor {
            other
        } else {
            self
        }
    }

    /// A share in basis points (1/10,000), rounded down to the minor unit.
    pub fn basis_points(self, bps: u32) -> Self {
        let minor = i128::from(self.minor) * i128::from(bps) / 10_000;
        Self {
            minor: i64::try_from(minor).unwrap_or(i64::MAX),
            currency: self.currency,
        }
    }

    /// Cuts the amount in proportion to the weights by largest remainder, ties to the first: parts always sum.
    /// Equal parts where all weights are zero; no parts for no weights.
    pub fn split(self, weights: &[i64]) -> Vec<Self> {
        let equal = vec![1; weights.len()];
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        let (weights, total) = if total > 0 {
            (weights, total)
        } else {
            (equal.as_slice(), equal.len() as i128)
        };

        let exact: Vec<i128> = weights
            .iter()
            .map(|weight| i128::from(self.minor) * i128::from(*weight))
            .collect();
        let mut parts: Vec<i128> = exact.iter().map(|share| share / total).collect();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(exact[index] % total));
        let left = i128::from(self.minor) - parts.iter().sum::<i128>();
        for &index in order.iter().take(usize::try_from(left).unwrap_or(0)) {
            parts[index] += 1;
        }

        let money = |minor| Self {
            minor: i64::try_from(minor).unwrap_or(i64::MAX),
            currency: self.currency,
        };
        parts.into_iter().map(money).collect()
    }

    fn same(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch)
        }
    }
}

/// The part of a fee that falls due with one of several pays, so that the parts sum to the fee exactly:
/// fee x (pays up to and with this one) / total, rounded down, less what fell due before (TRUST: rounding).
pub fn prorated(fee_minor: i64, total_minor: i64, before_minor: i64, this_minor: i64) -> i64 {
    if total_minor == 0 {
        return 0;
    }
    let due = |up_to: i64| i128::from(fee_minor) * i128::from(up_to) / i128::from(total_minor);
    i64::try_from(due(before_minor + this_minor) - due(before_minor)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur).unwrap()
    }

    #[test]
    fn an_amount_may_not_have_more_places_than_its_currency() {
        let parse =
            |text: &str, currency| Money::parse(text.parse().unwrap(), currency).map(Money::minor);
        assert_eq!(parse("12.34", Currency::Eur), Ok(1234));
        assert_eq!(parse("12.340", Currency::Eur), Ok(1234));
        assert_eq!(
            parse("12.345", Currency::Eur),
            Err(MoneyError::TooPrecise(2))
        );
        assert_eq!(parse("12", Currency::Jpy), Ok(12));
        assert_eq!(parse("12.5", Currency::Jpy), Err(MoneyError::TooPrecise(0)));
        assert_eq!(parse("1.234", Currency::Kwd), Ok(1234));
        assert_eq!(
            parse("-1", Currency::Eur),
            Err(MoneyError::Outside(Currency::Eur))
        );
        assert_eq!(
            parse("1000000000.01", Currency::Eur),
            Err(MoneyError::Outside(Currency::Eur))
        );
    }

    #[test]
    fn leftovers_go_to_the_largest_remainder_first() {
        let minors = |parts: Vec<Money>| parts.into_iter().map(Money::minor).collect::<Vec<_>>();
        assert_eq!(minors(eur(100).split(&[1, 1, 1])), [34, 33, 33]);
        assert_eq!(minors(eur(100).split(&[0, 0])), [50, 50]);
        assert_eq!(minors(eur(5).split(&[70, 20, 10])), [4, 1, 0]);
        // The remainders count, not the shares: 5 5/11, 2 8/11 and 1 9/11.
        assert_eq!(minors(eur(10).split(&[6, 3, 2])), [5, 3, 2]);
        assert!(eur(5).split(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn parts_always_sum(minor in 0..=LARGEST_MINOR, weights in prop::collection::vec(0_i64..1_000_000, 1..20)) {
            let parts = eur(minor).split(&weights);
            prop_assert_eq!(parts.iter().map(|part| part.minor()).sum::<i64>(), minor);
        }

        #[test]
        fn fees_fall_due_in_parts_that_sum(fee in 0..=LARGEST_MINOR, pays in prop::collection::vec(0_i64..1_000_000, 1..20)) {
            let total: i64 = pays.iter().sum();
            let mut before = 0;
            let mut due = 0;
            for pay in pays {
                due += prorated(fee, total, before, pay);
                before += pay;
            }
            prop_assert_eq!(due, if total == 0 { 0 } else { fee });
        }
    }
}
