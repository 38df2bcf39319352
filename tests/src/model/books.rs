//! What everybody should have, by the product's table of postings.

use std::collections::BTreeMap;

use domain::ledger::{Account, AccountKind};

#[derive(Default)]
pub(super) struct Books(BTreeMap<Account, i64>);

impl Books {
    pub(super) fn holds(&self, account: Account) -> i64 {
        self.0.get(&account).copied().unwrap_or(0)
    }

    /// Moves money; nobody is overdrawn but the provider, who owes what came in.
    pub(super) fn moves(&mut self, from: Account, to: Account, minor: i64) {
        assert!(minor >= 0, "{minor} from {from:?} to {to:?}");
        *self.0.entry(from).or_default() -= minor;
        *self.0.entry(to).or_default() += minor;
        let left = self.holds(from);
        assert!(
            left >= 0 || from.kind == AccountKind::ProviderClearing,
            "{from:?} is overdrawn by {left}"
        );
    }

    /// Moves all there is, and says how much that was.
    pub(super) fn empties(&mut self, from: Account, to: Account) -> i64 {
        let all = self.holds(from);
        self.moves(from, to, all);
        all
    }

    /// Accounts that hold something.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Account, &i64)> {
        self.0.iter().filter(|(_, minor)| **minor != 0)
    }
}

/// A part of a whole in basis points, rounded down.
pub(super) fn bps(minor: i64, bps: i64) -> i64 {
    minor * bps / 10_000
}

/// Cut by weights, by largest remainder, ties to the first.
pub(super) fn split(minor: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i64 = weights.iter().sum();
    let mut parts: Vec<i64> = weights.iter().map(|weight| minor * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(minor * weights[*at] % sum));
    let left = minor - parts.iter().sum::<i64>();
    for at in order.into_iter().take(usize::try_from(left).unwrap()) {
        parts[at] += 1;
    }
    parts
}

/// The part of a fee that falls on one of several pays, so that all parts sum to the fee.
pub(super) fn share(fee: i64, total: i64, before: i64, this: i64) -> i64 {
    if total == 0 {
        return 0;
    }
    fee * (before + this) / total - fee * before / total
}
