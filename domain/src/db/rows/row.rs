//! Rows as the database sends them.

use std::error::Error;

use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::sqlite::{Sqlite, SqliteRow, SqliteValueRef};
use sea_orm::sqlx::{Decode, Row as _, TypeInfo, ValueRef};
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::param::EPOCH_MICROS;
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
    /// Copied: the driver's values cannot be looked at by two.
    Sqlite(Box<[Cell]>),
}

#[derive(Debug)]
enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(Box<str>),
    Blob(Box<[u8]>),
}

/// Where a value lies.
enum Value<'a> {
    /// As PostgreSQL sends it in its binary form, whatever its type.
    Raw(&'a [u8]),
    Cell(&'a Cell),
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
        match row.try_as_sqlite_row() {
            Some(row) => Self(Kind::Sqlite(
                (0..row.len()).map(|at| cell(row, at)).collect(),
            )),
            None => Self(Kind::Postgres(row)),
        }
    }
}

impl Row {
    fn value(&self, place: usize) -> Option<Value<'_>> {
        match &self.0 {
            Kind::Line(row) => {
                let raw = row.try_get::<_, Option<Raw<'_>>>(place).ok()??;
                Some(Value::Raw(raw.0))
            }
            Kind::Postgres(row) => raw(row.try_as_pg_row()?, place).map(Value::Raw),
            Kind::Sqlite(cells) => match cells.get(place)? {
                Cell::Null => None,
                cell => Some(Value::Cell(cell)),
            },
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
            Value::Cell(Cell::Text(text)) => Some(text),
            Value::Cell(_) => None,
        }
    }

    /// A document in JSON, as text.
    pub fn json(&self, place: usize) -> Option<&str> {
        match self.value(place)? {
            // `jsonb` begins with the number of its form.
            Value::Raw([1, raw @ ..]) => std::str::from_utf8(raw).ok(),
            Value::Cell(Cell::Text(text)) => Some(text),
            Value::Raw(_) | Value::Cell(_) => None,
        }
    }

    /// A whole number.
    pub fn int(&self, place: usize) -> Option<i64> {
        match self.value(place)? {
            Value::Raw(raw) => Some(i64::from_be_bytes(raw.try_into().ok()?)),
            Value::Cell(Cell::Int(number)) => Some(*number),
            Value::Cell(_) => None,
        }
    }

    /// A number with a fraction.
    pub fn float(&self, place: usize) -> Option<f64> {
        match self.value(place)? {
            Value::Raw(raw) => Some(f64::from_be_bytes(raw.try_into().ok()?)),
            Value::Cell(Cell::Real(number)) => Some(*number),
            Value::Cell(_) => None,
        }
    }

    /// Yes or no.
    pub fn bool(&self, place: usize) -> Option<bool> {
        match self.value(place)? {
            Value::Raw(raw) => Some(raw == [1]),
            Value::Cell(Cell::Int(number)) => Some(*number != 0),
            Value::Cell(_) => None,
        }
    }

    /// A key.
    pub fn key(&self, place: usize) -> Option<Uuid> {
        match self.value(place)? {
            Value::Raw(raw) => Uuid::from_slice(raw).ok(),
            Value::Cell(Cell::Blob(raw)) => Uuid::from_slice(raw).ok(),
            Value::Cell(_) => None,
        }
    }

    /// An instant.
    pub fn at(&self, place: usize) -> Option<DateTime<Utc>> {
        match self.value(place)? {
            Value::Raw(raw) => {
                let micros = i64::from_be_bytes(raw.try_into().ok()?);
                DateTime::from_timestamp_micros(micros.checked_add(EPOCH_MICROS)?)
            }
            Value::Cell(Cell::Text(text)) => instant::read(text).ok(),
            Value::Cell(_) => None,
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

fn cell(row: &SqliteRow, place: usize) -> Cell {
    row.try_get_raw(place)
        .ok()
        .and_then(copied)
        .unwrap_or(Cell::Null)
}

/// None where it is null, or of a type that no column has.
fn copied(value: SqliteValueRef<'_>) -> Option<Cell> {
    if value.is_null() {
        return None;
    }
    let kind = Kept::of(value.type_info().name())?;
    Some(match kind {
        Kept::Int => Cell::Int(<i64 as Decode<Sqlite>>::decode(value).ok()?),
        Kept::Real => Cell::Real(<f64 as Decode<Sqlite>>::decode(value).ok()?),
        Kept::Text => Cell::Text(<&str as Decode<Sqlite>>::decode(value).ok()?.into()),
        Kept::Blob => Cell::Blob(<&[u8] as Decode<Sqlite>>::decode(value).ok()?.into()),
    })
}

/// What SQLite keeps.
enum Kept {
    Int,
    Real,
    Text,
    Blob,
}

impl Kept {
    fn of(name: &str) -> Option<Self> {
        match name {
            "INTEGER" | "BOOLEAN" => Some(Self::Int),
            "REAL" => Some(Self::Real),
            "TEXT" => Some(Self::Text),
            "BLOB" => Some(Self::Blob),
            _ => None,
        }
    }
}
