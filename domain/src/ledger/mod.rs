//! Double entry: entries of transfers between accounts. Moves money and does not know why.
//!
//! An entry is one business event, booked once. A transfer takes from one account what it gives to another, so the
//! book always sums to zero. Accounts change only through transfers; the database refuses everything else.

pub mod commands;
mod kind;
pub mod queries;
mod rules;

use sea_orm::DbErr;
use uuid::Uuid;

use crate::entity;
use crate::id::Id;
use crate::money::{Currency, Money};

pub use kind::{AccountKind, EntryKind};

/// Who owns the accounts of the marketplace itself.
const MARKETPLACE: Uuid = Uuid::nil();

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
