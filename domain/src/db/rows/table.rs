//! Rows that were copied.

use std::ops::Range;
use std::sync::Arc;

use rusqlite::types::ValueRef;

use super::Row;

/// Rows of equal width, in few pieces of memory.
#[derive(Debug)]
pub(super) struct Table {
    width: usize,
    cells: Vec<Cell>,
    /// All texts and keys, one behind the other.
    bytes: Vec<u8>,
}

#[derive(Debug)]
enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Int(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl Table {
    pub(super) fn of(width: usize) -> Self {
        Self {
            width,
            cells: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Copies a row.
    pub(super) fn add(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        for place in 0..self.width {
            let cell = match row.get_ref(place)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Int(number),
                ValueRef::Real(number) => Cell::Real(number),
                ValueRef::Text(text) => Cell::Text(self.keep(text)),
                ValueRef::Blob(bytes) => Cell::Blob(self.keep(bytes)),
            };
            self.cells.push(cell);
        }
        Ok(())
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    pub(super) fn into_rows(self) -> Vec<Row> {
        let count = self.cells.len() / self.width.max(1);
        let table = Arc::new(self);
        (0..count)
            .map(|row| Row::copied(table.clone(), row))
            .collect()
    }

    /// A value by the number of its row and its place, both from 0. Null is none, and so is a text that is not UTF-8.
    pub(super) fn value(&self, row: usize, place: usize) -> Option<Value<'_>> {
        if place >= self.width {
            return None;
        }
        match self.cells.get(row * self.width + place)? {
            Cell::Null => None,
            Cell::Int(number) => Some(Value::Int(*number)),
            Cell::Real(number) => Some(Value::Real(*number)),
            Cell::Text(at) => std::str::from_utf8(self.bytes.get(at.clone())?)
                .ok()
                .map(Value::Text),
            Cell::Blob(at) => self.bytes.get(at.clone()).map(Value::Blob),
        }
    }
}
