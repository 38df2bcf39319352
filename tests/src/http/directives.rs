//! `@skip` and `@include` as the specification has them.

use serde_json::{Value, json};

use super::NEW_FORM;
use crate::support::{TestApp, TestServer};

/// What is selected of a creator, what the condition is declared as and given, and whether the name is told.
const CASES: [(&str, &str, Option<bool>, bool); 13] = [
    ("displayName @include(if: $d)", " = true", None, true),
    ("displayName @include(if: $d)", " = false", None, false),
    ("displayName @skip(if: $d)", " = true", None, false),
    ("displayName @skip(if: $d)", " = false", None, true),
    ("displayName @skip(if: $d)", " = true", Some(false), true),
    ("displayName @include(if: $d)", "!", Some(true), true),
    (
        "... @include(if: $d) { displayName }",
        " = false",
        None,
        false,
    ),
    ("... @skip(if: $d) { displayName }", " = false", None, true),
    ("...Name @include(if: $d)", " = false", None, false),
    ("...Name @include(if: $d)", " = true", None, true),
    ("...If ...Name @skip(if: true)", " = false", None, false),
    (
        "displayName @skip(if: $d) @include(if: $d)",
        " = true",
        None,
        false,
    ),
    (
        "displayName @skip(if: $d) @include(if: $d)",
        " = false",
        None,
        false,
    ),
];

#[tokio::test]
async fn what_is_skipped_follows_the_variable_or_its_default() {
    let app = TestApp::start().await;
    let zoe = app.micro("Zoe").await;
    let server = TestServer::start(&app).await;
    for (selection, declared, given, is_told) in CASES {
        let mut document = format!(
            "query($id: ID!, $d: Boolean{declared}) {{ creator(id: $id) {{ country {selection} }} }}"
        );
        for (name, body) in [
            ("Name", "displayName"),
            ("If", "displayName @include(if: $d)"),
        ] {
            if selection.contains(&format!("...{name}")) {
                document += &format!(" fragment {name} on Creator {{ {body} }}");
            }
        }
        let mut variables = json!({ "id": zoe.id });
        if let Some(given) = given {
            variables["d"] = json!(given);
        }
        let creator = server
            .posts(None, &document, variables)
            .await
            .good()
            .at("creator");
        let expected = is_told.then(|| json!("Zoe"));
        assert_eq!(creator.get("displayName"), expected.as_ref(), "{document}");
        assert_eq!(creator["country"], "DE", "{document}");
    }
}

#[tokio::test]
async fn a_type_name_can_be_skipped_too() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (document, expected) in [
        (
            "query($d: Boolean = true) { t: __typename @skip(if: $d) offers { totalCount } }",
            None,
        ),
        (
            "query($d: Boolean = false) { t: __typename @skip(if: $d) offers { totalCount } }",
            Some(json!("Query")),
        ),
        (
            "query($d: Boolean = true) { offers { t: __typename @include(if: $d) totalCount } ...F } fragment F on Query { t: __typename @include(if: $d) }",
            Some(json!("Query")),
        ),
    ] {
        let answer = server.posts(None, document, Value::Null).await.good();
        assert_eq!(answer.0["data"].get("t").cloned(), expected, "{document}");
    }
    let unused = json!({ "query": "query($d: Boolean) { __typename }" });
    let reply = server.posts_body(NEW_FORM, unused.to_string()).await;
    reply.refuses(400, "GRAPHQL_VALIDATION_FAILED");
}
