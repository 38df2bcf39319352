//! A transaction somebody else opened and will commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::failure;
use super::health::Health;
use super::tally::Tally;

/// A transaction. Dropped without commit, nothing happened.
///
/// Where a disk is full or a connection breaks, the database may have rolled back by itself: whatever were sent
/// afterwards would stand outside any transaction. So after such a failure nothing is sent any more.
#[derive(Debug)]
pub struct Tx {
    tx: DatabaseTransaction,
    health: Arc<Health>,
    tally: Tally,
    is_over: AtomicBool,
}

impl Tx {
    pub(super) fn over(tx: DatabaseTransaction, health: Arc<Health>, tally: Tally) -> Self {
        Self {
            tx,
            health,
            tally,
            is_over: AtomicBool::new(false),
        }
    }

    /// Keeps what was done.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.require_open()?;
        let outcome = self.tx.commit().await;
        match &outcome {
            Ok(()) => self.health.has_written(),
            Err(error) => self.health.note(error),
        }
        outcome
    }

    /// The driver's own transaction, for migrations only.
    pub fn owner(&self) -> &DatabaseTransaction {
        &self.tx
    }

    fn require_open(&self) -> Result<(), DbErr> {
        if self.is_over.load(Ordering::Relaxed) {
            return Err(failure::over());
        }
        Ok(())
    }

    fn noted<T>(&self, outcome: Result<T, DbErr>) -> Result<T, DbErr> {
        self.tally.add();
        if let Err(error) = &outcome {
            self.health.note(error);
            if failure::is_storage(error) || failure::is_lost(error) {
                self.is_over.store(true, Ordering::Relaxed);
            }
        }
        outcome
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.require_open()?;
        self.noted(self.tx.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.require_open()?;
        self.noted(self.tx.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.require_open()?;
        self.noted(self.tx.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.require_open()?;
        self.noted(self.tx.query_all_raw(statement).await)
    }
}
