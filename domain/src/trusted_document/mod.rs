//! Requests that clients' builds have registered ahead, by the hash of their text. What a text says is not read here.

pub mod commands;
pub mod queries;
