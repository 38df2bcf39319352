//! Who moves money in and out of the marketplace. Calls may time out after they took effect, so each names its
//! purpose by an id of ours, and asking again under the same id never moves money twice.

use crate::id::{FundingId, PayoutId};
use crate::money::Money;

/// The provider could not be asked, or did not answer. It says nothing about what happened.
#[derive(Debug, thiserror::Error)]
#[error("payment provider: no answer: {0}")]
pub struct ProviderUnavailable(pub String);

/// What became of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Charge {
    /// The money is there.
    Captured {
        /// The provider's name for it.
        reference: String,
    },
    /// The provider is still at it.
    Pending,
    /// Definitely no money.
    Refused {
        /// For the brand to read.
        reason: String,
    },
}

/// What became of a transfer to a creator's bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// The provider has never heard of it.
    Unknown,
    /// On its way.
    InTransit {
        /// The provider's name for it.
        reference: String,
    },
    /// Arrived.
    Paid {
        /// The provider's name for it.
        reference: String,
    },
    /// Definitely not sent.
    Refused {
        /// For the creator to read.
        reason: String,
    },
}

/// Moves money between the marketplace and the outside.
#[async_trait::async_trait]
pub trait PaymentProvider: Send + Sync {
    /// Collects money from a brand. The same id charges once.
    async fn charge(&self, id: FundingId, amount: Money) -> Result<Charge, ProviderUnavailable>;
    /// Sends money to a bank account. The same id sends once.
    async fn send(
        &self,
        id: PayoutId,
        amount: Money,
        iban: &str,
    ) -> Result<Transfer, ProviderUnavailable>;
    /// What became of a transfer; `reference` is the provider's name for it, as far as we were told.
    async fn look_up(
        &self,
        id: PayoutId,
        reference: Option<&str>,
    ) -> Result<Transfer, ProviderUnavailable>;
}
