//! Few connections to PostgreSQL for many readers.

mod line;

use std::cell::Cell;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::sync::Mutex;
use tokio_postgres::Config;
use url::Url;

use line::Line;

use super::{Param, Row, Sql};
use crate::error::{Error, Result};

/// How long a connection may take to come about.
const OPENING: Duration = Duration::from_secs(5);
/// Lines that a thread's requests share: more would have more backends wake and sleep for the same work.
const PER_THREAD: usize = 2;
/// Plans are made once for a statement, whatever its values: made anew for each, they cost more than most of them do.
const PLANS: &str = "-c plan_cache_mode=force_generic_plan -c jit=off";

/// Lines for reading.
pub(in crate::db) struct Lines {
    config: Box<Config>,
    slots: Box<[Slot]>,
    /// The server lets the driver of the pool in, but not this one.
    is_unfit: AtomicBool,
}

/// The place of a line: it is opened when it is needed, and again after it broke.
#[derive(Default)]
struct Slot {
    line: RwLock<Option<Arc<Line>>>,
    opening: Mutex<()>,
}

impl fmt::Debug for Lines {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The configuration holds the password.
        write!(out, "Lines({})", self.slots.len())
    }
}

impl Lines {
    /// Lines to a database; none where they cannot be had as safely as the pool's connections. `settings` are those of each
    /// session.
    pub(super) fn to(url: &str, count: usize, settings: &[(&str, String)]) -> Option<Self> {
        if count == 0 || !is_private(url) {
            return None;
        }
        let mut config = Config::from_str(&plain(url)?).ok()?;
        let options = settings
            .iter()
            .map(|(name, value)| format!("-c {name}={value}"));
        let options: Vec<String> = options.chain([PLANS.to_owned()]).collect();
        config.options(options.join(" ")).connect_timeout(OPENING);
        Some(Self {
            config: config.into(),
            slots: (0..count).map(|_| Slot::default()).collect(),
            is_unfit: AtomicBool::new(false),
        })
    }

    /// All rows of a statement; none where the server did not let lines in. One whose line turns out to be broken is asked
    /// again on another.
    pub(super) async fn rows(&self, sql: &Sql, params: &[Param]) -> Result<Option<Vec<Row>>> {
        if self.is_unfit.load(Ordering::Relaxed) {
            return Ok(None);
        }
        for _ in 0..=self.slots.len() {
            let line = match self.line().await {
                Ok(line) => line,
                Err(error) if is_refused(&error) => {
                    tracing::info!(%error, "database: read through the pool");
                    self.is_unfit.store(true, Ordering::Relaxed);
                    return Ok(None);
                }
                Err(error) => return Err(failure(error)),
            };
            match line.rows(sql, params).await {
                Ok(rows) => return Ok(Some(rows)),
                Err(error) if is_lost(&error) => {}
                Err(error) => return Err(failure(error)),
            }
        }
        tracing::warn!("database: each line was cut off");
        Err(Error::Unavailable)
    }

    /// One of the lines of this thread, open.
    async fn line(&self) -> std::result::Result<Arc<Line>, tokio_postgres::Error> {
        let slot = &self.slots[turn() % self.slots.len()];
        if let Some(line) = slot.open() {
            return Ok(line);
        }
        let _opening = slot.opening.lock().await;
        // Somebody else was faster.
        if let Some(line) = slot.open() {
            return Ok(line);
        }
        let line = Arc::new(Line::open(&self.config).await?);
        *slot.line.write().unwrap_or_else(PoisonError::into_inner) = Some(line.clone());
        Ok(line)
    }
}

impl Slot {
    fn open(&self) -> Option<Arc<Line>> {
        let line = self.line.read().unwrap_or_else(PoisonError::into_inner);
        line.clone().filter(|line| !line.is_closed())
    }
}

/// Each thread takes turns with lines of its own, so that their answers wake nobody else.
fn turn() -> usize {
    static THREADS: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static FIRST: usize = THREADS.fetch_add(1, Ordering::Relaxed) * PER_THREAD;
        static TURN: Cell<usize> = const { Cell::new(0) };
    }
    let turn = TURN.get();
    TURN.set(turn.wrapping_add(1));
    FIRST.with(|first| first + turn % PER_THREAD)
}

/// True where nobody can listen without being on the machine, or where the operator has said that nobody does: lines do
/// not speak TLS.
fn is_private(url: &str) -> bool {
    let Ok(options) = PgConnectOptions::from_str(url) else {
        return false;
    };
    let is_here = options.get_socket().is_some()
        || options.get_host().starts_with('/')
        || options.get_host() == "localhost"
        || options
            .get_host()
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    match options.get_ssl_mode() {
        PgSslMode::Disable => true,
        PgSslMode::Allow | PgSslMode::Prefer => is_here,
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => false,
    }
}

/// The URL with those of its parameters that every driver knows.
fn plain(url: &str) -> Option<String> {
    const KNOWN: [&str; 7] = [
        "host",
        "hostaddr",
        "port",
        "user",
        "password",
        "dbname",
        "application_name",
    ];
    let mut plain = Url::parse(url).ok()?;
    let kept: Vec<(String, String)> = plain
        .query_pairs()
        .filter(|(name, _)| KNOWN.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    plain
        .query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .append_pair("sslmode", "disable");
    Some(plain.into())
}

/// The connection is of no use any more, or was not let in for now.
fn is_lost(error: &tokio_postgres::Error) -> bool {
    error.is_closed()
        || is_of_the_line(error)
        || code(error).is_some_and(|code| code.starts_with("57P"))
}

fn is_of_the_line(error: &tokio_postgres::Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.is::<std::io::Error>())
}

/// The server wants something that lines cannot give: another way of saying who one is, or TLS.
fn is_refused(error: &tokio_postgres::Error) -> bool {
    code(error).is_some_and(|code| code.starts_with("28"))
}

fn code(error: &tokio_postgres::Error) -> Option<&str> {
    error.code().map(tokio_postgres::error::SqlState::code)
}

fn failure(error: tokio_postgres::Error) -> Error {
    // 57: cut short or shut down; 53: no room; 08: the line; 40, 55: in somebody's way.
    const PASSING: [&str; 5] = ["57", "53", "08", "40", "55"];
    let is_passing = match code(&error) {
        Some(code) => PASSING.iter().any(|class| code.starts_with(class)),
        None => error.is_closed() || is_of_the_line(&error),
    };
    if is_passing {
        tracing::warn!(%error, "database: busy or unavailable");
        return Error::Unavailable;
    }
    Error::Internal(error.into())
}
