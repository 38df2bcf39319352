//! A panic costs one request, or one round of a task; never the process.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Env;
use domain::clock::Clock;
use domain::commit_signal::CommitSignal;
use domain::passwords::{Cost, Passwords};
use domain::sessions::Sessions;
use serde_json::{Value, json};

use crate::support::{Fault, TestApp, TestServer};

#[tokio::test]
async fn a_panic_in_a_request_is_told_with_its_id_and_the_server_goes_on() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let bea = app.person("Bea").await;
    let create = "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } userErrors { code } } }";
    let brand = bea.asks(create, Value::Null).await.good();
    let brand = brand.text("brandCreate.brand.id");

    app.payments.fails_next(&[Fault::Panic]);
    let fund = super::FUND;
    let body = json!({ "query": fund, "variables": { "brand": brand, "key": "once" } });
    let request = server.http.post(server.url("/graphql")).json(&body);
    let reply = request.bearer_auth(&bea.access_token).send().await.unwrap();
    assert_eq!(reply.status(), 500);
    let id = reply.headers()["x-request-id"].to_str().unwrap().to_owned();
    let body: Value = reply.json().await.unwrap();
    let error = &body["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    assert_eq!(error["extensions"]["requestId"], id.as_str());
    assert!(!body.to_string().contains("panic"), "{body}");

    // The key has kept what was begun; the provider is asked again in time.
    let variables = json!({ "brand": brand, "key": "once" });
    let again = server.posts(Some(&bea.access_token), fund, variables).await;
    assert_eq!(again.good().text("walletFund.funding.state"), "REQUESTED");
}

#[tokio::test]
async fn a_panic_in_a_query_is_told_too() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let service = broken_service(&app).await;
    let question = gateway::service::GraphQlRequest {
        query: "{ viewer { id } }".into(),
        ..Default::default()
    };
    let response = service.answer(question, Default::default()).await;
    assert!(gateway::service::is_request_error(&response));
    let code = gateway::service::first_code(&response);
    assert_eq!(code.as_deref(), Some("INTERNAL_SERVER_ERROR"));
    let whole = server.posts(None, "{ viewer { id } }", Value::Null).await;
    whole.good();
}

/// A clock that breaks whoever looks at it.
struct Broken;

impl Clock for Broken {
    fn now(&self) -> DateTime<Utc> {
        panic!("the clock stands still")
    }
}

async fn broken_service(app: &TestApp) -> gateway::service::Service {
    let env = Env {
        db: app.database.connect().await,
        clock: Arc::new(Broken),
        policy: app.env().policy.clone(),
        passwords: Passwords::new(Cost::WEAK, 1).unwrap(),
        sessions: Sessions::default(),
        cache: app.env().cache.clone(),
        payments: app.payments.clone(),
        committed: CommitSignal::default(),
    };
    gateway::service::Service::new(Arc::new(env), app.service.tokens.clone())
}

/// Where the worker or the feed keeps panicking, the process says that it should get no more work.
#[tokio::test]
async fn a_task_that_keeps_panicking_makes_the_process_unready() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let ready = server.http.get(server.url("/readyz")).send();
    assert_eq!(ready.await.unwrap().status(), 200);

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let tasks = app.service.tasks.clone();
    let worker = tokio::spawn(async move {
        let broken = || async { panic!("on purpose") };
        tasks.keep("worker", stopped, broken).await;
    });
    while app.service.tasks.failing().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let reply = server.http.get(server.url("/readyz")).send().await.unwrap();
    assert_eq!(reply.status(), 503);
    let body: Value = reply.json().await.unwrap();
    assert_eq!(body["failingTasks"], json!(["worker"]));
    assert!(body["taskPanics"]["worker"].as_u64().unwrap() >= 3);
    stop.send_replace(true);
    worker.await.unwrap();
}
