//! Organisations that post offers, and who may do what in their name.

pub mod queries;
mod role;

pub use role::{Permission, Role};
