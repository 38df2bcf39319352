//! The ledger, as the owners of its accounts read it.

pub mod statement;
