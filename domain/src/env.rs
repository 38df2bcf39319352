//! What commands and queries need of the world.

use std::sync::Arc;

use crate::bell::Bell;
use crate::clock::Clock;
use crate::db::Db;
use crate::passwords::Passwords;
use crate::policy::Policy;
use crate::port::ephemeral::Ephemeral;
use crate::port::payment_provider::PaymentProvider;
use crate::sessions::Sessions;

/// Database, clock, numbers and ports.
pub struct Env {
    /// The database.
    pub db: Db,
    /// Where `now` comes from.
    pub clock: Arc<dyn Clock>,
    /// The marketplace's numbers.
    pub policy: Policy,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// Live sessions this process knows.
    pub sessions: Sessions,
    /// Fast, forgetful memory.
    pub ephemeral: Arc<dyn Ephemeral>,
    /// Moves money in and out.
    pub payments: Arc<dyn PaymentProvider>,
    /// Rung when facts were committed.
    pub bell: Bell,
}
