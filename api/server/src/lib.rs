//! What runs: HTTP and WebSockets, configuration, the worker, the log.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
pub mod http;
pub mod progress;
pub mod worker;

pub mod config;

pub mod bootstrap;
pub mod logging;

mod serve;

pub mod worker_process;

pub use serve::{Worker, serve, start};
