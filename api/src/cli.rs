//! The commands of the binary.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use domain::actor::Intent;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::config::Config;
use crate::document::{self, Library};
use crate::server::{self, Worker};
use crate::task::Tasks;
use crate::{database, demo, environment, graphql, live, worker};

/// An open marketplace where brands post collaboration offers and micro-influencers get paid. All settings come from
/// the environment; the README lists them.
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
    /// Look whether the database keeps every promise; fails and names the rows where it does not.
    Check,
    /// Serve a marketplace filled with demo data: in a file of its own, or in the empty database of `DATABASE_URL`.
    Demo {
        /// Begin anew: remove the demo's file first.
        #[arg(long)]
        fresh: bool,
    },
    /// Documents that clients name by id.
    #[command(subcommand)]
    Documents(Documents),
    /// Print the GraphQL schema.
    Schema,
    /// Make a user an operator: platform staff.
    Operator {
        /// The address they signed up with.
        email: String,
    },
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
        return print(graphql::sdl().trim_end());
    }
    log_to_stderr();
    let config = Config::from_env()?;
    match command {
        Command::Serve { no_worker, migrate } => {
            if migrate {
                database::migrate(&database::connect(&config.database_url).await?).await?;
            }
            let env = environment::open(&config).await?;
            let service = environment::service(env, &config).await?;
            server::serve(
                service,
                &config,
                if no_worker {
                    Worker::Elsewhere
                } else {
                    Worker::Inside
                },
            )
            .await
        }
        Command::Worker => work(&config).await,
        Command::Migrate => {
            let db = database::connect(&config.database_url).await?;
            let behind = database::pending(&db).await?;
            database::migrate(&db)
                .await
                .context("the schema was not changed")?;
            print(&format!(
                "The schema is the newest; {behind} steps were applied."
            ))
        }
        Command::Check => print(&check(&config.database_url).await?),
        Command::Demo { fresh } => {
            let start = if fresh {
                demo::Start::Fresh
            } else {
                demo::Start::Continued
            };
            demo::serve(config, start).await
        }
        Command::Documents(Documents::Add { files }) => {
            let env = environment::open(&config).await?;
            let library = Library::new(graphql::strict(true));
            print(&document::register(&env, &library, &files).await?.join("\n"))
        }
        Command::Operator { email } => appoint(&config, &email).await,
        Command::Schema => Ok(()),
    }
}

async fn work(config: &Config) -> anyhow::Result<()> {
    let env = environment::open(config).await?;
    let (stop, stopped) = watch::channel(false);
    let tasks = Tasks::default();
    let (announced, kept) = (env.clone(), tasks.clone());
    let until = stopped.clone();
    let announcer =
        tokio::spawn(async move { live::keep_announcing(&announced, &kept, until).await });
    let work = tokio::spawn(worker::run(env, tasks, stopped));
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    print("Clocks and outbox are running; interrupt to stop.")?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    stop.send_replace(true);
    work.await?;
    Ok(announcer.await?)
}

/// Looks whether a database keeps every promise, and says so; an error names the rows where it does not.
pub async fn check(database_url: &str) -> anyhow::Result<String> {
    let db = database::connect(database_url).await?;
    let behind = database::pending(&db).await?;
    anyhow::ensure!(
        behind == 0,
        "the database schema is {behind} steps behind; run `microfluence migrate` first"
    );
    let found = domain::check::run(db.reader()).await.map_err(plain)?;
    let lines: Vec<String> = found.violations.iter().map(ToString::to_string).collect();
    anyhow::ensure!(
        lines.is_empty(),
        "promises are broken:\n{}",
        lines.join("\n")
    );
    let (promises, rows) = (found.promises, found.rows);
    Ok(format!("{promises} promises hold over {rows} rows."))
}

async fn appoint(config: &Config, email: &str) -> anyhow::Result<()> {
    let env = environment::open(config).await?;
    let found = domain::account::queries::by_email(env.db.reader(), &email.to_lowercase()).await;
    let user = found
        .map_err(plain)?
        .with_context(|| format!("nobody signed up as {email}"))?;
    domain::account::commands::appoint_operator(&env, &Intent::system(), user.id)
        .await
        .map_err(plain)?;
    print(&format!(
        "{email} is an operator now; it holds from the next log-in on."
    ))
}

/// A domain error for the person at the terminal.
fn plain(error: domain::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}

#[expect(clippy::print_stdout, reason = "the answer of a command line")]
fn print(text: &str) -> anyhow::Result<()> {
    println!("{text}");
    Ok(())
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,api=info,domain=info".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
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
