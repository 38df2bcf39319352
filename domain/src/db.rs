//! The database, and all in which Postgres and SQLite differ. Nobody else asks which one it is.

use std::time::Duration;

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{
    ColumnTrait, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, RuntimeErr, SqlErr, SqliteTransactionMode, TransactionOptions, TransactionTrait, Value,
};

use crate::error::{Error, UserError};
use crate::id::Id;

/// A transaction somebody else opened and will commit.
pub type Tx = DatabaseTransaction;

/// The one way to the database: `begin` to write, `reader` to read.
#[derive(Clone, Debug)]
pub struct Db {
    write: DatabaseConnection,
    read: DatabaseConnection,
}

/// How safe a SQLite commit is against a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A committed transaction survives it.
    Full,
    /// It may be lost: for tests and demo data.
    Relaxed,
}

impl Db {
    /// Connects to `sqlite:` or `postgres:`. On SQLite all writes go through one connection, so they queue instead of
    /// failing, and readers cannot write.
    pub async fn connect(url: &str, durability: Durability) -> std::result::Result<Self, DbErr> {
        if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, 1, false, durability)).await?;
            let read = Database::connect(sqlite(url, 4, true, durability)).await?;
            return Ok(Self { write, read });
        }
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(2))
            .connect_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|postgres| {
                postgres.options([
                    ("statement_timeout", "4s"),
                    ("lock_timeout", "2s"),
                    ("idle_in_transaction_session_timeout", "10s"),
                ])
            });
        let pool = Database::connect(options).await?;
        Ok(Self {
            write: pool.clone(),
            read: pool,
        })
    }

    /// Opens a transaction for writing.
    pub async fn begin(&self) -> std::result::Result<Tx, DbErr> {
        let mode = self.is_sqlite().then_some(SqliteTransactionMode::Immediate);
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: mode,
                ..Default::default()
            })
            .await
    }

    /// Where to read without a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
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

    /// Closes all connections.
    pub async fn close(self) -> std::result::Result<(), DbErr> {
        self.read.clone().close().await?;
        self.write.clone().close().await
    }
}

fn sqlite(url: &str, connections: u32, is_reader: bool, durability: Durability) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Relaxed => "OFF",
    };
    let query_only = if is_reader { "ON" } else { "OFF" };
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
        });
    options
}

/// `column` is one of `ids`: one array parameter on Postgres, so that the statement stays the same for any number;
/// on SQLite a list, which its planner handles as well.
pub fn one_of<C, I>(backend: DbBackend, column: C, ids: &[I]) -> SimpleExpr
where
    C: ColumnTrait,
    I: Id,
{
    let uuids = ids.iter().map(|id| id.uuid());
    if backend == DbBackend::Postgres {
        column.eq_any(uuids)
    } else {
        column.is_in(uuids)
    }
}

/// A row comparison, `(a, id) < (x, y)`, which both databases answer from an index on `(a, id)`.
pub(crate) fn place<C: ColumnTrait>(column: C, id: C) -> Expr {
    Expr::tuple([
        Expr::col(column.as_column_ref()),
        Expr::col(id.as_column_ref()),
    ])
}

/// The other half of a row comparison.
pub(crate) fn values(first: Value, id: Value) -> Expr {
    Expr::tuple([Expr::value(first), Expr::value(id)])
}

/// Turns a breach of the named unique index (`uq_<table>__<column>__<column>`) into a refusal.
pub fn on_conflict(index: &'static str, error: impl UserError) -> impl FnOnce(DbErr) -> Error {
    move |failure| {
        if is_conflict(&failure, index) {
            error.into()
        } else {
            failure.into()
        }
    }
}

/// True when the failure is a breach of the named unique index.
pub fn is_conflict(failure: &DbErr, index: &str) -> bool {
    matches!(failure.sql_err(), Some(SqlErr::UniqueConstraintViolation(message)) if violates(&message, index))
}

/// True when a CHECK of the given name refused. SQLite and Postgres both name it.
pub fn is_refused_by(failure: &DbErr, check: &str) -> bool {
    database_error(failure).is_some_and(|error| error.message().contains(check))
}

/// Postgres names the index, SQLite its columns, and the index only where it is on an expression.
fn violates(message: &str, index: &str) -> bool {
    let (table, columns) = index
        .trim_start_matches("uq_")
        .split_once("__")
        .unwrap_or((index, ""));
    let columns = columns
        .split("__")
        .map(|column| format!("{table}.{column}"))
        .collect::<Vec<_>>()
        .join(", ");
    [
        format!("\"{index}\""),
        format!("index '{index}'"),
        format!("failed: {columns}"),
    ]
    .iter()
    .any(|end| message.ends_with(end))
}

/// True when transactions were in each other's way: 40001 serialization, 40P01 deadlock, 55P03 lock time-out; 5 and 517
/// are SQLite's busy.
pub(crate) fn is_contention(error: &DbErr) -> bool {
    matches!(
        &*error_code(error),
        "40001" | "40P01" | "55P03" | "5" | "517"
    )
}

/// True when the database did not answer in time, is full or away.
pub(crate) fn is_away(error: &DbErr) -> bool {
    // 57014 cancelled by the statement time-out, 57P0x shutting down, 53300 too many connections.
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        || matches!(
            &*error_code(error),
            "57014" | "57P01" | "57P02" | "57P03" | "53300"
        )
        || is_broken_connection(error)
}

fn is_broken_connection(error: &DbErr) -> bool {
    matches!(error, DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))
        if matches!(**error, sea_orm::sqlx::Error::Io(_) | sea_orm::sqlx::Error::PoolTimedOut))
}

fn error_code(error: &DbErr) -> std::borrow::Cow<'_, str> {
    database_error(error)
        .and_then(|error| error.code())
        .unwrap_or_default()
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return None;
    };
    error.as_database_error()
}
