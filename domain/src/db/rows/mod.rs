//! Reading without models: statements with the columns that were asked for, and rows as the database sends them.
//!
//! For readers that put their statements together by themselves. Who knows the table beforehand asks by its entity.

mod line;
mod lines;
mod param;
mod row;
mod sql;

pub(super) use lines::Lines;
pub use param::Param;
pub use row::Row;
pub use sql::{Dialect, Sql};
