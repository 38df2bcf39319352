//! Pages of lists by key, never by offset: each page costs the same, and rows that come or go shift nothing.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use crate::db::{place, values};
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

/// The value a list is ordered by: a time or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An instant.
    At(DateTime<Utc>),
    /// An amount or a count.
    Number(i64),
}

impl Place {
    /// As a number: microseconds for a time.
    pub fn number(self) -> i64 {
        match self {
            Self::At(at) => at.timestamp_micros(),
            Self::Number(number) => number,
        }
    }

    fn like(self, number: i64) -> Result<Self> {
        match self {
            // Times that no row has: a database would compare their texts, or refuse them.
            Self::At(_) if !TIMES.contains(&number) => Err(PageError::Cursor.into()),
            Self::At(_) => Ok(Self::At(
                instant::of_micros(number).map_err(|_| PageError::Cursor)?,
            )),
            Self::Number(_) => Ok(Self::Number(number)),
        }
    }

    fn value(self) -> sea_orm::Value {
        match self {
            Self::At(at) => at.into(),
            Self::Number(number) => number.into(),
        }
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

/// An order a list can have. Its column is never null in the rows of the list.
pub struct Sort<E: EntityTrait> {
    /// Stands in the cursor, so that a cursor is refused in another order.
    pub name: &'static str,
    /// What the list is ordered by.
    pub column: E::Column,
    /// Breaks ties.
    pub id: E::Column,
    /// Which way.
    pub direction: Order,
    /// The column's value in a row.
    pub place: fn(&E::Model) -> Place,
    /// The id of a row.
    pub row_id: fn(&E::Model) -> Uuid,
}

impl<E: EntityTrait> Clone for Sort<E> {
    fn clone(&self) -> Self {
        Self {
            direction: self.direction.clone(),
            ..*self
        }
    }
}

/// Which rows of a list are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    size: u64,
    is_backwards: bool,
    from: Option<Key>,
}

impl Slice {
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

/// Some rows of a list, and whether there are more on either side.
pub struct Page<M> {
    /// In the list's order, whichever way they were asked for.
    pub rows: Vec<M>,
    /// More before the first.
    pub has_previous: bool,
    /// More after the last.
    pub has_next: bool,
}

/// A query not run yet: it can be paged and counted.
pub struct List<E: EntityTrait> {
    /// Which rows belong.
    pub select: Select<E>,
    /// In which order.
    pub sort: Sort<E>,
}

impl<E> List<E>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    /// Fetches a page, and one row more to see whether the list goes on.
    pub async fn page(&self, db: &impl ConnectionTrait, slice: &Slice) -> Result<Page<E::Model>> {
        let is_descending = (self.sort.direction == Order::Desc) != slice.is_backwards;
        let order = if is_descending {
            Order::Desc
        } else {
            Order::Asc
        };
        let mut select = self.select.clone();
        if let Some(key) = slice.from {
            select = select.filter(self.beyond(key, is_descending)?);
        }

        let mut rows = select
            .order_by(self.sort.column, order.clone())
            .order_by(self.sort.id, order)
            .limit(slice.size + 1)
            .all(db)
            .await?;
        let more = rows.len() as u64 > slice.size;
        rows.truncate(usize::try_from(slice.size).unwrap_or(usize::MAX));
        if slice.is_backwards {
            rows.reverse();
            return Ok(Page {
                rows,
                has_previous: more,
                has_next: slice.from.is_some(),
            });
        }
        Ok(Page {
            rows,
            has_previous: slice.from.is_some(),
            has_next: more,
        })
    }

    /// How many rows the list has.
    pub async fn count(&self, db: &impl ConnectionTrait) -> Result<u64> {
        Ok(self.select.clone().count(db).await?)
    }

    /// The place of a row in this list.
    pub fn key(&self, row: &E::Model) -> Key {
        Key {
            number: (self.sort.place)(row).number(),
            id: (self.sort.row_id)(row),
        }
    }

    fn beyond(&self, key: Key, is_descending: bool) -> Result<sea_orm::sea_query::Expr> {
        // Any time makes the kind of value known; which one does not matter.
        let is_time = matches!(
            self.sort.column.def().get_column_type(),
            sea_orm::ColumnType::TimestampWithTimeZone
        );
        let kind = if is_time {
            Place::At(DateTime::UNIX_EPOCH)
        } else {
            Place::Number(0)
        };
        let value = kind.like(key.number)?.value();
        let here = place(self.sort.column, self.sort.id);
        let there = values(value, key.id.into());
        Ok(if is_descending {
            here.lt(there)
        } else {
            here.gt(there)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_time_is_one_that_rows_can_have() {
        let at = Place::At(DateTime::UNIX_EPOCH);
        let last = DateTime::from_timestamp_micros(TIMES.end - 1).unwrap();
        assert_eq!(last.to_rfc3339(), "9998-12-31T23:59:59.999999+00:00");
        assert!(at.like(0).is_ok() && at.like(TIMES.end - 1).is_ok());
        for forged in [-1, TIMES.end, i64::MIN, i64::MAX] {
            assert!(at.like(forged).is_err(), "{forged}");
            assert!(Place::Number(0).like(forged).is_ok());
        }
    }

    #[test]
    fn a_page_has_one_direction_and_a_bounded_size() {
        let key = Key {
            number: 1,
            id: Uuid::nil(),
        };
        assert!(Slice::new(None, None, None, None).is_ok());
        assert!(Slice::new(Some(100), None, Some(key), None).is_ok());
        assert!(Slice::new(None, Some(1), None, Some(key)).is_ok());
        for (first, last) in [
            (Some(1), Some(1)),
            (Some(0), None),
            (Some(-1), None),
            (Some(101), None),
            (None, Some(0)),
        ] {
            assert!(Slice::new(first, last, None, None).is_err());
        }
        assert!(Slice::new(Some(1), None, None, Some(key)).is_err());
        assert!(Slice::new(None, Some(1), Some(key), None).is_err());
    }
}
