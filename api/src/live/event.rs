//! A change on its way to those who follow it.

use std::sync::Arc;

use domain::Env;
use domain::live::Change;

use crate::graphql::loaders::Shared;

/// A change, and what is looked up for it: once for all to whom it is told.
pub struct Event {
    /// What changed.
    pub change: Change,
    pub(crate) look_ups: Arc<Shared>,
}

impl Event {
    pub(super) fn new(change: Change, env: &Arc<Env>) -> Self {
        Self {
            change,
            look_ups: Arc::new(Shared::new(env.clone())),
        }
    }
}
