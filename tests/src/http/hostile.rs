//! What is sent to break the server, and what must not leak from it.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{NEW_FORM, Reply};
use crate::support::{TestApp, TestServer};

impl TestServer {
    async fn lives_on(&self) {
        let reply = self
            .posts_document(NEW_FORM, "{ viewer { user { id } } }")
            .await;
        assert_eq!(reply.status, 200, "{reply:?}");
    }
}

/// A request by hand, with these headers besides the usual ones.
fn by_hand(headers: &str, body: &[u8]) -> Vec<u8> {
    let start = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n{headers}\r\n\r\n"
    );
    [start.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_body_over_256_kilobytes_is_413_however_it_is_sent() {
    let server = TestServer::start(&TestApp::start().await).await;
    let body = vec![b' '; 300 * 1024];
    let whole = by_hand(&format!("Content-Length: {}", body.len()), &body);
    let mut pieces = Vec::new();
    for piece in body.chunks(10_000) {
        pieces.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        pieces.extend_from_slice(piece);
        pieces.extend_from_slice(b"\r\n");
    }
    pieces.extend_from_slice(b"0\r\n\r\n");
    for bytes in [whole, by_hand("Transfer-Encoding: chunked", &pieces)] {
        let answer = server.sends(bytes).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(answer.contains("PAYLOAD_TOO_LARGE"), "{answer}");
    }
    server.lives_on().await;
}

#[tokio::test]
async fn what_is_not_http_is_not_answered_as_if_it_were() {
    let server = TestServer::start(&TestApp::start().await).await;
    for bytes in [
        &b"nonsense\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = server.sends(bytes.to_vec()).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    server.lives_on().await;
}

#[tokio::test]
async fn bombs_are_refused_at_once() {
    let server = TestServer::start(&TestApp::start().await).await;
    let mut doubling = String::from("{ ...F0 } fragment F30 on Query { viewer { user { id } } } ");
    for number in 0..30 {
        let next = number + 1;
        doubling.push_str(&format!(
            "fragment F{number} on Query {{ ...F{next} ...F{next} }} "
        ));
    }
    let start = Instant::now();
    for (document, code) in [
        (format!("{{ a(b: {}", "[".repeat(2_000)), "QUERY_TOO_DEEP"),
        (format!("{{ a(b: {}", "{a:".repeat(2_000)), "QUERY_TOO_DEEP"),
        (format!("query($a: {}", "[".repeat(2_000)), "QUERY_TOO_DEEP"),
        ("{a".repeat(2_000), "QUERY_TOO_DEEP"),
        ("\"\"\"a\"\"\"[".repeat(2_000), "QUERY_TOO_DEEP"),
        (
            format!("{{ {} }}", "__typename ".repeat(1_900)),
            "QUERY_TOO_COMPLEX",
        ),
        (doubling, "QUERY_TOO_COMPLEX"),
        (
            format!("{{a(b:[\"\"\"\"{}", "[".repeat(4_000)),
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            format!("{{a(b:\"\"\" \"{}", "{a:".repeat(1_500)),
            "GRAPHQL_PARSE_FAILED",
        ),
        ("{ a } ".repeat(700), "QUERY_TOO_LARGE"),
        (
            "{ ...A } fragment A on Query { ...A ...A }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            format!("{{ viewer {{ id }} }} #{}", "x".repeat(70_000)),
            "QUERY_TOO_LARGE",
        ),
    ] {
        server
            .posts_document(NEW_FORM, &document)
            .await
            .refuses(400, code);
    }
    let variables = format!(
        r#"{{"query":"{{ a }}","variables":{{"a":{}"#,
        "[".repeat(2_000)
    );
    server
        .posts_body(NEW_FORM, variables)
        .await
        .refuses(400, "BAD_REQUEST");
    let nested = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let nested: Value = serde_json::from_str(&nested).unwrap();
    let body = json!({ "query": "query($id: ID!) { offer(id: $id) { id } }", "variables": { "id": nested } });
    let reply = server.posts_body(NEW_FORM, body.to_string()).await;
    assert_eq!(reply.code(), "BAD_USER_INPUT", "{reply:?}");
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    server.lives_on().await;
}

#[tokio::test]
async fn what_goes_wrong_inside_stays_inside() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let creator = app.micro("Zoe").await;
    let db = app.env().db.owner();
    db.execute_unprepared("DROP TABLE social_post")
        .await
        .unwrap();

    let query = "query($id: ID!) { viewer { user { id } } creator(id: $id) { socialAccounts { posts { url } } } }";
    let request = server
        .http
        .post(server.url("/graphql"))
        .bearer_auth(&creator.access_token);
    let reply =
        Reply::to(request.json(&json!({ "query": query, "variables": { "id": creator.id } })))
            .await;
    assert_eq!(
        (reply.status, reply.code()),
        (200, "INTERNAL_SERVER_ERROR"),
        "{reply:?}"
    );
    assert_eq!(
        reply.body["data"]["viewer"]["user"]["id"],
        json!(creator.person.id)
    );
    let error = &reply.body["errors"][0];
    assert_eq!(error["message"], "Something went wrong on our side.");
    assert!(error["extensions"]["requestId"].is_string());
    let text = reply.body.to_string().to_lowercase();
    for leak in ["social_post", "sqlite", "no such table", "relation"] {
        assert!(!text.contains(leak), "{leak} in {text}");
    }
}
