//! Accounts on social platforms, as changed.

pub mod mutation;
