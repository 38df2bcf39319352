//! Connections to SQLite for reading, each with a thread of its own.
//!
//! The ORM's driver hands over one row at a time and waits until it is taken. Here a thread runs a statement to its end and
//! hands over everything it found.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags};
use tokio::sync::oneshot;

use super::table::Table;
use super::{Param, Row, Sql};
use crate::error::{Error, Result};

/// Statements that wait for a thread at most.
const WAITING_MAX: usize = 1_024;
/// Statements that a connection keeps prepared at most.
const PREPARED_MAX: usize = 128;
/// How long a connection waits for one that recovers the file.
const BUSY: Duration = Duration::from_secs(5);
/// Steps of SQLite's machine, some nanoseconds each, between two looks at the clock.
const STEPS: i32 = 20_000;

/// Lines for reading.
#[derive(Debug)]
pub(in crate::db) struct Lines {
    jobs: Sender<Option<Job>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// A statement to run.
#[derive(Debug)]
struct Job {
    sql: Sql,
    params: Vec<Param>,
    /// Gone when nobody waits for the answer any more.
    asker: Weak<()>,
    reply: oneshot::Sender<Result<Vec<Row>>>,
}

impl Lines {
    /// Lines to a file, opened when they are needed. A statement takes `longest` at most.
    pub(super) fn to(file: &Path, count: usize, longest: Option<Duration>) -> Self {
        let (jobs, waiting) = crossbeam_channel::bounded(WAITING_MAX);
        let thread = |_| {
            let line = Line {
                file: file.to_owned(),
                longest,
                jobs: waiting.clone(),
            };
            std::thread::spawn(move || line.last())
        };
        Self {
            jobs,
            threads: Mutex::new((0..count).map(thread).collect()),
        }
    }

    /// All rows of a statement.
    pub(super) async fn rows(&self, sql: &Sql, params: &[Param]) -> Result<Vec<Row>> {
        let asker = Arc::new(());
        let (reply, answer) = oneshot::channel();
        let job = Job {
            sql: sql.clone(),
            params: params.to_vec(),
            asker: Arc::downgrade(&asker),
            reply,
        };
        match self.jobs.try_send(Some(job)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(Error::Unavailable),
            Err(TrySendError::Disconnected(_)) => return Err(closed()),
        }
        answer.await.map_err(|_| closed())?
    }

    /// Ends all threads after what they have to do, so that nobody holds the file.
    pub(super) async fn close(&self) {
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let jobs = self.jobs.clone();
        let ended = tokio::task::spawn_blocking(move || {
            for _ in &threads {
                // Fails where all threads have ended.
                drop(jobs.send(None));
            }
            for thread in threads {
                // A panic has been told where it happened.
                drop(thread.join());
            }
        });
        drop(ended.await);
    }
}

fn closed() -> Error {
    Error::Internal(anyhow::anyhow!("the database is closed"))
}

/// A thread with its connection.
struct Line {
    file: PathBuf,
    longest: Option<Duration>,
    jobs: Receiver<Option<Job>>,
}

impl Line {
    /// Runs until nothing more can come. A panic costs who asked, and the connection, never the thread.
    fn last(&self) {
        while catch_unwind(AssertUnwindSafe(|| self.run())).is_err() {
            tracing::error!("database: a reading thread panicked and begins anew");
        }
    }

    fn run(&self) {
        while let Ok(Some(job)) = self.jobs.recv() {
            match open(&self.file) {
                Ok(connection) => return self.answer(&connection, job),
                // Whoever asked may have gone.
                Err(error) => drop(job.reply.send(Err(failure(error)))),
            }
        }
    }

    /// Answers one question after the other.
    fn answer(&self, connection: &Connection, first: Job) {
        let mut next = Some(first);
        while let Some(job) = next {
            let rows = self.rows(connection, &job).map_err(failure);
            // Whoever asked may have gone.
            drop(job.reply.send(rows));
            next = self.jobs.recv().ok().flatten();
        }
    }

    fn rows(&self, connection: &Connection, job: &Job) -> rusqlite::Result<Vec<Row>> {
        let end = self.longest.map(|longest| Instant::now() + longest);
        let asker = job.asker.clone();
        let is_over =
            move || asker.strong_count() == 0 || end.is_some_and(|end| Instant::now() > end);
        connection.progress_handler(STEPS, Some(is_over))?;
        let mut statement = connection.prepare_cached(&job.sql.text)?;
        bind(&mut statement, &job.params)?;
        let mut table = Table::of(statement.column_count());
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            table.add(row)?;
        }
        Ok(table.into_rows())
    }
}

/// `$1`, `$2` and so on are names to SQLite, numbered as they occur.
fn bind(statement: &mut CachedStatement<'_>, params: &[Param]) -> rusqlite::Result<()> {
    for place in 1..=statement.parameter_count() {
        let name = statement.parameter_name(place).unwrap_or_default();
        let number: Option<usize> = name.get(1..).and_then(|number| number.parse().ok());
        let param = number.and_then(|number| params.get(number.wrapping_sub(1)));
        let param = param.ok_or_else(|| rusqlite::Error::InvalidParameterName(name.to_owned()))?;
        statement.raw_bind_parameter(place, param)?;
    }
    Ok(())
}

fn open(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
    Ok(connection)
}

fn failure(error: rusqlite::Error) -> Error {
    use ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseLocked, OperationInterrupted, OutOfMemory,
        SystemIoFailure,
    };
    match error.sqlite_error_code() {
        Some(
            CannotOpen | DatabaseBusy | DatabaseLocked | OperationInterrupted | OutOfMemory
            | SystemIoFailure,
        ) => {
            tracing::warn!(%error, "database: busy or unavailable");
            Error::Unavailable
        }
        _ => Error::Internal(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(longest: Option<Duration>) -> (tempfile::TempDir, Lines) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("microfluence.db");
        let db = Connection::open(&file).unwrap();
        db.execute_batch(
            "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2.5, x'00ff'), (NULL, '')",
        )
        .unwrap();
        let lines = Lines::to(&file, 2, longest);
        (folder, lines)
    }

    const ENDLESS: &str =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    #[tokio::test]
    async fn rows_come_as_they_are_kept_and_parameters_go_by_their_numbers() {
        let (_folder, lines) = lines(None);
        let sql = Sql::new("SELECT a, b, $2, $1 FROM t WHERE $2 = 'x' ORDER BY rowid");
        let params = [Param::Int(7), Param::Text("x".into())];
        let rows = lines.rows(&sql, &params).await.unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].int(0), rows[0].text(1)), (Some(1), Some("one")));
        assert_eq!((rows[1].float(0), rows[1].text(1)), (Some(2.5), None));
        assert_eq!((rows[2].is_null(0), rows[2].text(1)), (true, Some("")));
        assert_eq!((rows[2].text(2), rows[2].int(3)), (Some("x"), Some(7)));
        assert!(lines.rows(&sql, &params[..1]).await.is_err());
        assert!(lines.rows(&Sql::new("DELETE FROM t"), &[]).await.is_err());
    }

    #[tokio::test]
    async fn a_statement_without_end_is_ended() {
        let (_folder, lines) = lines(Some(Duration::from_millis(50)));
        let outcome = lines.rows(&Sql::new(ENDLESS), &[]).await;
        assert!(matches!(outcome, Err(Error::Unavailable)), "{outcome:?}");
        let rows = lines.rows(&Sql::new("SELECT 1"), &[]).await.unwrap();
        assert_eq!(rows[0].int(0), Some(1));
    }

    #[tokio::test]
    async fn who_hangs_up_keeps_no_thread() {
        let (_folder, lines) = lines(None);
        for _ in 0..4 {
            let sql = Sql::new(ENDLESS);
            let asked = tokio::time::timeout(Duration::from_millis(20), lines.rows(&sql, &[]));
            assert!(asked.await.is_err());
        }
        let rows = lines.rows(&Sql::new("SELECT 1"), &[]).await.unwrap();
        assert_eq!(rows[0].int(0), Some(1));
        lines.close().await;
        assert!(lines.rows(&Sql::new("SELECT 1"), &[]).await.is_err());
    }
}
