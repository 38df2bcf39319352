//! What a node has taken in advance from buckets that all nodes share, so that most requests ask nobody: small amounts, for
//! a moment. What is taken is gone from the bucket, so that all nodes together never give more than it holds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::store::Debit;
use super::token_bucket::TokenBucket;

/// The kinds of buckets that are leased from. Those that hold guessing and money back are not.
const KINDS: [&str; 2] = ["points", "mutations"];
/// A lease is the bucket's size by this.
const PARTS: u32 = 20;
/// Less is not worth it: of small buckets each point counts.
const PART_MIN: u32 = 10;
/// How long what was leased may be used: longer, and the bucket would have filled up beside it.
const LEASED_FOR: TimeDelta = TimeDelta::seconds(1);
/// Owners with leases at most.
const LEASES_MAX: usize = 10_000;

/// What is left of a lease.
#[derive(Clone, Copy, Debug)]
struct Lease {
    budget: TokenBucket,
    bucket: &'static str,
    left: u32,
    /// How long the bucket needed until it was full, when it was asked last.
    until_full: Duration,
    since: DateTime<Utc>,
}

/// The leases of a node.
#[derive(Debug, Default)]
pub(super) struct Leases {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    by_key: HashMap<String, Lease>,
    swept: DateTime<Utc>,
}

impl Lease {
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        // A clock set back ends it, too.
        !(TimeDelta::zero()..LEASED_FOR).contains(&(now - self.since))
    }

    /// How long the bucket would need until it is full if what is left here were in it.
    fn until_full(&self, now: DateTime<Utc>) -> Duration {
        let passed = (now - self.since).to_std().unwrap_or_default();
        let left = Duration::from_micros(self.budget.span(self.left));
        self.until_full.saturating_sub(passed).saturating_sub(left)
    }
}

/// How much is taken of a bucket in advance.
fn part(debit: &Debit) -> u32 {
    debit.budget.size() / PARTS
}

/// True where all of it may come out of leases.
pub(super) fn are_leased(debits: &[Debit]) -> bool {
    let is_leased = |debit: &Debit| {
        let (size, part) = (debit.budget.size(), part(debit));
        KINDS.contains(&debit.bucket)
            && part >= PART_MIN
            && debit.amount.saturating_add(part) <= size
    };
    !debits.is_empty() && debits.iter().all(is_leased)
}

/// What is asked for, and how much of each comes out of leases.
pub(super) struct Rest<'a> {
    debits: &'a [Debit],
    leased: Vec<u32>,
}

impl Rest<'_> {
    /// What has to come from the store; with some more, to be leased.
    pub(super) fn wanted(&self, is_more: bool) -> Vec<Debit> {
        let both = self.debits.iter().zip(&self.leased);
        both.map(|(debit, leased)| Debit {
            amount: debit.amount - leased + if is_more { part(debit) } else { 0 },
            ..debit.clone()
        })
        .collect()
    }
}

impl Leases {
    /// Takes all of it from leases, or nothing: how long each bucket needs until it is full.
    pub(super) fn take(&self, debits: &[Debit], now: DateTime<Utc>) -> Option<Vec<Duration>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let has = |debit: &Debit| {
            let lease = held.by_key.get(&debit.key)?;
            (lease.left >= debit.amount && !lease.is_over(now)).then_some(())
        };
        debits.iter().try_for_each(has)?;
        let taken = debits.iter().map(|debit| {
            let lease = held.by_key.get_mut(&debit.key)?;
            lease.left -= debit.amount;
            Some(lease.until_full(now))
        });
        taken.collect()
    }

    /// Takes what is there of what is asked for.
    pub(super) fn use_up<'a>(&self, debits: &'a [Debit], now: DateTime<Utc>) -> Rest<'a> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let used = debits.iter().map(|debit| {
            let lease = held.by_key.get_mut(&debit.key);
            let Some(lease) = lease.filter(|lease| !lease.is_over(now)) else {
                return 0;
            };
            let used = lease.left.min(debit.amount);
            lease.left -= used;
            used
        });
        let leased = used.collect();
        Rest { debits, leased }
    }

    /// Puts back what was used up of leases.
    pub(super) fn put_back(&self, rest: &Rest<'_>, now: DateTime<Utc>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (debit, leased) in rest.debits.iter().zip(&rest.leased) {
            let lease = held.by_key.get_mut(&debit.key);
            if let Some(lease) = lease.filter(|lease| !lease.is_over(now)) {
                lease.left = lease.left.saturating_add(*leased);
            }
        }
    }

    /// Keeps what was taken from the store beyond a request: how long each bucket needs until it is full, that included.
    pub(super) fn keep(
        &self,
        debits: &[Debit],
        until_full: &[Duration],
        is_more: bool,
        now: DateTime<Utc>,
    ) -> Vec<Duration> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = debits.iter().zip(until_full).map(|(debit, until_full)| {
            let before = held.by_key.get(&debit.key);
            let before = before.filter(|lease| !lease.is_over(now));
            let more = if is_more { part(debit) } else { 0 };
            let lease = Lease {
                budget: debit.budget,
                bucket: debit.bucket,
                left: before.map_or(0, |lease| lease.left).saturating_add(more),
                until_full: *until_full,
                since: now,
            };
            if held.by_key.len() < LEASES_MAX || held.by_key.contains_key(&debit.key) {
                held.by_key.insert(debit.key.clone(), lease);
            }
            lease.until_full(now)
        });
        kept.collect()
    }

    /// Keeps what a request did not use, in the place of giving it back; tells how long the bucket needs until it is full,
    /// that included. Nothing where that is more than a lease has.
    pub(super) fn keep_unused(
        &self,
        debit: &Debit,
        until_full: Duration,
        now: DateTime<Utc>,
    ) -> Option<Duration> {
        let part = part(debit);
        if part < PART_MIN || !KINDS.contains(&debit.bucket) {
            return None;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held.by_key.get(&debit.key).copied();
        let lease = known.filter(|lease| !lease.is_over(now)).unwrap_or(Lease {
            budget: debit.budget,
            bucket: debit.bucket,
            left: 0,
            until_full,
            since: now,
        });
        let left = lease.left.checked_add(debit.amount)?;
        let has_room = known.is_some() || held.by_key.len() < LEASES_MAX;
        if left > part * 2 || !has_room {
            return None;
        }
        let lease = Lease { left, ..lease };
        held.by_key.insert(debit.key.clone(), lease);
        Some(lease.until_full(now))
    }

    /// What is left of leases that are over: to be given back. At most once in the time of a lease.
    pub(super) fn over(&self, now: DateTime<Utc>) -> Vec<Debit> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if (TimeDelta::zero()..LEASED_FOR).contains(&(now - held.swept)) {
            return Vec::new();
        }
        held.swept = now;
        let over = held.by_key.extract_if(|_, lease| lease.is_over(now));
        let given = over.filter(|(_, lease)| lease.left > 0);
        given
            .map(|(key, lease)| Debit {
                bucket: lease.bucket,
                key,
                budget: lease.budget,
                amount: lease.left,
            })
            .collect()
    }
}
