//! What the server promises about documents: their price, their limits, and their variables.

use serde_json::{Value, json};

use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::{TestApp, TestServer};

impl TestServer {
    async fn runs(&self, document: &str, variables: Value) -> Reply {
        let body = json!({ "query": document, "variables": variables });
        self.posts_body(NEW_FORM, body.to_string()).await
    }
}

#[tokio::test]
async fn every_answer_tells_its_cost() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let reply = server
        .runs(
            "{ offers(first: 50) { nodes { id } totalCount } }",
            json!({}),
        )
        .await;
    let cost = &reply.body["extensions"]["cost"];
    assert_eq!(cost["requested"], 1 + 50 + 10, "{reply:?}");
    assert_eq!(cost["actual"], 1 + 10);
    assert_eq!(cost["limit"], 2_000);
}

#[tokio::test]
async fn a_request_costs_at_most_two_thousand_points() {
    let server = TestServer::start(&TestApp::start().await).await;
    // 1 + n * (offer + brand + connection + m), and one for each viewer.
    let pages = "offers(first: $n) { nodes { brand { members(first: $m) { nodes { role } } } } }";
    for (viewers, fits) in [
        ("", true),
        ("viewer { id }", true),
        ("viewer { id } me: viewer { id }", false),
    ] {
        let document = format!("query($n: Int, $m: Int) {{ {pages} {viewers} }}");
        let reply = server.runs(&document, json!({ "n": 54, "m": 34 })).await;
        let points = 1 + 54 * (3 + 34) + viewers.matches("id").count();
        if fits {
            assert_eq!(
                reply.body["extensions"]["cost"]["requested"], points,
                "{reply:?}"
            );
        } else {
            reply.refuses(400, "QUERY_TOO_COMPLEX");
            let message = reply.body["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains("cost 2001 points"), "{message}");
        }
    }
}

#[tokio::test]
async fn a_document_is_judged_alike_the_first_time_and_later() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (document, variables, code) in [
        (
            "{ offers { nodes { colour } } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "query($n: Int) { offers(first: $n) { totalCount } }",
            json!({ "n": "x" }),
            "BAD_USER_INPUT",
        ),
        (
            "query($n: Int!) { offers(first: $n) { totalCount } }",
            json!({}),
            "BAD_USER_INPUT",
        ),
        (
            "query($b: Boolean!) { viewer @skip(if: $b) { id } }",
            json!({ "b": "no" }),
            "BAD_USER_INPUT",
        ),
        (
            "query A { viewer { id } } query B { viewer { id } }",
            json!({}),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            "query($f: OfferFilter) { offers(filter: $f) { totalCount } }",
            json!({ "f": { "colour": 1 } }),
            "BAD_USER_INPUT",
        ),
        (
            "query($at: DateTime) { offers(filter: { closesAfter: $at, colour: 1 }) { totalCount } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ __typename { x } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ viewer { x: id } viewer { x: email } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ a", json!({}), "GRAPHQL_PARSE_FAILED"),
        (
            "{ offers(first: $n) { totalCount } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "query($n: Int) { viewer { id } }",
            json!({}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        for _ in 0..3 {
            server
                .runs(document, variables.clone())
                .await
                .refuses(400, code);
        }
    }
}

#[tokio::test]
async fn a_kept_document_runs_with_other_values() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (document, variables) in [
        (
            "query($n: Int) { offers(first: $n) { totalCount } }",
            json!({ "n": 3 }),
        ),
        (
            "query($b: Boolean!) { viewer @skip(if: $b) { id } }",
            json!({ "b": true }),
        ),
        (
            "query($f: OfferFilter) { offers(filter: $f) { totalCount } }",
            json!({ "f": null }),
        ),
    ] {
        for _ in 0..3 {
            let reply = server.runs(document, variables.clone()).await;
            assert!(
                reply.status == 200 && reply.body.get("errors").is_none(),
                "{reply:?}"
            );
        }
    }
    let skipped = server
        .runs(
            "query($b: Boolean!) { viewer @skip(if: $b) { id } }",
            json!({ "b": true }),
        )
        .await;
    assert_eq!(skipped.body["data"], json!({}));
}

#[tokio::test]
async fn what_is_worth_guessing_comes_alone() {
    let server = TestServer::start(&TestApp::start().await).await;
    let log_in = |alias: &str| {
        format!(
            "{alias}: sessionCreate(input: {{ email: \"a@b.example\", password: \"1234567890\" }}) {{ userErrors {{ code }} }} "
        )
    };
    let one = server
        .posts_document(OLD_FORM, &format!("mutation {{ {} }}", log_in("a")))
        .await;
    assert_eq!(
        one.body["data"]["a"]["userErrors"][0]["code"], "CREDENTIALS_INVALID",
        "{one:?}"
    );
    let two = format!("mutation {{ {} {} }}", log_in("a"), log_in("b"));
    server
        .posts_document(NEW_FORM, &two)
        .await
        .refuses(400, "QUERY_TOO_COMPLEX");
    let five = |count: usize| -> String {
        let all: String = (0..count)
            .map(|n| format!("m{n}: sessionRevoke {{ userErrors {{ code }} }} "))
            .collect();
        format!("mutation {{ {all} }}")
    };
    assert_eq!(server.posts_document(NEW_FORM, &five(5)).await.status, 200);
    server
        .posts_document(NEW_FORM, &five(6))
        .await
        .refuses(400, "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn a_subscription_needs_a_way_to_send_many_answers() {
    let server = TestServer::start(&TestApp::start().await).await;
    let two = "subscription { a: __typename b: __typename }";
    server
        .posts_document(NEW_FORM, two)
        .await
        .refuses(400, "QUERY_TOO_COMPLEX");
}
