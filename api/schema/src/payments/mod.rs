//! Money: what agreements come to, wallets and what is paid in, balances and what is paid out.

pub mod actions;
pub mod breakdown;
pub mod mutation;
pub mod types;
pub mod wallet;

use crate::object::kinds;

kinds! {
    /// Money a brand pays in.
    Funding = OfFunding, wallet::FUNDING, funding;
    /// Money sent to a creator.
    Payout = OfPayout, types::PAYOUT, payout;
}
