//! What the marketplace needs from outside, as it wants to say it. Adapters live in `api`.

pub mod cache;
pub mod payment_provider;
