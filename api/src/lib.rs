//! How the outside reaches the marketplace: GraphQL over HTTP, tokens and sessions, adapters, workers.
//!
//! Modules stand in the order in which they may use each other: each only those above it.

// What everything stands on
pub mod auth;
mod progress;
pub mod reading;
mod secret_url;
mod settings;
mod sqlite_file;
pub mod task;

pub mod adapters;
pub mod database;
pub mod live;

pub mod limits;

// What is asked and answered
pub mod graph;

pub mod graphql;

pub mod document;

pub mod service;

pub mod http;

// Processes
pub mod config;

mod environment;
mod logging;
pub mod worker;

pub mod server;

mod backup;
pub mod demo;
mod staff;
mod worker_process;

mod cli;

pub use cli::{check, run};
