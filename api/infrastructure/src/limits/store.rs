//! Where buckets and tries are kept: the port, which Redis and this process's memory implement.

use std::time::Duration;

use domain::port::cache::CacheUnavailable;

use super::token_bucket::TokenBucket;

/// What is taken from one bucket.
#[derive(Clone, Debug)]
pub struct Debit {
    /// The bucket's kind, as clients are told.
    pub bucket: &'static str,
    /// The bucket.
    pub key: String,
    /// Its size and speed.
    pub budget: TokenBucket,
    /// How much is taken.
    pub amount: u32,
}

/// A bucket has less than was to be taken; nothing was taken from any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Its place among those asked for; where several are short, that of the one to wait for longest.
    pub index: usize,
    /// How long until it has enough.
    pub wait: Duration,
}

/// Keeps buckets and tries.
#[async_trait::async_trait]
pub trait Store: Send + Sync {
    /// Takes from all buckets or from none; gives how long each now needs until it is full.
    async fn take(
        &self,
        debits: &[Debit],
    ) -> Result<Result<Vec<Duration>, Shortfall>, CacheUnavailable>;
    /// Gives something back to a bucket, up to its size; gives how long it then needs until it is full.
    async fn give_back(&self, debit: &Debit) -> Result<Duration, CacheUnavailable>;
    /// Counts a try at an account, as failed for the time being; or tells how long to wait before it.
    async fn record_attempt(&self, account: &str)
    -> Result<Result<(), Duration>, CacheUnavailable>;
    /// Forgets an account's tries: one succeeded.
    async fn reset_attempts(&self, account: &str) -> Result<(), CacheUnavailable>;
}
