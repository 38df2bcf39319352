//! What accounts are for, and what is booked.

use sea_orm::{DeriveActiveEnum, EnumIter};

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

    /// The account whose money stands in the same statement: who moves one holds both, so that balances there follow from
    /// each other.
    pub(super) fn stated_with(self) -> Option<Self> {
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
