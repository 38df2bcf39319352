//! What a node has taken in advance from buckets that all nodes share, so that most requests ask nobody: small amounts, for
//! a moment. What is taken is gone from the bucket, so that all nodes together never give more than it holds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::budget::Budget;
use super::store::Take;

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
    budget: Budget,
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
fn part(take: &Take) -> u32 {
    take.budget.size() / PARTS
}

/// True where all of it may come out of leases.
pub(super) fn are_leased(takes: &[Take]) -> bool {
    let is_leased = |take: &Take| {
        let (size, part) = (take.budget.size(), part(take));
        KINDS.contains(&take.bucket) && part >= PART_MIN && take.amount.saturating_add(part) <= size
    };
    !takes.is_empty() && takes.iter().all(is_leased)
}

/// What is asked for, and how much of each comes out of leases.
pub(super) struct Rest<'a> {
    takes: &'a [Take],
    leased: Vec<u32>,
}

impl Rest<'_> {
    /// What has to come from the store; with some more, to be leased.
    pub(super) fn wanted(&self, is_more: bool) -> Vec<Take> {
        let both = self.takes.iter().zip(&self.leased);
        both.map(|(take, leased)| Take {
            amount: take.amount - leased + if is_more { part(take) } else { 0 },
            ..take.clone()
        })
        .collect()
    }
}

impl Leases {
    /// Takes all of it from leases, or nothing: how long each bucket needs until it is full.
    pub(super) fn take(&self, takes: &[Take], now: DateTime<Utc>) -> Option<Vec<Duration>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let has = |take: &Take| {
            let lease = held.by_key.get(&take.key)?;
            (lease.left >= take.amount && !lease.is_over(now)).then_some(())
        };
        takes.iter().try_for_each(has)?;
        let taken = takes.iter().map(|take| {
            let lease = held.by_key.get_mut(&take.key)?;
            lease.left -= take.amount;
            Some(lease.until_full(now))
        });
        taken.collect()
    }

    /// Takes what is there of what is asked for.
    pub(super) fn use_up<'a>(&self, takes: &'a [Take], now: DateTime<Utc>) -> Rest<'a> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let used = takes.iter().map(|take| {
            let lease = held.by_key.get_mut(&take.key);
            let Some(lease) = lease.filter(|lease| !lease.is_over(now)) else {
                return 0;
            };
            let used = lease.left.min(take.amount);
            lease.left -= used;
            used
        });
        let leased = used.collect();
        Rest { takes, leased }
    }

    /// Puts back what was used up of leases.
    pub(super) fn put_back(&self, rest: &Rest<'_>, now: DateTime<Utc>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        for (take, leased) in rest.takes.iter().zip(&rest.leased) {
            let lease = held.by_key.get_mut(&take.key);
            if let Some(lease) = lease.filter(|lease| !lease.is_over(now)) {
                lease.left = lease.left.saturating_add(*leased);
            }
        }
    }

    /// Keeps what was taken from the store beyond a request: how long each bucket needs until it is full, that included.
    pub(super) fn keep(
        &self,
        takes: &[Take],
        until_full: &[Duration],
        is_more: bool,
        now: DateTime<Utc>,
    ) -> Vec<Duration> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = takes.iter().zip(until_full).map(|(take, until_full)| {
            let before = held.by_key.get(&take.key);
            let before = before.filter(|lease| !lease.is_over(now));
            let more = if is_more { part(take) } else { 0 };
            let lease = Lease {
                budget: take.budget,
                bucket: take.bucket,
                left: before.map_or(0, |lease| lease.left).saturating_add(more),
                until_full: *until_full,
                since: now,
            };
            if held.by_key.len() < LEASES_MAX || held.by_key.contains_key(&take.key) {
                held.by_key.insert(take.key.clone(), lease);
            }
            lease.until_full(now)
        });
        kept.collect()
    }

    /// Keeps what a request did not use, in the place of giving it back; tells how long the bucket needs until it is full,
    /// that included. Nothing where that is more than a lease has.
    pub(super) fn keep_unused(
        &self,
        take: &Take,
        until_full: Duration,
        now: DateTime<Utc>,
    ) -> Option<Duration> {
        let part = part(take);
        if part < PART_MIN || !KINDS.contains(&take.bucket) {
            return None;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held.by_key.get(&take.key).copied();
        let lease = known.filter(|lease| !lease.is_over(now)).unwrap_or(Lease {
            budget: take.budget,
            bucket: take.bucket,
            left: 0,
            until_full,
            since: now,
        });
        let left = lease.left.checked_add(take.amount)?;
        let has_room = known.is_some() || held.by_key.len() < LEASES_MAX;
        if left > part * 2 || !has_room {
            return None;
        }
        let lease = Lease { left, ..lease };
        held.by_key.insert(take.key.clone(), lease);
        Some(lease.until_full(now))
    }

    /// What is left of leases that are over: to be given back. At most once in the time of a lease.
    pub(super) fn over(&self, now: DateTime<Utc>) -> Vec<Take> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if (TimeDelta::zero()..LEASED_FOR).contains(&(now - held.swept)) {
            return Vec::new();
        }
        held.swept = now;
        let over = held.by_key.extract_if(|_, lease| lease.is_over(now));
        let given = over.filter(|(_, lease)| lease.left > 0);
        given
            .map(|(key, lease)| Take {
                bucket: lease.bucket,
                key,
                budget: lease.budget,
                amount: lease.left,
            })
            .collect()
    }
}
