//! What a page reads depends on the page, never on how much there is.

use domain::db::{Access, Db, Dialect, Durability, Row, Sql};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::database::setting;
use crate::support::{Brand, TestApp};

/// Each is a page out of a long list.
const PAGES: [&str; 16] = [
    "{ offers(first: 12) { nodes { title } } }",
    "{ offers(first: 12, orderBy: { field: CLOSES_AT, direction: ASC }) { nodes { title } } }",
    "{ offers(first: 12, filter: { currency: EUR }, orderBy: { field: PAY, direction: DESC }) { nodes { title } } }",
    "{ offers(first: 12, filter: { nicheIn: [BEAUTY] }) { nodes { title brand { name } } } }",
    "{ offers(first: 12, filter: { platformIn: [INSTAGRAM, TIKTOK], payMin: { amount: \"20.00\", currencyCode: EUR } }) { nodes { title } } }",
    "{ offers(last: 12, filter: { nicheIn: [BEAUTY, TRAVEL, PETS, BOOKS], platformIn: [INSTAGRAM, TIKTOK] }) { nodes { title } } }",
    "{ creators(first: 12) { nodes { displayName } } }",
    "{ creators(first: 12, filter: { nicheIn: [PETS], platform: TIKTOK, followersMin: 4000 }, orderBy: { field: FOLLOWERS, direction: DESC }) { nodes { displayName socialAccounts { handle } } } }",
    "{ creators(first: 12, filter: { nicheIn: [PETS], platform: TIKTOK, followersMin: 1000, followersMax: 9000, engagementMin: 0.02 }) { nodes { displayName } } }",
    "{ creators(first: 12, filter: { nicheIn: [PETS], platform: TIKTOK, followersMax: 5000 }, orderBy: { field: FOLLOWERS, direction: DESC }) { nodes { displayName } } }",
    "{ creators(first: 12, filter: { nicheIn: [PETS, BEAUTY], engagementMin: 0.01 }) { nodes { displayName } } }",
    "query($brand: ID!) { brand(id: $brand) { offers(first: 12) { nodes { title } } } }",
    "query($brand: ID!) { brand(id: $brand) { offers(first: 12, filter: { stateIn: [PUBLISHED] }) { nodes { title } } } }",
    "query($brand: ID!) { brand(id: $brand) { applications(first: 12) { nodes { state creator { displayName } } } } }",
    "query($brand: ID!) { brand(id: $brand) { applications(first: 12, filter: { stateIn: [SUBMITTED, SHORTLISTED] }) { nodes { state } } } }",
    "query($brand: ID!) { brand(id: $brand) { offers(first: 12) { nodes { applications(first: 3) { nodes { state } } } } } }",
];

/// Buffers that a page may read more where there is ten times as much: an index gets a level, which is one more for each row
/// that is looked up by a key, and rows lie further apart.
const DEEPER: u64 = 40;

/// Offers, creators and applications from a number to another. `{id:…}` is a key, `{at}` a time that differs.
const LOAD: [&str; 8] = [
    "INSERT INTO \"user\" (id, email, display_name, password_hash, is_operator, created_at)
        SELECT {id:1}, 'u' || n || '@example.com', 'U', 'none', {no}, {at} FROM {numbers}",
    "INSERT INTO creator (id, user_id, display_name, bio, country, languages, primary_niche, followers_top, created_at)
        SELECT {id:2}, {id:1}, 'Creator ' || n, '', 'DE', '[\"de\"]', 'pets', 1000 + n * 7919 % 9000, {at} FROM {numbers}",
    "INSERT INTO creator_niche (creator_id, niche)
        SELECT {id:2}, CASE n % 4 WHEN 0 THEN 'beauty' WHEN 1 THEN 'travel' WHEN 2 THEN 'pets' ELSE 'books' END FROM {numbers}",
    "INSERT INTO social_account (id, creator_id, platform, handle, followers, engagement_ppm, engagement_posts, created_at)
        SELECT {id:3}, {id:2}, CASE n % 3 WHEN 0 THEN 'instagram' WHEN 1 THEN 'tiktok' ELSE 'youtube' END, 'u' || n, 1000 + n * 7919 % 9000,
            n * 7919 % 70000, 0, {at} FROM {numbers}",
    "INSERT INTO offer (id, brand_id, state, version, title, summary, currency, pay_minor, budget_minor, committed_minor,
            slots, slots_taken, is_reserved, closes_at, created_at, published_at)
        SELECT {id:4}, (SELECT id FROM brand), 'paused', 1, 'Offer ' || n, '', 'EUR', 1000 + n * 7919 % 5000, 0, 0, 9, 0, {no}, {later}, {at}, {at}
        FROM {numbers}",
    "INSERT INTO offer_target (offer_id, kind, value)
        SELECT {id:4}, 'niche', CASE n % 4 WHEN 0 THEN 'beauty' WHEN 1 THEN 'travel' WHEN 2 THEN 'pets' ELSE 'books' END FROM {numbers}",
    "UPDATE offer SET state = 'published' WHERE state = 'paused'",
    "INSERT INTO application (id, offer_id, brand_id, creator_id, state, message, offer_version, currency, pay_minor, due_at, created_at, signed_at)
        SELECT {id:5}, {id:4}, (SELECT id FROM brand), {id:2}, 'submitted', '', 1, 'EUR', 1000, {later}, {at}, {at} FROM {numbers}",
];

async fn load(app: &TestApp, from: usize, to: usize) {
    // In no hurry: there may be many rows.
    let access = Access::from(Durability::Relaxed).alone();
    let db = Db::connect(&app.database.url, access).await.unwrap();
    let dialect = db.reader().dialect();
    for statement in LOAD {
        let mut text = statement.to_owned();
        for kind in 1..=5 {
            let number = format!("{kind} * 1000000 + n");
            let key = match dialect {
                Dialect::Postgres => format!("lpad(to_hex({number}), 32, '0')::uuid"),
                Dialect::Sqlite => format!("unhex(printf('%032x', {number}))"),
            };
            text = text.replace(&format!("{{id:{kind}}}"), &key);
        }
        let (at, later, no, numbers) = match dialect {
            Dialect::Postgres => (
                "timestamptz '2026-01-01Z' + n * interval '1 minute'".to_owned(),
                "timestamptz '2027-01-01Z' + n * interval '1 minute'".to_owned(),
                "false",
                format!("generate_series({from}, {to} - 1) n"),
            ),
            Dialect::Sqlite => (
                "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2026-01-01', n || ' minutes')".to_owned(),
                "strftime('%Y-%m-%dT%H:%M:%S+00:00', '2027-01-01', n || ' minutes')".to_owned(),
                "0",
                format!(
                    "(WITH RECURSIVE s(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM s WHERE n < {to} - 1) SELECT n FROM s)"
                ),
            ),
        };
        let text = text
            .replace("{at}", &at)
            .replace("{later}", &later)
            .replace("{no}", no)
            .replace("{numbers}", &numbers);
        let done = db.owner().execute_unprepared(&text).await;
        done.unwrap_or_else(|error| panic!("{error}: {text}"));
    }
    let tidied = match dialect {
        Dialect::Postgres => "VACUUM ANALYZE",
        Dialect::Sqlite => "ANALYZE",
    };
    db.owner().execute_unprepared(tidied).await.unwrap();
    db.close().await.unwrap();
}

/// How many there are of each at first: few enough to be loaded with each run of the tests. More say more.
fn rows() -> usize {
    setting("PLANS_ROWS").map_or(600, |rows| rows.parse().unwrap())
}

/// The lines of the plans of what a document asks.
async fn plans(app: &TestApp, brand: &Brand, document: &str) -> Vec<(Sql, Vec<Row>)> {
    let db = &app.env().db;
    let variables: Value = json!({ "brand": brand.id });
    db.sent();
    brand.asks(document, variables).await.good();
    let explain = match db.reader().dialect() {
        Dialect::Postgres => "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)",
        Dialect::Sqlite => "EXPLAIN QUERY PLAN",
    };
    let mut plans = Vec::new();
    for (sql, params) in db.sent() {
        let explained = Sql::new(&format!("{explain} {}", sql.text));
        let lines = db.reader().rows(&explained, &params).await.unwrap();
        plans.push((sql, lines));
    }
    db.sent();
    plans
}

/// What a document reads.
#[derive(Clone, Copy, Debug)]
struct Reads {
    /// Pages of the database's memory.
    buffers: u64,
    /// Rows, or entries of an index, that were looked at for nothing.
    removed: u64,
}

async fn reads(app: &TestApp, brand: &Brand, document: &str) -> Reads {
    let mut total = Reads {
        buffers: 0,
        removed: 0,
    };
    for (_, lines) in plans(app, brand, document).await {
        let lines: Vec<&str> = lines.iter().filter_map(|line| line.text(0)).collect();
        let line = lines
            .iter()
            .find(|line| line.trim().starts_with("Buffers: "));
        let counts = line.map(|line| line.split([' ', '=']));
        total.buffers += counts.map_or(0, |words| {
            words.filter_map(|word| word.parse::<u64>().ok()).sum()
        });
        let removed = lines
            .iter()
            .filter_map(|line| line.trim().strip_prefix("Rows Removed by Filter: "));
        total.removed += removed
            .filter_map(|count| count.parse::<u64>().ok())
            .sum::<u64>();
    }
    total
}

#[tokio::test]
async fn a_page_reads_as_much_of_ten_times_as_many() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let db = &app.env().db;
    let rows = rows();
    load(&app, 0, rows).await;
    if db.is_sqlite() {
        for document in PAGES {
            for (sql, lines) in plans(&app, &brand, document).await {
                let steps = lines.iter().filter_map(|line| line.text(3));
                let steps: Vec<&str> = steps.map(str::trim).collect();
                let is_scanned = ["t", "d"].iter().any(|name| {
                    // What a subquery gave is read as a whole.
                    let is_table = !steps.contains(&format!("CO-ROUTINE {name}").as_str());
                    is_table && steps.contains(&format!("SCAN {name}").as_str())
                });
                assert!(!is_scanned, "{document}\n{}\n{steps:#?}", sql.text);
            }
        }
        return;
    }
    let mut before = Vec::new();
    for document in PAGES {
        before.push(reads(&app, &brand, document).await);
    }
    load(&app, rows, 10 * rows).await;
    for (document, before) in PAGES.into_iter().zip(before) {
        let after = reads(&app, &brand, document).await;
        eprintln!("{before:?} -> {after:?}: {document}");
        assert!(before.buffers > 0, "{document}");
        let most = (before.buffers + DEEPER).min(2 * before.buffers + 20);
        let is_as_much = after.buffers <= most && after.removed <= 2 * before.removed + 20;
        assert!(is_as_much, "{before:?} -> {after:?}: {document}");
    }
}
