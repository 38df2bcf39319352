//! Double entry: entries of transfers between accounts. Moves money and does not know why.
//!
//! An entry is one business event, booked once. A transfer takes from one account what it gives to another, so the
//! book always sums to zero. Accounts change only through transfers; the database refuses everything else.

pub mod commands;
pub mod queries;
mod rules;

use sea_orm::{DbErr, DeriveActiveEnum, EnumIter};
use uuid::Uuid;

use crate::entity;
use crate::id::Id;
use crate::money::{Currency, Money};

/// What an account is for; one account per kind, owner and currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AccountKind {
    /// Money at the payment provider. Negative: what came in and has not gone out.
    ProviderClearing,
    /// Free money of a brand.
    BrandWallet,
    /// Set aside for an offer, whole or not at all.
    OfferReserve,
    /// Promised to one creator for one collaboration.
    Escrow,
    /// The brand's fee for a collaboration, paid but not yet earned.
    FeeDeferred,
    /// A creator's released pay, in clearance.
    CreatorPending,
    /// A creator's pay that may be paid out.
    CreatorAvailable,
    /// A payout asked for or sent, not confirmed.
    PayoutInTransit,
    /// Fees the marketplace has earned.
    PlatformFees,
}

/// What happened; unique together with its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum EntryKind {
    /// A brand paid in; source: the funding.
    Funded,
    /// Wallet money was set aside for an offer; source: drawn anew each time, as an offer may reserve again.
    Reserved,
    /// The rest of a reserve went back; source: drawn anew each time.
    ReserveFreed,
    /// A collaboration's pay and fee are held; source: the collaboration.
    Held,
    /// A collaboration ended early; source: the collaboration.
    Returned,
    /// A deliverable is done; source: the deliverable.
    Released,
    /// A deliverable was finally rejected; source: the deliverable.
    Refunded,
    /// The staff divided what was held for a deliverable; source: the deliverable.
    Decided,
    /// Clearance ended; source: the earning.
    Cleared,
    /// A payout was asked for; source: the payout.
    PayoutRequested,
    /// A payout arrived; source: the payout.
    PayoutPaid,
    /// A payout failed or was cancelled; source: the payout.
    PayoutUndone,
}

/// Who owns the accounts of the marketplace itself.
const MARKETPLACE: Uuid = Uuid::nil();

impl AccountKind {
    /// The least an account of this kind may hold, in minor units: what users own never goes below zero.
    pub fn floor(self) -> Option<i64> {
        match self {
            Self::ProviderClearing | Self::PlatformFees => None,
            Self::BrandWallet
            | Self::OfferReserve
            | Self::Escrow
            | Self::FeeDeferred
            | Self::CreatorPending
            | Self::CreatorAvailable
            | Self::PayoutInTransit => Some(0),
        }
    }
}

impl AccountKind {
    /// The account whose money stands in the same statement: who moves one holds both, so that balances there follow from
    /// each other.
    fn stated_with(self) -> Option<Self> {
        match self {
            Self::Escrow => Some(Self::FeeDeferred),
            Self::FeeDeferred => Some(Self::Escrow),
            Self::CreatorPending => Some(Self::CreatorAvailable),
            Self::CreatorAvailable => Some(Self::CreatorPending),
            Self::ProviderClearing
            | Self::BrandWallet
            | Self::OfferReserve
            | Self::PayoutInTransit
            | Self::PlatformFees => None,
        }
    }
}

/// Names an account; it is opened when it is first used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// What it is for.
    pub kind: AccountKind,
    /// Whose it is: the key of a brand, an offer, a collaboration and so on, by kind.
    pub owner: Uuid,
    /// What it holds.
    pub currency: Currency,
}

impl Account {
    /// An account of somebody or something.
    pub fn of(kind: AccountKind, owner: impl Id, currency: Currency) -> Self {
        Self {
            kind,
            owner: owner.uuid(),
            currency,
        }
    }

    /// An account of the marketplace itself.
    pub fn of_marketplace(kind: AccountKind, currency: Currency) -> Self {
        Self {
            kind,
            owner: MARKETPLACE,
            currency,
        }
    }
}

impl From<&entity::ledger_account::Model> for Account {
    fn from(row: &entity::ledger_account::Model) -> Self {
        Self {
            kind: row.kind,
            owner: row.owner_id,
            currency: row.currency,
        }
    }
}

/// Money to be moved. Amount and both accounts are of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Who gives.
    pub from: Account,
    /// Who gets.
    pub to: Account,
    /// How much; a transfer of nothing is left out.
    pub amount: Money,
}

/// Why an entry is not booked. It becomes a refusal where a feature can name what is short; else the house is broken.
#[derive(Debug)]
pub enum Error {
    /// An account would fall below its floor.
    Insufficient {
        /// Which one.
        account: Account,
    },
    /// Not a matter of the amount.
    Other(crate::Error),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Other(error.into())
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Other(error)
    }
}

impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Insufficient { account } => Self::Internal(anyhow::anyhow!(
                "{account:?} holds less than was promised from it"
            )),
            Error::Other(error) => error,
        }
    }
}
