//! How the outside reaches the marketplace: GraphQL over HTTP, tokens and sessions, adapters, workers.

pub mod adapters;
pub mod auth;
mod backup;
mod cli;
pub mod config;
pub mod database;
pub mod demo;
pub mod document;
mod environment;
pub mod graph;
pub mod graphql;
pub mod http;
pub mod limits;
pub mod live;
mod logging;
mod progress;
pub mod reading;
pub mod server;
pub mod service;
mod settings;
mod sqlite_file;
mod staff;
pub mod task;
pub mod worker;

pub use cli::{check, run};
