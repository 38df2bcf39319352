//! People: sign-up, passwords, sessions.
//!
//! A session is a row, which is the truth, an entry in the cache, which is fast, and one in the memory of each
//! process that serves, for as long as it hears of those that end. Each session has a
//! chain of refresh tokens, each used once; a token that comes back later than a moment after its use ends the session.

pub mod commands;
pub mod operators;
pub mod queries;
mod refresh_token;

pub use commands::{LogIn, Refresh, SignUp, Started};

use crate::error::{Code, UserError};

/// Every way an account says no.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody has this address already.
    #[error("There is an account with this e-mail address already. Log in instead.")]
    EmailTaken,
    /// Unknown address or wrong password; which of them is not said.
    #[error("E-mail address or password is wrong.")]
    CredentialsInvalid,
    /// Unknown, expired or already used too long ago.
    #[error("This refresh token is not valid any more. Log in again.")]
    RefreshTokenInvalid,
}

impl UserError for Error {
    fn code(&self) -> Code {
        match self {
            Self::EmailTaken => Code::EmailTaken,
            Self::CredentialsInvalid => Code::CredentialsInvalid,
            Self::RefreshTokenInvalid => Code::RefreshTokenInvalid,
        }
    }

    fn path(&self) -> Option<Vec<String>> {
        let member = match self {
            Self::EmailTaken => "email",
            Self::CredentialsInvalid => return None,
            Self::RefreshTokenInvalid => "refreshToken",
        };
        Some(vec![member.into()])
    }
}
