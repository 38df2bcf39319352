//! What the server promises about how much one may ask.

use chrono::TimeDelta;
use serde_json::json;

use super::{NEW_FORM, OLD_FORM};
use crate::support::{TestApp, TestServer};

const TWENTY: &str = "{ offers(first: 19) { nodes { id } } rateLimit { cost limit bucket { max available restorePerSecond fullAt } } }";

#[tokio::test]
async fn every_answer_tells_what_is_left() {
    let app = TestApp::start().await;
    let server = TestServer::with(
        &app,
        &[("RATE_POINTS", "50"), ("RATE_POINTS_PER_SECOND", "1")],
    )
    .await;
    // A connection and nineteen offers; the rate limit and its bucket are plain values.
    let reply = server.posts_document(NEW_FORM, TWENTY).await;
    let left = &reply.body["data"]["rateLimit"];
    assert_eq!(left["cost"], 20, "{reply:?}");
    assert_eq!(left["limit"], 2_000);
    assert_eq!(
        left["bucket"],
        json!({ "max": 50, "available": 30, "restorePerSecond": 1, "fullAt": "2026-11-23T09:00:20.000Z" })
    );
    // There are no offers: what they would have cost is given back.
    let cost = &reply.body["extensions"]["cost"];
    assert_eq!(
        *cost,
        json!({ "requested": 20, "actual": 1, "limit": 2_000, "bucket": { "max": 50, "available": 49, "restorePerSecond": 1 } })
    );
    assert_eq!(reply.header("ratelimit"), "\"points\";r=49;t=1");
    assert_eq!(
        reply.header("ratelimit-policy"),
        "\"points\";q=50;qu=\"points\";w=50"
    );
}

#[tokio::test]
async fn who_asks_too_much_is_told_when_to_come_back() {
    let app = TestApp::start().await;
    let server = TestServer::with(
        &app,
        &[("RATE_POINTS", "10"), ("RATE_POINTS_PER_SECOND", "2")],
    )
    .await;
    let document = "{ a: offers(first: 1) { totalCount } }";
    assert_eq!(server.posts_document(NEW_FORM, document).await.status, 200);
    for form in [NEW_FORM, OLD_FORM] {
        let reply = server.posts_document(form, document).await;
        reply.refuses(429, "RATE_LIMITED");
        let wait = &reply.body["errors"][0]["extensions"]["retryAfterMs"];
        assert_eq!(*wait, 5_000, "{reply:?}");
        assert_eq!(reply.header("retry-after"), "5");
        assert_eq!(reply.header("ratelimit"), "\"points\";r=0;t=5");
    }
    // People have points of their own, and time brings some back.
    let zoe = app.person("Zoe").await;
    let answer = server
        .posts(Some(&zoe.access_token), document, json!({}))
        .await;
    assert_eq!(answer.0["data"]["a"]["totalCount"], 0);
    app.clock.advance(TimeDelta::seconds(5));
    assert_eq!(server.posts_document(NEW_FORM, document).await.status, 200);
}

#[tokio::test]
async fn refused_requests_are_not_free() {
    let app = TestApp::start().await;
    let server = TestServer::with(
        &app,
        &[("RATE_POINTS", "3"), ("RATE_POINTS_PER_SECOND", "1")],
    )
    .await;
    for left in [2, 1, 0] {
        let reply = server.posts_document(NEW_FORM, "{ colour }").await;
        reply.refuses(400, "GRAPHQL_VALIDATION_FAILED");
        assert_eq!(
            reply.body["extensions"]["cost"]["bucket"]["available"],
            left
        );
    }
    let reply = server.posts_document(NEW_FORM, "{ colour }").await;
    reply.refuses(429, "RATE_LIMITED");
}

#[tokio::test]
async fn log_ins_and_sign_ups_have_budgets_of_their_own() {
    let app = TestApp::start().await;
    app.person("Zoe").await;
    let settings = &[
        ("RATE_LOG_INS_PER_MINUTE", "1"),
        ("RATE_SIGN_UPS_PER_HOUR", "1"),
    ];
    let server = TestServer::with(&app, settings).await;
    let log_in = "mutation { sessionCreate(input: { email: \"nobody@example.com\", password: \"not the right one\" }) { userErrors { code } } }";
    for tries in 0..4 {
        let reply = server.posts_document(NEW_FORM, log_in).await;
        match tries {
            0 => assert_eq!(
                reply.body["data"]["sessionCreate"]["userErrors"][0]["code"],
                "CREDENTIALS_INVALID"
            ),
            // By then either the account's budget or the address's is used up.
            2.. => assert_eq!(reply.code(), "RATE_LIMITED", "{reply:?}"),
            _ => {}
        }
    }
    for (number, status) in [(1, 200), (2, 429)] {
        let sign_up = format!(
            "mutation {{ accountCreate(input: {{ email: \"new{number}@example.com\", password: \"correct horse battery\", displayName: \"New\" }}) {{ userErrors {{ code }} }} }}"
        );
        assert_eq!(
            server.posts_document(NEW_FORM, &sign_up).await.status,
            status
        );
    }
    // Looking around is still possible.
    assert_eq!(
        server
            .posts_document(NEW_FORM, "{ viewer { id } }")
            .await
            .status,
        200
    );
}
