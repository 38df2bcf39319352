//! Connections: opened with the settings that the rest relies on, and given back clean or not at all.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, Connection, Postgres, Row, Sqlite};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr};

use super::health::Health;
use super::rows::Lines;

/// Connections to SQLite for reading through the ORM.
const SQLITE_READERS: u32 = 2;
/// Lines at most: what a machine's cores can keep busy.
const LINES_MAX: u32 = 16;
/// How long a statement may take that somebody waits for.
const STATEMENT_MAX: Duration = Duration::from_secs(4);
/// Broken connections that are left behind until one that is alive must have been found.
pub(super) const BROKEN_MAX: u32 = 64;

/// How safe a SQLite commit is against a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A committed transaction survives it.
    Full,
    /// It may be lost: for tests and demo data.
    Relaxed,
}

/// How a process uses the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// How safe a SQLite commit is.
    pub durability: Durability,
    /// Connections to Postgres at most, 1 to 200: two in five of them for writing. A single one serves for both.
    pub connections: u32,
    /// What stands between the process and Postgres.
    pub pooler: Pooler,
    /// Statements may take as long as they need. Else a request must not wait for one that hangs.
    pub is_unhurried: bool,
}

/// Connections to Postgres when nobody says how many: few enough for a small managed database.
pub const CONNECTIONS: u32 = 10;

/// What stands between a process and Postgres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing, or what keeps a connection for each client.
    None,
    /// What gives each transaction another connection, such as pgbouncer in transaction mode: no setting outlives a
    /// transaction, and prepared statements of others may be there.
    Transaction,
}

impl Access {
    /// The same over a single connection, and in no hurry: for what is done and ends, however large the tables are.
    pub fn alone(self) -> Self {
        Self {
            connections: 1,
            is_unhurried: true,
            ..self
        }
    }

    /// Connections to Postgres for writing, of two or more.
    fn writing(self) -> u32 {
        (self.connections * 2).div_ceil(5)
    }

    /// How many of the connections for reading are lines: four in five, so that threads have lines of their own; the ORM
    /// keeps two where there are enough, so that what takes long holds up nobody by itself. A pooler gives each transaction
    /// another connection, and none to share.
    fn lines(self) -> u32 {
        if self.pooler == Pooler::Transaction || self.is_unhurried {
            return 0;
        }
        let reading = self.connections - self.writing();
        (reading - reading.div_ceil(5)).min(LINES_MAX)
    }

    /// Time limits of Postgres by name: of a session, or of a transaction where sessions are nobody's own.
    fn limits(self) -> [(&'static str, String); 3] {
        // 0 is none.
        let statement = self.longest().map_or(0, |longest| longest.as_secs());
        [
            ("statement_timeout", format!("{statement}s")),
            ("lock_timeout", "2s".to_owned()),
            ("idle_in_transaction_session_timeout", "10s".to_owned()),
        ]
    }

    /// How long a statement may take.
    fn longest(self) -> Option<Duration> {
        (!self.is_unhurried).then_some(STATEMENT_MAX)
    }

    /// What a transaction begins with where a pooler hands out connections: the driver's names of prepared statements may
    /// be taken by whoever had this one before. Nothing where sessions have it all.
    pub(super) fn opening(self, purpose: Purpose) -> Option<String> {
        if self.pooler == Pooler::None {
            return None;
        }
        let limits = self.limits();
        let limits = limits.map(|(name, value)| format!("; SET LOCAL {name} = '{value}'"));
        let read_only = match purpose {
            Purpose::Writing => "",
            Purpose::Reading => "; SET LOCAL transaction_read_only = on",
        };
        Some(format!("DEALLOCATE ALL{}{read_only}", limits.concat()))
    }
}

impl From<Durability> for Access {
    fn from(durability: Durability) -> Self {
        Self {
            durability,
            connections: CONNECTIONS,
            pooler: Pooler::None,
            is_unhurried: false,
        }
    }
}

/// What connections are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Writing,
    Reading,
}

/// Those that write, and those that read: the pool, and lines where there are any.
pub(super) async fn connect(
    url: &str,
    access: Access,
    health: &Arc<Health>,
) -> Result<(DatabaseConnection, (DatabaseConnection, Option<Lines>)), DbErr> {
    let is_sqlite = url.starts_with("sqlite:");
    let options = |purpose| {
        if is_sqlite {
            sqlite(url, purpose, access.durability, health.clone())
        } else {
            postgres(url, purpose, access, health.clone())
        }
    };
    // Writing first: it makes a SQLite file that is not there.
    let write = Database::connect(options(Purpose::Writing)).await?;
    if !is_sqlite && access.connections == 1 {
        return Ok((write.clone(), (write, None)));
    }
    let read = Database::connect(options(Purpose::Reading)).await?;
    let lines = if is_sqlite {
        Some(sqlite_lines(url, access)?)
    } else {
        postgres_lines(url, access)
    };
    Ok((write, (read, lines)))
}

fn sqlite_lines(url: &str, access: Access) -> Result<Lines, DbErr> {
    let options = SqliteConnectOptions::from_str(url);
    let options = options.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // At least two, so that what takes long holds up nobody by itself.
    let count = cores.clamp(2, LINES_MAX as usize);
    Ok(Lines::to_sqlite(
        options.get_filename(),
        count,
        access.longest(),
    ))
}

fn postgres_lines(url: &str, access: Access) -> Option<Lines> {
    let mut settings = access.limits().to_vec();
    settings.push(("default_transaction_read_only", "on".to_owned()));
    Lines::to_postgres(url, access.lines() as usize, &settings)
}

fn postgres(url: &str, purpose: Purpose, access: Access, health: Arc<Health>) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let connections = match purpose {
        Purpose::Writing => access.writing(),
        Purpose::Reading => access.connections - access.writing() - access.lines(),
    };
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(if access.is_unhurried {
            10
        } else {
            2
        }))
        .connect_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(move |postgres| match (access.pooler, purpose) {
            // A pooler refuses what it does not know. What is kept of statements would be on another connection.
            (Pooler::Transaction, _) => postgres
                .extra_float_digits(None)
                .statement_cache_capacity(0),
            (Pooler::None, Purpose::Writing) => postgres.options(access.limits()),
            (Pooler::None, Purpose::Reading) => postgres
                .options(access.limits())
                .options([("default_transaction_read_only", "on")]),
        });
    if purpose == Purpose::Writing {
        options.map_sqlx_postgres_pool_opts(move |pool: PoolOptions<Postgres>| {
            let health = health.clone();
            pool.after_release(move |connection, _| {
                // As long as nothing fails, the driver's word is enough.
                let is_doubted = health.is_doubted();
                Box::pin(async move { Ok(!is_doubted || is_clean_postgres(connection).await?) })
            })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that write, those that the ORM reads on, and lines.
    fn shares(connections: u32, pooler: Pooler) -> (u32, u32, u32) {
        let access = Access {
            connections,
            pooler,
            ..Durability::Full.into()
        };
        let (writing, lines) = (access.writing(), access.lines());
        (writing, connections - writing - lines, lines)
    }

    #[test]
    fn connections_are_shared_out_and_nobody_goes_without() {
        assert_eq!(shares(2, Pooler::None), (1, 1, 0));
        assert_eq!(shares(CONNECTIONS, Pooler::None), (4, 2, 4));
        assert_eq!(shares(200, Pooler::None), (80, 104, 16));
        assert_eq!(shares(CONNECTIONS, Pooler::Transaction), (4, 6, 0));
        for connections in 2..=200 {
            let (writing, reading, lines) = shares(connections, Pooler::None);
            assert_eq!(writing + reading + lines, connections);
            assert!(writing > 0 && reading > 0, "{connections}");
        }
    }
}
