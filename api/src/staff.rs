//! `microfluence operator`: who is platform staff.

use anyhow::Context;
use clap::Subcommand;
use domain::Env;
use domain::account::{operators, queries};
use domain::actor::Intent;
use domain::id::UserId;
use infrastructure::{database, sqlite_file};
use server::bootstrap;
use server::bootstrap::plain;
use server::config::Config;

#[derive(Subcommand)]
pub(crate) enum Operators {
    /// Print the addresses of all operators.
    List,
    /// Make somebody an operator.
    Grant {
        /// The address they signed up with.
        email: String,
    },
    /// Make an operator somebody like others again, and end their sessions.
    Revoke {
        /// The address they signed up with.
        email: String,
    },
}

/// Lists, appoints or dismisses, and says what changed.
pub(crate) async fn run(config: &Config, command: Operators) -> anyhow::Result<String> {
    match command {
        Operators::List => list(config).await,
        Operators::Grant { email } => {
            let env = bootstrap::open_alone(config).await?;
            let id = find(&env, &email).await?;
            let is_new = operators::appoint(&env, &Intent::system(), id).await;
            Ok(if is_new.map_err(plain)? {
                format!("{email} is an operator now; it holds from the next log-in on.")
            } else {
                format!("{email} is an operator already; nothing changed.")
            })
        }
        Operators::Revoke { email } => {
            let env = bootstrap::open_alone(config).await?;
            let id = find(&env, &email).await?;
            let was_one = operators::dismiss(&env, &Intent::system(), id).await;
            Ok(if was_one.map_err(plain)? {
                format!("{email} is no operator any more; their sessions have ended.")
            } else {
                format!("{email} is no operator; nothing changed.")
            })
        }
    }
}

async fn list(config: &Config) -> anyhow::Result<String> {
    let url = config.database_url.as_str();
    sqlite_file::require(url)?;
    let db = database::connect(url, config.database_access.alone()).await?;
    database::refuse_older(&db).await?;
    let found = operators::list(db.reader()).await.map_err(plain)?;
    if found.is_empty() {
        return Ok("There are no operators.".to_owned());
    }
    let addresses: Vec<String> = found.into_iter().map(|user| user.email).collect();
    Ok(addresses.join("\n"))
}

async fn find(env: &Env, email: &str) -> anyhow::Result<UserId> {
    let address = domain::input::email(email);
    let address = address.map_err(|_| anyhow::anyhow!("{email} is not an e-mail address"))?;
    let found = queries::by_email(env.db.reader(), &address).await;
    let user = found.map_err(plain)?;
    Ok(user
        .with_context(|| format!("nobody signed up as {email}"))?
        .id)
}
