//! Bringing a database up, and its schema to the newest step.

use anyhow::{Context, bail};
use domain::db::{Access, Db};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbErr};

use crate::secret_url::shown;
use crate::sqlite_file;

/// Names the lock under which one process migrates while others wait.
const MIGRATION_LOCK: i64 = 6_428_364;

/// Connects; makes a SQLite file and its folder first, for nobody else to read.
pub async fn connect(url: &str, access: Access) -> anyhow::Result<Db> {
    sqlite_file::prepare(url)?;
    let shown = shown(url);
    Db::connect(url, access)
        .await
        .with_context(|| format!("cannot reach the database at {shown}"))
}

/// Applies what is missing, on Postgres all of it or nothing: one process at a time, on one connection.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    if db.is_sqlite() {
        return Migrator::up(db.owner(), None).await;
    }
    // A lock of the session would need its own connection; one of a transaction ends with it, whatever happens.
    let lock = db.begin().await?;
    // A large table takes its time.
    lock.execute_unprepared(&format!(
        "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
    ))
    .await?;
    Migrator::up(lock.owner(), None).await?;
    lock.commit().await
}

/// How many steps the schema is behind.
pub async fn pending(db: &Db) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations_read_only(db.reader())
        .await?
        .len())
}

/// How a database's schema stands to the one this program was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is the newest.
    Newest,
    /// So many steps are missing.
    Behind(usize),
    /// So many steps were taken that this program does not know.
    Ahead(usize),
}

/// How the schema stands.
pub async fn standing(db: &Db) -> Result<Standing, DbErr> {
    match pending(db).await {
        Ok(0) => Ok(Standing::Newest),
        Ok(behind) => Ok(Standing::Behind(behind)),
        // A line for each step that is recorded and not among ours.
        Err(DbErr::Custom(unknown)) if unknown.contains("has been applied") => {
            Ok(Standing::Ahead(unknown.lines().count()))
        }
        Err(error) => Err(error),
    }
}

/// Refuses a schema that a newer program made: what it promises, this one does not know.
pub async fn refuse_newer(db: &Db) -> anyhow::Result<Standing> {
    let standing = standing(db).await;
    let standing = standing.context("cannot read the schema's state")?;
    if let Standing::Ahead(steps) = standing {
        bail!(
            "the database schema is {steps} steps ahead of this program ({}); a newer one has migrated it: run that one",
            env!("CARGO_PKG_VERSION")
        );
    }
    Ok(standing)
}

/// Refuses a schema that is behind.
pub async fn refuse_older(db: &Db) -> anyhow::Result<()> {
    if let Standing::Behind(behind) = refuse_newer(db).await? {
        bail!("the database schema is {behind} steps behind; run `microfluence migrate` first");
    }
    Ok(())
}

/// Makes sure the schema is the newest: SQLite migrates itself, Postgres only on command.
pub async fn require_newest(db: &Db) -> anyhow::Result<()> {
    if !db.is_sqlite() {
        return refuse_older(db).await;
    }
    refuse_newer(db).await?;
    migrate(db)
        .await
        .context("cannot bring the database to the newest schema")
}
