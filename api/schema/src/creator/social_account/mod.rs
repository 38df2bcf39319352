//! Accounts of creators on platforms: their numbers, posts and audience.

pub mod mutation;
pub mod types;
