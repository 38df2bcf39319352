//! Whether something can be written.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DbErr, Statement};

use super::{Tx, failure};

/// How long what was written proves that more can be.
const PROVEN_FOR: Duration = Duration::from_secs(1);
/// How long connections are looked at after a failure: longer than any transaction goes on.
const DOUBTED_FOR: Duration = Duration::from_secs(60);
/// What a heartbeat writes after a failure: a command needs some room, too.
const ROOM_BYTES: usize = 64 * 1024;

/// What became of what was written.
#[derive(Debug, Default)]
pub(super) struct Health(Mutex<Outcomes>);

#[derive(Debug, Default)]
struct Outcomes {
    written_at: Option<Instant>,
    has_failed: bool,
    /// The connection of the failure has not been given back yet.
    is_suspect: bool,
    /// Something failed that leaves a connection in doubt.
    doubted_at: Option<Instant>,
}

impl Health {
    /// Something was committed.
    pub(super) fn has_written(&self) {
        self.outcomes().written_at = Some(Instant::now());
    }

    /// Something went wrong; where nothing can be written, it is remembered.
    pub(super) fn note(&self, error: &DbErr) {
        let mut outcomes = self.outcomes();
        outcomes.doubted_at = Some(Instant::now());
        if !failure::is_storage(error) {
            return;
        }
        outcomes.has_failed = true;
        outcomes.is_suspect = true;
    }

    /// True once after a failure: for the one connection that writes to SQLite, when it is given back.
    pub(super) fn takes_suspicion(&self) -> bool {
        std::mem::take(&mut self.outcomes().is_suspect)
    }

    /// True for a while after a failure of any kind: then connections are looked at before others get them.
    pub(super) fn is_doubted(&self) -> bool {
        let doubted_at = self.outcomes().doubted_at;
        doubted_at.is_some_and(|at| at.elapsed() < DOUBTED_FOR)
    }

    /// How many bytes a heartbeat should write; none where it would prove nothing new.
    pub(super) fn heartbeat(&self) -> Option<usize> {
        let mut outcomes = self.outcomes();
        let is_proven = outcomes
            .written_at
            .is_some_and(|at| at.elapsed() < PROVEN_FOR);
        match (outcomes.has_failed, is_proven) {
            (false, true) => None,
            (false, false) => Some(0),
            (true, _) => {
                // The heartbeat that follows sets it again, if it fails as well.
                outcomes.has_failed = false;
                Some(ROOM_BYTES)
            }
        }
    }

    fn outcomes(&self) -> MutexGuard<'_, Outcomes> {
        // Both are whole whatever panics elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes one row, and `filler` bytes in it.
pub(super) async fn beat(tx: &Tx, filler: usize) -> Result<(), DbErr> {
    let sql = "UPDATE heartbeat SET beats = beats + 1, filler = $1 WHERE id = 1";
    let filler = vec![b'.'; filler];
    let statement = Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        [String::from_utf8_lossy(&filler).into_owned().into()],
    );
    tx.execute_raw(statement).await.map(|_| ())
}
