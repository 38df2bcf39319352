//! Reading the books, and checking them.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use uuid::Uuid;

use super::Account;
use crate::entity;
use crate::error::Result;
use crate::money::Money;

/// What an account that cannot be overdrawn holds; nothing where it was never used.
pub async fn balance(db: &impl ConnectionTrait, account: Account) -> Result<Money> {
    let rows = entity::ledger_account::Entity::find()
        .filter(are([account]))
        .all(db)
        .await?;
    Ok(held(&rows, account))
}

/// A promise of the books that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What should hold.
    pub promise: &'static str,
    /// Where it does not: the key of a row, or a currency.
    pub subject: String,
}

/// What each statement looks for: rows of what breaks the promise, its subject in the first column.
const PROMISES: [(&str, &str); 6] = [
    (
        "the book sums to zero in each currency",
        "SELECT currency FROM ledger_account GROUP BY currency HAVING SUM(balance) <> 0",
    ),
    (
        "a balance is the sum of its transfers",
        "SELECT a.id FROM ledger_account a WHERE a.balance
             <> (SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE to_id = a.id)
              - (SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE from_id = a.id)",
    ),
    (
        "an account has a version for each of its transfers, without gaps",
        "SELECT a.id FROM ledger_account a LEFT JOIN (
             SELECT from_id AS id, from_version AS version FROM ledger_transfer
             UNION ALL SELECT to_id, to_version FROM ledger_transfer) t ON t.id = a.id
         GROUP BY a.id, a.version HAVING COUNT(DISTINCT t.version) <> a.version
             OR COUNT(t.version) <> a.version OR COALESCE(MAX(t.version), 0) <> a.version",
    ),
    (
        "no account is below its floor, and only the marketplace's have none",
        "SELECT id FROM ledger_account WHERE balance < floor
             OR (floor IS NULL AND kind NOT IN ('provider_clearing', 'platform_fees'))",
    ),
    (
        "an entry has all its transfers",
        "SELECT e.id FROM ledger_entry e WHERE e.transfers
             <> (SELECT COUNT(*) FROM ledger_transfer WHERE entry_id = e.id)",
    ),
    (
        "what the provider holds covers what is owed to users",
        "SELECT currency FROM ledger_account WHERE kind <> 'platform_fees'
         GROUP BY currency HAVING SUM(balance) > 0",
    ),
];

/// Everything that is wrong with the books, at most a hundred of a kind: nothing, or the house is broken.
pub async fn check(db: &impl ConnectionTrait) -> Result<Vec<Violation>> {
    violations(db, &PROMISES).await
}

/// Runs statements that find what breaks a promise, by key or by currency in the first column.
pub(crate) async fn violations(
    db: &impl ConnectionTrait,
    promises: &[(&'static str, &str)],
) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    for (promise, sql) in promises {
        let statement =
            Statement::from_string(db.get_database_backend(), format!("{sql} LIMIT 100"));
        for row in db.query_all_raw(statement).await? {
            let subject = match row.try_get_by_index::<Uuid>(0) {
                Ok(id) => id.to_string(),
                Err(_) => row.try_get_by_index(0)?,
            };
            violations.push(Violation { promise, subject });
        }
    }
    Ok(violations)
}

/// The account is one of these.
pub(super) fn are(accounts: impl IntoIterator<Item = Account>) -> Condition {
    accounts
        .into_iter()
        .map(|account| {
            Condition::all()
                .add(entity::ledger_account::Column::Kind.eq(account.kind))
                .add(entity::ledger_account::Column::OwnerId.eq(account.owner))
                .add(entity::ledger_account::Column::Currency.eq(account.currency))
        })
        .fold(Condition::any(), Condition::add)
}

/// What an account holds by these rows.
pub(super) fn held(rows: &[entity::ledger_account::Model], account: Account) -> Money {
    let row = rows.iter().find(|row| Account::from(*row) == account);
    Money::stored(row.map_or(0, |row| row.balance), account.currency)
}
