//! One connection to PostgreSQL that many share.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Statement};

use super::super::{Param, Row, Sql};

/// Statements that are kept prepared at most.
const PREPARED_MAX: usize = 500;

/// A connection: whoever has something to ask sends it at once, and answers come in the order of the questions. So there
/// are no transactions on it, and what takes long holds up what was asked behind it.
pub(super) struct Line {
    client: Client,
    prepared: Mutex<HashMap<u64, Statement>>,
}

impl Line {
    /// Connects. What moves the bytes runs in a task that ends with the connection.
    pub(super) async fn open(config: &Config) -> Result<Self, tokio_postgres::Error> {
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "database: a line has ended");
            }
        });
        Ok(Self {
            client,
            prepared: Mutex::default(),
        })
    }

    /// True once nothing can be asked any more.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// All rows of a statement.
    pub(super) async fn rows(
        &self,
        sql: &Sql,
        params: &[Param],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        let statement = self.prepare(sql).await?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|param| param as _).collect();
        let rows = self.client.query(&statement, &params).await?;
        Ok(rows.into_iter().map(Row::from).collect())
    }

    async fn prepare(&self, sql: &Sql) -> Result<Statement, tokio_postgres::Error> {
        if let Some(statement) = self.prepared().get(&sql.id) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&sql.text).await?;
        let mut prepared = self.prepared();
        if prepared.len() >= PREPARED_MAX {
            // Those in use are closed by who uses them last.
            prepared.clear();
        }
        prepared.insert(sql.id, statement.clone());
        Ok(statement)
    }

    fn prepared(&self) -> std::sync::MutexGuard<'_, HashMap<u64, Statement>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
