//! Whatever is sent and whatever breaks: answers speak of the marketplace, never of what it is made of.

use std::sync::Arc;

use api::adapters::Redis;
use domain::Env;
use domain::account::{Cost, Passwords};
use domain::db::{Db, Durability};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::database::setting;
use crate::support::line::{Line, State};
use crate::support::program::{self, settings_for};
use crate::support::{TestApp, TestDatabase, TestServer};

/// Words of libraries, databases, languages and machines.
const OURS_ALONE: &[&str] = &[
    "sqlx",
    "sqlite",
    "postgres",
    "redis",
    "seaorm",
    "sea_orm",
    "sea-orm",
    "async_graphql",
    "async-graphql",
    "actix",
    "serde",
    "tokio",
    "pest",
    "panicked",
    "unwrap",
    "dberr",
    "moka",
    ".rs",
    "src/",
    "/work",
    "/tmp",
    "/root",
    "/home",
    "/usr",
    "::",
    "i32",
    "i64",
    "u32",
    "u64",
    "f64",
    "select ",
    "insert into",
    "update ",
    "relation ",
    "no such table",
    "column ",
    "constraint",
    "os error",
    "connection refused",
    "timed out",
    "at line",
    "eof while",
    "expected value",
    "invalid type",
    "invalid utf",
    "utf-8 sequence",
    "codepoint",
    "surrogate",
    "trailing characters",
    "recursion limit",
    "out of range for",
    "option<",
    "vec<",
    "string(",
    "some(",
    "none,",
    "executable_document",
    "selection_set",
    "_definition",
    "did you mean",
    "-->",
];

#[track_caller]
fn keeps_to_itself(reply: &Reply, about: &str) {
    // What was sent may be said again: it is the sender's own.
    let mut text = reply.body.clone();
    text.as_object_mut().map(|body| body.remove("data"));
    let text = text.to_string().to_lowercase();
    for word in OURS_ALONE {
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
    let written = [
        "",
        " ",
        "#",
        "{",
        "}",
        "{}",
        "{ viewer",
        "query",
        "query {",
        "{ viewer { id } } }",
        "\u{0}",
        "{ \u{0} }",
        "\u{feff}{ viewer { id } }",
        "{ viewer { id } ...}",
        "{ ...A }",
        "{ a: }",
        "nonsense",
        "{ offer(id: ) { id } }",
        "{ offer(id: \"x) { id } }",
        "{ offer(id: \"\\u{110000}\") { id } }",
        "{ offer(id: \"\\uD800\") { id } }",
        "{ offer(id: \"\\x\") { id } }",
        "{ offer(id: \"\"\"x) { id } }",
        "{ offers(first: 99999999999999999999) { nodes { id } } }",
        "{ offers(first: 1e999) { nodes { id } } }",
        "{ offers(first: 01) { nodes { id } } }",
        "{ offers(first: -) { nodes { id } } }",
        "{ nothing }",
        "{ viewer }",
        "{ viewer { nothing } }",
        "{ viewer { id { x } } }",
        "{ offer { id } }",
        "{ offer(id: 1.5) { id } }",
        "{ offer(id: null) { id } }",
        "{ offer(id: [1]) { id } }",
        "{ offer(id: {a: 1}) { id } }",
        "{ offer(id: true) { id } }",
        "{ offer(id: X) { id } }",
        "{ offer(id: \"x\", id: \"y\") { id } }",
        "{ offer(nr: 1) { id } }",
        "{ offer(id: \"\") { id } }",
        "{ offer(id: \"%\") { id } }",
        "{ node(id: \"\\u0000\") { id } }",
        "{ offer(id: \"' OR 1=1 --\") { id } }",
        "{ node(id: \"b2ZmZXI6MQ==\") { id } }",
        "{ offers(first: -1) { nodes { id } } }",
        "{ offers(first: 101) { nodes { id } } }",
        "{ offers(first: 1, last: 1) { nodes { id } } }",
        "{ offers(after: \"x\") { nodes { id } } }",
        "{ offers(after: \"\\u0000\") { nodes { id } } }",
        "{ offers(first: \"1\") { nodes { id } } }",
        "{ offers(first: 1.0) { nodes { id } } }",
        "{ offers(first: 2147483648) { nodes { id } } }",
        "{ offers(filter: 1) { nodes { id } } }",
        "{ offers(filter: {x: 1}) { nodes { id } } }",
        "{ offers(filter: {platformIn: NOWHERE}) { nodes { id } } }",
        "{ offers(filter: {platformIn: \"TIKTOK\"}) { nodes { id } } }",
        "query($a: Nothing) { viewer { id } }",
        "query($a: User) { viewer { id } }",
        "query($a: Int = \"x\") { offers(first: $a) { nodes { id } } }",
        "query($a: Int) { viewer { id } }",
        "query($a: Int, $a: Int) { offers(first: $a) { nodes { id } } }",
        "{ offers(first: $a) { nodes { id } } }",
        "query($a: String) { offers(first: $a) { nodes { id } } }",
        "{ viewer @nothing { id } }",
        "{ viewer @skip { id } }",
        "{ viewer @skip(if: 1) { id } }",
        "{ viewer @skip(if: $a) { id } }",
        "query @skip(if: true) { viewer { id } }",
        "{ ...A } fragment A on Nothing { id }",
        "{ ...A } fragment A on User { id }",
        "{ ...A } fragment A on Query { ...A }",
        "fragment A on Query { viewer { id } }",
        "{ viewer { ... on Offer { id } } }",
        "query A { viewer { id } } query A { viewer { id } }",
        "{ viewer { id } } query A { viewer { id } }",
        "type A { a: Int }",
        "extend type Query { a: Int }",
        "subscription { nothing }",
        "mutation { nothing }",
        "{ __type { name } }",
        "{ __type(name: 1) { name } }",
        "{ __typename { x } }",
        "{ a: viewer { id } a: offers { totalCount } }",
        "mutation { sessionRefresh(input: {}) { userErrors { code } } }",
        "mutation { sessionRefresh(input: {refreshToken: \"\\u0000\"}) { userErrors { code } } }",
        "mutation { sessionCreate(input: {email: \"\\u0000@x\", password: \"\\u0000\"}) { userErrors { code } } }",
        "mutation { accountCreate(input: {email: \"x\", password: \"\", displayName: \"\"}) { userErrors { code } } }",
        "mutation { accountCreate(input: {email: \"a@example.com\", password: \"correct horse battery\", displayName: \"a\\u0000b\"}) { userErrors { code } } }",
        "mutation { sessionRevoke { userErrors { code } } }",
    ];
    let mut documents: Vec<String> = written.map(str::to_owned).to_vec();
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

#[tokio::test]
async fn no_answer_tells_what_we_are_made_of() {
    let server = TestServer::with(&TestApp::start().await, super::pages::PRODUCTION).await;
    for reply in server.bears_everything().await {
        assert!(reply.status < 500, "{reply:?}");
        assert_ne!(reply.code(), "INTERNAL_SERVER_ERROR", "{reply:?}");
    }
}
