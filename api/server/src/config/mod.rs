//! Configuration: from the environment, read once, checked at start.

mod choices;
mod origins;
mod policy;
mod weaknesses;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use domain::db::{Access, CONNECTIONS, Durability};
use domain::policy::Policy;
use gateway::service::{self, ANSWER_BYTES_MAX};
use infrastructure::limits::LimitsConfig;
use infrastructure::secret_url::shown;
use infrastructure::settings::{number, suspects};
use ipnet::IpNet;

pub use gateway::service::GuestDocuments;
pub use infrastructure::secret_url::SecretUrl;
pub use infrastructure::settings::Stage;

use origins::{header, net, origin};
use policy::policy;

use crate::http::connections::ConnectionLimits;

/// Where sessions are remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionStore {
    /// In this process: for one node.
    InProcess,
    /// In Redis, by URL.
    Redis(SecretUrl),
}

/// What is logged unless it is set: all that the program says of itself, and warnings of what it is made of.
pub const LOG_FILTER: &str =
    "warn,api=info,demo=info,domain=info,gateway=info,infrastructure=info,schema=info,server=info";

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Words, for people.
    Text,
    /// An object of JSON, for what collects logs.
    Json,
}

/// Who moves money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payments {
    /// Nobody: a sandbox plays the bank.
    Sandbox,
}

/// All settings of a process.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the process runs: `MICROFLUENCE_ENV`.
    pub stage: Stage,
    /// Host and port to listen on; port 0 takes a free one: `LISTEN`.
    pub listen: String,
    /// Host and port on which a worker tells how it is: `WORKER_LISTEN`.
    pub worker_listen: String,
    /// How long a server goes on after it was told to end: `DRAIN_SECONDS`.
    pub drain: Duration,
    /// How long a connection is kept on which nothing is asked: `KEEP_ALIVE_SECONDS`.
    pub keep_alive: Duration,
    /// Where files are kept: `DATA_DIR`.
    pub data_dir: PathBuf,
    /// `postgres://` or `sqlite:`: `DATABASE_URL`.
    pub database_url: SecretUrl,
    /// Whether `DATABASE_URL` was set, or a file in `data_dir` is taken.
    pub is_database_given: bool,
    /// How it is used: `DATABASE_CONNECTIONS` and `DATABASE_POOLER`.
    pub database_access: Access,
    /// Where sessions are remembered: `REDIS_URL`.
    pub sessions: SessionStore,
    /// How the log looks: `LOG_FORMAT`.
    pub log_format: LogFormat,
    /// What is logged: `RUST_LOG`.
    pub log_filter: String,
    /// Who moves money: `PAYMENTS`.
    pub payments: Payments,
    /// How Postgres is asked for TLS where its URL does not say: `PGSSLMODE`.
    pub default_sslmode: Option<String>,
    /// A PKCS#8 PEM with an Ed25519 key: `SIGNING_KEY_FILE`.
    pub signing_key_file: Option<PathBuf>,
    /// Which documents may be run without a log-in: `GUEST_DOCUMENTS`.
    pub guest_documents: GuestDocuments,
    /// How long the sandbox provider takes for a payout: `SANDBOX_PAYOUT_SECONDS`.
    pub sandbox_payout_delay: Duration,
    /// The limits of sockets and event streams; not from the environment.
    pub connections: ConnectionLimits,
    /// The marketplace's numbers.
    pub policy: Policy,
    /// How much one may ask: `RATE_*`.
    pub rates: LimitsConfig,
    /// Of which web sites browsers may ask, besides our own page: `ALLOWED_ORIGINS`.
    pub allowed_origins: Vec<String>,
    /// Whether answers are compressed here: `COMPRESSION`.
    pub compresses: bool,
    /// Bytes an answer may have at most: `ANSWER_BYTES_MAX`.
    pub answer_bytes_max: u64,
    /// Headers that pages may send, besides those that clients of GraphQL are known to send: `ALLOWED_HEADERS`.
    pub allowed_headers: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed: `TRUSTED_PROXIES`.
    pub trusted_proxies: Vec<IpNet>,
    /// Variables of the environment that look like settings and are none.
    pub(crate) strangers: Vec<String>,
}

impl Config {
    /// Reads the process's environment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_env() -> anyhow::Result<Self> {
        let known = RefCell::new(BTreeSet::new());
        let mut config = Self::from(|name| {
            known.borrow_mut().insert(name.to_owned());
            std::env::var(name).ok().filter(|value| !value.is_empty())
        });
        let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        for suspect in suspects(&known.into_inner(), variables) {
            match &mut config {
                Ok(config) => config.strangers.push(suspect.to_string()),
                // What was not asked for after an error may be a setting after all.
                Err(_) if !suspect.is_typo() => {}
                Err(_) => {
                    config = config.with_context(|| format!("{suspect} is no setting"));
                }
            }
        }
        config
    }

    /// How requests are answered.
    pub fn service(&self) -> service::Settings {
        service::Settings {
            stage: self.stage,
            guest_documents: self.guest_documents,
            answer_bytes_max: self.answer_bytes_max,
        }
    }

    /// Reads settings by name.
    pub fn from(setting: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let stage = choices::stage(&setting)?;
        let data_dir = PathBuf::from(setting("DATA_DIR").unwrap_or_else(|| "data".into()));
        let (database_url, is_database_given) = choices::database(&setting, &data_dir)?;
        let signing_key_file = choices::signing_key(&setting, stage)?;
        Ok(Self {
            stage,
            guest_documents: choices::guest_documents(&setting)?,
            listen: setting("LISTEN").unwrap_or_else(|| "127.0.0.1:8080".into()),
            worker_listen: setting("WORKER_LISTEN").unwrap_or_else(|| "127.0.0.1:0".into()),
            // Those in front look every few seconds whether a server is ready; in development nobody is in front.
            drain: match stage {
                Stage::Production => seconds(&setting, "DRAIN_SECONDS", 10, 0..=600)?,
                Stage::Development => seconds(&setting, "DRAIN_SECONDS", 0, 0..=600)?,
            },
            // Longer than the 60 s of load balancers: whoever closes first must not be the one who is asked.
            keep_alive: seconds(&setting, "KEEP_ALIVE_SECONDS", 75, 1..=3_600)?,
            data_dir,
            database_url,
            is_database_given,
            database_access: Access {
                durability: Durability::Full,
                connections: number(&setting, "DATABASE_CONNECTIONS", CONNECTIONS, 2..=200)?,
                pooler: choices::pooler(&setting)?,
                is_unhurried: false,
            },
            sessions: choices::sessions(&setting)?,
            log_format: choices::log_format(&setting)?,
            log_filter: setting("RUST_LOG").unwrap_or_else(|| LOG_FILTER.into()),
            payments: choices::payments(&setting, stage)?,
            default_sslmode: setting("PGSSLMODE"),
            signing_key_file,
            sandbox_payout_delay: Duration::from_secs(number(
                &setting,
                "SANDBOX_PAYOUT_SECONDS",
                5,
                0..=86_400,
            )?),
            connections: ConnectionLimits::default(),
            policy: policy(&setting)?,
            rates: LimitsConfig::from(&setting)?,
            allowed_origins: list(&setting, "ALLOWED_ORIGINS", |text| origin(text, stage))?,
            allowed_headers: list(&setting, "ALLOWED_HEADERS", header)?,
            compresses: choices::compression(&setting)?,
            answer_bytes_max: number(
                &setting,
                "ANSWER_BYTES_MAX",
                ANSWER_BYTES_MAX,
                65_536..=67_108_864,
            )?,
            trusted_proxies: list(&setting, "TRUSTED_PROXIES", net)?,
            strangers: Vec::new(),
        })
    }
}

/// What stands between commas; the error names the setting and the entry.
fn list<T>(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
    read: impl Fn(&str) -> anyhow::Result<T>,
) -> anyhow::Result<Vec<T>> {
    let text = setting(name).unwrap_or_default();
    let entries = text.split(',').map(str::trim);
    let entries = entries.filter(|entry| !entry.is_empty());
    let entries = entries.map(|entry| {
        read(entry).with_context(|| {
            let is_secret = entry.contains('@');
            let shown = if is_secret {
                shown(entry)
            } else {
                entry.to_owned()
            };
            format!("{name}: `{shown}`")
        })
    });
    entries.collect()
}

/// Seconds among the settings; the error names the setting and its bounds.
fn seconds(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
    default: u64,
    bounds: std::ops::RangeInclusive<u64>,
) -> anyhow::Result<Duration> {
    number(setting, name, default, bounds).map(Duration::from_secs)
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
        let url = config.database_url.as_str();
        assert_eq!(url, "sqlite://data/microfluence.sqlite");
        assert_eq!(config.sessions, SessionStore::InProcess);
        assert_eq!(config.policy, Policy::default());
        // Load balancers keep a connection for 60 s, and must be the ones who close it.
        assert!(config.keep_alive > Duration::from_secs(60));
    }

    #[test]
    fn a_wrong_setting_says_what_it_should_be() {
        for (name, value) in [
            ("MICROFLUENCE_ENV", "prod"),
            ("DATABASE_URL", "mysql://x"),
            ("REDIS_URL", "localhost"),
            ("DATABASE_URL", "postgres://app:s3cr#t@db/x"),
            ("REDIS_URL", "redis://:s3cr/t@redis/"),
            ("PAYMENTS", "cash"),
            ("LOG_FORMAT", "xml"),
            ("DRAIN_SECONDS", "601"),
            ("KEEP_ALIVE_SECONDS", "0"),
            ("GUEST_DOCUMENTS", "some"),
            ("FOLLOWERS_MIN", "many"),
            ("FOLLOWERS_MIN", "200000"),
            ("FOLLOWERS_MAX", "1000000001"),
            ("BRAND_FEE_BPS", "9000"),
            ("CREATOR_FEE_BPS", "5001"),
            ("CLEARANCE_DAYS", "366"),
            ("CLEARANCE_DAYS", "100000000"),
            ("SANDBOX_PAYOUT_SECONDS", "86401"),
            ("HOLIDAYS", "Christmas"),
            ("ACCESS_TOKEN_SECONDS", "0"),
            ("ACCESS_TOKEN_SECONDS", "3601"),
            ("ALLOWED_ORIGINS", "*"),
            ("ALLOWED_ORIGINS", "null"),
            ("ALLOWED_ORIGINS", "app.example.com"),
            ("ALLOWED_ORIGINS", "https://app.example.com/"),
            ("ALLOWED_ORIGINS", "https://app.example.com:443"),
            ("ALLOWED_ORIGINS", "https://*.example.com"),
            ("ALLOWED_ORIGINS", "https://App.example.com"),
            ("ALLOWED_ORIGINS", "ftp://app.example.com"),
            ("ALLOWED_ORIGINS", "https://app.example.com,*"),
            ("TRUSTED_PROXIES", "proxy.example.com"),
            ("TRUSTED_PROXIES", "10.0.0.0/33"),
            ("RATE_POINTS", "-1"),
            ("RATE_POINTS", "1000000001"),
            ("RATE_SIGN_UPS_PER_HOUR", "1000001"),
        ] {
            let error = read(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn holidays_leave_business_days() {
        let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let days: Vec<String> = first
            .iter_days()
            .take(1_001)
            .map(|day| day.to_string())
            .collect();
        assert!(read(&[("HOLIDAYS", &days[1..].join(","))]).is_ok());
        let error = read(&[("HOLIDAYS", &days.join(","))])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("HOLIDAYS") && error.contains("1000"),
            "{error}"
        );
    }

    #[test]
    fn lists_are_read_entry_by_entry() {
        let config = read(&[
            (
                "ALLOWED_ORIGINS",
                "https://app.example.com, http://localhost:3000,",
            ),
            ("TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1, ::1"),
        ])
        .unwrap();
        let expected = ["https://app.example.com", "http://localhost:3000"];
        assert_eq!(config.allowed_origins, expected);
        let nets: Vec<String> = config
            .trusted_proxies
            .iter()
            .map(IpNet::to_string)
            .collect();
        assert_eq!(nets, ["10.0.0.0/8", "192.0.2.1/32", "::1/128"]);
    }

    #[test]
    fn production_guesses_neither_a_secret_nor_who_moves_money() {
        let mut settings = vec![("MICROFLUENCE_ENV", "production")];
        for (missing, value) in [("SIGNING_KEY_FILE", "key.pem"), ("PAYMENTS", "sandbox")] {
            let error = read(&settings).unwrap_err().to_string();
            assert!(error.contains(missing), "{error}");
            settings.push((missing, value));
        }
        read(&settings).unwrap();
    }

    #[test]
    fn no_setting_shows_its_password() {
        for (name, value) in [
            ("DATABASE_URL", "postgres://app:s3cret#@db/x"),
            ("DATABASE_URL", "mysql://app:s3cret@db/x"),
            ("REDIS_URL", "rediss://app:s3cret/@redis"),
            ("REDIS_URL", "app:s3cret@redis"),
            ("ALLOWED_ORIGINS", "https://app:s3cret@app.example.com"),
            ("ALLOWED_ORIGINS", "https://app:s3cret/@app.example.com"),
        ] {
            let error = format!("{:?}", read(&[(name, value)]).unwrap_err());
            assert!(error.contains(name) && !error.contains("s3cret"), "{error}");
        }
        let config = read(&[
            ("DATABASE_URL", "postgres://app:s3cret@db/x"),
            ("REDIS_URL", "rediss://app:s3cret@redis"),
        ]);
        assert!(!format!("{:?}", config.unwrap()).contains("s3cret"));
    }
}
