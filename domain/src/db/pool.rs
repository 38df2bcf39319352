//! Connections: opened with the settings that the rest relies on, and given back clean or not at all.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::sqlx::{self, Connection, Postgres, Row, Sqlite};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};

use super::health::Health;

/// Connections to Postgres for writing, and as many for reading.
const POSTGRES_CONNECTIONS: u32 = 8;
/// Connections to SQLite for reading.
const SQLITE_READERS: u32 = 4;
/// Broken connections that are left behind until one that is alive must have been found.
pub(super) const BROKEN_MAX: u32 = POSTGRES_CONNECTIONS;

/// How safe a SQLite commit is against a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A committed transaction survives it.
    Full,
    /// It may be lost: for tests and demo data.
    Relaxed,
}

/// What connections are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Writing,
    Reading,
}

/// Those that write, and those that read.
pub(super) async fn connect(
    url: &str,
    durability: Durability,
    health: &Arc<Health>,
) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let options = |purpose| {
        if url.starts_with("sqlite:") {
            sqlite(url, purpose, durability, health.clone())
        } else {
            postgres(url, purpose)
        }
    };
    // Writing first: it makes a SQLite file that is not there.
    let write = Database::connect(options(Purpose::Writing)).await?;
    let read = Database::connect(options(Purpose::Reading)).await?;
    Ok((write, read))
}

fn postgres(url: &str, purpose: Purpose) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(2))
        .connect_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| {
            let postgres = postgres.options([
                ("statement_timeout", "4s"),
                ("lock_timeout", "2s"),
                ("idle_in_transaction_session_timeout", "10s"),
            ]);
            match purpose {
                Purpose::Writing => postgres,
                Purpose::Reading => postgres.options([("default_transaction_read_only", "on")]),
            }
        });
    if purpose == Purpose::Writing {
        options.map_sqlx_postgres_pool_opts(|pool: PoolOptions<Postgres>| {
            pool.after_release(|connection, _| Box::pin(is_clean_postgres(connection)))
        });
    }
    options
}

/// True when no transaction is open on the connection, whatever the driver believes, and the server still lets write:
/// one that has become a standby does not. Within a transaction that was begun before, `now()` lies in the past.
async fn is_clean_postgres(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let row = sqlx::raw_sql(
        "SELECT now() = statement_timestamp() AND NOT current_setting('transaction_read_only')::boolean AS is_clean",
    )
    .fetch_one(connection)
    .await?;
    row.try_get("is_clean")
}

fn sqlite(
    url: &str,
    purpose: Purpose,
    durability: Durability,
    health: Arc<Health>,
) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Relaxed => "OFF",
    };
    let (connections, query_only) = match purpose {
        Purpose::Writing => (1, "OFF"),
        Purpose::Reading => (SQLITE_READERS, "ON"),
    };
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", synchronous)
                .pragma("recursive_triggers", "ON")
                .pragma("query_only", query_only)
        })
        .map_sqlx_sqlite_pool_opts(move |pool: PoolOptions<Sqlite>| {
            let health = health.clone();
            pool.after_release(move |connection, _| {
                let is_suspect = purpose == Purpose::Writing && health.takes_suspicion();
                Box::pin(async move { Ok(!is_suspect && is_clean_sqlite(connection).await?) })
            })
            .before_acquire(|connection, _| {
                let is_clean = !connection.is_in_transaction();
                Box::pin(async move { Ok(is_clean) })
            })
        });
    options
}

/// True when the driver knows of no open transaction. After a rollback that failed, since the database had rolled back
/// by itself, it goes on believing in one, and what follows would become savepoints that nobody commits.
async fn is_clean_sqlite(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // A rollback may still be under way; this waits for its turn after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}
