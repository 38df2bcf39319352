//! Runs what is due, one way for all features: row by row, each in a transaction of its own. What cannot be done rests,
//! longer each time, so that it is neither tried hot nor holds up others; it is kept in the database, where every worker,
//! and whoever looks for what is stuck, finds it.

mod rest;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

pub use rest::forget;

use crate::entity;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::id::Id;

/// A kind of deadline: which rows have it, and when it is due.
pub(crate) struct Deadline<E: EntityTrait> {
    /// What it is called in the log and beside what failed: `offer.close`.
    pub(crate) name: &'static str,
    /// The rows that may be due.
    pub(crate) rows: Select<E>,
    /// The key of a row.
    pub(crate) id: E::Column,
    /// When a row is due.
    pub(crate) at: E::Column,
}

/// Does what is due of one row, and says whether there was something to do.
pub(crate) type Act<I> = fn(&Env, I) -> BoxFuture<'_, Result<bool>>;

/// What came of trying to keep one deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Kept,
    /// Somebody was faster.
    Gone,
    Failed,
}

impl<E: EntityTrait> Deadline<E> {
    /// Keeps up to `limit` of these deadlines, longest due first, and says how many. `act` does one by its key, in a
    /// transaction of its own.
    pub(crate) async fn run<I: Id>(self, env: &Env, limit: u64, act: Act<I>) -> Result<usize> {
        let ids = self.due(env, limit).await?;
        if ids.is_empty() {
            return Ok(0);
        }
        let resting = rest::known(env, self.name, &ids).await?;

        let (mut kept, mut failed) = (0, 0);
        for id in ids {
            match self.attempt(env, id, act).await? {
                Outcome::Kept => kept += 1,
                Outcome::Gone => {}
                Outcome::Failed => {
                    failed += 1;
                    continue;
                }
            }
            if resting.contains(&id) {
                rest::end(env, self.name, id).await?;
            }
        }
        if kept + failed > 0 {
            tracing::info!(deadline = self.name, kept, failed, "deadlines: ran");
        }
        Ok(kept)
    }

    /// Tries one. A panic is a failure like any other: the next row is not to blame.
    async fn attempt<I: Id>(&self, env: &Env, id: Uuid, act: Act<I>) -> Result<Outcome> {
        let acted = AssertUnwindSafe(act(env, I::from_uuid(id)));
        let error = match acted.catch_unwind().await {
            Ok(Ok(true)) => return Ok(Outcome::Kept),
            Ok(Ok(false)) => Error::broken("it is due, and there was nothing to do"),
            Ok(Err(error)) => error,
            Err(_) => Error::broken("it panicked"),
        };
        // Refused, or nothing to do: most often somebody was faster. What is due as before must rest like any failure.
        if !self.is_due(env, id).await? {
            return Ok(Outcome::Gone);
        }
        let attempts = rest::begin(env, self.name, id, &error).await?;
        tracing::error!(deadline = self.name, %id, attempts, ?error, "deadline failed; retrying");
        Ok(Outcome::Failed)
    }

    /// What is due and does not rest, longest due first.
    async fn due(&self, env: &Env, limit: u64) -> Result<Vec<Uuid>> {
        use entity::deadline_failure::{Column, Entity};
        let now = env.clock.now();
        let resting = Entity::find()
            .select_only()
            .column(Column::SubjectId)
            .filter(Column::Deadline.eq(self.name))
            .filter(Column::DueAt.gt(now))
            .into_query();
        let due = self
            .rows
            .clone()
            .filter(self.at.lte(now))
            .filter(self.id.not_in_subquery(resting))
            .order_by_asc(self.at)
            .order_by_asc(self.id);
        Ok(due
            .select_only()
            .column(self.id)
            .limit(limit)
            .into_tuple()
            .all(env.db.reader())
            .await?)
    }

    async fn is_due(&self, env: &Env, id: Uuid) -> Result<bool> {
        let row = self
            .rows
            .clone()
            .filter(self.id.eq(id))
            .filter(self.at.lte(env.clock.now()));
        let found: Option<Uuid> = row
            .select_only()
            .column(self.id)
            .into_tuple()
            .one(env.db.reader())
            .await?;
        Ok(found.is_some())
    }
}
