//! Money in and out: funding, reserve, escrow, release, payouts. Says which accounts of the ledger an event moves.

mod state;

pub use state::{EarningState, Event, FundingState, State};

use crate::error::{Code, UserError};
use crate::input::spoken;

/// Every way money says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The payout is not in a state for this.
    #[error("This payout is {}; that cannot be done to it any more.", spoken(.state))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State { .. } => Code::PayoutStateInvalid,
        }
    }
}
