//! Who is asking, and under which key.

use std::net::IpAddr;

use crate::error::{Code, Error, Form, Result, UserError};
use crate::id::{SessionId, UserId};

/// Who is asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody known.
    Guest,
    /// Someone logged in.
    User(Principal),
    /// The clocks: deadlines, silence, payout runs.
    System,
}

/// A person behind a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who it is.
    pub user_id: UserId,
    /// The log-in used.
    pub session_id: SessionId,
    /// Platform staff.
    pub is_operator: bool,
    /// Where the request came from, when known; kept with signatures.
    pub address: Option<IpAddr>,
}

impl Actor {
    /// The person, or `Unauthenticated`.
    pub fn principal(self) -> Result<Principal> {
        match self {
            Self::User(principal) => Ok(principal),
            Self::Guest | Self::System => Err(Error::Unauthenticated),
        }
    }

    /// The person's id, when there is a person.
    pub fn user_id(self) -> Option<UserId> {
        match self {
            Self::User(principal) => Some(principal.user_id),
            Self::Guest | Self::System => None,
        }
    }

    /// Refuses guests.
    pub fn require_known(self) -> Result<()> {
        match self {
            Self::User(_) | Self::System => Ok(()),
            Self::Guest => Err(Error::Unauthenticated),
        }
    }

    /// True for platform staff.
    pub fn is_operator(self) -> bool {
        matches!(
            self,
            Self::User(Principal {
                is_operator: true,
                ..
            })
        )
    }

    /// True for the marketplace's own clocks.
    pub fn is_system(self) -> bool {
        self == Self::System
    }

    /// Refuses everybody but platform staff.
    pub fn require_operator(self) -> Result<Principal> {
        let principal = self.principal()?;
        if principal.is_operator {
            Ok(principal)
        } else {
            Err(Error::Forbidden)
        }
    }
}

/// What a command starts from: who asks, and the key that makes asking twice the same as asking once.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Who asks.
    pub actor: Actor,
    /// The caller's idempotency key, if given.
    pub key: Option<Key>,
    /// What could not be read of what is asked. With a mistake here nothing is done: what stands in its place is only
    /// looked at for more of them.
    pub unread: Form,
}

/// An idempotency key with a hash of what was asked under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The caller's own word, 1 to 255 characters.
    pub word: String,
    /// SHA-256 of the canonical input, in hex.
    pub input_hash: String,
}

/// A key that cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The same key came with other input.
    #[error("This idempotency key was used for another request. Use a new key for a new request.")]
    Reused,
    /// The first request under this key is still being carried out.
    #[error(
        "The first request with this idempotency key is still being carried out. Try again in a moment."
    )]
    InProgress,
    /// None was given where money moves.
    #[error("Give an idempotency key, so that asking again never moves the money twice.")]
    Missing,
    /// Empty or too long.
    #[error("An idempotency key has 1 to 255 printable ASCII characters.")]
    Malformed,
}

impl UserError for KeyError {
    fn code(&self) -> Code {
        match self {
            Self::Reused => Code::IdempotencyKeyReused,
            Self::InProgress => Code::IdempotencyInProgress,
            Self::Missing => Code::ValueMissing,
            Self::Malformed => Code::ValueInvalid,
        }
    }
    fn path(&self) -> Option<Vec<String>> {
        Some(vec!["idempotencyKey".into()])
    }
}

impl Key {
    /// Refuses an empty, overlong or unprintable word.
    pub(crate) fn check(&self) -> std::result::Result<(), KeyError> {
        let is_printable = self.word.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if self.word.is_empty() || self.word.len() > 255 || !is_printable {
            return Err(KeyError::Malformed);
        }
        Ok(())
    }
}

impl Intent {
    /// Asked by someone, without a key.
    pub fn of(actor: Actor) -> Self {
        Self {
            actor,
            key: None,
            unread: Form::default(),
        }
    }

    /// The same, where some of it could not be read.
    pub fn noting(self, unread: Form) -> Self {
        Self { unread, ..self }
    }

    /// The form to note further mistakes in.
    pub fn form(&self) -> Form {
        self.unread.clone().read()
    }

    /// Refuses people who ask without a key: for commands that move money in or out.
    pub fn require_key(&self) -> std::result::Result<(), KeyError> {
        if self.key.is_some() || self.actor.is_system() {
            Ok(())
        } else {
            Err(KeyError::Missing)
        }
    }

    /// Asked by a clock.
    pub fn system() -> Self {
        Self::of(Actor::System)
    }
}
