//! What the marketplace is. Knows no HTTP, no GraphQL, no Redis and no tokens.
//!
//! Modules stand in the order in which they may use each other: each only those above it. Everybody else hears of what
//! happened through the outbox. Of features, entities hold plain values: states, and what is stored in one column.

// What everything stands on
pub mod id;

pub mod error;

pub mod instant;
pub mod vocabulary;

pub mod clock;
pub mod input;
pub mod money;

pub mod actor;
pub mod invariant;
pub mod page;
pub mod policy;
pub mod port;
pub mod quota;
pub mod sight;

pub mod db;
pub mod entity;

pub mod commit_signal;
pub mod passwords;
pub mod sessions;

pub mod env;

pub mod audit;
pub mod outbox;

pub mod unit_of_work;

// Features
pub mod deadline;

pub mod trusted_document;

pub mod account;

pub mod brand;

pub mod creator;

pub mod ledger;

pub mod payments;

pub mod offer;

pub mod collaboration;

pub mod deliverable;

pub mod application;

pub mod change_feed;

// What must hold of all of them
pub mod check;
pub mod overdue;
pub mod retention;

pub use env::Env;
pub use error::{Error, Result};

#[cfg(test)]
mod transition_table;
