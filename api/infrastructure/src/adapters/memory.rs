//! The cache of a single node: in this process, bounded, gone with it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::port::cache::{Cache, CacheUnavailable};
use moka::{Expiry, sync};
use tokio::sync::watch;

/// Entries at most; the least used go first, and are then looked up in the database.
const ENTRIES_MAX: u64 = 100_000;

type Entry = (String, Duration);

/// In-process memory.
pub struct InProcess {
    entries: sync::Cache<String, Entry>,
    /// One for each channel; their names are the program's own, so they are few.
    channels: Mutex<HashMap<String, watch::Sender<u64>>>,
}

/// Every entry lives as long as it was written for.
struct OwnLifetime;

impl Expiry<String, Entry> for OwnLifetime {
    fn expire_after_create(&self, _: &String, (_, ttl): &Entry, _: Instant) -> Option<Duration> {
        Some(*ttl)
    }
    fn expire_after_update(
        &self,
        _: &String,
        (_, ttl): &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(*ttl)
    }
}

impl InProcess {
    /// An empty memory.
    #[expect(
        clippy::new_without_default,
        reason = "the other adapters are made by `new` too"
    )]
    pub fn new() -> Self {
        Self {
            entries: sync::Cache::builder()
                .max_capacity(ENTRIES_MAX)
                .expire_after(OwnLifetime)
                .build(),
            channels: Mutex::default(),
        }
    }

    fn channel(&self, name: &str) -> watch::Sender<u64> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        channels.entry(name.to_owned()).or_default().clone()
    }
}

#[async_trait::async_trait]
impl Cache for InProcess {
    async fn get(&self, key: &str) -> Result<Option<String>, CacheUnavailable> {
        Ok(self.entries.get(key).map(|(value, _)| value))
    }

    async fn put(&self, key: &str, value: &str, ttl: Duration) -> Result<(), CacheUnavailable> {
        self.entries.insert(key.to_owned(), (value.to_owned(), ttl));
        Ok(())
    }

    async fn set_if_absent(
        &self,
        key: &str,
        value: &str,
        ttl: Duration,
    ) -> Result<(), CacheUnavailable> {
        self.entries
            .entry_by_ref(key)
            .or_insert_with(|| (value.to_owned(), ttl));
        Ok(())
    }

    async fn publish(&self, channel: &str) -> Result<(), CacheUnavailable> {
        self.channel(channel)
            .send_modify(|calls| *calls = calls.wrapping_add(1));
        Ok(())
    }

    async fn subscribe(&self, channel: &str) -> Result<watch::Receiver<u64>, CacheUnavailable> {
        Ok(self.channel(channel).subscribe())
    }

    async fn ping(&self) -> Result<(), CacheUnavailable> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_new_entry_never_replaces_one_that_is_there() {
        let memory = InProcess::new();
        let minute = Duration::from_secs(60);
        memory.put("a", "revoked", minute).await.unwrap();
        memory.set_if_absent("a", "live", minute).await.unwrap();
        assert_eq!(memory.get("a").await.unwrap().as_deref(), Some("revoked"));
        memory
            .set_if_absent("b", "live", Duration::ZERO)
            .await
            .unwrap();
        assert_eq!(memory.get("b").await.unwrap(), None);
    }
}
