//! Money in and out: funding, reserve, escrow, release, payouts. Says which accounts of the ledger an event moves.
//!
//! funding -> wallet -> reserve of an offer -> escrow of a collaboration -> pending -> available -> payout.
//! The provider is asked outside any transaction, under an id written before, so that asking again moves nothing twice.

mod accounts;
pub mod commands;
pub mod queries;
pub mod rules;
mod state;

pub use commands::{Held, PayoutDraft, Rest, Split};
pub use rules::Breakdown;
pub use state::{EarningState, Event, FundingState, State};

use crate::error::{Code, UserError};
use crate::input::humanize;

/// Every way money says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The payout is not in a state for this.
    #[error("This payout is {}; that cannot be done to it any more.", humanize(.state))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// The brand's wallet does not cover it.
    #[error("The brand's wallet does not cover this. Put money in first.")]
    WalletInsufficient,
    /// The creator has less than that to be paid out.
    #[error("There is less than this available for payout.")]
    BalanceInsufficient,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State { .. } => Code::PayoutStateInvalid,
            Self::WalletInsufficient => Code::WalletInsufficient,
            Self::BalanceInsufficient => Code::BalanceInsufficient,
        }
    }

    fn path(&self) -> Option<Vec<String>> {
        match self {
            Self::State { .. } | Self::WalletInsufficient => None,
            Self::BalanceInsufficient => Some(vec!["amount".into()]),
        }
    }
}
