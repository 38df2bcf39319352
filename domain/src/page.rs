//! Pages of lists by key, never by offset: each page costs the same, and rows that come or go shift nothing.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::{Code, Result, UserError};
use crate::instant;

/// Rows on a page when nobody says how many.
pub const DEFAULT_SIZE: u64 = 20;
/// Rows on a page at most.
pub const MAX_SIZE: u64 = 100;

/// What a time in a list can be, in microseconds: from 1970 to the end of the year 9998.
const TIMES: std::ops::Range<i64> = 0..253_370_764_800_000_000;

/// A page that cannot be given.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PageError {
    /// Not between 1 and 100, or both directions at once.
    #[error("Ask for `first` or for `last`, not for both, from 1 to {MAX_SIZE}.")]
    Size,
    /// `after` belongs to `first`, `before` to `last`.
    #[error("Use `after` with `first` and `before` with `last`.")]
    Direction,
    /// Not one of our cursors, or one of a list in another order.
    #[error("This cursor does not belong to this list in this order.")]
    Cursor,
}

impl UserError for PageError {
    fn code(&self) -> Code {
        Code::InvalidPagination
    }
}

/// Where a row stands in its list: the value it is ordered by, then its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The value as a number; times in microseconds.
    pub number: i64,
    /// Tells rows of the same value apart.
    pub id: Uuid,
}

/// Which rows of a list are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    size: u64,
    is_backwards: bool,
    from: Option<Key>,
}

impl Key {
    /// As the instant that it is in a list ordered by time: one that rows can have. Databases would compare the texts of
    /// others, or refuse them.
    pub fn instant(self) -> Result<DateTime<Utc>> {
        if !TIMES.contains(&self.number) {
            return Err(PageError::Cursor.into());
        }
        Ok(instant::of_micros(self.number).map_err(|_| PageError::Cursor)?)
    }
}

impl Slice {
    /// How many rows are wanted at most.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// True for the last ones before a place, or of all.
    pub fn is_backwards(&self) -> bool {
        self.is_backwards
    }

    /// The place they follow, or precede.
    pub fn from(&self) -> Option<Key> {
        self.from
    }

    /// `first` rows after a place, or the `last` rows before one; 20 when neither says how many.
    pub fn new(
        first: Option<i32>,
        last: Option<i32>,
        after: Option<Key>,
        before: Option<Key>,
    ) -> Result<Self> {
        let is_backwards = last.is_some();
        if first.is_some() && is_backwards {
            return Err(PageError::Size.into());
        }
        if (is_backwards && after.is_some()) || (!is_backwards && before.is_some()) {
            return Err(PageError::Direction.into());
        }
        let size = match first.or(last) {
            None => DEFAULT_SIZE,
            Some(size) => u64::try_from(size).map_err(|_| PageError::Size)?,
        };
        if !(1..=MAX_SIZE).contains(&size) {
            return Err(PageError::Size.into());
        }
        Ok(Self {
            size,
            is_backwards,
            from: after.or(before),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_time_is_one_that_rows_can_have() {
        let at = |number| {
            let id = Uuid::nil();
            Key { number, id }.instant()
        };
        let last = DateTime::from_timestamp_micros(TIMES.end - 1).unwrap();
        assert_eq!(last.to_rfc3339(), "9998-12-31T23:59:59.999999+00:00");
        assert!(at(0).is_ok() && at(TIMES.end - 1).is_ok());
        for forged in [-1, TIMES.end, i64::MIN, i64::MAX] {
            assert!(at(forged).is_err(), "{forged}");
        }
    }

    #[test]
    fn a_page_goes_one_way() {
        let place = Key {
            number: 1,
            id: Uuid::nil(),
        };
        let slice = |first, last, after, before| Slice::new(first, last, after, before);
        let usual = slice(None, None, None, None).unwrap();
        assert_eq!((usual.size(), usual.is_backwards()), (DEFAULT_SIZE, false));
        let last = slice(None, Some(3), None, Some(place)).unwrap();
        assert_eq!(
            (last.size(), last.is_backwards(), last.from()),
            (3, true, Some(place))
        );
        for wrong in [
            slice(Some(0), None, None, None),
            slice(Some(101), None, None, None),
            slice(Some(-1), None, None, None),
            slice(Some(1), Some(1), None, None),
            slice(Some(1), None, None, Some(place)),
            slice(None, Some(1), Some(place), None),
        ] {
            assert!(wrong.is_err());
        }
    }
}
