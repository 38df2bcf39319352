//! The program: what its command line can do.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
mod backup;
mod staff;

mod cli;

pub use cli::{check, run};
