//! Rows as the database sends them.

use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::{Row as _, ValueRef};
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::param::EPOCH_MICROS;
use super::table::{Table, Value as Copied};
use crate::instant;

/// A row: its values by their places, from 0. What is null, or not what was asked for, is none.
#[derive(Debug)]
pub struct Row(Kind);

#[derive(Debug)]
enum Kind {
    /// From a line.
    Line(tokio_postgres::Row),
    /// From the ORM's driver for PostgreSQL.
    Postgres(QueryResult),
    /// From SQLite: a row of a table, by its number.
    Copied(Arc<Table>, usize),
}

/// Where a value lies.
enum Value<'a> {
    /// As PostgreSQL sends it in its binary form, whatever its type.
    Raw(&'a [u8]),
    Copied(Copied<'a>),
}

struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl From<tokio_postgres::Row> for Row {
    fn from(row: tokio_postgres::Row) -> Self {
        Self(Kind::Line(row))
    }
}

impl From<QueryResult> for Row {
    fn from(row: QueryResult) -> Self {
        Self(Kind::Postgres(row))
    }
}

impl Row {
    pub(super) fn copied(table: Arc<Table>, number: usize) -> Self {
        Self(Kind::Copied(table, number))
    }

    fn value(&self, place: usize) -> Option<Value<'_>> {
        match &self.0 {
            Kind::Line(row) => {
                let raw = row.try_get::<_, Option<Raw<'_>>>(place).ok()??;
                Some(Value::Raw(raw.0))
            }
            Kind::Postgres(row) => raw(row.try_as_pg_row()?, place).map(Value::Raw),
            Kind::Copied(table, number) => table.value(*number, place).map(Value::Copied),
        }
    }

    /// True where there is nothing.
    pub fn is_null(&self, place: usize) -> bool {
        self.value(place).is_none()
    }

    /// A text, or the word that stands for a state.
    pub fn text(&self, place: usize) -> Option<&str> {
        match self.value(place)? {
            Value::Raw(raw) => std::str::from_utf8(raw).ok(),
            Value::Copied(Copied::Text(text)) => Some(text),
            Value::Copied(_) => None,
        }
    }

    /// A document in JSON, as text.
    pub fn json(&self, place: usize) -> Option<&str> {
        match self.value(place)? {
            // `jsonb` begins with the number of its form.
            Value::Raw([1, raw @ ..]) => std::str::from_utf8(raw).ok(),
            Value::Copied(Copied::Text(text)) => Some(text),
            Value::Raw(_) | Value::Copied(_) => None,
        }
    }

    /// A whole number.
    pub fn int(&self, place: usize) -> Option<i64> {
        match self.value(place)? {
            Value::Raw(raw) => Some(i64::from_be_bytes(raw.try_into().ok()?)),
            Value::Copied(Copied::Int(number)) => Some(number),
            Value::Copied(_) => None,
        }
    }

    /// A number with a fraction.
    pub fn float(&self, place: usize) -> Option<f64> {
        match self.value(place)? {
            Value::Raw(raw) => Some(f64::from_be_bytes(raw.try_into().ok()?)),
            Value::Copied(Copied::Real(number)) => Some(number),
            Value::Copied(_) => None,
        }
    }

    /// Yes or no.
    pub fn bool(&self, place: usize) -> Option<bool> {
        match self.value(place)? {
            Value::Raw(raw) => Some(raw == [1]),
            Value::Copied(Copied::Int(number)) => Some(number != 0),
            Value::Copied(_) => None,
        }
    }

    /// A key.
    pub fn key(&self, place: usize) -> Option<Uuid> {
        match self.value(place)? {
            Value::Raw(raw) => Uuid::from_slice(raw).ok(),
            Value::Copied(Copied::Blob(raw)) => Uuid::from_slice(raw).ok(),
            Value::Copied(_) => None,
        }
    }

    /// An instant.
    pub fn at(&self, place: usize) -> Option<DateTime<Utc>> {
        match self.value(place)? {
            Value::Raw(raw) => {
                let micros = i64::from_be_bytes(raw.try_into().ok()?);
                DateTime::from_timestamp_micros(micros.checked_add(EPOCH_MICROS)?)
            }
            Value::Copied(Copied::Text(text)) => instant::read(text).ok(),
            Value::Copied(_) => None,
        }
    }
}

fn raw(row: &PgRow, place: usize) -> Option<&[u8]> {
    let value = row.try_get_raw(place).ok()?;
    if value.is_null() {
        return None;
    }
    value.as_bytes().ok()
}
