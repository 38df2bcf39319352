//! A creator's application to an offer, negotiated to accepted or rejected. The model feature: when in doubt, do as here.
//!
//! SUBMITTED -> SHORTLISTED -> NEGOTIATING -> ACCEPTED (opens the collaboration) | REJECTED | WITHDRAWN | EXPIRED |
//! CLOSED; a material change of the offer asks again: NEEDS_RECONFIRMATION -> reconfirm or LAPSED.

pub mod actions;
pub mod clocks;
pub mod commands;
pub mod eligibility;
pub mod negotiation;
pub mod queries;
pub mod rules;
mod state;

pub use state::{Event, ProposalEvent, ProposalState, State};

use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::error::{Code, UserError};
use crate::input::humanize;

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
    #[error("This application is {}; you cannot {} it now.", humanize(.state), humanize(.event))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// The offer takes no applications.
    #[error("This offer takes no applications now.")]
    OfferNotOpen,
    /// A condition of the offer is not met.
    #[error("You do not meet these conditions of the offer: {0}.")]
    NotEligible(String),
    /// There is a live one.
    #[error("You have applied to this offer already.")]
    AlreadyExists,
    /// Members of a brand, on their own offer.
    #[error("You cannot apply to an offer of your own brand.")]
    OwnOffer,
    /// The caller has no creator profile.
    #[error("Create a creator profile first.")]
    NoProfile,
    /// A proposal is open and must be answered first.
    #[error("A proposal is open. Answer it first.")]
    ProposalOpen,
    /// The same side spoke last.
    #[error("It is the other side's turn.")]
    NotYourTurn,
    /// All rounds are used.
    #[error("All rounds of negotiation are used. Accept or end the application.")]
    RoundsExhausted,
    /// The offer changed materially since the creator agreed to it.
    #[error("The offer has changed since; the creator is asked to confirm it first.")]
    Outdated,
    /// The pay is fixed.
    #[error("The pay of this offer is fixed.")]
    NotNegotiable,
    /// The proposal is not in a state for this.
    #[error("This proposal is {}; it cannot be answered any more.", humanize(.state))]
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
            Self::State { .. } | Self::Outdated => Code::ApplicationStateInvalid,
            Self::OfferNotOpen => Code::OfferNotOpen,
            Self::NotEligible(_) | Self::NoProfile => Code::CreatorNotEligible,
            Self::AlreadyExists => Code::ApplicationAlreadyExists,
            Self::OwnOffer => Code::ApplicationOwnOffer,
            Self::ProposalOpen | Self::ProposalState { .. } => Code::ProposalStateInvalid,
            Self::NotYourTurn => Code::ProposalNotYourTurn,
            Self::RoundsExhausted => Code::ProposalRoundsExhausted,
            Self::NotNegotiable => Code::PayNotNegotiable,
        }
    }
}
