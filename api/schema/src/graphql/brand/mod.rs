//! Brands and their members, as changed.

pub mod joining;
pub mod mutation;
