//! A request that was let in, and what is told of its budget.

use std::time::Duration;

use super::store::Debit;
use super::token_bucket::TokenBucket;

/// A request that was let in. Settle it when it is done.
#[derive(Debug)]
pub struct Admission(pub(super) Option<Paid>);

impl Admission {
    /// What was left when the request was let in; none where points are not limited.
    pub fn state(&self) -> Option<BucketState> {
        self.0
            .as_ref()
            .map(|paid| state(paid.debit.budget, paid.until_full))
    }
}

pub(super) fn state(budget: TokenBucket, until_full: Duration) -> BucketState {
    BucketState {
        max: budget.size(),
        available: budget.available(until_full),
        restore_per_second: budget.per_second(),
        until_full,
    }
}

/// Points that were taken.
#[derive(Debug)]
pub(super) struct Paid {
    pub debit: Debit,
    pub until_full: Duration,
    pub place: Backend,
}

/// Where something was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Shared,
    /// Out of what this node has taken from there in advance.
    Leased,
    Own,
}

/// The points of a person or guest, as told with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketState {
    /// What a full bucket holds.
    pub max: u32,
    /// What is left.
    pub available: u32,
    /// What comes back in a second.
    pub restore_per_second: u32,
    /// How long until it is full.
    pub until_full: Duration,
}
