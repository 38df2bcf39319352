//! What became true, recorded in the transaction that made it true. The worker delivers each fact at least once, so
//! whoever listens must bear hearing it twice.

mod commands;
mod fact;

pub use commands::{claim, delivered, failed, record};
pub use fact::Fact;
