//! What answers one request of GraphQL, whatever carried it: documents are looked at once, counted, let in, run, told.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
pub mod document;

pub mod service;
