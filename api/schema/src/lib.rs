//! What can be asked, and how it is read: the types, inputs and mutations of GraphQL.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
pub mod reading;

pub mod graph;

pub mod graphql;
