//! Implementations of the domain's ports.

mod memory;
mod redis;
mod sandbox_payments;

pub use memory::InProcess;
pub use redis::Redis;
pub use redis::connect as connect_to_redis;
pub use sandbox_payments::{REFUSING_IBAN, SILENT_IBAN, SandboxPayments};
