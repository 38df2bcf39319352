//! Which account of the ledger holds what.

use crate::entity;
use crate::id::{BrandId, CreatorId, OfferId};
use crate::ledger::{Account, AccountKind};
use crate::money::Currency;

pub(super) fn wallet(id: BrandId, currency: Currency) -> Account {
    Account::of(AccountKind::BrandWallet, id, currency)
}

pub(super) fn reserve(id: OfferId, currency: Currency) -> Account {
    Account::of(AccountKind::OfferReserve, id, currency)
}

pub(super) fn escrow(collaboration: &entity::collaboration::Model) -> Account {
    let currency = collaboration.currency;
    Account::of(AccountKind::Escrow, collaboration.id, currency)
}

pub(super) fn fee_deferred(collaboration: &entity::collaboration::Model) -> Account {
    let currency = collaboration.currency;
    Account::of(AccountKind::FeeDeferred, collaboration.id, currency)
}

pub(super) fn pending(id: CreatorId, currency: Currency) -> Account {
    Account::of(AccountKind::CreatorPending, id, currency)
}

pub(super) fn available(id: CreatorId, currency: Currency) -> Account {
    Account::of(AccountKind::CreatorAvailable, id, currency)
}

pub(super) fn in_transit(payout: &entity::payout::Model) -> Account {
    Account::of(AccountKind::PayoutInTransit, payout.id, payout.currency)
}

pub(super) fn clearing(currency: Currency) -> Account {
    Account::of_marketplace(AccountKind::ProviderClearing, currency)
}

pub(super) fn fees(currency: Currency) -> Account {
    Account::of_marketplace(AccountKind::PlatformFees, currency)
}
