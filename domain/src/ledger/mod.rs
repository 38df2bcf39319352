//! Double entry: entries of transfers between accounts. Moves money and does not know why.

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
    /// Wallet money was set aside; source: the reservation of an offer.
    Reserved,
    /// The rest of a reserve went back; source: the offer.
    ReserveFreed,
    /// A collaboration's pay and fee are held; source: the collaboration.
    Held,
    /// A collaboration ended early; source: the collaboration.
    Returned,
    /// A deliverable is done; source: the deliverable.
    Released,
    /// A deliverable was finally rejected; source: the deliverable.
    Refunded,
    /// Clearance ended; source: the earning.
    Cleared,
    /// A payout was asked for; source: the payout.
    PayoutRequested,
    /// A payout arrived; source: the payout.
    PayoutPaid,
    /// A payout failed or was cancelled; source: the payout.
    PayoutUndone,
}
