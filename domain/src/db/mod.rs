//! The database, and all in which Postgres and SQLite differ. Nobody else asks which one it is.
//!
//! Writing and reading have connections of their own: what goes wrong with a command never reaches those who read.

mod failure;
mod health;
mod pool;
mod reader;
mod rows;
mod statement;
mod tally;
mod tx;

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

pub(crate) use failure::is_contention;
pub use failure::{is_conflict, is_refused_by, on_conflict};
pub use pool::{Access, CONNECTIONS, Durability, Pooler};
pub use reader::Reader;
pub use rows::{Dialect, Param, Row, Sql};
pub use statement::one_of;
pub use tally::Sent;
pub use tx::Tx;

use health::Health;
use pool::Purpose;
use tally::Tally;

/// The one way to the database: `begin` to write, `reader` to read.
#[derive(Clone, Debug)]
pub struct Db {
    write: DatabaseConnection,
    read: Reader,
    health: Arc<Health>,
    tally: Tally,
    access: Access,
}

impl Db {
    /// Connects to `sqlite:` or `postgres:`. On SQLite all writes go through one connection, so they queue instead of
    /// failing. Readers cannot write, on either, unless there is only one connection.
    pub async fn connect(url: &str, access: impl Into<Access>) -> Result<Self, DbErr> {
        let access = access.into();
        let (health, tally) = (Arc::<Health>::default(), Tally::default());
        let (write, read) = pool::connect(url, access, &health).await?;
        Ok(Self {
            write,
            read: Reader::over(read, access, tally.clone()),
            health,
            tally,
            access,
        })
    }

    /// Opens a transaction for writing.
    ///
    /// It is begun in a task of its own. Who asks may be gone before the database answers; the driver would then give
    /// the connection back without knowing that a transaction is open on it. The task hears the answer, and drops a
    /// transaction that nobody wants any more in order.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        let (write, access) = (self.write.clone(), self.access);
        let (health, tally) = (self.health.clone(), self.tally.clone());
        let begun = tokio::spawn(async move {
            match begin(&write, access, Purpose::Writing).await {
                Ok(tx) => Ok(Tx::over(tx, health, tally)),
                Err(error) => {
                    health.note(&error);
                    Err(error)
                }
            }
        });
        begun
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?
    }

    /// Where to read without a transaction.
    pub fn reader(&self) -> &Reader {
        &self.read
    }

    /// The writing connection, for migrations only.
    pub fn owner(&self) -> &DatabaseConnection {
        &self.write
    }

    /// True for the embedded database.
    pub fn is_sqlite(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Sqlite
    }

    /// Makes sure that something can be written: what was written a moment ago proves it, else a heartbeat does.
    /// Fails where the disk is full, the database only reads, or nobody answers.
    pub async fn require_writable(&self) -> Result<(), DbErr> {
        let Some(filler) = self.health.heartbeat() else {
            return Ok(());
        };
        let tx = self.begin().await?;
        health::beat(&tx, filler).await?;
        tx.commit().await
    }

    /// How many statements were sent so far, but for what begins and ends transactions: what tests hold down.
    pub fn statements(&self) -> u64 {
        self.tally.read()
    }

    /// The statements that [`Reader::rows`] sent since this was asked last, kept from the first time on: for tests that look
    /// at plans.
    pub fn sent(&self) -> Vec<Sent> {
        self.tally.take()
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

/// Begins on the first connection that is alive: one that broke while it was idle has not seen the transaction.
async fn begin(
    connections: &DatabaseConnection,
    access: Access,
    purpose: Purpose,
) -> Result<DatabaseTransaction, DbErr> {
    let mut tries = 0;
    loop {
        match begin_once(connections, access, purpose).await {
            Err(error) if failure::is_lost(&error) && tries < pool::BROKEN_MAX => tries += 1,
            outcome => return outcome,
        }
    }
}

async fn begin_once(
    connections: &DatabaseConnection,
    access: Access,
    purpose: Purpose,
) -> Result<DatabaseTransaction, DbErr> {
    let is_sqlite = connections.get_database_backend() == DbBackend::Sqlite;
    let options = TransactionOptions {
        sqlite_transaction_mode: is_sqlite.then_some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    let tx = connections.begin_with_options(options).await?;
    if let (Some(opening), false) = (access.opening(purpose), is_sqlite) {
        tx.execute_unprepared(&opening).await?;
    }
    Ok(tx)
}
