//! What moves money: in the course of the work (`escrow`), in from brands (`funding`), out to creators (`payout`), and
//! by the clock (`due`).

mod due;
mod escrow;
mod funding;
mod payout;
mod split;

pub(crate) use due::clear_all_due;
pub use due::run_due;
pub use escrow::{Held, clear, free_reserve, give_back, hold, refund, release, reserve};
pub use funding::{fund_wallet, settle_funding};
pub use payout::{PayoutDraft, advance, cancel, request};
pub use split::{Rest, Split, split};

use super::Error;
use crate::ledger;

/// What is short, in the words of the feature.
fn short(refusal: Error) -> impl FnOnce(ledger::Error) -> crate::Error {
    move |error| match error {
        ledger::Error::Insufficient { .. } => refusal.into(),
        ledger::Error::Other(error) => error,
    }
}
