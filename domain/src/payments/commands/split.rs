//! Dividing what is held for a deliverable, by a decision of the staff.

use super::super::{accounts, rules};
use super::escrow::earn;
use crate::entity;
use crate::error::Result;
use crate::id::Id;
use crate::ledger::{self, EntryKind, Transfer};
use crate::money::Money;
use crate::unit_of_work::UnitOfWork;

/// How what is held for a deliverable is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The pay of all deliverables with a lower position, as in [`super::release`].
    pub paid_before: Money,
    /// The creator's share of the pay, at most 10,000.
    pub creator_share_bps: u32,
    /// Days until the creator's part may be paid out.
    pub clearance_days: u32,
    /// What happens to the rest.
    pub rest: Rest,
}

/// What happens to the brand's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// It goes back to the wallet.
    ToWallet,
    /// It stays held, to be given back with all that is held for the collaboration.
    StaysHeld,
}

/// Divides the pay held for a deliverable, and the fees in the same proportion. The creator's part is an earning in
/// clearance.
pub async fn split(
    work: &UnitOfWork<'_>,
    collaboration: &entity::collaboration::Model,
    deliverable: &entity::deliverable::Model,
    split: Split,
) -> Result<Option<entity::earning::Model>> {
    let due = rules::due(collaboration.into(), deliverable.pay(), split.paid_before)?;
    let shares = rules::shares(due, deliverable.pay(), split.creator_share_bps)?;

    let escrow = accounts::escrow(collaboration);
    let deferred = accounts::fee_deferred(collaboration);
    let pending = accounts::pending(collaboration.creator_id, collaboration.currency);
    let fees = accounts::fees(collaboration.currency);
    let wallet = accounts::wallet(collaboration.brand_id, collaboration.currency);
    let mut moves = vec![
        (escrow, pending, shares.net),
        (escrow, fees, shares.creator_fee),
        (deferred, fees, shares.brand_fee),
    ];
    match split.rest {
        Rest::ToWallet => moves.extend([
            (escrow, wallet, shares.pay_back),
            (deferred, wallet, shares.fee_back),
        ]),
        Rest::StaysHeld => {}
    }
    let transfer = |(from, to, amount)| Transfer { from, to, amount };
    let transfers: Vec<Transfer> = moves.into_iter().map(transfer).collect();
    let source = deliverable.id.uuid();
    ledger::commands::post(work, EntryKind::Decided, source, &transfers).await?;
    earn(
        work,
        collaboration,
        deliverable.id,
        shares.net,
        split.clearance_days,
    )
    .await
}
