//! How many statements were sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A count of statements, without those that begin and end transactions. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Arc<AtomicU64>);

impl Tally {
    /// One more is sent.
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub(super) fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
