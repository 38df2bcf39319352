//! The signed agreement and the work.
//!
//! AWAITING_FUNDING -> fund -> ACTIVE -> COMPLETED; before work either side may cancel; unfunded it expires.

mod state;

pub use state::{Event, State};

use crate::error::{Code, UserError};
use crate::input::spoken;

/// Every way a collaboration says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The collaboration is not in a state for this.
    #[error("This collaboration is {}; that cannot be done now.", spoken(.state))]
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
            Self::State { .. } => Code::CollaborationStateInvalid,
        }
    }
}
