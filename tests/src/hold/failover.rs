//! Postgres goes away, ends sessions, or only reads; and comes back.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::FUND;
use crate::support::database::required;
use crate::support::{Answer, Person, TestApp, TestDatabase, TestServer};

/// How long it may take until all is well again, on a loaded machine.
const SECONDS: Duration = Duration::from_secs(20);

struct Scene {
    app: TestApp,
    server: TestServer,
    bea: Person,
    brand: String,
    /// Another database of the same server, from where this one is managed.
    admin: domain::db::Db,
}

impl Scene {
    async fn start() -> Self {
        let admin_url = required("TEST_DATABASE_URL");
        let admin = domain::db::Db::connect(&admin_url, domain::db::Durability::Relaxed).await;
        let app = TestApp::start().await;
        let server = TestServer::start(&app).await;
        let bea = app.person("Bea").await;
        let create = "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } userErrors { code } } }";
        let brand = bea.asks(create, Value::Null).await.good();
        Self {
            brand: brand.text("brandCreate.brand.id"),
            app,
            server,
            bea,
            admin: admin.unwrap(),
        }
    }

    fn database(&self) -> &str {
        name_of(&self.app.database)
    }

    async fn says(&self, sql: String) {
        let done = self.admin.owner().execute_unprepared(&sql).await;
        done.unwrap();
    }

    /// Ends every session of the database.
    async fn ends_sessions(&self) {
        let name = self.database();
        self.says(format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .await;
    }

    async fn funds(&self, key: &str) -> Answer {
        let variables = json!({ "brand": self.brand, "key": key });
        let token = Some(&*self.bea.access_token);
        self.server.posts(token, FUND, variables).await
    }

    async fn status(&self) -> u16 {
        let ready = self.server.http.get(self.server.url("/readyz"));
        ready.send().await.unwrap().status().as_u16()
    }

    async fn is_well_again(&self, key: &str) {
        let since = Instant::now();
        while self.status().await != 200 || self.funds(key).await.0["errors"].is_array() {
            assert!(since.elapsed() < SECONDS, "it is not well again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        for turn in 0..20 {
            let funded = self.funds(&format!("{key} {turn}")).await.good();
            assert_eq!(funded.text("walletFund.funding.state"), "CAPTURED");
        }
    }
}

fn name_of(database: &TestDatabase) -> &str {
    database.url.rsplit_once('/').unwrap().1
}

#[track_caller]
fn is_unavailable(answer: &Answer) {
    let code = &answer.0["errors"][0]["extensions"]["code"];
    assert_eq!(code, "UNAVAILABLE", "{}", answer.0);
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn when_all_sessions_were_ended_no_request_fails() {
    let scene = Scene::start().await;
    for round in 0..3 {
        // Many at once, so that all connections are there to be ended.
        let keys: Vec<String> = (0..16).map(|turn| format!("{round} {turn}")).collect();
        let all = keys.iter().map(|key| scene.funds(key));
        for answer in futures_util::future::join_all(all).await {
            answer.good();
        }
        scene.ends_sessions().await;
        let asks = "{ offers { totalCount } viewer { id } }";
        for turn in 0..24 {
            let token = Some(&*scene.bea.access_token);
            scene.server.posts(token, asks, Value::Null).await.good();
            scene.funds(&format!("after {round} {turn}")).await.good();
        }
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn while_the_database_only_reads_it_is_told_and_afterwards_all_is_well() {
    let scene = Scene::start().await;
    let name = scene.database().to_owned();
    scene
        .says(format!(
            "ALTER DATABASE {name} SET default_transaction_read_only = on"
        ))
        .await;
    scene.ends_sessions().await;
    // What was written a moment ago still counts for a second.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(scene.status().await, 503);
    is_unavailable(&scene.funds("while").await);
    let token = Some(&*scene.bea.access_token);
    let reads = scene
        .server
        .posts(token, "{ offers { totalCount } }", Value::Null);
    reads.await.good();
    assert_eq!(scene.status().await, 503);

    scene
        .says(format!(
            "ALTER DATABASE {name} RESET default_transaction_read_only"
        ))
        .await;
    scene.is_well_again("well").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn while_the_database_refuses_connections_it_is_told_and_afterwards_all_is_well() {
    let scene = Scene::start().await;
    let name = scene.database().to_owned();
    scene
        .says(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        .await;
    scene.ends_sessions().await;
    assert_eq!(scene.status().await, 503);
    is_unavailable(&scene.funds("while").await);
    scene
        .says(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        .await;
    scene.is_well_again("well").await;
}

/// What a full disk answers on Postgres, said by a trigger.
#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn a_full_disk_of_postgres_is_told_and_afterwards_all_is_well() {
    let scene = Scene::start().await;
    let owner = scene.app.env().db.owner();
    let full = "CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER is_full BEFORE INSERT ON funding EXECUTE FUNCTION is_full();
        CREATE TRIGGER is_full BEFORE UPDATE ON heartbeat EXECUTE FUNCTION is_full();";
    owner.execute_unprepared(full).await.unwrap();
    is_unavailable(&scene.funds("while").await);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(scene.status().await, 503);
    owner
        .execute_unprepared("DROP FUNCTION is_full() CASCADE")
        .await
        .unwrap();
    scene.is_well_again("well").await;
}
