//! Reading without models: statements with the columns that were asked for, and rows as the database sends them.
//!
//! For readers that put their statements together by themselves. Who knows the table beforehand asks by its entity.

mod lines;
mod param;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod table;

pub(super) use lines::Lines;
pub use param::Param;
pub use row::Row;
pub use sql::{Dialect, Sql};
