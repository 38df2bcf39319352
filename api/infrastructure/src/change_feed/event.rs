//! A change on its way to those who follow it.

use std::sync::Arc;

use domain::change_feed::Change;

/// A change, and what those to whom it is told have looked up for it: once for all of them.
pub struct Event<K> {
    /// What changed.
    pub change: Change,
    /// What was looked up so far.
    pub kept: Arc<K>,
}

impl<K: Default> Event<K> {
    pub(super) fn new(change: Change) -> Self {
        Self {
            change,
            kept: Arc::default(),
        }
    }
}
