//! What a brand asks for and pays.
//!
//! DRAFT -> publish -> PUBLISHED <-> PAUSED; last slot taken -> FILLED, freed -> PUBLISHED;
//! deadline or close -> CLOSED; cancel -> CANCELLED. A published brief changes only by a new version.

pub mod actions;
mod brief;
mod changes;
pub mod commands;
mod content;
mod draft;
pub mod queries;
mod reserving;
pub mod rules;
mod slots;
mod state;

pub use brief::{Brief, Compensation, Criteria, DeliverableSpec, KpiTarget, Product, UsageRight};
pub use changes::Changes;
pub use content::Edit;
pub use draft::Draft;
pub use state::{Event, State};

use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::error::{Code, Parameter, UserError};
use crate::input::humanize;

/// What an offer can look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum TargetKind {
    /// What creators post about.
    Niche,
    /// Where they post.
    Platform,
    /// Where they live.
    Country,
    /// The language they post in.
    Language,
}

/// Every way an offer says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The offer is not in a state for this.
    #[error("This offer is {}; you cannot {} it now.", humanize(.state), humanize(.event))]
    State {
        /// Where it stands.
        state: State,
        /// What was tried.
        event: Event,
    },
    /// A collaboration is running.
    #[error("A collaboration of this offer is running. Close the offer instead of cancelling it.")]
    HasCollaborations,
    /// All slots are taken.
    #[error("All slots of this offer are taken.")]
    Full,
    /// The budget does not cover it.
    #[error("The budget of this offer does not cover this. Raise it first.")]
    BudgetExceeded,
    /// The money is set aside already.
    #[error("The money for this offer is set aside already.")]
    AlreadyReserved,
    /// Fewer than are taken, or less than is committed.
    #[error("More is promised already: {0}.")]
    BelowPromised(&'static str),
    /// The currency is part of what was published.
    #[error("The currency of a published offer cannot change.")]
    CurrencyFixed,
    /// Somebody else was faster.
    #[error("The offer has changed meanwhile: it has version {0} now. Look at it again.")]
    VersionConflict(i64),
    /// So many versions help nobody.
    #[error("An offer has at most {MAX_VERSIONS} versions. Close it and make a new one.")]
    TooManyVersions,
}

/// Versions of an offer that are kept at most; those of a draft are not.
pub const MAX_VERSIONS: u64 = 50;

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::State {
                event: Event::Edit, ..
            } => Code::OfferNotDraft,
            Self::State { .. } | Self::TooManyVersions => Code::OfferStateInvalid,
            Self::HasCollaborations => Code::OfferHasCollaborations,
            Self::Full => Code::OfferFull,
            Self::BudgetExceeded => Code::OfferBudgetExceeded,
            Self::AlreadyReserved => Code::OfferAlreadyReserved,
            Self::BelowPromised(_) => Code::ValueOutOfRange,
            Self::CurrencyFixed => Code::CurrencyMismatch,
            Self::VersionConflict(_) => Code::OfferVersionConflict,
        }
    }

    fn path(&self) -> Option<Vec<String>> {
        match self {
            Self::VersionConflict(_) => Some(vec!["expectedVersion".into()]),
            _ => None,
        }
    }

    fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::VersionConflict(version) => vec![("version", version.to_string())],
            _ => Vec::new(),
        }
    }
}
