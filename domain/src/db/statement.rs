//! Parts of statements that are said differently, or better, than the query builder would.

use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, DbBackend};

use crate::id::Id;

/// `column` is one of `ids`: one array parameter on Postgres, so that the statement stays the same for any number;
/// on SQLite a list, which its planner handles as well.
pub fn one_of<C, I>(backend: DbBackend, column: C, ids: &[I]) -> SimpleExpr
where
    C: ColumnTrait,
    I: Id,
{
    let uuids = ids.iter().map(|id| id.uuid());
    if backend == DbBackend::Postgres {
        column.eq_any(uuids)
    } else {
        column.is_in(uuids)
    }
}
