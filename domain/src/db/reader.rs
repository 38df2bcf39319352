//! Reading without a transaction.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};

use std::sync::Arc;

use super::pool::{self, Access, Pooler, Purpose};
use super::rows::{Dialect, Lines, Param, Row, Sql};
use super::tally::Tally;
use super::{begin, failure};

/// Connections that only read. A statement whose connection turns out to be broken is asked again on another one:
/// reading twice is reading once.
#[derive(Clone, Debug)]
pub struct Reader {
    connections: DatabaseConnection,
    lines: Option<Arc<Lines>>,
    access: Access,
    tally: Tally,
}

impl Reader {
    pub(super) fn over(
        (connections, lines): (DatabaseConnection, Option<Lines>),
        access: Access,
        tally: Tally,
    ) -> Self {
        Self {
            connections,
            lines: lines.map(Arc::new),
            access,
            tally,
        }
    }

    /// In which words it is asked.
    pub fn dialect(&self) -> Dialect {
        self.get_database_backend().into()
    }

    /// All rows of a statement, without models.
    pub async fn rows(&self, sql: &Sql, params: &[Param]) -> crate::Result<Vec<Row>> {
        self.tally.note(sql, params);
        if let Some(lines) = &self.lines
            && let Some(rows) = lines.rows(sql, params).await?
        {
            self.tally.add();
            return Ok(rows);
        }
        let values: Vec<_> = params.iter().map(Param::value).collect();
        let backend = self.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, &*sql.text, values);
        let rows = self.query_all_raw(statement).await?;
        Ok(rows.into_iter().map(Row::from).collect())
    }

    pub(super) async fn close(self) -> Result<(), DbErr> {
        if let Some(lines) = &self.lines {
            lines.close().await;
        }
        self.connections.close().await
    }

    /// A transaction for one statement: where a pooler hands out connections it is the only place for time limits. Begun
    /// in a task, as for writing.
    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let (connections, access) = (self.connections.clone(), self.access);
        let begun =
            tokio::spawn(async move { begin(&connections, access, Purpose::Reading).await });
        begun
            .await
            .map_err(|error| DbErr::Custom(error.to_string()))?
    }

    fn is_pooled(&self) -> bool {
        self.access.pooler == Pooler::Transaction
            && self.get_database_backend() == DbBackend::Postgres
    }
}

/// Evaluates `$ask` on `$on`, until it meets a connection that is alive.
macro_rules! read {
    ($reader:ident, |$on:ident| $ask:expr) => {{
        $reader.tally.add();
        let mut tries = 0;
        loop {
            let outcome = if $reader.is_pooled() {
                match $reader.begin().await {
                    Ok(tx) => {
                        let $on = &tx;
                        let outcome = $ask.await;
                        match tx.commit().await {
                            Ok(()) => outcome,
                            Err(error) => outcome.and(Err(error)),
                        }
                    }
                    Err(error) => Err(error),
                }
            } else {
                let $on = &$reader.connections;
                $ask.await
            };
            match outcome {
                Err(error) if failure::is_lost(&error) && tries < pool::BROKEN_MAX => tries += 1,
                outcome => break outcome,
            }
        }
    }};
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.connections.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        read!(self, |on| on.execute_raw(statement.clone()))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        read!(self, |on| on.execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        read!(self, |on| on.query_one_raw(statement.clone()))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        read!(self, |on| on.query_all_raw(statement.clone()))
    }
}
