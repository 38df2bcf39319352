//! Creators, as changed.

pub mod mutation;
