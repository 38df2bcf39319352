//! What stock clients send without being asked to is understood.

use reqwest::Method;
use serde_json::{Value, json};

use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::{TestApp, TestServer};

const OFFERS: &str = "query Offers { offers { totalCount } }";

fn persisted(text: &str) -> Value {
    let id = gateway::document::id(text);
    let hash = id.trim_start_matches("sha256:");
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

#[tokio::test]
async fn who_sends_a_hash_first_is_told_to_send_texts() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let first =
        json!({ "operationName": "Offers", "variables": {}, "extensions": persisted(OFFERS) });
    for (form, status) in [(NEW_FORM, 400), (OLD_FORM, 200)] {
        let reply = server.posts_body(form, first.to_string()).await;
        reply.refuses(status, "PERSISTED_QUERY_NOT_SUPPORTED");
        assert_eq!(
            reply.body["errors"][0]["message"],
            "PersistedQueryNotSupported"
        );
    }

    // Some send both from then on.
    let mut both = first.clone();
    both["query"] = json!(OFFERS);
    let reply = server.posts_body(NEW_FORM, both.to_string()).await;
    assert_eq!(reply.body["data"]["offers"]["totalCount"], 0, "{reply:?}");
    both["extensions"] = persisted("{ viewer { id } }");
    let reply = server.posts_body(NEW_FORM, both.to_string()).await;
    reply.refuses(400, "BAD_REQUEST");
    for wrong in [
        json!({ "version": 2, "sha256Hash": "ab" }),
        json!({ "version": 1 }),
        json!(5),
    ] {
        let body = json!({ "extensions": { "persistedQuery": wrong } });
        server
            .posts_body(NEW_FORM, body.to_string())
            .await
            .refuses(400, "BAD_REQUEST");
    }
}

#[tokio::test]
async fn a_hash_that_is_registered_runs_its_document() {
    let app = TestApp::start().await;
    app.registers(&[("offers.graphql", OFFERS)]).await.unwrap();
    for settings in [&[][..], &[("GUEST_DOCUMENTS", "trusted")]] {
        let server = TestServer::with(&app, settings).await;
        let body = json!({ "extensions": persisted(OFFERS) }).to_string();
        let reply = server.posts_body(NEW_FORM, body).await;
        assert_eq!(reply.body["data"]["offers"]["totalCount"], 0, "{reply:?}");
        let hex = |byte: u8| format!("%{byte:02x}");
        let extensions: String = persisted(OFFERS).to_string().bytes().map(hex).collect();
        let reply = server
            .gets(&format!("/graphql?extensions={extensions}"))
            .await;
        assert_eq!(reply.body["data"]["offers"]["totalCount"], 0, "{reply:?}");
    }
}

#[tokio::test]
async fn the_manifest_of_apollo_is_registered() {
    let app = TestApp::start().await;
    let id = gateway::document::id(OFFERS);
    let hash = id.trim_start_matches("sha256:");
    let manifest = |id: &str| {
        json!({
            "format": "apollo-persisted-query-manifest", "version": 1,
            "operations": [{ "id": id, "name": "Offers", "type": "query", "body": OFFERS }]
        })
        .to_string()
    };
    let added = app
        .registers(&[("manifest.json", &manifest(hash))])
        .await
        .unwrap();
    assert_eq!(added, [id]);
    let refused = app
        .registers(&[("manifest.json", &manifest("offers-1"))])
        .await
        .unwrap_err();
    assert!(refused.contains("not the SHA-256 of its body"), "{refused}");
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_does_not_lock_out() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    zoe.logs_out().await;
    for bearer in [zoe.access_token.as_str(), "nonsense"] {
        let asks =
            |query: &'static str, variables: Value| server.posts(Some(bearer), query, variables);
        let open = asks("{ offers { totalCount } }", json!({})).await.good();
        assert_eq!(open.at("offers.totalCount"), 0);
        assert_eq!(
            open.0["extensions"]["authentication"]["code"],
            "UNAUTHENTICATED"
        );

        let log_in = "mutation($email: EmailAddress!) { sessionCreate(input: { email: $email, password: \"correct horse battery\" }) { session { accessToken refreshToken } userErrors { code } } }";
        let email = json!({ "email": zoe.email });
        let session = asks(log_in, email).await.good();
        let token = session.text("sessionCreate.session.refreshToken");
        let refresh = "mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { session { accessToken } userErrors { code } } }";
        let fresh = asks(refresh, json!({ "token": token })).await.good();
        assert_eq!(
            fresh.0["extensions"]["authentication"]["code"],
            "UNAUTHENTICATED"
        );

        // What speaks of the viewer would be wrong, and what changes something is somebody's.
        for closed in [
            "{ viewer { id } }",
            "mutation { sessionRevoke { userErrors { code } } }",
            "query($id: ID!) { brand(id: $id) { wallets { available { amount } } } }",
            "{ nonsense }",
        ] {
            assert_eq!(
                asks(closed, json!({ "id": zoe.id })).await.codes(),
                ["UNAUTHENTICATED"],
                "{closed}"
            );
        }
    }
    let fresh = server
        .posts(None, "{ offers { totalCount } }", json!({}))
        .await;
    assert!(fresh.0["extensions"].get("authentication").is_none());
}

#[tokio::test]
async fn empty_parameters_of_an_address_are_absent_and_head_is_get_without_a_body() {
    let server = TestServer::start(&TestApp::start().await).await;
    let path = "/graphql?query=%7Boffers%7BtotalCount%7D%7D&variables=&extensions=&operationName=";
    let reply = Reply::to(server.http.get(server.url(path)).header("accept", NEW_FORM)).await;
    assert_eq!(reply.body["data"]["offers"]["totalCount"], 0, "{reply:?}");

    for path in [path, "/healthz", "/readyz", "/", "/graphiql/index.html"] {
        let url = server.url(path);
        let get = Reply::to(server.http.get(&url).header("accept", NEW_FORM)).await;
        let head = Reply::to(server.http.head(&url).header("accept", NEW_FORM)).await;
        assert_eq!((head.status, get.status), (200, 200), "{path}");
        assert_eq!(head.body, Value::String(String::new()), "{path}");
        assert_eq!(
            head.header("content-type"),
            get.header("content-type"),
            "{path}"
        );
    }
    let change = "/graphql?query=mutation%7BsessionRevoke%7BuserErrors%7Bcode%7D%7D%7D";
    let head = Reply::to(
        server
            .http
            .head(server.url(change))
            .header("accept", NEW_FORM),
    )
    .await;
    assert_eq!(head.status, 405);
}

/// What browsers ask for pages of an origin, with the headers that clients send.
async fn preflight(server: &TestServer, origin: &str, headers: &str) -> Reply {
    let request = server.requests(Method::OPTIONS).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    Reply::to(request.header("access-control-request-headers", headers)).await
}

const SENT: &str = "content-type,authorization,apollographql-client-name,apollographql-client-version,traceparent,sentry-trace,baggage,apollo-require-preflight,x-apollo-operation-name";

#[tokio::test]
async fn pages_may_send_what_clients_send_and_what_a_setting_names() {
    let app = TestApp::start().await;
    let server = TestServer::with(
        &app,
        &[
            ("ALLOWED_ORIGINS", "https://app.example.com"),
            ("ALLOWED_HEADERS", "X-App-Version, x-trace"),
        ],
    )
    .await;
    let page = "https://app.example.com";
    for headers in [SENT, "content-type,x-app-version,x-trace"] {
        let reply = preflight(&server, page, headers).await;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, page),
            "{reply:?}"
        );
    }
    let refused = preflight(&server, page, "x-unheard-of").await;
    refused.refuses(400, "CSRF_PREVENTED");
    assert!(
        refused.body.to_string().contains("ALLOWED_HEADERS"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn while_developing_pages_of_any_local_port_may_ask_and_others_are_told_how() {
    let app = TestApp::start().await;
    let development = TestServer::start(&app).await;
    for origin in [
        "http://localhost:3000",
        "http://localhost:19006",
        "http://127.0.0.1:5173",
        "http://[::1]:8081",
    ] {
        let reply = preflight(&development, origin, SENT).await;
        assert_eq!(
            reply.header("access-control-allow-origin"),
            origin,
            "{reply:?}"
        );
    }
    let production = TestServer::with(&app, super::pages::PRODUCTION).await;
    for (server, origin) in [
        (&development, "https://app.example.com"),
        (&production, "http://localhost:3000"),
    ] {
        let reply = preflight(server, origin, SENT).await;
        reply.refuses(400, "CSRF_PREVENTED");
        assert_eq!(reply.header("access-control-allow-origin"), "");
        assert!(
            reply.body.to_string().contains("ALLOWED_ORIGINS"),
            "{reply:?}"
        );
    }
}
