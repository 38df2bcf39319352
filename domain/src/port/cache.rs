//! Fast, forgetful memory shared by all nodes: Redis in production, in-process when there is one node. The database
//! stays the truth; whatever is lost here is looked up there again.

use std::time::Duration;

use tokio::sync::watch;

/// The memory cannot be reached; go on without it.
#[derive(Debug, thiserror::Error)]
#[error("cache unavailable: {0}")]
pub struct CacheUnavailable(pub String);

/// A small key-value memory with a time to live for each entry, and a way to call the other nodes.
#[async_trait::async_trait]
pub trait Cache: Send + Sync {
    /// What stands under a key.
    async fn get(&self, key: &str) -> Result<Option<String>, CacheUnavailable>;
    /// Writes, whatever stood there.
    async fn put(&self, key: &str, value: &str, ttl: Duration) -> Result<(), CacheUnavailable>;
    /// Writes unless something stands there.
    async fn set_if_absent(
        &self,
        key: &str,
        value: &str,
        ttl: Duration,
    ) -> Result<(), CacheUnavailable>;
    /// Calls everybody who listens on a channel, on any node. A call may be lost: it says only that looking is worth it.
    async fn publish(&self, channel: &str) -> Result<(), CacheUnavailable>;
    /// Listens on a channel: the number changes when somebody calls. It closes when the memory goes away.
    async fn subscribe(&self, channel: &str) -> Result<watch::Receiver<u64>, CacheUnavailable>;
    /// Answers when the memory is there.
    async fn ping(&self) -> Result<(), CacheUnavailable>;
}
