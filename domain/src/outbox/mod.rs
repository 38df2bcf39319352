//! What became true, recorded in the transaction that made it true. The worker delivers each fact at least once, so
//! whoever listens must bear hearing it twice.
//!
//! Once committed, each fact gets a position, and positions become visible in their order: who reads on from the last
//! one seen misses nothing.

mod commands;
mod fact;
mod sequence;

pub use commands::{claim, delivered, failed};
pub(crate) use commands::{row, write};
pub use fact::{Fact, Parties, Topic};
pub(crate) use sequence::INVARIANTS;
pub use sequence::{Counter, after, announce, counter, ended_sessions, forget};
