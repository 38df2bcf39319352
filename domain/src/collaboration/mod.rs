//! The signed agreement and the work.
//!
//! AWAITING_FUNDING -> fund -> ACTIVE -> COMPLETED; before work either side may cancel; unfunded it expires.
//! No clock of the work runs before the money is held. What was agreed is kept as canonical JSON with its hash.

pub mod actions;
pub mod commands;
mod opening;
pub mod queries;
mod rules;
mod ruling;
mod standing;
mod state;
mod terms;

pub use opening::{Agreement, Signed};
pub use rules::{Owed, Ruling};
pub use standing::{Party, Standing};
pub use state::{Event, State};
pub use terms::{DeliverableTerms, Terms};

use crate::error::{Code, UserError};
use crate::input::humanize;

/// Every way a collaboration says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The collaboration is not in a state for this.
    #[error("This collaboration is {}; you cannot {} it now.", humanize(.state), humanize(.event))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// Work is done only while the money is held and nothing has ended.
    #[error("This collaboration is {}; work goes on only while it is active.", humanize(.0))]
    NotActive(State),
    /// The deadline to fund it has not passed.
    #[error("There is still time to fund this collaboration.")]
    NotDue,
    /// Something was handed in, and nothing is long overdue.
    #[error(
        "Work was handed in. The brand may still cancel when content is long overdue and nothing else waits for it."
    )]
    CancelNotAllowed,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State { .. } | Self::NotActive(_) | Self::NotDue => {
                Code::CollaborationStateInvalid
            }
            Self::CancelNotAllowed => Code::CancelNotAllowed,
        }
    }
}
