//! One piece of content owed: handed in, approved, published, verified - and then paid.

mod state;

pub use state::{Event, State};

use sea_orm::{DeriveActiveEnum, EnumIter, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

use crate::error::{Code, UserError};
use crate::input::spoken;

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
    #[error("This deliverable is {}; that cannot be done now.", spoken(.state))]
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
            Self::State { .. } => Code::DeliverableStateInvalid,
        }
    }
}
