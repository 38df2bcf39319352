//! The reading layer: from one table of fields for each type come the schema, the plan of a document, its statements, and
//! the answer.
//!
//! A type is a table ([`model`]); each feature's `types.rs` holds its own. [`registry`] makes of them what the engine
//! prints, explains and checks documents against. Of a checked operation [`planner`] makes, once, entries that point at
//! columns of statements, and statements in levels. [`fetch`] asks the statements of a level at once, in the words of
//! [`sql`]; [`write`] goes along the entries and writes rows as JSON, with errors and nulls as the specification wants them.

pub mod argument;
mod ask;
mod concern;
pub mod connection;
pub mod constraint;
mod cursor;
pub mod facts;
mod fetch;
pub mod filter;
mod json;
pub mod meter;
pub mod model;
pub mod operation;
pub mod order;
mod pages;
mod parameters;
pub mod path;
pub mod plain;
pub mod plan;
mod planner;
mod price;
mod registry;
mod search;
mod select;
pub mod shapes;
pub mod shared;
pub mod shown;
mod sql;
mod steps;
mod values;
pub mod write;

pub use concern::concerns_viewer;
pub use facts::{Asking, Facts};
pub use fetch::read;
pub use operation::Plans;
pub use price::COST_MAX;
pub use registry::{describe, describe_edge, describe_plain};
pub use shared::Shared;
pub use write::Answer;
