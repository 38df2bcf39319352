//! A hint within the process that facts were committed.

use std::sync::Arc;

use tokio::sync::Notify;

/// Notified after a commit that recorded facts. Only a hint: a process that dies in between has told nobody, so whoever
/// waits for it looks by itself from time to time, too.
#[derive(Clone, Debug, Default)]
pub struct CommitSignal(Arc<Notify>);

impl CommitSignal {
    /// Wakes the one who waits, or lets the next one pass who would.
    pub(crate) fn notify(&self) {
        self.0.notify_one();
    }

    /// Waits until it has been notified since the last time.
    pub async fn notified(&self) {
        self.0.notified().await;
    }
}
