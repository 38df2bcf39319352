//! The model beside the database: the same lines, or something is wrong.

use std::collections::BTreeMap;

use domain::db::Reader;
use domain::entity;
use domain::id::BrandId;
use domain::ledger::Account;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use super::state::Model;

/// Every row's state and money, by what it is.
pub(super) type Picture = BTreeMap<String, String>;

impl Model {
    /// What the database should hold.
    pub(super) fn picture(&self, brands: &[BrandId]) -> Picture {
        let mut lines = Picture::new();
        let mut line = |key: String, value: String| lines.insert(key, value);
        for (account, minor) in self.books.all() {
            line(format!("{account:?}"), format!("{minor}"));
        }
        for (brand, minor) in brands.iter().zip(self.limits) {
            if minor > 0 {
                line(format!("limit in {brand:?}"), format!("{minor}"));
            }
        }
        for it in &self.offers {
            let version = it.briefs.len();
            let (taken, committed, reserved) = (it.taken, it.committed, it.is_reserved);
            line(
                format!("{:?}", it.id),
                format!("{:?} v{version} {taken} {committed} {reserved}", it.state),
            );
        }
        for it in &self.applications {
            line(
                format!("{:?}", it.id),
                format!("{:?} v{} {} {:?}", it.state, it.version, it.pay, it.due_at),
            );
        }
        for it in &self.proposals {
            line(format!("{:?}", it.id), format!("{:?}", it.state));
        }
        for it in &self.agreements {
            line(format!("{:?}", it.id), format!("{:?}", it.state));
        }
        for it in &self.deliverables {
            let (rounds, paid) = (it.rounds, it.is_paid);
            line(
                format!("{:?}", it.id),
                format!(
                    "{:?} {} {rounds} {paid} {:?} {:?} {:?} {:?}",
                    it.state, it.pay, it.due_at, it.silence_at, it.escalatable_until, it.share
                ),
            );
        }
        for it in &self.earnings {
            let key = format!("earning of {:?}", self.deliverables[it.deliverable].id);
            line(key, format!("{:?} {}", it.state, it.amount));
        }
        for it in &self.payouts {
            line(
                format!("{:?}", it.id),
                format!("{:?} {}", it.state, it.amount),
            );
        }
        for it in &self.fundings {
            line(
                format!("{:?}", it.id),
                format!("{:?} {}", it.state, it.amount),
            );
        }
        lines
    }
}

/// What the database holds.
pub(super) async fn picture(db: &Reader) -> Picture {
    let mut lines = Picture::new();
    let mut line = |key: String, value: String| lines.insert(key, value);
    for it in all::<entity::ledger_account::Entity>(db).await {
        if it.balance != 0 {
            line(
                format!("{:?}", Account::from(&it)),
                format!("{}", it.balance),
            );
        }
    }
    for it in all::<entity::brand_member::Entity>(db).await {
        if let Some(minor) = it.spending_minor.filter(|minor| *minor > 0) {
            line(format!("limit in {:?}", it.brand_id), format!("{minor}"));
        }
    }
    for it in all::<entity::offer::Entity>(db).await {
        let (taken, committed, reserved) = (it.slots_taken, it.committed_minor, it.is_reserved);
        line(
            format!("{:?}", it.id),
            format!(
                "{:?} v{} {taken} {committed} {reserved}",
                it.state, it.version
            ),
        );
    }
    for it in all::<entity::application::Entity>(db).await {
        let (version, pay) = (it.offer_version, it.pay_minor);
        line(
            format!("{:?}", it.id),
            format!("{:?} v{version} {pay} {:?}", it.state, it.due_at),
        );
    }
    for it in all::<entity::proposal::Entity>(db).await {
        line(format!("{:?}", it.id), format!("{:?}", it.state));
    }
    for it in all::<entity::collaboration::Entity>(db).await {
        line(format!("{:?}", it.id), format!("{:?}", it.state));
    }
    for it in all::<entity::deliverable::Entity>(db).await {
        let (pay, rounds, paid) = (it.pay_minor, it.rounds_used, it.released_at.is_some());
        line(
            format!("{:?}", it.id),
            format!(
                "{:?} {pay} {rounds} {paid} {:?} {:?} {:?} {:?}",
                it.state, it.due_at, it.silence_at, it.escalatable_until, it.decided_bps
            ),
        );
    }
    for it in all::<entity::earning::Entity>(db).await {
        line(
            format!("earning of {:?}", it.deliverable_id),
            format!("{:?} {}", it.state, it.amount_minor),
        );
    }
    for it in all::<entity::payout::Entity>(db).await {
        line(
            format!("{:?}", it.id),
            format!("{:?} {}", it.state, it.amount_minor),
        );
    }
    for it in all::<entity::funding::Entity>(db).await {
        line(
            format!("{:?}", it.id),
            format!("{:?} {}", it.state, it.amount_minor),
        );
    }
    lines
}

/// All rows of a table.
pub(super) async fn all<E: EntityTrait>(db: &Reader) -> Vec<E::Model> {
    E::find().all(db).await.unwrap()
}

/// Lines in which the two differ.
pub(super) fn differences(found: &Picture, expected: &Picture) -> Vec<String> {
    let keys = found.keys().chain(expected.keys());
    let keys: std::collections::BTreeSet<_> = keys.collect();
    keys.into_iter()
        .filter(|key| found.get(*key) != expected.get(*key))
        .map(|key| {
            format!(
                "{key}: found {:?}, expected {:?}",
                found.get(key),
                expected.get(key)
            )
        })
        .collect()
}

/// What no change leaves as it is: the rows of each table, by state where they have one, and the versions and balances
/// of all accounts.
pub(super) async fn fingerprint(db: &Reader) -> Vec<(String, String, i64)> {
    let with_state = [
        ("offer", "version + slots_taken + committed_minor"),
        ("application", "offer_version + pay_minor"),
        ("proposal", "round"),
        ("collaboration", "1"),
        ("deliverable", "1 + rounds_used"),
        ("earning", "1"),
        ("payout", "1 + attempts"),
        ("funding", "1 + attempts"),
    ];
    let only_added = [
        "audit_entry",
        "outbox_fact",
        "idempotency_key",
        "offer_version",
        "offer_target",
        "submission",
        "change_request",
        "publication",
        "terms",
        "signature",
        "ledger_entry",
    ];
    let states = with_state.map(|(table, sum)| {
        format!("SELECT '{table}', state, CAST(SUM({sum}) + COUNT(*) AS bigint) FROM {table} GROUP BY state")
    });
    let counts = only_added.map(|table| format!("SELECT '{table}', '', COUNT(*) FROM {table}"));
    let accounts = "SELECT kind, currency, CAST(SUM(7 * version + balance) AS bigint)
        FROM ledger_account GROUP BY kind, currency";
    let union = [&states[..], &counts, &[accounts.to_owned()]].concat();
    let statement = union.join(" UNION ALL ") + " ORDER BY 1, 2";
    let statement = Statement::from_string(db.get_database_backend(), statement);
    let rows = db.query_all_raw(statement).await.unwrap();
    let read = |row: &sea_orm::QueryResult| {
        let text = |at| row.try_get_by_index(at).unwrap();
        (text(0), text(1), row.try_get_by_index(2).unwrap())
    };
    rows.iter().map(read).collect()
}
