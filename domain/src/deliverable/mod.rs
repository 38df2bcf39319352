//! One piece of content owed: handed in, approved, published, verified - and then paid.
//!
//! PLANNED -> (concept agreed) -> submit -> IN_REVIEW -> approve -> APPROVED -> publish -> PUBLISHED -> VERIFIED. Silence
//! agrees: to concepts, content and posts alike. Changes cite requirements and have counted rounds; only after them may
//! the brand finally reject, and get its money back. A creator who does not agree takes it to the staff: ESCALATED ->
//! DECIDED.

pub mod actions;
pub mod clocks;
pub mod commands;
pub mod escalation;
mod form;
pub mod queries;
mod rules;
mod state;

pub use form::{Change, HandIn, Post, Rejection};
pub use rules::Progress;
pub use state::{Event, State};

use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

use crate::error::{Code, UserError};
use crate::input::humanize;

/// What was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SubmissionKind {
    /// An idea to agree on before the work.
    Concept,
    /// The content itself.
    Content,
}

/// Web addresses of what was handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Links(pub Vec<String>);

/// Requirements, by their numbers from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Requirements(pub Vec<i64>);

/// The lines of a change request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct ChangeItems(pub Vec<ChangeItem>);

/// One wanted change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeItem {
    /// The requirement it cites, from 1.
    pub requirement: i64,
    /// What is missing.
    pub comment: String,
}

/// Every way a deliverable says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The deliverable is not in a state for this.
    #[error("This deliverable is {}; you cannot {} it now.", humanize(.state), humanize(.event))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// The brand's time to answer is not up.
    #[error("The brand still has time to answer.")]
    NotDue,
    /// A concept must be agreed first.
    #[error("Hand in a concept first; the content follows once it is agreed.")]
    ConceptMissing,
    /// No concept is owed.
    #[error("This deliverable needs no concept. Hand in the content.")]
    ConceptNotRequired,
    /// It is done when approved.
    #[error("The creator does not publish this content; it was done when it was approved.")]
    PublicationNotRequired,
    /// All rounds of changes are used.
    #[error("All {0} included rounds of changes are used. Approve the submission or reject it.")]
    RoundsExhausted(i64),
    /// Changes can still be asked for.
    #[error("Of {included} included rounds of changes {used} are used. Ask for changes first.")]
    RoundsLeft {
        /// Rounds agreed on.
        included: i64,
        /// Rounds used so far.
        used: i64,
    },
    /// The brand has contested as often as it may.
    #[error("Posts of a deliverable are contested at most {0} times.")]
    ContestsExhausted(u64),
    /// There is nothing to take to the staff, or it is too late.
    #[error(
        "This can be escalated after a rejection or the second contest, until `escalatableUntil`."
    )]
    EscalationNotAllowed,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State { .. } | Self::NotDue | Self::ConceptMissing => {
                Code::DeliverableStateInvalid
            }
            Self::ConceptNotRequired => Code::ConceptNotRequired,
            Self::PublicationNotRequired => Code::PublicationNotRequired,
            Self::RoundsExhausted(_) => Code::RevisionRoundsExhausted,
            Self::RoundsLeft { .. } => Code::RevisionRoundsLeft,
            Self::ContestsExhausted(_) => Code::ContestsExhausted,
            Self::EscalationNotAllowed => Code::EscalationNotAllowed,
        }
    }
}
