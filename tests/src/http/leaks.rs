//! Whatever is sent and whatever breaks: answers speak of the marketplace, never of what it is made of.

use std::sync::Arc;

use domain::Env;
use domain::db::{Db, Durability};
use domain::passwords::{Cost, Passwords};
use domain::port::cache::Cache;
use domain::sessions::Sessions;
use infrastructure::adapters::{InProcess, Redis};
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::database::required;
use crate::support::line::{Line, State};
use crate::support::program::{self, settings_for};
use crate::support::{TestApp, TestDatabase, TestServer};

/// Words of libraries, databases, languages and machines, between bars.
const OURS_ALONE: &[&str] = &[
    r#"sqlx|sqlite|postgres|redis|seaorm|sea_orm|sea-orm|async_graphql|async-graphql|actix|serde|tokio|pest|panicked"#,
    r#"unwrap|dberr|moka|.rs|src/|/work|/tmp|/root|/home|/usr|::|i32|i64|u32|u64|f64|select |insert into|update "#,
    r#"relation |no such table|column "|constraint|os error|connection refused|timed out|line 1 column|eof while"#,
    r#"expected value at|invalid type|invalid utf|utf-8 sequence|codepoint|surrogate|trailing characters|recursion limit"#,
    r#"out of range for|option<|vec<|string(|some(|none,|executable_document|selection_set|_definition|did you mean"#,
    r#"-->"#,
];

#[track_caller]
fn keeps_to_itself(reply: &Reply, about: &str) {
    let text = reply.body.to_string().to_lowercase();
    // The request's own name may hold any letters.
    let text = text.replace(reply.header("x-request-id"), "");
    let text = text.replace("\\\"", "\"");
    for word in OURS_ALONE.iter().flat_map(|line| line.split('|')) {
        assert!(!text.contains(word), "`{word}` about {about}: {text}");
    }
    for error in reply.body["errors"].as_array().unwrap_or(&Vec::new()) {
        let extensions = &error["extensions"];
        assert!(extensions["code"].is_string(), "{about}: {reply:?}");
        assert!(extensions["requestId"].is_string(), "{about}: {reply:?}");
    }
}

/// Bodies that are no request, or hardly one.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = [
        "",
        "{",
        "nonsense",
        "null",
        "[]",
        "[1]",
        "1e999",
        "{\"query\":1}",
        "\u{0}",
        "{\"query\":\"{ viewer { id } }\",\"variables\":\"x\"}",
        "{\"query\":\"\\ud800\"}",
        "{\"query\":\"{ offer(id: \\\"\\ud800\\\") { id } }\"}",
        "{\"query\":\"{ viewer { id } }\",\"operationName\":\"\\u0000\"}",
        "{\"query\":\"{ viewer { id } }\"}}",
        "{\"query\":\"{ viewer { id } }\"} x",
        "{\"query\":\"{ viewer { id } }\",\"variables\":{\"a\":1e400}}",
        "{\"query\":\"{ viewer { id } }\",\"extensions\":{\"a\":nan}}",
        "{\"documentId\":\"x\"}",
        "{\"documentId\":1}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    bodies.push(vec![0xff, 0xfe, 0x00]);
    bodies.push(b"{\"query\":\"{ a(b: \\\"\xc3\x28\\\") }\"}".to_vec());
    bodies.push(format!("{{\"variables\":{}", "[".repeat(5_000)).into_bytes());
    bodies
}

/// Documents that are wrong in as many ways as there are rules, and some that are right and ask for nonsense.
fn documents() -> Vec<String> {
    let written = include_str!("wrong_documents.txt").lines();
    let mut documents: Vec<String> = written.map(str::to_owned).collect();
    let unprintable = ["", " ", "\u{0}", "{ \u{0} }", "\u{feff}{ viewer { id } }"];
    documents.extend(unprintable.map(str::to_owned));
    documents.push(format!(
        "{{ offers(first: {}) {{ nodes {{ id }} }} }}",
        "9".repeat(400)
    ));
    documents.push(format!(
        "{{ offer(id: \"{}\") {{ id }} }}",
        "é".repeat(20_000)
    ));
    documents.push(format!(
        "{{ offer(id: {}1{}) {{ id }} }}",
        "[".repeat(40),
        "]".repeat(40)
    ));
    documents.push(format!("{{ {} }}", "viewer { id } ".repeat(600)));
    documents
}

/// Values for a variable, of each kind of type.
fn variables() -> Vec<(&'static str, Value)> {
    let mut deep = json!(1);
    for _ in 0..60 {
        deep = json!([deep]);
    }
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!("x"),
        json!("\u{0}"),
        json!("\u{202e}"),
        json!(""),
        json!("é".repeat(10_000)),
        json!([]),
        json!({}),
        json!([[null]]),
        json!({ "": {} }),
        json!({ "amount": "1e9", "currencyCode": "XXX" }),
        json!({ "amount": "0.00001", "currencyCode": "EUR" }),
        deep,
    ];
    let documents = [
        "query($a: ID!) { offer(id: $a) { id } }",
        "query($a: ID!) { node(id: $a) { id } }",
        "query($a: [ID!]!) { nodes(ids: $a) { id } }",
        "query($a: Int) { offers(first: $a) { nodes { id } } }",
        "query($a: String) { offers(after: $a) { nodes { id } } }",
        "query($a: OfferFilter) { offers(filter: $a) { nodes { id } } }",
        "mutation($a: SessionCreateInput!) { sessionCreate(input: $a) { userErrors { code message } } }",
        "mutation($a: EmailAddress!) { sessionCreate(input: { email: $a, password: \"correct horse battery\" }) { userErrors { code message } } }",
        "mutation($a: String!) { accountCreate(input: { email: \"b@example.com\", password: $a, displayName: $a }) { userErrors { code message } } }",
        "mutation($a: MoneyInput!, $b: ID!) { walletFund(input: { brandId: $b, amount: $a, idempotencyKey: \"k\" }) { userErrors { code message } } }",
    ];
    let pairs = documents.into_iter();
    pairs
        .flat_map(|document| {
            values
                .clone()
                .into_iter()
                .map(move |value| (document, value))
        })
        .collect()
}

impl TestServer {
    /// Sends everything there is.
    async fn bears_everything(&self) -> Vec<Reply> {
        let mut replies = Vec::new();
        for form in [NEW_FORM, OLD_FORM] {
            for body in bodies() {
                let about = String::from_utf8_lossy(&body).chars().take(200).collect();
                replies.push((self.posts_body(form, body).await, about));
            }
        }
        for document in documents() {
            let reply = self.posts_document(NEW_FORM, &document).await;
            replies.push((reply, document.chars().take(200).collect()));
        }
        for (document, value) in variables() {
            let variables = json!({ "a": value, "b": "x" });
            let body = json!({ "query": document, "variables": variables });
            let reply = self.posts_body(NEW_FORM, body.to_string()).await;
            let value: String = value.to_string().chars().take(100).collect();
            replies.push((reply, format!("{document} {value}")));
        }
        for path in [
            "/",
            "/nothing",
            "/graphql",
            "/graphql?query=%ff%00",
            "/%2e%2e/etc/passwd",
            "/readyz",
        ] {
            replies.push((self.gets(path).await, path.to_owned()));
        }
        for (reply, about) in &replies {
            keeps_to_itself(reply, about);
        }
        replies.into_iter().map(|(reply, _)| reply).collect()
    }
}

/// The same marketplace over another database and another memory.
fn over(app: &TestApp, db: Db, cache: Arc<dyn Cache>) -> TestApp {
    let env = app.env();
    let mut other = app.clone();
    other.service.env = Arc::new(Env {
        db,
        sessions: Sessions::default(),
        cache,
        clock: env.clock.clone(),
        policy: env.policy.clone(),
        passwords: Passwords::new(Cost::WEAK, 4).unwrap(),
        payments: env.payments.clone(),
        committed: Default::default(),
    });
    other
}

/// Asks as somebody who is logged in.
async fn asks_as(server: &TestServer, token: &str, document: &str) -> Reply {
    let request = server.requests(Method::POST).bearer_auth(token);
    let reply = Reply::to(request.json(&json!({ "query": document }))).await;
    keeps_to_itself(&reply, document);
    reply
}

const QUESTIONS: [&str; 4] = [
    "{ viewer { id brands { nodes { id } } } }",
    "{ offers { nodes { id } totalCount } }",
    "{ node(id: \"x\") { id } }",
    "mutation { sessionRevoke { userErrors { code } } }",
];

#[tokio::test]
async fn no_answer_tells_what_we_are_made_of() {
    let server = TestServer::with(&TestApp::start().await, super::pages::PRODUCTION).await;
    for reply in server.bears_everything().await {
        assert!(reply.status < 500, "{reply:?}");
        assert_ne!(reply.code(), "INTERNAL_SERVER_ERROR", "{reply:?}");
    }
}

#[tokio::test]
async fn nor_does_one_when_the_database_is_broken() {
    let app = TestApp::start().await;
    let server = TestServer::with(&app, super::pages::PRODUCTION).await;
    for table in ["\"user\"", "offer", "brand_member"] {
        let broken = table.replace('"', "") + "_gone";
        let rename = format!("ALTER TABLE {table} RENAME TO {broken}");
        let db = app.env().db.owner();
        db.execute_unprepared(&rename).await.unwrap();
    }
    let replies = server.bears_everything().await;
    let is_internal = |reply: &Reply| reply.code() == "INTERNAL_SERVER_ERROR";
    assert!(replies.iter().any(is_internal), "nothing met the gap");
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn nor_does_one_when_redis_is_away() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let line = Line::to(&required("TEST_REDIS_URL")).await;
    let redis = Redis::connect(&line.url, "test:away:").await.unwrap();
    let db = app.database.connect().await;
    let server = TestServer::start(&over(&app, db, Arc::new(redis))).await;
    line.is(State::Cut);
    for question in QUESTIONS {
        let reply = asks_as(&server, &zoe.access_token, question).await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn nor_does_one_when_the_database_is_away() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let line = Line::to(&app.database.url).await;
    let db = Db::connect(&line.url, Durability::Relaxed).await.unwrap();
    let server = TestServer::start(&over(&app, db, Arc::new(InProcess::new()))).await;
    line.is(State::Cut);
    for question in QUESTIONS {
        let reply = asks_as(&server, &zoe.access_token, question).await;
        assert!([200, 503].contains(&reply.status), "{reply:?}");
        assert_eq!(reply.code(), "UNAVAILABLE", "{reply:?}");
    }
    keeps_to_itself(&server.gets("/readyz").await, "readyz");
}

#[tokio::test]
async fn what_went_wrong_is_in_the_log_under_the_requests_id() {
    let database = TestDatabase::new().await;
    let mut program = program::start(&["serve", "--no-worker"], &settings_for(&database));
    let address = program.address();
    let db = database.connect().await;
    let rename = "ALTER TABLE offer RENAME TO offer_gone";
    db.owner().execute_unprepared(rename).await.unwrap();

    let request = reqwest::Client::new().post(format!("{address}/graphql"));
    let request = request.header("x-request-id", "a-question-of-offers");
    let question = json!({ "query": "{ offers { nodes { id } } }" });
    let reply = Reply::to(request.json(&question)).await;
    assert_eq!(reply.code(), "INTERNAL_SERVER_ERROR", "{reply:?}");
    assert_eq!(reply.header("x-request-id"), "a-question-of-offers");
    let id = &reply.body["errors"][0]["extensions"]["requestId"];
    assert_eq!(id, "a-question-of-offers");

    let log = program.stops().stderr;
    let line = log.lines().find(|line| line.contains("internal error"));
    let line = line.unwrap_or_else(|| panic!("nothing in {log}"));
    assert!(line.contains("a-question-of-offers"), "{line}");
    assert!(line.contains("offer"), "{line}");
}
