//! What a brand asks for and pays.
//!
//! DRAFT -> publish -> PUBLISHED <-> PAUSED; last slot taken -> FILLED, freed -> PUBLISHED;
//! deadline or close -> CLOSED; cancel -> CANCELLED. A published brief changes only by a new version.

mod brief;
mod state;

pub use brief::{Brief, Compensation, Criteria, DeliverableSpec, KpiTarget, Product, UsageRight};
pub use state::{Event, State};

use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::error::{Code, UserError};
use crate::input::spoken;

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
    #[error("This offer is {}; you cannot {} it now.", spoken(.state), spoken(.event))]
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
            Self::State { .. } => Code::OfferStateInvalid,
        }
    }
}
