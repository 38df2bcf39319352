//! Offers: what is in them, and what brands do to them.

pub mod actions;
pub mod brief;
pub mod input;
pub mod mutation;
pub mod types;

use crate::object::kinds;

kinds! {
    /// What a brand asks for and pays.
    Offer = OfOffer, types::OFFER, offer;
}
