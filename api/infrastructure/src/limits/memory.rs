//! Buckets of a single node, or of one that has lost Redis: in this process, bounded, gone with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::clock::Clock;
use domain::port::cache::CacheUnavailable;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::login_backoff::LoginBackoff;
use super::store::{Debit, Shortfall, Store};

/// Buckets at most, and as many accounts; some hundred bytes each. The longest unused go first, which fills them.
const ENTRIES_MAX: u64 = 100_000;

/// In-process buckets.
pub struct InProcess {
    clock: Arc<dyn Clock>,
    /// When each bucket is full again: written in place, as putting an entry into the cache costs more than all else here.
    buckets: Cache<String, Arc<AtomicU64>>,
    tries: Cache<String, LoginBackoff>,
    /// Held while reading and writing, so that what two take is taken twice.
    turn: Mutex<()>,
}

impl InProcess {
    /// Full buckets, under this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            buckets: bounded(),
            tries: bounded(),
            turn: Mutex::new(()),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.clock.now().timestamp_micros()).unwrap_or(0)
    }

    /// A bucket; full when it is not known.
    fn bucket(&self, key: &str, now: u64) -> Arc<AtomicU64> {
        self.buckets.get(key).unwrap_or_else(|| {
            let full = Arc::new(AtomicU64::new(now));
            self.buckets.insert(key.to_owned(), full.clone());
            full
        })
    }

    /// One at a time. Nothing can break between reading and writing, so a panic elsewhere does no harm.
    fn in_turn<T>(&self, act: impl FnOnce(u64) -> T) -> T {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        act(self.now())
    }
}

fn bounded<V: Clone + Send + Sync + 'static>() -> Cache<String, V> {
    Cache::builder()
        .max_capacity(ENTRIES_MAX)
        .eviction_policy(EvictionPolicy::lru())
        .build()
}

impl InProcess {
    /// [`Store::take`], which cannot fail here.
    pub(super) fn take_here(&self, debits: &[Debit]) -> Result<Vec<Duration>, Shortfall> {
        self.in_turn(|now| {
            let mut taken = Vec::with_capacity(debits.len());
            let mut short: Option<Shortfall> = None;
            for (index, debit) in debits.iter().enumerate() {
                let bucket = self.bucket(&debit.key, now);
                let before = bucket.load(Ordering::Relaxed);
                match debit.budget.take(before, debit.amount, now) {
                    Ok(full_at) => taken.push((bucket, full_at)),
                    Err(wait) if short.is_some_and(|short| short.wait >= wait) => {}
                    Err(wait) => short = Some(Shortfall { index, wait }),
                }
            }
            if let Some(short) = short {
                return Err(short);
            }
            let kept = taken.into_iter().map(|(bucket, full_at)| {
                bucket.store(full_at, Ordering::Relaxed);
                Duration::from_micros(full_at.saturating_sub(now))
            });
            Ok(kept.collect())
        })
    }

    /// [`Store::give_back`].
    pub(super) fn give_back_here(&self, debit: &Debit) -> Duration {
        self.in_turn(|now| {
            let bucket = self.bucket(&debit.key, now);
            let before = bucket.load(Ordering::Relaxed);
            let full_at = debit.budget.give_back(before, debit.amount, now);
            bucket.store(full_at, Ordering::Relaxed);
            Duration::from_micros(full_at.saturating_sub(now))
        })
    }

    /// [`Store::record_attempt`].
    pub(super) fn record_attempt_here(&self, account: &str) -> Result<(), Duration> {
        self.in_turn(|now| {
            let tries = LoginBackoff::another(self.tries.get(account), now)?;
            self.tries.insert(account.to_owned(), tries);
            Ok(())
        })
    }

    /// [`Store::reset_attempts`].
    pub(super) fn reset_attempts_here(&self, account: &str) {
        self.tries.invalidate(account);
    }
}

#[async_trait::async_trait]
impl Store for InProcess {
    async fn take(
        &self,
        debits: &[Debit],
    ) -> Result<Result<Vec<Duration>, Shortfall>, CacheUnavailable> {
        Ok(self.take_here(debits))
    }

    async fn give_back(&self, debit: &Debit) -> Result<Duration, CacheUnavailable> {
        Ok(self.give_back_here(debit))
    }

    async fn record_attempt(
        &self,
        account: &str,
    ) -> Result<Result<(), Duration>, CacheUnavailable> {
        Ok(self.record_attempt_here(account))
    }

    async fn reset_attempts(&self, account: &str) -> Result<(), CacheUnavailable> {
        self.reset_attempts_here(account);
        Ok(())
    }
}
