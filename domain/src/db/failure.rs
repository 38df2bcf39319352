//! What a failure of the database means. Codes are SQLSTATE on Postgres, extended result codes on SQLite.

use sea_orm::sqlx;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

use crate::error::{Error, UserError};

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

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_contention(&error) {
            return Self::Contended;
        }
        if is_away(&error) {
            tracing::warn!(%error, "database: busy or unavailable");
            return Self::Unavailable;
        }
        Self::Internal(error.into())
    }
}

/// True when transactions were in each other's way: 40001 serialization, 40P01 deadlock, 55P03 lock time-out, or
/// SQLite's busy.
pub(crate) fn is_contention(error: &DbErr) -> bool {
    match reported(error) {
        Some(Reported::Postgres(code)) => {
            matches!(&*code, "40001" | "40P01" | "55P03")
        }
        Some(Reported::Sqlite(code)) => code == SQLITE_BUSY,
        None => false,
    }
}

/// True when the database did not answer in time, is full, only reads, or is away: asking again later may help.
fn is_away(error: &DbErr) -> bool {
    let is_cut_short = matches!(reported(error), Some(Reported::Postgres(code)) if code == "57014");
    is_cut_short
        || is_lost(error)
        || is_storage(error)
        || matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        || matches!(driver_error(error), Some(sqlx::Error::PoolTimedOut))
}

/// True when the connection is of no use any more: cut, ended by the server (57P01 to 57P05), or never let in (57P03
/// starting, 53300 too many).
pub(super) fn is_lost(error: &DbErr) -> bool {
    match driver_error(error) {
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed,
        ) => true,
        Some(sqlx::Error::Database(_)) => matches!(
            reported(error),
            Some(Reported::Postgres(code)) if code.starts_with("57P") || code.starts_with("08") || code == "53300"
        ),
        _ => false,
    }
}

/// True when nothing can be written: 53100 disk full, 53200 out of memory, 58030 I/O error, 25006 read-only, and the
/// same of SQLite. The transaction may have ended by itself.
pub(super) fn is_storage(error: &DbErr) -> bool {
    match reported(error) {
        Some(Reported::Postgres(code)) => {
            matches!(&*code, "53100" | "53200" | "58030" | "25006")
        }
        Some(Reported::Sqlite(code)) => matches!(
            code,
            SQLITE_NOMEM | SQLITE_READONLY | SQLITE_IOERR | SQLITE_FULL | SQLITE_CANTOPEN
        ),
        None => false,
    }
}

/// What a transaction answers that has failed before.
pub(super) fn over() -> DbErr {
    let message = "the transaction has failed before".into();
    DbErr::Query(RuntimeErr::SqlxError(
        sqlx::Error::Io(std::io::Error::other::<String>(message)).into(),
    ))
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_NOMEM: u32 = 7;
const SQLITE_READONLY: u32 = 8;
const SQLITE_IOERR: u32 = 10;
const SQLITE_FULL: u32 = 13;
const SQLITE_CANTOPEN: u32 = 14;

/// The code with which the database itself answered.
enum Reported<'a> {
    /// Five characters.
    Postgres(std::borrow::Cow<'a, str>),
    /// A number; the primary one, which is the lowest byte of the extended.
    Sqlite(u32),
}

fn reported(error: &DbErr) -> Option<Reported<'_>> {
    let error = database_error(error)?;
    let code = error.code()?;
    if error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        return code
            .parse()
            .ok()
            .map(|code: u32| Reported::Sqlite(code & 0xff));
    }
    Some(Reported::Postgres(code))
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    driver_error(error)?.as_database_error()
}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}
