//! Everything that must hold of the marketplace's data, looked for in a database. The lists are meant to be read: each line
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
use crate::invariant::{self, Invariant, Violation};
use crate::ledger;
use crate::outbox;
use crate::payments;

/// What a look at a whole database found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// How many invariants were looked at.
    pub invariants: usize,
    /// How many rows the tables they are about have.
    pub rows: i64,
    /// What is broken, at most a hundred rows for each invariant: nothing, or the house is broken.
    pub violations: Vec<Violation>,
}

/// Looks whether every invariant holds. Reads all rows of the tables it is about, and changes nothing.
pub async fn run(db: &impl ConnectionTrait) -> Result<Findings> {
    let mut violations = invariant::broken(db, &invariants()).await?;
    violations.extend(terms::broken(db).await?);
    Ok(Findings {
        invariants: invariants().len() + 1,
        rows: rows(db).await?,
        violations,
    })
}

/// All invariants that are one statement each.
fn invariants() -> Vec<Invariant> {
    [
        &ledger::queries::INVARIANTS[..],
        &payments::queries::INVARIANTS,
        &money::INVARIANTS,
        &entries::INVARIANTS,
        &agreements::INVARIANTS,
        &clocks::INVARIANTS,
        &listings::INVARIANTS,
        &statements::INVARIANTS,
        &outbox::INVARIANTS,
    ]
    .concat()
}

/// Rows of all tables that invariants are about.
async fn rows(db: &impl ConnectionTrait) -> Result<i64> {
    let tables: BTreeSet<&str> = invariants()
        .iter()
        .map(|invariant| invariant.table)
        .collect();
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
        let words: BTreeSet<&str> = invariants()
            .iter()
            .map(|invariant| invariant.words)
            .collect();
        assert_eq!(words.len(), invariants().len());
    }
}
