//! What can be asked, and how it is read: the types, inputs and mutations of GraphQL.
//!
//! Modules stand in the order in which they may use each other: each only those above it. Types point at each other, and so
//! do their features.

// What everything stands on
pub mod reading;

pub mod stored;

pub mod scalars;

pub mod money;
pub mod user_error;
pub mod vocabulary;

pub mod error;
pub mod rate_limit;
pub mod viewer_action;

pub mod context;

pub mod object;

pub mod mutation;

// Features
pub mod account;
pub mod application;
pub mod brand;
pub mod change_feed;
pub mod collaboration;
pub mod creator;
pub mod deliverable;
pub mod ledger;
pub mod offer;
pub mod payments;

// All of them together
pub mod query;

pub mod engine;
