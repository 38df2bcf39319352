//! `microfluence demo`: a filled database of its own, and the server over it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use chrono::{DurationRound, TimeDelta};
use domain::Env;
use domain::clock::{Clock, ManualClock, SystemClock};
use domain::commit_signal::CommitSignal;
use domain::db::{Db, Durability};
use domain::entity;
use domain::passwords::{Cost, Passwords};
use domain::policy::Policy;
use domain::sessions::Sessions;
use infrastructure::adapters::{InProcess, SandboxPayments};
use infrastructure::database;
use infrastructure::sqlite_file::{self, COMPANIONS, Claim, beside};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use server::Worker;
use server::bootstrap;
use server::config::{Config, Stage};
use server::progress::Progress;

use super::{BRAND_EMAIL, CREATOR_EMAIL, LENGTH, OPERATOR_EMAIL, PASSWORD, Size, Summary};

/// The demo's own file in `DATA_DIR`.
const FILE: &str = "demo.sqlite";

/// From where a demo starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// From what the last one left, if there was one.
    Continued,
    /// From the beginning.
    Fresh,
}

/// Serves a filled marketplace until a signal ends it; fills it first where it is not there yet.
pub async fn serve(mut config: Config, start: Start) -> anyhow::Result<()> {
    ensure!(
        config.stage == Stage::Development,
        "the demo has a password everybody knows; it does not run with MICROFLUENCE_ENV=production"
    );
    let _claim;
    if config.is_database_given {
        _claim = Claim::on(config.database_url.as_str())?;
        ensure!(
            start == Start::Continued,
            "--fresh removes only the demo's own file; empty the database of DATABASE_URL yourself"
        );
        fill_given(&config).await?;
    } else {
        let file = config.data_dir.join(FILE);
        // Before anything is removed or written: a demo that runs must not lose its file.
        _claim = Claim::on(&url_of(&file))?;
        if start == Start::Fresh {
            remove(&file)?;
        }
        if !file.exists() {
            fill_file(&file).await?;
        }
        config.database_url = url_of(&file).into();
    }

    let env = bootstrap::open(&config).await?;
    let service = bootstrap::service(env, &config).await?;
    print_logins();
    server::serve(service, &config, Worker::Inside).await
}

/// Fills a file under another name first, so that a file of that name is always whole.
async fn fill_file(file: &Path) -> anyhow::Result<()> {
    let partial = beside(file, ".partial");
    remove(&partial)?;
    sqlite_file::prepare(&url_of(&partial))?;

    let db = Db::connect(&url_of(&partial), Durability::Relaxed).await?;
    database::migrate(&db).await?;
    fill(db.clone()).await?;
    db.owner()
        .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await?;
    db.close().await?;
    std::fs::File::open(&partial)?.sync_all()?;
    std::fs::rename(&partial, file).with_context(|| format!("cannot write {}", file.display()))
}

/// Fills the database of `DATABASE_URL`, which must be empty.
async fn fill_given(config: &Config) -> anyhow::Result<()> {
    let url = config.database_url.as_str();
    let db = database::connect(url, config.database_access).await?;
    if !is_empty(&db).await? {
        let shown = infrastructure::secret_url::shown(url);
        bail!("the database at {shown} is not empty; the demo fills only an empty one");
    }
    database::migrate(&db).await?;
    fill(db.clone()).await?;
    db.close().await?;
    Ok(())
}

/// Has no tables, or ours of today without anybody in them.
async fn is_empty(db: &Db) -> anyhow::Result<bool> {
    let sql = if db.is_sqlite() {
        "SELECT 1 FROM sqlite_master WHERE type = 'table' LIMIT 1"
    } else {
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') LIMIT 1"
    };
    let reader = db.reader();
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    if reader.query_one_raw(statement).await?.is_none() {
        return Ok(true);
    }
    let is_ours = database::pending(db).await.is_ok_and(|behind| behind == 0);
    Ok(is_ours && entity::user::Entity::find().count(reader).await? == 0)
}

/// Fills a migrated, empty database. The story ends at the full hour, and goes on when it is served.
async fn fill(db: Db) -> anyhow::Result<()> {
    print("Filling the demo marketplace; this takes about half a minute ...");
    let people = Size::FULL.brands + Size::FULL.creators;
    let progress = Progress::over(people, "Filling");
    let begun = Instant::now();
    let end = SystemClock.now().duration_trunc(TimeDelta::hours(1))?;
    let clock = Arc::new(ManualClock::at(end - LENGTH));
    let env = Env {
        db,
        clock: clock.clone(),
        policy: Policy::default(),
        passwords: Passwords::new(Cost::WEAK, 2)?,
        sessions: Sessions::default(),
        cache: Arc::new(InProcess::new()),
        payments: Arc::new(SandboxPayments::new(clock.clone(), Duration::from_secs(5))),
        committed: CommitSignal::default(),
    };
    let Summary {
        brands,
        creators,
        offers,
        applications,
    } = super::fill_before(&env, &clock, Size::FULL, progress)
        .await
        .context("the demo could not be filled")?;
    print(&format!(
        "Done in {} s: {brands} brands, {creators} creators, {offers} offers, {applications} applications.",
        begun.elapsed().as_secs()
    ));
    Ok(())
}

fn print_logins() {
    print(&format!(
        "\nLog in with the mutation `sessionCreate`; the password of everybody is {PASSWORD}\n\
         \x20 {BRAND_EMAIL:<24}  owns a brand with offers of every kind, applications to answer, and a wallet\n\
         \x20 {CREATOR_EMAIL:<24}  a creator with applications, work under way, earnings and payouts\n\
         \x20 {OPERATOR_EMAIL:<24}  platform staff: sees everything, may end collaborations\n"
    ));
}

fn remove(file: &Path) -> anyhow::Result<()> {
    for companion in COMPANIONS {
        let path = beside(file, companion);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", path.display()));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[expect(
    clippy::print_stdout,
    reason = "what the person who started it wants to know"
)]
fn print(text: &str) {
    println!("{text}");
}
