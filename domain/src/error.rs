//! How the house says no. Refusals are values with a code; surprises are `Internal` and logged once, at the edge.

use sea_orm::EnumIter;
use uuid::Uuid;

use crate::id::{ApplicationId, CollaborationId, CreatorId, DeliverableId, OfferId, ProposalId};

/// The result of every command and query.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request was refused: part of the public API, one list for the whole marketplace. Names start with the
/// feature they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum Code {
    // Any form
    InvalidId,
    InvalidPagination,
    ValueMissing,
    ValueTooLong,
    ValueTooShort,
    ValueOutOfRange,
    ValueInvalid,
    ListTooLong,
    QuotaExceeded,
    AmountInvalid,
    CurrencyMismatch,
    IdempotencyKeyReused,
    IdempotencyInProgress,
    // Accounts
    EmailTaken,
    CredentialsInvalid,
    RefreshTokenInvalid,
    // Profiles
    BrandMemberAlreadyExists,
    BrandOwnerMissing,
    CreatorAlreadyExists,
    SocialAccountAlreadyExists,
    // Offers
    OfferNotDraft,
    OfferNotOpen,
    OfferStateInvalid,
    OfferIncomplete,
    OfferHasCollaborations,
    OfferFull,
    OfferBudgetExceeded,
    OfferAlreadyReserved,
    OfferVersionConflict,
    // Applications
    CreatorNotEligible,
    ApplicationAlreadyExists,
    ApplicationStateInvalid,
    ApplicationOwnOffer,
    ProposalNotYourTurn,
    ProposalRoundsExhausted,
    ProposalStateInvalid,
    PayNotNegotiable,
    // Collaborations and deliverables
    CollaborationStateInvalid,
    CancelNotAllowed,
    DeliverableStateInvalid,
    RevisionRoundsExhausted,
    RevisionRoundsLeft,
    RequirementUnknown,
    ContestsExhausted,
    EscalationNotAllowed,
    ConceptNotRequired,
    PublicationNotRequired,
    // Money
    WalletInsufficient,
    SpendingLimitExceeded,
    BalanceInsufficient,
    PayoutStateInvalid,
    IbanInvalid,
}

/// A number or a word out of a message, by its name: `max` and `120`.
pub type Parameter = (&'static str, String);

/// An error the caller can understand and put right. Each feature's error implements it.
pub trait UserError: std::error::Error + Send + Sync + 'static {
    /// The contract; the message is for people and may change.
    fn code(&self) -> Code;
    /// Which member of the command's form is wrong, from the form's own members down: `pay`, `amount`; list positions as
    /// text. Empty for the form as a whole, nothing when it is none in particular.
    fn path(&self) -> Option<Vec<String>> {
        None
    }
    /// What the message speaks of, for frontends that say it in another language: limits by name.
    fn parameters(&self) -> Vec<Parameter> {
        Vec::new()
    }
}

/// A deadline that has passed, and whose clock has not struck yet: of what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// The time to apply has ended.
    Offer(OfferId),
    /// Nobody answered or confirmed it in time.
    Application(ApplicationId),
    /// It has expired.
    Proposal(ProposalId),
    /// It was not funded in time.
    Collaboration(CollaborationId),
    /// Silence has decided it.
    Deliverable(DeliverableId),
    /// Earnings of this creator have been cleared.
    Earnings(CreatorId),
}

/// Why nothing was done. Without `Display`: nothing turns it into a public message by accident.
#[derive(Debug)]
pub enum Error {
    /// Someone must be logged in for this.
    Unauthenticated,
    /// A member whose role is too low, or someone who is not an operator.
    Forbidden,
    /// It is not there, or may not be seen.
    NotFound,
    /// The caller's mistakes, all of a form at once; nothing was changed.
    User(Vec<Box<dyn UserError>>),
    /// Not a refusal: this key has done its work before, with this result.
    Replayed(Uuid),
    /// Two requests were in each other's way and nothing was changed; worth trying again at once.
    Contended,
    /// A deadline has passed: first comes what its clock does, see [`crate::overdue`], and then this again.
    Overdue(Overdue),
    /// Busy or away; the same request may go through later.
    Unavailable,
    /// Our fault; the cause is for the log only.
    Internal(anyhow::Error),
}

impl<E: UserError> From<E> for Error {
    fn from(error: E) -> Self {
        Self::User(vec![Box::new(error)])
    }
}

impl From<Overdue> for Error {
    fn from(overdue: Overdue) -> Self {
        Self::Overdue(overdue)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl Error {
    /// Something that cannot happen unless the house is broken.
    pub fn broken(what: &'static str) -> Self {
        Self::Internal(anyhow::Error::msg(what))
    }
}

/// One wrong member of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    /// What is wrong with it.
    pub code: Code,
    /// Dotted path from the form's own members down, `requirements.2`; empty for the form as a whole.
    pub path: String,
    /// For people.
    pub message: String,
}

impl UserError for Mistake {
    fn code(&self) -> Code {
        self.code
    }
    fn path(&self) -> Option<Vec<String>> {
        let parts = self.path.split('.').filter(|part| !part.is_empty());
        Some(parts.map(str::to_owned).collect())
    }
}

/// A mistake with what its message speaks of.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{mistake}")]
struct Noted {
    mistake: Mistake,
    parameters: Vec<Parameter>,
}

impl UserError for Noted {
    fn code(&self) -> Code {
        self.mistake.code
    }
    fn path(&self) -> Option<Vec<String>> {
        self.mistake.path()
    }
    fn parameters(&self) -> Vec<Parameter> {
        self.parameters.clone()
    }
}

/// Collects the mistakes of a form, so that they come back together.
#[derive(Clone, Debug, Default)]
pub struct Form {
    noted: Vec<Noted>,
    /// How many of them were noted where the form was read: what stands in their places is no one's value.
    unread: usize,
}

impl Form {
    /// Keeps a good value; notes a bad one under its path and gives nothing.
    pub fn take<T>(
        &mut self,
        path: impl Into<String>,
        value: std::result::Result<T, impl UserError>,
    ) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                let mistake = Mistake {
                    code: error.code(),
                    path: path.into(),
                    message: error.to_string(),
                };
                self.keep(mistake, error.parameters());
                None
            }
        }
    }

    /// Notes a mistake that no single parser sees.
    pub fn note(&mut self, code: Code, path: impl Into<String>, message: impl Into<String>) {
        let mistake = Mistake {
            code,
            path: path.into(),
            message: message.into(),
        };
        self.keep(mistake, Vec::new());
    }

    fn keep(&mut self, mistake: Mistake, parameters: Vec<Parameter>) {
        let is_told = |noted: &Noted| {
            let rest = mistake.path.strip_prefix(&noted.mistake.path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if !self.noted[..self.unread].iter().any(is_told) {
            self.noted.push(Noted {
                mistake,
                parameters,
            });
        }
    }

    /// The same form where what it holds is looked at: of what could not be read, nothing more is said.
    pub fn read(self) -> Self {
        Self {
            unread: self.noted.len(),
            ..self
        }
    }

    /// Notes a mistake unless the condition holds.
    pub fn require(
        &mut self,
        holds: bool,
        code: Code,
        path: impl Into<String>,
        message: impl Into<String>,
    ) {
        if !holds {
            self.note(code, path, message);
        }
    }

    /// Refuses when anything was noted.
    pub fn finish(self) -> Result<()> {
        if self.is_clean() {
            Ok(())
        } else {
            Err(self.refuse())
        }
    }

    /// True while nothing was noted.
    pub fn is_clean(&self) -> bool {
        self.noted.is_empty()
    }

    /// All mistakes as the answer.
    pub fn refuse(self) -> Error {
        Error::User(
            self.noted
                .into_iter()
                .map(|noted| Box::new(noted) as Box<dyn UserError>)
                .collect(),
        )
    }
}
