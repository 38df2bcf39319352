//! Fast, forgetful memory shared by all nodes: Redis in production, in-process when there is one node. The database
//! stays the truth; whatever is lost here is looked up there again.

use std::time::Duration;

/// The memory cannot be reached; go on without it.
#[derive(Debug, thiserror::Error)]
#[error("ephemeral store away: {0}")]
pub struct Away(pub String);

/// A small key-value memory with a time to live for each entry.
#[async_trait::async_trait]
pub trait Ephemeral: Send + Sync {
    /// What stands under a key.
    async fn get(&self, key: &str) -> Result<Option<String>, Away>;
    /// Writes, whatever stood there.
    async fn put(&self, key: &str, value: &str, ttl: Duration) -> Result<(), Away>;
    /// Writes unless something stands there.
    async fn put_new(&self, key: &str, value: &str, ttl: Duration) -> Result<(), Away>;
    /// Answers when the memory is there.
    async fn ping(&self) -> Result<(), Away>;
}
