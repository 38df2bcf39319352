//! Values of parameters.

use std::error::Error;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::types::{ToSqlOutput, ValueRef};
use sea_orm::Value;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    /// A key, or none.
    Key(Option<Uuid>),
    /// Several keys: see [`Dialect::among_keys`] and [`Dialect::each_key`].
    Keys(Vec<Uuid>),
    /// A whole number, as all of ours are kept.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Yes or no.
    Bool(bool),
    /// A text, or the word that stands for a state.
    Text(String),
    /// Several of them: see [`Dialect::among_words`] and [`Dialect::each_word`].
    Words(Vec<String>),
    /// An instant.
    At(DateTime<Utc>),
}

/// Microseconds from 1970 to 2000, where PostgreSQL's time begins.
pub(super) const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// An instant as a row of SQLite has it.
fn text_of(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

impl Param {
    /// As the ORM's driver for PostgreSQL takes it.
    pub(in crate::db) fn value(&self) -> Value {
        match self {
            Self::Key(key) => Value::Uuid(key.map(Into::into)),
            Self::Keys(keys) => keys.clone().into(),
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bool(is_so) => (*is_so).into(),
            Self::Text(text) => text.clone().into(),
            Self::Words(words) => words.clone().into(),
            Self::At(at) => (*at).into(),
        }
    }
}

/// As SQLite keeps it; several as a list in JSON, keys in hexadecimal.
impl rusqlite::ToSql for Param {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Key(None) => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Key(Some(key)) => ToSqlOutput::Borrowed(ValueRef::Blob(key.as_bytes())),
            Self::Keys(keys) => {
                let keys: Vec<_> = keys.iter().map(|key| key.simple().to_string()).collect();
                serde_json::json!(keys).to_string().into()
            }
            Self::Int(number) => (*number).into(),
            Self::Float(number) => (*number).into(),
            Self::Bool(is_so) => (*is_so).into(),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Words(words) => serde_json::json!(words).to_string().into(),
            Self::At(at) => text_of(*at).into(),
        })
    }
}

type Failure = Box<dyn Error + Sync + Send>;

/// A key as the line carries it: sixteen bytes.
#[derive(Debug)]
struct Key(Uuid);

impl ToSql for Key {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::UUID
    }

    to_sql_checked!();
}

impl ToSql for Param {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Self::Key(None) => Ok(IsNull::Yes),
            Self::Key(Some(key)) => Key(*key).to_sql_checked(ty, out),
            Self::Keys(keys) => {
                let keys: Vec<Key> = keys.iter().copied().map(Key).collect();
                keys.to_sql_checked(ty, out)
            }
            Self::Int(number) => number.to_sql_checked(ty, out),
            Self::Float(number) => number.to_sql_checked(ty, out),
            Self::Bool(is_so) => is_so.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Words(words) => words.to_sql_checked(ty, out),
            Self::At(at) if *ty == Type::TIMESTAMPTZ => {
                out.extend_from_slice(&(at.timestamp_micros() - EPOCH_MICROS).to_be_bytes());
                Ok(IsNull::No)
            }
            Self::At(_) => Err("a statement takes an instant for something else".into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
