//! What may be done with a payout.

use domain::error::Result;
use domain::payments::{State, rules};

use crate::reading::Facts;
use crate::reading::model::Columns;
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::viewer_action::{IS_CREATOR, ViewerAction};

/// What decides about a payout.
pub struct PayoutActions {
    is_known: bool,
    is_own: bool,
    state: State,
}

plain! {
    /// What you may do with a payout now.
    "PayoutActions": |it: PayoutActions| {
        /// `payoutCancel`: take it back before it is sent.
        cancel: ViewerAction = ViewerAction::of(rules::may_cancel(it.is_known, it.is_own, it.state));
    }
}

/// What [`read`] reads.
pub const COLUMNS: Columns = &["state", IS_CREATOR];

/// From a row's columns, and who asks.
pub fn read(row: &Facts<'_>) -> Result<PayoutActions> {
    Ok(PayoutActions {
        is_known: row.asking.actor.user_id().is_some(),
        is_own: row.bool(1) == Some(true),
        state: stored(row.text(0))?,
    })
}
