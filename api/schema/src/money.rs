//! Amounts of money.

use domain::money::Money;

use crate::reading::Facts;
use crate::reading::model::{Columns, Shape};
use crate::reading::plain::plain;
use crate::reading::shapes::made;
use crate::reading::shown::Made;
use crate::scalars::{CurrencyCode, Decimal};
use crate::stored::stored;

plain! {
    /// An amount of money.
    "Money": |it: Money| {
        /// In the currency's main unit, with its number of decimal places.
        amount: Decimal = Decimal(it.decimal());
        /// The currency.
        currencyCode: CurrencyCode = it.currency().into();
    }
}

/// From a column of minor units and, behind it, one of the currency.
pub fn money_of(row: &Facts<'_>, n: usize) -> domain::Result<Money> {
    let minor = row.int(n).unwrap_or_default();
    Ok(Money::stored(minor, stored(row.text(n + 1))?))
}

/// From the first two columns.
pub fn money(row: &Facts<'_>) -> domain::Result<Money> {
    money_of(row, 0)
}

static MONEY: Made<Money> = Made(money);

/// The amount of two columns: minor units and the currency.
pub const fn amount_in(columns: Columns) -> Shape {
    made(columns, &MONEY)
}

/// The same, where there may be none.
pub fn amount(row: &Facts<'_>) -> domain::Result<Option<Money>> {
    row.int(0).map(|_| money(row)).transpose()
}

static SET: Made<Option<Money>> =
    Made(|row| Ok(Some(money(row)?).filter(|money| !money.is_zero())));

/// The same; null for zero, which stands for an amount that is not set.
pub const fn set_amount_in(columns: Columns) -> Shape {
    made(columns, &SET)
}
