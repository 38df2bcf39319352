//! What must hold in the data, said in words and looked for in SQL.

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::error::Result;

/// Broken rows that are named at most, for each invariant.
const NAMED: u64 = 100;

/// One thing that holds for every row it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// In words.
    pub words: &'static str,
    /// Whose rows it is about.
    pub table: &'static str,
    /// Gives each of these rows as `id`, with what is `found` and what is `expected`: equal, or the invariant is violated.
    /// Understood by both databases.
    pub sql: &'static str,
}

/// A row that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The invariant, in words.
    pub invariant: &'static str,
    /// The table.
    pub table: &'static str,
    /// The key of the row; for sums over a currency, the currency.
    pub key: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub expected: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            invariant,
            table,
            key,
            found,
            expected,
        } = self;
        write!(
            f,
            "{invariant}: {table} {key}: found {found}, expected {expected}"
        )
    }
}

/// The rows that break these invariants, at most a hundred for each. One statement each, so that what it sees belongs
/// together even while others write.
pub(crate) async fn broken(
    db: &impl ConnectionTrait,
    invariants: &[Invariant],
) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for Invariant { words, table, sql } in invariants {
        let statement = format!(
            "SELECT id, COALESCE(CAST(found AS text), 'nothing'), COALESCE(CAST(expected AS text), 'nothing')
             FROM ({sql}) AS claim WHERE found IS DISTINCT FROM expected LIMIT {NAMED}"
        );
        let statement = Statement::from_string(db.get_database_backend(), statement);
        for row in db.query_all_raw(statement).await? {
            violations.push(Violation {
                invariant: words,
                table,
                key: match row.try_get_by_index::<Uuid>(0) {
                    Ok(id) => id.to_string(),
                    Err(_) => row.try_get_by_index(0)?,
                },
                found: row.try_get_by_index(1)?,
                expected: row.try_get_by_index(2)?,
            });
        }
    }
    Ok(violations)
}
