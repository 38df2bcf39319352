//! `microfluence backup`: a consistent copy of a SQLite file, while others go on reading and writing.
//!
//! Copying the file itself would miss what stands in its write-ahead log, silently.

use std::fs::{File, OpenOptions};
use std::path::Path;

use anyhow::{Context, bail, ensure};
use infrastructure::secret_url::SecretUrl;
use infrastructure::sqlite_file::{self, beside, open_private};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr, Statement};

/// Copies the database as it is at one instant; the copy appears under its name once it is whole. It says so.
pub(crate) async fn take(url: &SecretUrl, copy: &Path) -> anyhow::Result<String> {
    let Some(file) = sqlite_file::of(url.as_str())? else {
        bail!(
            "this command copies a SQLite file; for PostgreSQL use pg_dump: pg_dump --format=custom --file=FILE \"$DATABASE_URL\""
        );
    };
    sqlite_file::require(url.as_str())?;
    let copy_shown = copy.display();
    ensure!(
        !copy.exists(),
        "{copy_shown} is there already; name a new file"
    );

    let partial = beside(copy, ".partial");
    open_private(&partial, OpenOptions::new().create_new(true))
        .context("another backup is under way, or was broken off: remove the file if not")?;
    let copied = copy_into(url.as_str(), &partial).await;
    if copied.is_err() {
        std::fs::remove_file(&partial)?;
    }
    copied.with_context(|| format!("{} could not be copied", file.display()))?;

    File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, copy).with_context(|| format!("cannot write {copy_shown}"))?;
    let folder = copy
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    let bytes = copy.metadata()?.len();
    Ok(format!(
        "{} was copied to {copy_shown}: {bytes} bytes.",
        file.display()
    ))
}

/// SQLite writes into a file that is there as long as it is empty.
async fn copy_into(url: &str, partial: &Path) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(false));
    let connection = Database::connect(options).await?;
    let name = partial.to_string_lossy().into_owned();
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, "VACUUM INTO ?", [name.into()]);
    let copied = connection.execute_raw(statement).await;
    connection.close().await?;
    copied.map(|_| ())
}
