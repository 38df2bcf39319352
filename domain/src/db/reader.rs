//! Reading without a transaction.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::{failure, pool};

/// Connections that only read. A statement whose connection turns out to be broken is asked again on another one:
/// reading twice is reading once.
#[derive(Clone, Debug)]
pub struct Reader(DatabaseConnection);

impl Reader {
    pub(super) fn over(connections: DatabaseConnection) -> Self {
        Self(connections)
    }

    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.0.close().await
    }
}

/// Evaluates `$ask` until it meets a connection that is alive.
macro_rules! on_a_live_connection {
    ($ask:expr) => {{
        let mut tries = 0;
        loop {
            match $ask.await {
                Err(error) if failure::is_lost(&error) && tries < pool::BROKEN_MAX => tries += 1,
                outcome => break outcome,
            }
        }
    }};
}

#[async_trait::async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        on_a_live_connection!(self.0.execute_raw(statement.clone()))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        on_a_live_connection!(self.0.execute_unprepared(sql))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        on_a_live_connection!(self.0.query_one_raw(statement.clone()))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        on_a_live_connection!(self.0.query_all_raw(statement.clone()))
    }
}
