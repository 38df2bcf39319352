//! Instants are bounded wherever one can come from: inputs, filters, rows.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::support::{Answer, TestApp};

/// No instants of the marketplace, though RFC 3339 knows most of them.
const WRONG: [&str; 6] = [
    "9999-12-31T23:59:59-12:00",
    "9999-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "2026-12-01T23:59:60Z",
    "+12026-12-01T00:00:00Z",
    "2026-12-01",
];

/// Every column that holds an instant, as the entities say.
fn declared() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/src/entity");
    let mut columns = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let Some((_, rest)) = text.split_once("table_name = \"") else {
            continue;
        };
        let table = rest.split('"').next().unwrap();
        for line in text.lines().filter(|line| line.contains("DateTimeUtc")) {
            if let Some((name, _)) = line.trim().trim_start_matches("pub ").split_once(": ") {
                columns.insert(format!("{table}.{name}"));
            }
        }
    }
    columns.retain(|column| !column.contains(' '));
    columns
}

async fn texts(db: &impl ConnectionTrait, sql: &str) -> BTreeSet<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

fn is_sqlite(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Sqlite
}

/// The columns the database has a guard for.
async fn guarded(db: &impl ConnectionTrait) -> BTreeSet<String> {
    let sql = if is_sqlite(db) {
        "SELECT tbl_name || '.' || replace(replace(name, 'ck_' || tbl_name || '__', ''), '_updated', '')
         FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'ck%updated'"
    } else {
        "SELECT conrelid::regclass::text || '.' || split_part(conname, '__', 2) FROM pg_constraint
         WHERE contype = 'c' AND pg_get_constraintdef(oid) LIKE '%9999-01-01%'"
    };
    texts(db, sql)
        .await
        .iter()
        .map(|name| name.replace('"', ""))
        .collect()
}

#[tokio::test]
async fn every_column_that_holds_an_instant_is_guarded() {
    let app = TestApp::start().await;
    let db = app.env().db.reader();
    let (declared, guarded) = (declared(), guarded(db).await);
    assert!(declared.len() > 50, "{declared:?}");
    let differing: Vec<_> = guarded.symmetric_difference(&declared).collect();
    assert!(
        differing.is_empty(),
        "rows and guards differ: {differing:?}"
    );
    if !is_sqlite(db) {
        let typed = "SELECT table_name || '.' || column_name FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                AND data_type = 'timestamp with time zone'";
        assert_eq!(texts(db, typed).await, declared);
        return;
    }
    // Triggers before an insert speak up before what else is missing in the row.
    for column in declared {
        let (table, name) = column.split_once('.').unwrap();
        for wrong in [
            "+10000-01-01T11:59:59+00:00",
            "9999-01-01T00:00:00+00:00",
            "1969-12-31T23:59:59+00:00",
            "2026-12-01T23:59:60+00:00",
            "2026-12-01T00:00:00.123456789+00:00",
            "2026-12-01T00:00:00.1x3+00:00",
            "2026-12-01T00:00:00Z",
            "2026-12-01",
            "",
        ] {
            let insert = format!("INSERT INTO \"{table}\" ({name}) VALUES ('{wrong}')");
            let refusal = app
                .env()
                .db
                .owner()
                .execute_unprepared(&insert)
                .await
                .unwrap_err();
            assert!(
                refusal.to_string().contains(&format!("ck_{table}__{name}")),
                "{insert}: {refusal}"
            );
        }
    }
}

#[tokio::test]
async fn the_database_lets_no_row_leave_the_bounds_of_time() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    for (wrong, is_let_in) in [
        ("10000-01-01T11:59:59+00:00", false),
        ("9999-01-01T00:00:00+00:00", false),
        ("1969-12-31T23:59:59+00:00", false),
        ("9998-12-31T23:59:59.123456+00:00", true),
        ("1970-01-01T00:00:00+00:00", true),
    ] {
        let update = format!("UPDATE offer SET closes_at = '{wrong}'");
        let outcome = app.env().db.owner().execute_unprepared(&update).await;
        assert_eq!(outcome.is_ok(), is_let_in, "{wrong}: {outcome:?}");
    }
}

#[tokio::test]
async fn what_an_older_version_let_in_is_moved_within_the_bounds() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    let db = app.env().db.owner();
    let (unguard, wrong): (&str, &[_]) = if is_sqlite(db) {
        let wrong = [
            ("+10000-01-01T11:59:59+00:00", "9998-12-31T23:59:59+00:00"),
            ("-0001-01-01T00:00:00+00:00", "1970-01-01T00:00:00+00:00"),
            ("2026-12-01T23:59:60+00:00", "2026-12-01T23:59:59+00:00"),
            (
                "2026-12-01T00:00:00.123456789+00:00",
                "2026-12-01T00:00:00.123456+00:00",
            ),
        ];
        (
            "DROP TRIGGER ck_offer__created_at_inserted; DROP TRIGGER ck_offer__created_at_updated",
            &wrong.clone(),
        )
    } else {
        let wrong = [
            ("10000-01-01T11:59:59Z", "9998-12-31 23:59:59+00"),
            ("infinity", "9998-12-31 23:59:59+00"),
            ("1000-01-01T00:00:00Z", "1970-01-01 00:00:00+00"),
        ];
        (
            "ALTER TABLE offer DROP CONSTRAINT ck_offer__created_at",
            &wrong.clone(),
        )
    };
    for (wrong, mended) in wrong {
        let forget = "DELETE FROM seaql_migrations WHERE version LIKE '%_instants'";
        let spoil = format!("{unguard}; UPDATE offer SET created_at = '{wrong}'; {forget}");
        db.execute_unprepared(&spoil).await.unwrap();
        infrastructure::database::migrate(&app.env().db)
            .await
            .unwrap();
        let found = texts(db, "SELECT CAST(created_at AS text) FROM offer").await;
        assert_eq!(found, BTreeSet::from([(*mended).to_owned()]), "{wrong}");
    }
}

/// Refused as a mistake of the caller, whichever way.
fn is_refused(answer: &Answer) -> bool {
    let codes = answer.refusals();
    !codes.is_empty() && codes.iter().all(|code| code != "INTERNAL_SERVER_ERROR")
}

#[tokio::test]
async fn no_input_and_no_filter_takes_an_instant_out_of_bounds() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let zoe = app.creator("Zoe").await;
    let account = zoe.adds_account("INSTAGRAM", 10_000).await;
    let filtered = "query($at: DateTime!) { offers(filter: { closesAfter: $at }) { totalCount } }";
    for wrong in WRONG {
        let drafted = brand.drafts(json!({ "closesAt": wrong })).await;
        assert!(is_refused(&drafted), "{wrong}: {drafted:?}");
        let found = app.asks(filtered, json!({ "at": wrong })).await;
        assert!(is_refused(&found), "{wrong}: {found:?}");
        let post =
            json!({ "url": "https://example.com/p", "format": "REEL", "publishedAt": wrong });
        let input = json!({ "socialAccountId": account, "posts": [post] });
        let recorded = zoe.does("postsRecord", input, "socialAccount { id }").await;
        assert!(is_refused(&recorded), "{wrong}: {recorded:?}");
    }
}

#[tokio::test]
async fn a_deadline_is_at_most_two_years_ahead() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let far = brand
        .drafts(json!({ "closesAt": "2028-11-23T09:00:00.000001Z" }))
        .await;
    assert_eq!(
        far.located_errors(),
        ["VALUE_OUT_OF_RANGE at input.content.closesAt"]
    );
    brand
        .drafts(json!({ "closesAt": "2028-11-23T09:00:00Z" }))
        .await
        .good();

    let offer = brand.publishes_offer().await;
    let amended = brand
        .amends(&offer, json!({ "closesAt": "2029-01-01T00:00:00Z" }))
        .await;
    assert_eq!(
        amended.located_errors(),
        ["VALUE_OUT_OF_RANGE at input.content.closesAt"]
    );
}

#[tokio::test]
async fn pages_go_on_past_deadlines_finer_than_microseconds() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let mut published = BTreeSet::new();
    for nanos in ["123456789", "1234561", "123456", "123457"] {
        let closes_at = format!("2026-12-23T09:00:00.{nanos}Z");
        published.insert(brand.publishes(json!({ "closesAt": closes_at })).await);
    }
    let query = "query($after: String) { offers(first: 1, after: $after, orderBy: {field: CLOSES_AT, direction: ASC}) {
        nodes { id } pageInfo { hasNextPage endCursor } } }";
    let (mut seen, mut after) = (Vec::new(), json!(null));
    for _ in 0..published.len() {
        let page = app.asks(query, json!({ "after": after })).await.good();
        seen.push(page.text("offers.nodes.0.id"));
        after = page.at("offers.pageInfo.endCursor");
    }
    let page = app.asks(query, json!({ "after": after })).await.good();
    assert_eq!(page.at("offers.nodes"), json!([]));
    assert_eq!(BTreeSet::from_iter(seen), published);
}
