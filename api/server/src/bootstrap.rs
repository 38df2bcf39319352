//! Builds what commands need from the configuration.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::Env;
use domain::clock::{Clock, SystemClock};
use domain::commit_signal::CommitSignal;
use domain::db::Db;
use domain::passwords::{Cost, Passwords};
use domain::port::cache::Cache;
use domain::sessions::Sessions;
use gateway::service::Service;
use infrastructure::adapters::{InProcess, Redis, SandboxPayments};
use infrastructure::auth::{SigningKey, Tokens};
use infrastructure::limits::{InRedis, Limits};
use infrastructure::{database, sqlite_file};

use crate::config::{Config, SessionStore};

/// All keys in Redis start with it.
const REDIS_PREFIX: &str = "microfluence:";

/// An environment over a database that is already open.
pub async fn over(db: Db, config: &Config) -> anyhow::Result<Arc<Env>> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let cache: Arc<dyn Cache> = match &config.sessions {
        SessionStore::InProcess => Arc::new(InProcess::new()),
        SessionStore::Redis(url) => Arc::new(Redis::connect(url.as_str(), REDIS_PREFIX).await?),
    };
    let clock = Arc::new(SystemClock);
    let payments = SandboxPayments::new(clock.clone(), config.sandbox_payout_delay);
    Ok(Arc::new(Env {
        db,
        clock,
        policy: config.policy.clone(),
        passwords: Passwords::new(Cost::STRONG, cores / 2)?,
        sessions: Sessions::default(),
        cache,
        payments: Arc::new(payments),
        committed: CommitSignal::default(),
    }))
}

/// As [`open`], over a single connection: for what is done and ends.
pub async fn open_alone(config: &Config) -> anyhow::Result<Arc<Env>> {
    let config = Config {
        database_access: config.database_access.alone(),
        ..config.clone()
    };
    open(&config).await
}

/// An environment over the configured database, with the newest schema.
pub async fn open(config: &Config) -> anyhow::Result<Arc<Env>> {
    let db = database::connect(config.database_url.as_str(), config.database_access).await?;
    database::require_newest(&db).await?;
    over(db, config).await
}

/// The service over an environment. In development the signing key is made and kept beside the data.
pub async fn service(env: Arc<Env>, config: &Config) -> anyhow::Result<Service> {
    let key = match &config.signing_key_file {
        Some(file) => SigningKey::from_file(file)?,
        None => {
            sqlite_file::make_folder(&config.data_dir)?;
            let file = config.data_dir.join("signing-key.pem");
            sqlite_file::tighten(&file);
            SigningKey::kept_in(&file)?
        }
    };
    let lifetime = TimeDelta::seconds(config.policy.access_token_seconds.into());
    let limits = limits(env.clock.clone(), config).await?;
    let service = Service::new(env, Arc::new(Tokens::new(key, lifetime)));
    Ok(service.under(config.service()).within(limits))
}

/// The limits, shared where sessions are.
async fn limits(clock: Arc<dyn Clock>, config: &Config) -> anyhow::Result<Limits> {
    let limits = Limits::new(config.rates, clock);
    Ok(match &config.sessions {
        SessionStore::InProcess => limits,
        SessionStore::Redis(url) => limits.shared_in(Arc::new(
            InRedis::connect(url.as_str(), REDIS_PREFIX).await?,
        )),
    })
}

/// Where sessions are remembered, for people.
pub fn sessions_shown(sessions: &SessionStore) -> String {
    match sessions {
        SessionStore::InProcess => "in this process".to_owned(),
        SessionStore::Redis(url) => url.to_string(),
    }
}

/// A domain error for the person at the terminal.
pub fn plain(error: domain::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
