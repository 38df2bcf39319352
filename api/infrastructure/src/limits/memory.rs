//! Buckets of a single node, or of one that has lost Redis: in this process, bounded, gone with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::clock::Clock;
use domain::port::ephemeral::Away;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use super::store::{Short, Store, Take};
use super::tries::Tries;

/// Buckets at most, and as many accounts; some hundred bytes each. The longest unused go first, which fills them.
const ENTRIES_MAX: u64 = 100_000;

/// In-process buckets.
pub struct InProcess {
    clock: Arc<dyn Clock>,
    /// When each bucket is full again: written in place, as putting an entry into the cache costs more than all else here.
    buckets: Cache<String, Arc<AtomicU64>>,
    tries: Cache<String, Tries>,
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
    pub(super) fn take_here(&self, takes: &[Take]) -> Result<Vec<Duration>, Short> {
        self.in_turn(|now| {
            let mut taken = Vec::with_capacity(takes.len());
            let mut short: Option<Short> = None;
            for (index, take) in takes.iter().enumerate() {
                let bucket = self.bucket(&take.key, now);
                let before = bucket.load(Ordering::Relaxed);
                match take.budget.take(before, take.amount, now) {
                    Ok(full_at) => taken.push((bucket, full_at)),
                    Err(wait) if short.is_some_and(|short| short.wait >= wait) => {}
                    Err(wait) => short = Some(Short { index, wait }),
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
    pub(super) fn give_back_here(&self, take: &Take) -> Duration {
        self.in_turn(|now| {
            let bucket = self.bucket(&take.key, now);
            let before = bucket.load(Ordering::Relaxed);
            let full_at = take.budget.give_back(before, take.amount, now);
            bucket.store(full_at, Ordering::Relaxed);
            Duration::from_micros(full_at.saturating_sub(now))
        })
    }

    /// [`Store::try_at`].
    pub(super) fn try_here(&self, account: &str) -> Result<(), Duration> {
        self.in_turn(|now| {
            let tries = Tries::another(self.tries.get(account), now)?;
            self.tries.insert(account.to_owned(), tries);
            Ok(())
        })
    }

    /// [`Store::forgive`].
    pub(super) fn forgive_here(&self, account: &str) {
        self.tries.invalidate(account);
    }
}

#[async_trait::async_trait]
impl Store for InProcess {
    async fn take(&self, takes: &[Take]) -> Result<Result<Vec<Duration>, Short>, Away> {
        Ok(self.take_here(takes))
    }

    async fn give_back(&self, take: &Take) -> Result<Duration, Away> {
        Ok(self.give_back_here(take))
    }

    async fn try_at(&self, account: &str) -> Result<Result<(), Duration>, Away> {
        Ok(self.try_here(account))
    }

    async fn forgive(&self, account: &str) -> Result<(), Away> {
        self.forgive_here(account);
        Ok(())
    }
}
