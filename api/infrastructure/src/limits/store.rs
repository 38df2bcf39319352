//! Where buckets and tries are kept: the port, which Redis and this process's memory implement.

use std::time::Duration;

use domain::port::ephemeral::Away;

use super::budget::Budget;

/// What is taken from one bucket.
#[derive(Clone, Debug)]
pub struct Take {
    /// The bucket's kind, as clients are told.
    pub bucket: &'static str,
    /// The bucket.
    pub key: String,
    /// Its size and speed.
    pub budget: Budget,
    /// How much is taken.
    pub amount: u32,
}

/// A bucket has less than was to be taken; nothing was taken from any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// Its place among those asked for; where several are short, that of the one to wait for longest.
    pub index: usize,
    /// How long until it has enough.
    pub wait: Duration,
}

/// Keeps buckets and tries.
#[async_trait::async_trait]
pub trait Store: Send + Sync {
    /// Takes from all buckets or from none; gives how long each now needs until it is full.
    async fn take(&self, takes: &[Take]) -> Result<Result<Vec<Duration>, Short>, Away>;
    /// Gives something back to a bucket, up to its size; gives how long it then needs until it is full.
    async fn give_back(&self, take: &Take) -> Result<Duration, Away>;
    /// Counts a try at an account, as failed for the time being; or tells how long to wait before it.
    async fn try_at(&self, account: &str) -> Result<Result<(), Duration>, Away>;
    /// Forgets an account's tries: one succeeded.
    async fn forgive(&self, account: &str) -> Result<(), Away>;
}
