//! How much there may be of what costs nothing to make.

use crate::error::{Code, Parameter, UserError};

/// Brands that one person owns at most.
pub const BRANDS: u64 = 20;
/// Drafts of one brand at most.
pub const DRAFTS: u64 = 100;
/// Members of one brand at most, with those who have not accepted yet.
pub const MEMBERS: u64 = 100;
/// Sessions of one person that go on at once. One more ends those that were longest unused.
pub const SESSIONS: u64 = 50;
/// Social accounts of one creator at most.
pub const SOCIAL_ACCOUNTS: u64 = 20;

/// There is as much already as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There may be {max} {what} at most, and so many are there. Remove one first.")]
pub struct Exceeded {
    what: &'static str,
    max: u64,
}

impl UserError for Exceeded {
    fn code(&self) -> Code {
        Code::QuotaExceeded
    }

    fn path(&self) -> Option<Vec<String>> {
        Some(Vec::new())
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![("max", self.max.to_string())]
    }
}

/// Refuses one more of something where there are so many. The caller has locked whose they are.
pub(crate) fn require_room(what: &'static str, count: u64, max: u64) -> Result<(), Exceeded> {
    if count < max {
        Ok(())
    } else {
        Err(Exceeded { what, max })
    }
}
