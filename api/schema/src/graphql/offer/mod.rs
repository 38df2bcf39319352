//! Offers, as changed.

pub mod acts;
pub mod input;
