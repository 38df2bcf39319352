//! What WebSockets promise: graphql-transport-ws, to the letter.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{TestApp, TestServer};

pub(in crate::http) mod changes;
mod ends;
mod hostile;
mod limits;

async fn server() -> TestServer {
    TestServer::start(&TestApp::start().await).await
}

#[tokio::test]
async fn queries_and_mutations_are_answered_once_and_their_ids_are_free_again() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let mut socket = server.connects(Some(&zoe.access_token)).await;
    for _ in 0..2 {
        socket.runs("1", "{ viewer { user { id } } }").await;
        let next = socket.hears().await;
        assert_eq!((&next["type"], &next["id"]), (&json!("next"), &json!("1")));
        let data = json!({ "viewer": { "user": { "id": zoe.id } } });
        assert_eq!(next["payload"]["data"], data, "{next}");
        assert_eq!(
            socket.hears().await,
            json!({ "type": "complete", "id": "1" })
        );
    }
    let create = r#"mutation { brandCreate(input: { name: "Tea", country: "DE" }) { brand { name } userErrors { code } } }"#;
    socket.runs("2", create).await;
    let next = socket.hears().await;
    let payload = &next["payload"]["data"]["brandCreate"];
    assert_eq!(payload["brand"]["name"], "Tea", "{next}");
    assert_eq!(socket.hears().await["type"], "complete");
}

#[tokio::test]
async fn operations_run_side_by_side_under_their_ids() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    for id in ["a", "b", "c"] {
        socket
            .runs(id, "query { offers { totalCount } viewer { id } }")
            .await;
    }
    let mut ended = Vec::new();
    while ended.len() < 3 {
        let message = socket.hears().await;
        if message["type"] == "complete" {
            ended.push(message["id"].as_str().unwrap().to_owned());
        }
    }
    ended.sort();
    assert_eq!(ended, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_request_error_is_an_error_and_a_field_error_is_a_next() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    let nested = "[".repeat(2_000);
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($a: ID!) { node(id: $a) { id } }", "BAD_USER_INPUT"),
        (&format!("{{ a(b: {nested}"), "QUERY_TOO_DEEP"),
        // A string without an end hides nothing.
        (
            &format!("{{ a(b: [\"\"\"\"{nested}"),
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            &format!("{{ a(b: {}", "{a:".repeat(1_300)),
            "QUERY_TOO_DEEP",
        ),
    ] {
        socket.runs("same", document).await;
        let error = socket.hears().await;
        assert_eq!(
            (&error["type"], &error["id"]),
            (&json!("error"), &json!("same"))
        );
        let extensions = &error["payload"][0]["extensions"];
        assert_eq!(extensions["code"], code, "{error}");
        assert!(extensions["requestId"].is_string(), "{error}");
    }
    socket
        .runs("same", r#"{ node(id: "nonsense") { id } viewer { id } }"#)
        .await;
    let next = socket.hears().await;
    assert_eq!(next["type"], "next", "{next}");
    assert_eq!(
        next["payload"]["data"],
        json!({ "node": null, "viewer": null })
    );
    assert_eq!(next["payload"]["errors"][0]["path"], json!(["node"]));
    assert_eq!(socket.hears().await["type"], "complete");
}

#[tokio::test]
async fn pings_of_both_kinds_are_answered_at_any_time() {
    let server = server().await;
    let mut socket = server.opens_socket().await;
    for is_greeted in [false, true] {
        if is_greeted {
            socket.greets(None).await;
            assert_eq!(socket.hears().await["type"], "connection_ack");
        }
        socket.says(json!({ "type": "ping" })).await;
        assert_eq!(socket.hears().await, json!({ "type": "pong" }));
        let payload = json!({ "deep": [1, { "er": null }] });
        socket
            .says(json!({ "type": "ping", "payload": payload }))
            .await;
        assert_eq!(
            socket.hears().await,
            json!({ "type": "pong", "payload": payload })
        );
        socket.says(json!({ "type": "pong" })).await;
        socket.sends(Message::Ping("are you there".into())).await;
        assert_eq!(
            socket.receives().await,
            Some(Message::Pong("are you there".into()))
        );
    }
}

#[tokio::test]
async fn the_token_is_taken_under_both_spellings_of_its_name() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    for (name, scheme) in [
        ("authorization", "Bearer"),
        ("Authorization", "Bearer"),
        ("authorization", "bearer"),
    ] {
        let mut socket = server.opens_socket().await;
        let token = format!("{scheme} {}", zoe.access_token);
        socket
            .says(json!({ "type": "connection_init", "payload": { name: token } }))
            .await;
        assert_eq!(socket.hears().await["type"], "connection_ack");
        socket.runs("1", "{ viewer { user { id } } }").await;
        let next = socket.hears().await;
        assert_eq!(
            next["payload"]["data"]["viewer"]["user"]["id"],
            json!(zoe.id)
        );
    }
}

#[tokio::test]
async fn a_token_elsewhere_is_not_looked_at() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let token = &zoe.access_token;
    let mut request = server.handshake();
    let uri = format!(
        "ws://{}/graphql?authorization=Bearer%20{token}",
        server.address
    );
    *request.uri_mut() = uri.parse().unwrap();
    let cookie = format!("authorization={token}").parse().unwrap();
    request.headers_mut().insert("cookie", cookie);
    let bearer = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", bearer);
    let mut socket = server.opens_socket_by(request).await.unwrap();
    socket.greets(None).await;
    assert_eq!(socket.hears().await["type"], "connection_ack");
    socket.runs("1", "{ viewer { user { id } } }").await;
    let next = socket.hears().await;
    assert_eq!(next["payload"]["data"], json!({ "viewer": null }));
}

#[tokio::test]
async fn only_our_subprotocol_is_spoken() {
    let server = server().await;
    for offered in [
        None,
        Some("graphql-ws"),
        Some("mqtt"),
        Some("graphql-transport-ws2"),
    ] {
        let mut request = server.handshake();
        request.headers_mut().remove("sec-websocket-protocol");
        if let Some(offered) = offered {
            let offered = offered.parse().unwrap();
            request
                .headers_mut()
                .insert("sec-websocket-protocol", offered);
        }
        let refused = server.opens_socket_by(request).await.err().unwrap();
        assert_eq!(refused, (400, "BAD_REQUEST".to_owned()), "{offered:?}");
    }
    let mut request = server.handshake();
    let both = "graphql-ws, graphql-transport-ws".parse().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", both);
    assert!(server.opens_socket_by(request).await.is_ok());
}

#[tokio::test]
async fn pages_of_other_sites_may_not_open_sockets() {
    let server = server().await;
    let own = format!("http://{}", server.address);
    for (origin, is_welcome) in [
        (own.as_str(), true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let mut request = server.handshake();
        request
            .headers_mut()
            .insert("origin", origin.parse().unwrap());
        match server.opens_socket_by(request).await {
            Ok(_) => assert!(is_welcome, "{origin}"),
            Err(refused) => {
                assert!(!is_welcome, "{origin}");
                assert_eq!(refused, (403, "CSRF_PREVENTED".to_owned()));
            }
        }
    }
}

#[tokio::test]
async fn a_client_that_stops_an_operation_hears_no_more_of_it() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    socket.says(json!({ "type": "complete", "id": "1" })).await;
    socket.runs("1", "{ viewer { user { id } } }").await;
    assert_eq!(socket.hears().await["type"], "next");
    assert_eq!(socket.hears().await["type"], "complete");
    socket.says(json!({ "type": "complete", "id": "1" })).await;
    socket.says(json!({ "type": "ping" })).await;
    assert_eq!(socket.hears().await, json!({ "type": "pong" }));
}
