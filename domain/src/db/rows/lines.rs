//! Few connections for many readers, beside the ORM's.

use std::path::Path;
use std::time::Duration;

use super::{Param, Row, Sql, postgres, sqlite};
use crate::error::Result;

/// Connections that only read and that nobody has for himself.
#[derive(Debug)]
pub(in crate::db) enum Lines {
    Postgres(postgres::Lines),
    Sqlite(sqlite::Lines),
}

impl Lines {
    /// Lines to PostgreSQL: see [`postgres::Lines::to`].
    pub(in crate::db) fn to_postgres(
        url: &str,
        count: usize,
        settings: &[(&str, String)],
    ) -> Option<Self> {
        postgres::Lines::to(url, count, settings).map(Self::Postgres)
    }

    /// Lines to a file of SQLite: see [`sqlite::Lines::to`].
    pub(in crate::db) fn to_sqlite(file: &Path, count: usize, longest: Option<Duration>) -> Self {
        Self::Sqlite(sqlite::Lines::to(file, count, longest))
    }

    /// All rows of a statement; none where the database does not let lines in.
    pub(in crate::db) async fn rows(
        &self,
        sql: &Sql,
        params: &[Param],
    ) -> Result<Option<Vec<Row>>> {
        match self {
            Self::Postgres(lines) => lines.rows(sql, params).await,
            Self::Sqlite(lines) => lines.rows(sql, params).await.map(Some),
        }
    }

    /// Ends those that would not end by themselves.
    pub(in crate::db) async fn close(&self) {
        if let Self::Sqlite(lines) = self {
            lines.close().await;
        }
    }
}
