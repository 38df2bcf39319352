//! Parts of statements that are said differently, or better, than the query builder would.

use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, DbBackend, Value};

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

/// A row comparison, `(a, id) < (x, y)`, which both databases answer from an index on `(a, id)`.
pub(crate) fn place<C: ColumnTrait>(column: C, id: C) -> Expr {
    Expr::tuple([
        Expr::col(column.as_column_ref()),
        Expr::col(id.as_column_ref()),
    ])
}

/// The other half of a row comparison.
pub(crate) fn values(first: Value, id: Value) -> Expr {
    Expr::tuple([Expr::value(first), Expr::value(id)])
}
