//! Organisations that post offers, and who may do what in their name.

pub mod commands;
pub mod joining;
pub mod queries;
mod role;
pub mod spending;

pub use role::{Permission, Role};

use crate::error::{Code, UserError};

/// Every way a brand says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// They belong to the brand already.
    #[error("This person is a member already. Change their role instead.")]
    MemberAlreadyExists,
    /// It would leave the brand without an owner.
    #[error("A brand always has an owner. Make somebody else an owner first.")]
    OwnerMissing,
    /// More than they may take from the wallet.
    #[error(
        "This takes more out of the brand's wallet than you may spend. Somebody who manages its money can do it, or \
         raise your spending limit."
    )]
    SpendingLimitExceeded,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::MemberAlreadyExists => Code::BrandMemberAlreadyExists,
            Self::OwnerMissing => Code::BrandOwnerMissing,
            Self::SpendingLimitExceeded => Code::SpendingLimitExceeded,
        }
    }

    fn path(&self) -> Option<Vec<String>> {
        match self {
            Self::MemberAlreadyExists => Some(vec!["email".into()]),
            Self::OwnerMissing | Self::SpendingLimitExceeded => None,
        }
    }
}
