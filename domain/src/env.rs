//! What commands and queries need of the world.

use std::sync::Arc;

use crate::clock::Clock;
use crate::commit_signal::CommitSignal;
use crate::db::Db;
use crate::passwords::Passwords;
use crate::policy::Policy;
use crate::port::cache::Cache;
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
    pub cache: Arc<dyn Cache>,
    /// Moves money in and out.
    pub payments: Arc<dyn PaymentProvider>,
    /// Notified when facts were committed.
    pub committed: CommitSignal,
}
