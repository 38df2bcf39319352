//! How many statements were sent, and, for who wants to look at their plans, which.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::rows::{Param, Sql};

/// A statement with its parameters.
pub type Sent = (Sql, Vec<Param>);

/// A count of statements, without those that begin and end transactions. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    count: AtomicU64,
    /// Kept once somebody has asked for them.
    sent: OnceLock<Mutex<Vec<Sent>>>,
}

impl Tally {
    /// One more is sent.
    pub(super) fn add(&self) {
        self.0.count.fetch_add(1, Ordering::Relaxed);
    }

    /// One of these is sent.
    pub(super) fn note(&self, sql: &Sql, params: &[Param]) {
        if let Some(sent) = self.0.sent.get() {
            let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
            sent.push((sql.clone(), params.to_vec()));
        }
    }

    /// How many there were.
    pub(super) fn read(&self) -> u64 {
        self.0.count.load(Ordering::Relaxed)
    }

    /// Those sent since this was asked last; from the first time on they are kept.
    pub(super) fn take(&self) -> Vec<Sent> {
        let sent = self.0.sent.get_or_init(Mutex::default);
        std::mem::take(&mut *sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
