//! Configuration: from the environment, read once, checked at start.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::policy::Policy;

use crate::limits::Rates;

/// Where the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Safe defaults, GraphiQL, a signing key of its own making.
    Development,
    /// Nothing is guessed: secrets must be given.
    Production,
}

/// Which documents may be run without a log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestDocuments {
    /// All.
    Any,
    /// Those that were registered: `microfluence documents add`.
    Trusted,
}

/// Where sessions are remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStore {
    /// In this process: for one node.
    InProcess,
    /// In Redis, by URL.
    Redis(String),
}

/// All settings of a process.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the process runs: `MICROFLUENCE_ENV`.
    pub stage: Stage,
    /// Host and port to listen on; port 0 takes a free one: `LISTEN`.
    pub listen: String,
    /// Where files are kept: `DATA_DIR`.
    pub data_dir: PathBuf,
    /// `postgres://` or `sqlite:`: `DATABASE_URL`.
    pub database_url: String,
    /// Whether `DATABASE_URL` was set, or a file in `data_dir` is taken.
    pub is_database_given: bool,
    /// Where sessions are remembered: `REDIS_URL`.
    pub sessions: SessionStore,
    /// A PKCS#8 PEM with an Ed25519 key: `SIGNING_KEY_FILE`.
    pub signing_key_file: Option<PathBuf>,
    /// Which documents may be run without a log-in: `GUEST_DOCUMENTS`.
    pub guest_documents: GuestDocuments,
    /// How long the sandbox provider takes for a payout: `SANDBOX_PAYOUT_SECONDS`.
    pub sandbox_payout_delay: Duration,
    /// The marketplace's numbers.
    pub policy: Policy,
    /// How much one may ask: `RATE_*`.
    pub rates: Rates,
}

impl Config {
    /// Reads the process's environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> anyhow::Result<Self> {
        Self::from(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads settings by name.
    pub fn from(setting: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let stage = match setting("MICROFLUENCE_ENV").as_deref() {
            None | Some("development") => Stage::Development,
            Some("production") => Stage::Production,
            Some(other) => {
                bail!("MICROFLUENCE_ENV is `{other}`; it is `development` or `production`")
            }
        };
        let data_dir = PathBuf::from(setting("DATA_DIR").unwrap_or_else(|| "data".into()));
        let given = setting("DATABASE_URL");
        let is_database_given = given.is_some();
        let database_url = match given {
            Some(url) => url,
            None => format!("sqlite://{}/microfluence.sqlite", data_dir.display()),
        };
        let is_known = ["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|start| database_url.starts_with(start));
        if !is_known {
            bail!("DATABASE_URL must start with postgres:// or sqlite:");
        }
        let sessions = match setting("REDIS_URL") {
            None => SessionStore::InProcess,
            Some(url) if url.starts_with("redis://") || url.starts_with("rediss://") => {
                SessionStore::Redis(url)
            }
            Some(_) => bail!("REDIS_URL must start with redis:// or rediss://"),
        };
        let signing_key_file = setting("SIGNING_KEY_FILE").map(PathBuf::from);
        if stage == Stage::Production && signing_key_file.is_none() {
            bail!(
                "in production SIGNING_KEY_FILE must name an Ed25519 key: openssl genpkey -algorithm ed25519"
            );
        }
        let guest_documents = match setting("GUEST_DOCUMENTS").as_deref() {
            None | Some("any") => GuestDocuments::Any,
            Some("trusted") => GuestDocuments::Trusted,
            Some(other) => bail!("GUEST_DOCUMENTS is `{other}`; it is `any` or `trusted`"),
        };
        Ok(Self {
            stage,
            guest_documents,
            listen: setting("LISTEN").unwrap_or_else(|| "127.0.0.1:8080".into()),
            data_dir,
            database_url,
            is_database_given,
            sessions,
            signing_key_file,
            sandbox_payout_delay: Duration::from_secs(number(
                &setting,
                "SANDBOX_PAYOUT_SECONDS",
                5,
            )?),
            policy: policy(&setting)?,
            rates: Rates::from(&setting)?,
        })
    }
}

fn policy(setting: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Policy> {
    let mut policy = Policy::default();
    policy.followers_min = number(setting, "FOLLOWERS_MIN", policy.followers_min)?;
    policy.followers_max = number(setting, "FOLLOWERS_MAX", policy.followers_max)?;
    if policy.followers_min < 0 || policy.followers_min > policy.followers_max {
        bail!("FOLLOWERS_MIN must not be negative, nor above FOLLOWERS_MAX");
    }
    let agreement = &mut policy.agreement;
    agreement.brand_fee_bps = number(setting, "BRAND_FEE_BPS", agreement.brand_fee_bps)?;
    agreement.creator_fee_bps = number(setting, "CREATOR_FEE_BPS", agreement.creator_fee_bps)?;
    if agreement.brand_fee_bps > 5_000 || agreement.creator_fee_bps > 5_000 {
        bail!("BRAND_FEE_BPS and CREATOR_FEE_BPS are at most 5000, which is 50 %");
    }
    agreement.clearance_days = number(setting, "CLEARANCE_DAYS", agreement.clearance_days)?;
    for day in setting("HOLIDAYS")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|day| !day.is_empty())
    {
        let day = day
            .parse()
            .with_context(|| format!("HOLIDAYS: `{day}` is not a date such as 2026-12-25"))?;
        policy.holidays.push(day);
    }
    Ok(policy)
}

/// A number among the settings; the error names the setting.
pub(crate) fn number<T: std::str::FromStr>(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
    default: T,
) -> anyhow::Result<T> {
    match setting(name) {
        None => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| anyhow::anyhow!("{name} is `{text}`, which is not a number it can be")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> anyhow::Result<Config> {
        Config::from(|name| {
            settings
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen, "127.0.0.1:8080");
        assert_eq!(config.database_url, "sqlite://data/microfluence.sqlite");
        assert_eq!(config.sessions, SessionStore::InProcess);
        assert_eq!(config.policy, Policy::default());
    }

    #[test]
    fn a_wrong_setting_says_what_it_should_be() {
        for (name, value) in [
            ("MICROFLUENCE_ENV", "prod"),
            ("DATABASE_URL", "mysql://x"),
            ("REDIS_URL", "localhost"),
            ("GUEST_DOCUMENTS", "some"),
            ("FOLLOWERS_MIN", "many"),
            ("FOLLOWERS_MIN", "200000"),
            ("BRAND_FEE_BPS", "9000"),
            ("HOLIDAYS", "Christmas"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn production_guesses_no_secret() {
        assert!(
            read(&[("MICROFLUENCE_ENV", "production")])
                .unwrap_err()
                .to_string()
                .contains("SIGNING_KEY_FILE")
        );
    }
}
