//! Each refusal has its status and its code.

use reqwest::Method;
use serde_json::json;

use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::{TestApp, TestServer};

#[tokio::test]
async fn other_methods_are_refused_and_told_which_will_do() {
    let server = TestServer::start(&TestApp::start().await).await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = Reply::to(server.requests(method)).await;
        reply.refuses(405, "METHOD_NOT_ALLOWED");
        assert_eq!(reply.header("allow"), "GET, POST");
    }
    for query in [
        "mutation{sessionRevoke{userErrors{code}}}",
        "query+A%7Bviewer%7Bid%7D%7Dmutation+B%7BsessionRevoke%7BuserErrors%7Bcode%7D%7D%7D&operationName=B",
    ] {
        let query = query.replace('{', "%7B").replace('}', "%7D");
        let reply = server.gets(&format!("/graphql?query={query}")).await;
        reply.refuses(405, "METHOD_NOT_ALLOWED");
        assert_eq!(reply.header("allow"), "POST");
    }
}

#[tokio::test]
async fn only_json_is_taken_and_given() {
    let server = TestServer::start(&TestApp::start().await).await;
    let body = json!({ "query": "{ viewer { user { id } } }" }).to_string();
    for content_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
        "json",
        "",
    ] {
        let request = server.requests(Method::POST).body(body.clone());
        let reply = Reply::to(request.header("content-type", content_type)).await;
        reply.refuses(415, "UNSUPPORTED_MEDIA_TYPE");
    }
    let request = server.requests(Method::POST).body(body.clone());
    Reply::to(request)
        .await
        .refuses(415, "UNSUPPORTED_MEDIA_TYPE");
    let request = server.requests(Method::POST).body(body.clone());
    let packed = request
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    Reply::to(packed)
        .await
        .refuses(415, "UNSUPPORTED_MEDIA_TYPE");
    for content_type in [
        "Application/JSON; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json; profile=x",
    ] {
        let request = server.requests(Method::POST).body(body.clone());
        let reply = Reply::to(request.header("content-type", content_type)).await;
        assert_eq!(reply.status, 200, "{content_type}");
    }
    for accept in ["text/html", "image/png", "application/json;q=0"] {
        let reply = server.posts_body(accept, body.clone()).await;
        reply.refuses(406, "NOT_ACCEPTABLE");
    }
    let reply = server
        .posts_body(
            "application/json;q=0.5, application/graphql-response+json",
            body,
        )
        .await;
    assert!(reply.header("content-type").starts_with(NEW_FORM));
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_both_forms() {
    let server = TestServer::start(&TestApp::start().await).await;
    for form in [NEW_FORM, OLD_FORM] {
        for body in [
            "",
            "{",
            "nonsense",
            "1",
            "null",
            "{}",
            "\u{0}",
            r#"{"query":1}"#,
            r#"{"query":null}"#,
            r#"{"query":"{ a }","variables":[]}"#,
            r#"{"query":"{ a }","variables":"x"}"#,
            r#"{"query":"{ a }","operationName":1}"#,
            r#"{"query":"{ a }","extensions":1}"#,
        ] {
            server
                .posts_body(form, body)
                .await
                .refuses(400, "BAD_REQUEST");
        }
        server
            .posts_body(form, vec![0xff, 0xfe])
            .await
            .refuses(400, "BAD_REQUEST");
        let batch = r#"[{"query":"{ viewer { user { id } } }"}]"#;
        server
            .posts_body(form, batch)
            .await
            .refuses(400, "BATCHING_NOT_SUPPORTED");
    }
    server.gets("/graphql").await.refuses(400, "BAD_REQUEST");
    for query in [
        "variables=%5B",
        "variables=%5B%5D",
        "extensions=1",
        "query=%7Bb%7D",
        "variables=%7B%7D&variables=%7B%7D",
        "operationName=a&operationName=b",
    ] {
        let reply = server
            .gets(&format!("/graphql?query=%7Ba%7D&{query}"))
            .await;
        reply.refuses(400, "BAD_REQUEST");
    }
}

#[tokio::test]
async fn a_wrong_request_is_400_in_the_new_form_and_200_in_the_old() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (form, status) in [(NEW_FORM, 400), (OLD_FORM, 200)] {
        for (document, code) in [
            ("{ viewer", "GRAPHQL_PARSE_FAILED"),
            ("", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ viewer }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ offer { id } }", "GRAPHQL_VALIDATION_FAILED"),
            (
                "query A { viewer { user { id } } } query B { viewer { user { id } } }",
                "OPERATION_RESOLUTION_FAILURE",
            ),
            (
                "query($id: ID!) { offer(id: $id) { id } }",
                "BAD_USER_INPUT",
            ),
            ("subscription { a }", "GRAPHQL_VALIDATION_FAILED"),
        ] {
            let reply = server.posts_document(form, document).await;
            assert_eq!(
                (reply.status, reply.code()),
                (status, code),
                "{document} {reply:?}"
            );
            assert!(reply.body.get("data").is_none(), "{document} {reply:?}");
        }
    }
}

#[tokio::test]
async fn an_error_of_a_field_is_200_beside_its_data() {
    let server = TestServer::start(&TestApp::start().await).await;
    for form in [NEW_FORM, OLD_FORM] {
        let reply = server
            .posts_document(form, "{ viewer { id } offer(id: \"x\") { id } }")
            .await;
        assert_eq!(
            (reply.status, reply.code()),
            (200, "INVALID_ID"),
            "{reply:?}"
        );
        assert_eq!(reply.body["data"], json!({ "viewer": null, "offer": null }));
        assert_eq!(reply.body["errors"][0]["path"], json!(["offer"]));
    }
}

#[tokio::test]
async fn a_bad_token_is_401_and_none_is_a_guest() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let asks = |authorization: String| {
        let request = server
            .requests(Method::POST)
            .header("authorization", authorization);
        Reply::to(request.json(&json!({ "query": "{ viewer { user { id } } }" })))
    };
    let mut forged = zoe.access_token.clone();
    forged.replace_range(..1, "x");
    let unnamed = zoe.access_token.as_str();
    let basic = format!("Basic {unnamed}");
    for token in [
        "Bearer x",
        &format!("Bearer {forged}"),
        "Bearer",
        "Bearer ",
        "",
        unnamed,
        &basic,
    ] {
        let reply = asks(token.to_owned()).await;
        reply.refuses(401, "UNAUTHENTICATED");
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
    }
    let reply = asks(format!("bearer {}", zoe.access_token)).await;
    assert_eq!(reply.body["data"]["viewer"]["user"]["id"], json!(zoe.id));

    app.clock.advance(chrono::TimeDelta::minutes(11));
    asks(format!("Bearer {}", zoe.access_token))
        .await
        .refuses(401, "UNAUTHENTICATED");
}
