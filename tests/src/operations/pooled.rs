//! Few connections to Postgres, and a pooler in front of it.

use domain::db::{Access, Db, Durability, Pooler as Mode};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::{asks, logs_in};
use crate::support::database::{private_folder, required};
use crate::support::pooler::Pooler;
use crate::support::program::{self, Settings};
use crate::support::{TestApp, TestDatabase};

const FUND: &str = "mutation Fund($input: WalletFundInput!) { walletFund(input: $input) { funding { state } userErrors { code } } }";

/// Settings for a database by its URL; without limits on those who share this address.
fn settings(database: &TestDatabase, url: &str, more: &[(&'static str, &str)]) -> Settings {
    let mut settings = program::settings_for(database);
    settings.retain(|(name, _)| *name != "DATABASE_URL");
    settings.push(("DATABASE_URL", url.to_owned()));
    for unlimited in [
        "RATE_POINTS",
        "RATE_MUTATIONS_PER_MINUTE",
        "RATE_MONEY_PER_MINUTE",
    ] {
        settings.push((unlimited, "0".into()));
    }
    settings.extend(
        more.iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    settings
}

/// Requests of a kind at once: many times what the pooler has, and what a busy machine answers in the two seconds that a
/// request waits for a connection.
const AT_ONCE: usize = 16;

/// Migrates, serves and checks under settings, and uses what is served.
async fn is_well(settings: &Settings) {
    let migrated = program::run(&["migrate"], settings);
    assert_eq!(migrated.code, Some(0), "{migrated:?}");
    assert!(
        migrated.stdout.contains("steps were applied"),
        "{migrated:?}"
    );
    let mut server = program::start(&["serve"], settings);
    let address = server.address();
    let (bea, zoe) = (
        logs_in(&address, "bea").await,
        logs_in(&address, "zoe").await,
    );
    let create = "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } userErrors { code } } }";
    let brand = asks(&address, Some(&bea), create, Value::Null).await;
    let brand = &brand["data"]["brandCreate"]["brand"]["id"];

    let fundings = (0..AT_ONCE).map(|number| {
        let amount = json!({ "amount": "10.00", "currencyCode": "EUR" });
        let input =
            json!({ "brandId": brand, "amount": amount, "idempotencyKey": format!("{number}") });
        asks(&address, Some(&bea), FUND, json!({ "input": input }))
    });
    let reads = (0..AT_ONCE).map(|_| {
        let read = "{ viewer { id } creators(first: 5) { totalCount nodes { displayName } } offers { totalCount } }";
        asks(&address, Some(&zoe), read, Value::Null)
    });
    let (funded, read) = tokio::join!(join_all(fundings), join_all(reads));
    for answer in funded {
        let state = &answer["data"]["walletFund"]["funding"]["state"];
        assert_eq!(state, "CAPTURED", "{answer}");
    }
    for answer in read {
        assert!(answer["errors"].is_null(), "{answer}");
    }
    let ended = server.stops();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stderr.contains("ERROR"), "{}", ended.stderr);
    let checked = program::run(&["check"], settings);
    assert!(checked.stdout.contains("invariants hold"), "{checked:?}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn a_pooler_that_gives_each_transaction_another_connection_is_served_through() {
    let database = TestDatabase::unmigrated().await;
    let pooler = Pooler::before(&database.url, 3);
    let through = [
        ("DATABASE_POOLER", "transaction"),
        ("DATABASE_CONNECTIONS", "16"),
    ];
    is_well(&settings(&database, &pooler.url, &through)).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn through_a_pooler_the_time_limits_hold_and_readers_only_read() {
    let app = TestApp::start().await;
    let pooler = Pooler::before(&app.database.url, 2);
    let access = Access {
        pooler: Mode::Transaction,
        ..Durability::Relaxed.into()
    };
    let db = Db::connect(&pooler.url, access).await.unwrap();
    let sql = "SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout') AS it";
    let ask = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let tx = db.begin().await.unwrap();
    let limits = [
        tx.query_one_raw(ask.clone()).await.unwrap(),
        db.reader().query_one_raw(ask).await.unwrap(),
    ];
    for row in limits {
        assert_eq!(row.unwrap().try_get::<String>("", "it").unwrap(), "4s 2s");
    }
    drop(tx);
    let written = db.reader().execute_unprepared("DELETE FROM offer").await;
    assert!(written.unwrap_err().to_string().contains("read-only"));
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn few_connections_are_enough_and_one_for_what_is_done_and_ends() {
    let admin_url = required("TEST_DATABASE_URL");
    let database = TestDatabase::unmigrated().await;
    let admin = Db::connect(&admin_url, Durability::Relaxed).await.unwrap();
    let mut url = url::Url::parse(&database.url).unwrap();
    let name = url.path().trim_start_matches('/').to_owned();
    let says = |sql: String| {
        let admin = &admin;
        async move { admin.owner().execute_unprepared(&sql).await.unwrap() }
    };
    let role = format!("few_{name}");
    says(format!("CREATE ROLE {role} LOGIN CONNECTION LIMIT 1")).await;
    says(format!("ALTER DATABASE {name} OWNER TO {role}")).await;
    url.set_username(&role).unwrap();

    // The server takes what it is allowed; before and after it there is one connection.
    let settings = settings(&database, url.as_str(), &[("DATABASE_CONNECTIONS", "2")]);
    let folder = private_folder();
    let document = folder.path().join("offers.graphql");
    std::fs::write(&document, "{ offers { totalCount } }").unwrap();
    let document = document.display().to_string();
    let succeeds = |command: &[&str]| {
        let ended = program::run(command, &settings);
        assert_eq!(ended.code, Some(0), "{command:?}: {ended:?}");
    };
    succeeds(&["migrate"]);
    succeeds(&["check"]);
    succeeds(&["documents", "add", &document]);
    says(format!("ALTER ROLE {role} CONNECTION LIMIT 2")).await;
    is_well(&settings).await;
    says(format!("ALTER ROLE {role} CONNECTION LIMIT 1")).await;
    succeeds(&["operator", "grant", "bea@example.com"]);
    succeeds(&["operator", "list"]);
    succeeds(&["operator", "revoke", "bea@example.com"]);
}
