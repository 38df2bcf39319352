//! Bringing a database up, and its schema to the newest step.

use anyhow::{Context, bail};
use domain::db::{Db, Durability};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbErr};

/// Names the lock under which one process migrates while others wait.
const MIGRATION_LOCK: i64 = 6_428_364;

/// Connects; makes the folder of a SQLite file first.
pub async fn connect(url: &str) -> anyhow::Result<Db> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path
            .trim_start_matches("//")
            .split('?')
            .next()
            .unwrap_or_default();
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
    }
    let shown = without_password(url);
    Db::connect(url, Durability::Full)
        .await
        .with_context(|| format!("cannot reach the database at {shown}"))
}

/// Applies what is missing. On Postgres one process at a time.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    if db.is_sqlite() {
        return Migrator::up(db.owner(), None).await;
    }
    // A lock of the session would need its own connection; one of a transaction ends with it, whatever happens.
    let lock = db.begin().await?;
    lock.execute_unprepared(&format!(
        "SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
    ))
    .await?;
    lock.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0")
        .await?;
    let outcome = Migrator::up(db.owner(), None).await;
    lock.commit().await?;
    outcome
}

/// How many steps the schema is behind.
pub async fn pending(db: &Db) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations_read_only(db.reader())
        .await?
        .len())
}

/// Makes sure the schema is the newest: SQLite migrates itself, Postgres only on command.
pub async fn require_newest(db: &Db) -> anyhow::Result<()> {
    if db.is_sqlite() {
        return migrate(db)
            .await
            .context("cannot bring the database to the newest schema");
    }
    let behind = pending(db)
        .await
        .context("cannot read the schema's state")?;
    if behind > 0 {
        bail!("the database schema is {behind} steps behind; run `microfluence migrate` first");
    }
    Ok(())
}

/// A database URL fit for a log.
pub fn without_password(url: &str) -> String {
    let Ok(parsed) = url::Url::parse(url) else {
        return url.to_owned();
    };
    match parsed.password() {
        Some(password) => url.replacen(&format!(":{password}@"), ":***@", 1),
        None => url.to_owned(),
    }
}
