//! What could not be done rests: one row for each, until it is done or no longer due.

use std::collections::HashSet;

use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::entity::deadline_failure::{ActiveModel, Column, Entity};
use crate::env::Env;
use crate::error::{Error, Result};

/// The longest rest between two tries.
const LONGEST: TimeDelta = TimeDelta::hours(1);
/// A failure nobody tried again for so long is no longer due: what is due is tried each hour.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::days(1);
/// Letters of a failure that are kept.
const LETTERS: usize = 1_000;

/// Which of these failed before.
pub(super) async fn known(env: &Env, deadline: &str, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let known: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::SubjectId)
        .filter(Column::Deadline.eq(deadline))
        .filter(Column::SubjectId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(env.db.reader())
        .await?;
    Ok(known.into_iter().collect())
}

/// Lets something rest, longer each time: a second, doubled up to an hour. How often it was tried.
pub(super) async fn begin(env: &Env, deadline: &str, id: Uuid, cause: &Error) -> Result<i64> {
    let now = env.clock.now();
    let tx = env.db.begin().await?;
    let before = Entity::find_by_id((deadline.to_owned(), id))
        .one(&tx)
        .await?;
    let attempts = before.map_or(0, |row| row.attempts).saturating_add(1);
    let row = ActiveModel {
        deadline: Set(deadline.to_owned()),
        subject_id: Set(id),
        attempts: Set(attempts),
        failed_at: Set(now),
        due_at: Set(now + pause(attempts)),
        failure: Set(format!("{cause:?}").chars().take(LETTERS).collect()),
    };
    let changed = [
        Column::Attempts,
        Column::FailedAt,
        Column::DueAt,
        Column::Failure,
    ];
    // Two workers may fail at the same at once.
    let mut again = OnConflict::columns([Column::Deadline, Column::SubjectId]);
    again.update_columns(changed);
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(attempts)
}

/// It is done.
pub(super) async fn end(env: &Env, deadline: &str, id: Uuid) -> Result<()> {
    let tx = env.db.begin().await?;
    Entity::delete_by_id((deadline.to_owned(), id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets up to `limit` failures of what people have settled since. How many.
pub async fn forget(env: &Env, limit: u64) -> Result<u64> {
    let settled = Entity::find()
        .filter(Column::DueAt.lt(env.clock.now() - FORGOTTEN_AFTER))
        .order_by_asc(Column::DueAt)
        .limit(limit);
    let settled = settled.all(env.db.reader()).await?;
    if settled.is_empty() {
        return Ok(0);
    }
    let tx = env.db.begin().await?;
    let mut forgotten = 0;
    for row in settled {
        forgotten += row.delete(&tx).await?.rows_affected;
    }
    tx.commit().await?;
    Ok(forgotten)
}

fn pause(attempts: i64) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    TimeDelta::seconds(1_i64 << doublings).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rest_is_longer_up_to_an_hour() {
        let seconds = |attempts| pause(attempts).num_seconds();
        assert_eq!([1, 2, 3, 12].map(seconds), [1, 2, 4, 2_048]);
        assert_eq!([13, i64::MAX].map(seconds), [3_600, 3_600]);
    }
}
