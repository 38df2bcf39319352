//! A change on its way to those who follow it.

use std::sync::Arc;

use domain::live::Change;

use crate::reading::Shared;

/// A change, and what is looked up for it: once for all to whom it is told.
pub struct Event {
    /// What changed.
    pub change: Change,
    pub(crate) look_ups: Arc<Shared>,
}

impl Event {
    pub(super) fn new(change: Change) -> Self {
        Self {
            change,
            look_ups: Arc::default(),
        }
    }
}
