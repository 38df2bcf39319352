//! What serves every request and knows no GraphQL: tokens and sessions, limits, the change feed, databases, adapters.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
pub mod auth;
pub mod secret_url;
pub mod settings;
pub mod sqlite_file;
pub mod task;

pub mod adapters;
pub mod change_feed;
pub mod database;

pub mod limits;
