//! What is served beside GraphQL, and what is not in production.

use std::sync::Arc;

use domain::Env;
use domain::commit_signal::CommitSignal;
use reqwest::Method;
use serde_json::json;

use super::{NEW_FORM, Reply};
use crate::support::{TestApp, TestDatabase, TestServer};

pub(super) const PRODUCTION: &[(&str, &str)] = &[
    ("MICROFLUENCE_ENV", "production"),
    ("PAYMENTS", "sandbox"),
    ("SIGNING_KEY_FILE", "not-read-here.pem"),
];
const INTROSPECTION: &str = "{ __schema { queryType { name } } }";

#[tokio::test]
async fn it_says_that_it_lives_and_that_it_is_ready() {
    let server = TestServer::start(&TestApp::start().await).await;
    assert_eq!(server.gets("/healthz").await.status, 200);
    // A busy machine may miss the half second that it is given.
    let mut ready = server.gets("/readyz").await;
    for _ in 0..20 {
        if ready.status == 200 {
            break;
        }
        ready = server.gets("/readyz").await;
    }
    let body = json!({
        "process": "ok", "database": "ok", "sessions": "ok", "failingTasks": [], "taskPanics": {}
    });
    assert_eq!(ready.body, body);
    assert_eq!(server.gets("/nothing").await.status, 404);
}

#[tokio::test]
async fn a_server_whose_schema_is_behind_is_alive_but_not_ready() {
    let mut app = TestApp::start().await;
    let database = TestDatabase::unmigrated().await;
    let env = app.env();
    let passwords = domain::passwords::Passwords::new(domain::passwords::Cost::WEAK, 1).unwrap();
    app.service.env = Arc::new(Env {
        db: database.connect().await,
        clock: env.clock.clone(),
        policy: env.policy.clone(),
        passwords,
        sessions: domain::sessions::Sessions::default(),
        cache: env.cache.clone(),
        payments: env.payments.clone(),
        committed: CommitSignal::default(),
    });
    let server = TestServer::start(&app).await;
    assert_eq!(server.gets("/healthz").await.status, 200);
    let ready = server.gets("/readyz").await;
    assert_eq!(
        (ready.status, &ready.body["database"]),
        (503, &json!("schema is behind"))
    );
}

#[tokio::test]
async fn the_explorer_needs_no_other_host() {
    let server = TestServer::start(&TestApp::start().await).await;
    let page = server.gets("/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    let html = page.body.as_str().unwrap();
    assert!(
        !html.contains("http://") && !html.contains("https://"),
        "{html}"
    );
    let named = html
        .split('"')
        .filter(|text| text.starts_with("/graphiql/"));
    let mut count = 0;
    for asset in named {
        let reply = server.gets(asset).await;
        assert_eq!(reply.status, 200, "{asset}");
        assert!(
            reply.header("content-type").contains("charset=utf-8"),
            "{asset}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        count += 1;
    }
    assert!(count >= 6, "{count}");
    for nothing in [
        "/graphiql/vendor",
        "/graphiql/README.md",
        "/graphiql/..%2f..%2fCargo.toml",
    ] {
        assert_eq!(server.gets(nothing).await.status, 404, "{nothing}");
    }
}

/// GraphiQL's examples are documents that this server takes.
#[tokio::test]
async fn the_explorers_examples_are_valid() {
    let server = TestServer::start(&TestApp::start().await).await;
    let script = server.gets("/graphiql/examples.js").await;
    let script = script.body.as_str().unwrap();
    let examples: Vec<&str> = script.split("query: `").skip(1).collect();
    assert!(examples.len() > 15, "{}", examples.len());
    for example in examples {
        let (document, _) = example.split_once('`').unwrap();
        let reply = server.posts_document(NEW_FORM, document).await;
        // Without variables the engine gets as far as asking for them, and a subscription wants another form of answer.
        let is_valid = matches!(
            (reply.status, reply.code()),
            (200, _) | (400, "BAD_USER_INPUT") | (406, "NOT_ACCEPTABLE")
        );
        assert!(is_valid, "{document} {reply:?}");
    }
}

#[tokio::test]
async fn introspection_is_open_in_development() {
    let server = TestServer::start(&TestApp::start().await).await;
    let reply = server.posts_document(NEW_FORM, INTROSPECTION).await;
    assert_eq!(reply.body["data"]["__schema"]["queryType"]["name"], "Query");
}

#[tokio::test]
async fn in_production_there_is_no_explorer_and_introspection_is_for_operators() {
    let app = TestApp::start().await;
    let server = TestServer::with(&app, PRODUCTION).await;
    assert_eq!(server.gets("/").await.status, 404);
    assert_eq!(server.gets("/graphiql/boot.js").await.status, 404);
    for hidden in [
        INTROSPECTION,
        "{ t: __type(name: \"User\") { name } }",
        "{ ...A } fragment A on Query { __schema { types { name } } }",
    ] {
        let reply = server.posts_document(NEW_FORM, hidden).await;
        reply.refuses(400, "GRAPHQL_VALIDATION_FAILED");
    }
    let reply = server
        .posts_document(NEW_FORM, "{ __typename viewer { __typename } }")
        .await;
    assert_eq!(reply.status, 200);

    let asks = |token: String| {
        let request = server.requests(Method::POST).bearer_auth(token);
        Reply::to(request.json(&json!({ "query": INTROSPECTION })))
    };
    let (zoe, staff) = (app.person("Zoe").await, app.operator("Olga").await);
    assert_eq!(
        asks(zoe.access_token).await.code(),
        "GRAPHQL_VALIDATION_FAILED"
    );
    let reply = asks(staff.access_token).await;
    assert_eq!(reply.body["data"]["__schema"]["queryType"]["name"], "Query");
}
