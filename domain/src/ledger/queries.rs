//! Reading the books, and checking them.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};

use super::Account;
use crate::entity;
use crate::error::Result;
use crate::invariant::{self, Invariant, Violation};
use crate::money::Money;

/// What an account that cannot be overdrawn holds; nothing where it was never used.
pub async fn balance(db: &impl ConnectionTrait, account: Account) -> Result<Money> {
    let rows = entity::ledger_account::Entity::find()
        .filter(are([account]))
        .all(db)
        .await?;
    Ok(held(&rows, account))
}

/// What must hold of the books.
pub(crate) const INVARIANTS: [Invariant; 7] = [
    Invariant {
        words: "the book sums to zero in each currency",
        table: "ledger_account",
        sql: "SELECT currency AS id, SUM(balance) AS found, 0 AS expected FROM ledger_account GROUP BY currency",
    },
    Invariant {
        words: "a balance is the sum of its transfers",
        table: "ledger_account",
        sql: "SELECT a.id, a.balance AS found,
                 (SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE to_id = a.id)
                 - (SELECT COALESCE(SUM(amount), 0) FROM ledger_transfer WHERE from_id = a.id) AS expected
              FROM ledger_account a",
    },
    Invariant {
        words: "an account has a version for each of its transfers, without gaps",
        table: "ledger_account",
        sql: "SELECT a.id,
                 COUNT(t.version) || ' versions, ' || COUNT(DISTINCT t.version) || ' different, up to '
                     || COALESCE(MAX(t.version), 0) AS found,
                 a.version || ' versions, ' || a.version || ' different, up to ' || a.version AS expected
              FROM ledger_account a LEFT JOIN (
                 SELECT from_id AS id, from_version AS version FROM ledger_transfer
                 UNION ALL SELECT to_id, to_version FROM ledger_transfer) t ON t.id = a.id
              GROUP BY a.id, a.version",
    },
    Invariant {
        words: "no account is below its floor",
        table: "ledger_account",
        sql: "SELECT id, balance AS found, CASE WHEN balance < floor THEN floor ELSE balance END AS expected
              FROM ledger_account",
    },
    Invariant {
        words: "what users own has a floor, what the marketplace owns has none",
        table: "ledger_account",
        sql: "SELECT id, floor IS NULL AS found, kind IN ('provider_clearing', 'platform_fees') AS expected
              FROM ledger_account",
    },
    Invariant {
        words: "an entry has all its transfers",
        table: "ledger_entry",
        sql: "SELECT e.id, (SELECT COUNT(*) FROM ledger_transfer WHERE entry_id = e.id) AS found,
                 e.transfers AS expected FROM ledger_entry e",
    },
    Invariant {
        words: "what the provider holds covers what is owed to users",
        table: "ledger_account",
        sql: "SELECT currency AS id, SUM(balance) > 0 AS found, 1 = 0 AS expected
              FROM ledger_account WHERE kind <> 'platform_fees' GROUP BY currency",
    },
];

/// Everything that is wrong with the books, at most a hundred of a kind: nothing, or the house is broken.
pub async fn check(db: &impl ConnectionTrait) -> Result<Vec<Violation>> {
    invariant::broken(db, &INVARIANTS).await
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
