//! The commands of the binary.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use domain::db::{Access, Durability};
use gateway::document::{self, DocumentCache};
use infrastructure::database;
use infrastructure::database::Standing;
use infrastructure::sqlite_file::{self, Claim};
use schema::engine;
use server::Worker;
use server::config::Config;
use server::{bootstrap, logging, progress, worker_process};

use crate::staff::Operators;
use crate::{backup, staff};

/// An open marketplace where brands post collaboration offers and micro-influencers get paid. All settings come from
/// the environment; `docs/configuration.md` lists them.
#[derive(Parser)]
#[command(name = "microfluence", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve GraphQL over HTTP; the default.
    Serve {
        /// Leave clocks and outbox to `microfluence worker`.
        #[arg(long)]
        no_worker: bool,
        /// Bring the database to the newest schema first.
        #[arg(long)]
        migrate: bool,
    },
    /// Run clocks and outbox only.
    Worker,
    /// Bring the database to the newest schema.
    Migrate,
    /// Look whether the database keeps every invariant; fails and names the rows where it does not.
    Check,
    /// Serve a marketplace filled with demo data: in a file of its own, or in the empty database of `DATABASE_URL`.
    #[cfg(feature = "demo")]
    Demo {
        /// Begin anew: remove the demo's file first.
        #[arg(long)]
        fresh: bool,
    },
    /// Documents that clients name by id.
    #[command(subcommand)]
    Documents(Documents),
    /// Copy the database of SQLite into a new file, as it is at one instant, also while a server runs.
    Backup {
        /// The copy; refused where it is there already.
        file: PathBuf,
    },
    /// Print the GraphQL schema.
    Schema,
    /// Platform staff.
    #[command(subcommand)]
    Operator(Operators),
}

#[derive(Subcommand)]
enum Documents {
    /// Register documents, and print their ids. A `.json` file is an object of documents, any other file is one.
    Add {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Runs the command given on the command line. What goes wrong is told in one line on stderr.
pub fn run() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve {
        no_worker: false,
        migrate: false,
    });
    // The body of an async function is compiled where it is polled: here, not in the binary.
    match actix_web::rt::System::new().block_on(execute(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("microfluence: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// Our own words, then the causes, without those that an outer one has quoted.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string().replace('\n', " ");
        if !line.contains(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line
}

async fn execute(command: Command) -> anyhow::Result<()> {
    if matches!(command, Command::Schema) {
        return print(engine::sdl().trim_end());
    }
    let config = Config::from_env()?;
    logging::to_stderr(config.log_format, &config.log_filter)?;
    for weakness in config.weaknesses() {
        tracing::warn!("{weakness}");
    }
    let _claim = claim(&command, &config)?;
    match command {
        Command::Serve { no_worker, migrate } => {
            let worker = if no_worker {
                Worker::Elsewhere
            } else {
                Worker::Inside
            };
            if migrate {
                migrated(&config).await?;
            }
            let env = bootstrap::open(&config).await?;
            let service = bootstrap::service(env, &config).await?;
            server::serve(service, &config, worker).await
        }
        Command::Worker => worker_process::run(&config).await,
        Command::Migrate => print(&migrated(&config).await?),
        Command::Check => {
            let checked = check_over(config.database_url.as_str(), config.database_access.alone());
            print(&progress::awaiting("Checking", checked).await?)
        }
        Command::Backup { file } => {
            let taken = backup::take(&config.database_url, &file);
            print(&progress::awaiting("Copying", taken).await?)
        }
        #[cfg(feature = "demo")]
        Command::Demo { fresh } => {
            let start = if fresh {
                demo::Start::Fresh
            } else {
                demo::Start::Continued
            };
            demo::serve(config, start).await
        }
        Command::Documents(Documents::Add { files }) => {
            let env = bootstrap::open_alone(&config).await?;
            let cache = DocumentCache::new(engine::strict(true));
            print(&document::register(&env, &cache, &files).await?.join("\n"))
        }
        Command::Operator(command) => print(&staff::run(&config, command).await?),
        Command::Schema => Ok(()),
    }
}

/// Whoever writes into a SQLite file has it alone. Those who only read may do so beside a server.
fn claim(command: &Command, config: &Config) -> anyhow::Result<Claim> {
    match command {
        Command::Schema
        | Command::Check
        | Command::Backup { .. }
        | Command::Operator(Operators::List) => Ok(Claim::none()),
        // It has a file of its own.
        #[cfg(feature = "demo")]
        Command::Demo { .. } => Ok(Claim::none()),
        Command::Serve { .. }
        | Command::Worker
        | Command::Migrate
        | Command::Documents(_)
        | Command::Operator(Operators::Grant { .. } | Operators::Revoke { .. }) => {
            Claim::on(config.database_url.as_str())
        }
    }
}

/// Brings the schema to the newest step, and says so.
async fn migrated(config: &Config) -> anyhow::Result<String> {
    let access = config.database_access.alone();
    let db = database::connect(config.database_url.as_str(), access).await?;
    let behind = match database::refuse_newer(&db).await? {
        Standing::Behind(behind) => behind,
        Standing::Newest | Standing::Ahead(_) => 0,
    };
    progress::awaiting("Migrating", database::migrate(&db))
        .await
        .context("the schema was not changed")?;
    Ok(format!(
        "The schema is the newest; {behind} steps were applied."
    ))
}

/// Looks whether a database keeps every invariant, and says so; an error names the rows where it does not.
pub async fn check(database_url: &str) -> anyhow::Result<String> {
    check_over(database_url, Access::from(Durability::Full).alone()).await
}

async fn check_over(database_url: &str, access: Access) -> anyhow::Result<String> {
    sqlite_file::require(database_url)?;
    let db = database::connect(database_url, access).await?;
    database::refuse_older(&db).await?;
    let found = domain::check::run(db.reader())
        .await
        .map_err(bootstrap::plain)?;
    let lines: Vec<String> = found.violations.iter().map(ToString::to_string).collect();
    anyhow::ensure!(
        lines.is_empty(),
        "invariants are broken:\n{}",
        lines.join("\n")
    );
    let (invariants, rows) = (found.invariants, found.rows);
    Ok(format!("{invariants} invariants hold over {rows} rows."))
}

#[expect(clippy::print_stdout, reason = "the answer of a command line")]
fn print(text: &str) -> anyhow::Result<()> {
    println!("{text}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_that_says_nothing_twice() {
        let refused = anyhow::anyhow!("refused\nby the host");
        let outer = refused
            .context("no answer: refused by the host")
            .context("cannot connect");
        assert_eq!(
            one_line(&outer),
            "cannot connect: no answer: refused by the host"
        );
    }
}
