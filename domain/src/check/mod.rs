//! Everything the marketplace promises of its data, looked for in a database. The lists are meant to be read: each line
//! says in words what holds, and in SQL how to see it.

mod agreements;
mod clocks;
mod entries;
mod listings;
mod money;
mod statements;
mod terms;

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement};

use crate::error::{Error, Result};
use crate::ledger;
use crate::outbox;
use crate::payout;
use crate::promise::{self, Promise, Violation};

/// What a look at a whole database found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// How many promises were looked at.
    pub promises: usize,
    /// How many rows the tables they are about have.
    pub rows: i64,
    /// What is broken, at most a hundred rows for each promise: nothing, or the house is broken.
    pub violations: Vec<Violation>,
}

/// Looks whether every promise holds. Reads all rows of the tables it is about, and changes nothing.
pub async fn run(db: &impl ConnectionTrait) -> Result<Findings> {
    let mut violations = promise::broken(db, &promises()).await?;
    violations.extend(terms::broken(db).await?);
    Ok(Findings {
        promises: promises().len() + 1,
        rows: rows(db).await?,
        violations,
    })
}

/// All promises that are one statement each.
fn promises() -> Vec<Promise> {
    [
        &ledger::queries::PROMISES[..],
        &payout::queries::PROMISES,
        &money::PROMISES,
        &entries::PROMISES,
        &agreements::PROMISES,
        &clocks::PROMISES,
        &listings::PROMISES,
        &statements::PROMISES,
        &outbox::PROMISES,
    ]
    .concat()
}

/// Rows of all tables that promises are about.
async fn rows(db: &impl ConnectionTrait) -> Result<i64> {
    let tables: BTreeSet<&str> = promises().iter().map(|promise| promise.table).collect();
    let mut total = 0;
    for table in tables {
        let count = format!("SELECT COUNT(*) FROM {table}");
        let count = Statement::from_string(db.get_database_backend(), count);
        let row = db.query_one_raw(count).await?;
        let row = row.ok_or(Error::broken("a count without an answer"))?;
        total += row.try_get_by_index::<i64>(0)?;
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_has_words_of_its_own() {
        let words: BTreeSet<&str> = promises().iter().map(|promise| promise.words).collect();
        assert_eq!(words.len(), promises().len());
    }
}
