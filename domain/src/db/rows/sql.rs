//! The text of a statement, and what of it the two databases say differently.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sea_orm::DbBackend;

/// A statement: its parameters are `$1`, `$2` and so on. Two of the same text are the same, so that a connection prepares
/// them once.
#[derive(Clone, Debug)]
pub struct Sql {
    /// Tells texts apart; never given twice.
    pub(super) id: u64,
    /// As the database reads it.
    pub text: Arc<str>,
}

/// Texts that are known by their number at most; the rest gets new numbers, and is prepared anew.
const KNOWN_MAX: usize = 8_192;

static KNOWN: LazyLock<Mutex<HashMap<Arc<str>, u64>>> = LazyLock::new(Mutex::default);
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Sql {
    /// What tells it from statements of other texts, in this process.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// A statement of this text.
    pub fn new(text: &str) -> Self {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((text, id)) = known.get_key_value(text) {
            return Self {
                id: *id,
                text: text.clone(),
            };
        }
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        let text: Arc<str> = text.into();
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        known.insert(text.clone(), id);
        Self { id, text }
    }
}

/// What the two databases say differently in a statement for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// SQLite.
    Sqlite,
}

impl From<DbBackend> for Dialect {
    fn from(backend: DbBackend) -> Self {
        match backend {
            DbBackend::Sqlite => Self::Sqlite,
            _ => Self::Postgres,
        }
    }
}

impl Dialect {
    /// `expression` is one of the keys in a parameter ([`super::Param::Keys`]).
    pub fn among_keys(self, expression: &str, parameter: &str) -> String {
        match self {
            Self::Postgres => format!("{expression} = ANY({parameter})"),
            Self::Sqlite => {
                format!("{expression} IN (SELECT unhex(value) FROM json_each({parameter}))")
            }
        }
    }

    /// `expression` is one of the words in a parameter ([`super::Param::Words`]).
    pub fn among_words(self, expression: &str, parameter: &str) -> String {
        match self {
            Self::Postgres => format!("{expression} = ANY({parameter})"),
            Self::Sqlite => format!("{expression} IN (SELECT value FROM json_each({parameter}))"),
        }
    }

    /// A table `alias` of the keys in a parameter: `v` is the key, `n` its place from 1.
    pub fn each_key(self, parameter: &str, alias: &str) -> String {
        match self {
            Self::Postgres => {
                format!("unnest({parameter}::uuid[]) WITH ORDINALITY {alias}(v, n)")
            }
            Self::Sqlite => format!(
                "(SELECT unhex(value) AS v, key + 1 AS n FROM json_each({parameter})) {alias}"
            ),
        }
    }

    /// A table `alias` of the words in a parameter: `v` is the word.
    pub fn each_word(self, parameter: &str, alias: &str) -> String {
        match self {
            Self::Postgres => format!("unnest({parameter}::text[]) {alias}(v)"),
            Self::Sqlite => format!("(SELECT value AS v FROM json_each({parameter})) {alias}"),
        }
    }

    /// Rows of a table for each row of what stands before, at most a number of them: `rows` is everything of `SELECT … FROM`
    /// behind the table's name and may speak of what stands before.
    pub fn for_each(self, table: &str, alias: &str, rows: &str) -> String {
        match self {
            Self::Postgres => {
                format!(
                    " CROSS JOIN LATERAL (SELECT {alias}.* FROM {table} {alias} {rows}) {alias}"
                )
            }
            // A subquery that speaks of what stands before may stand in a condition, and nowhere else.
            Self::Sqlite => format!(
                " CROSS JOIN {table} {alias} ON {alias}.rowid IN (SELECT {alias}.rowid FROM {table} {alias} {rows})"
            ),
        }
    }
}
