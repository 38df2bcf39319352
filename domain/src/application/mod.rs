//! A creator's bid on an offer, negotiated to accepted or rejected. The model feature: when in doubt, do as here.
//!
//! SUBMITTED -> SHORTLISTED -> NEGOTIATING -> ACCEPTED (opens the collaboration) | REJECTED | WITHDRAWN | EXPIRED |
//! CLOSED; a material change of the offer asks again: NEEDS_RECONFIRMATION -> reconfirm or LAPSED.

mod state;

pub use state::{Event, ProposalEvent, ProposalState, State};

use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::error::{Code, UserError};
use crate::input::spoken;

/// Why a brand said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum RejectionReason {
    /// The pay asked is more than the brand has.
    Budget,
    /// The creator posts about something else.
    NicheMismatch,
    /// The audience is another one.
    AudienceMismatch,
    /// Too little engagement.
    Engagement,
    /// The style does not fit.
    ContentStyle,
    /// The dates do not fit.
    Availability,
    /// All slots went to others.
    SlotsFilled,
    /// Said in words.
    Other,
}

/// Every way an application says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The application is not in a state for this.
    #[error("This application is {}; you cannot {} it now.", spoken(.state), spoken(.event))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// The proposal is not in a state for this.
    #[error("This proposal is {}; it cannot be answered any more.", spoken(.state))]
    ProposalState {
        /// Where it stands.
        state: ProposalState,
        /// What was tried.
        event: ProposalEvent,
    },
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State { .. } => Code::ApplicationStateInvalid,
            Self::ProposalState { .. } => Code::ProposalStateInvalid,
        }
    }
}
