//! What the server promises about registered documents.

use std::fs;
use std::path::PathBuf;

use gateway::document::{DocumentCache, register};
use reqwest::Method;
use serde_json::json;

use super::{NEW_FORM, Reply};
use crate::support::{TestApp, TestServer};

const OFFERS: &str = "query Offers($n: Int!) { offers(first: $n) { totalCount } }";
const LOG_OUT: &str = "mutation { sessionRevoke { userErrors { code } } }";

impl TestApp {
    /// Registers documents as `microfluence documents add` does.
    pub(super) async fn registers(&self, files: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let write = |(name, text): &(&str, &str)| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        let files: Vec<PathBuf> = files.iter().map(write).collect();
        let library = DocumentCache::new(schema::engine::strict(true));
        let lines = register(self.env(), &library, &files).await;
        lines
            .map(|lines| {
                let id = |line: String| line.split(' ').next().unwrap().to_owned();
                lines.into_iter().map(id).collect()
            })
            .map_err(|error| format!("{error:#}"))
    }
}

impl TestServer {
    async fn asks_by_id(&self, id: &str, n: i32) -> Reply {
        let body = json!({ "documentId": id, "variables": { "n": n } });
        self.posts_body(NEW_FORM, body.to_string()).await
    }
}

#[tokio::test]
async fn a_registered_document_is_run_by_its_id() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let ids = app
        .registers(&[("offers.graphql", OFFERS), ("log-out.graphql", LOG_OUT)])
        .await
        .unwrap();
    assert!(
        ids[0].starts_with("sha256:") && ids[0].len() == 71,
        "{ids:?}"
    );
    for _ in 0..2 {
        let reply = server.asks_by_id(&ids[0], 3).await;
        assert_eq!(reply.body["data"]["offers"]["totalCount"], 0, "{reply:?}");
    }
    // Registering again changes nothing.
    assert_eq!(
        app.registers(&[("again.graphql", OFFERS)]).await.unwrap()[..],
        ids[..1]
    );

    server
        .asks_by_id(&format!("sha256:{}", "0".repeat(64)), 3)
        .await
        .refuses(400, "PERSISTED_QUERY_NOT_FOUND");
    server
        .asks_by_id("md5:1", 3)
        .await
        .refuses(400, "PERSISTED_QUERY_NOT_FOUND");
    let both = json!({ "documentId": ids[0], "query": OFFERS }).to_string();
    server
        .posts_body(NEW_FORM, both)
        .await
        .refuses(400, "BAD_REQUEST");
    let by_get = server
        .gets(&format!("/graphql?documentId={}", ids[1]))
        .await;
    by_get.refuses(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn what_a_registered_document_tells_everybody_may_be_kept() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let id = app
        .registers(&[("offers.graphql", OFFERS)])
        .await
        .unwrap()
        .remove(0);
    let path = format!("/graphql?documentId={id}&variables=%7B%22n%22%3A1%7D");
    let reply = server.gets(&path).await;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, "public, max-age=30")
    );
    let vary = reply.header("vary");
    assert!(
        vary.contains("Authorization") && vary.contains("Origin"),
        "{vary}"
    );
    assert!(reply.body.get("extensions").is_none(), "{reply:?}");
    assert_eq!(reply.header("ratelimit"), "");

    let zoe = app.person("Zoe").await;
    let request = server.http.request(Method::GET, server.url(&path));
    let reply = Reply::to(request.bearer_auth(&zoe.access_token)).await;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, "no-store")
    );
    let wrong = server.gets(&format!("/graphql?documentId={id}")).await;
    assert_eq!(wrong.header("cache-control"), "no-store", "{wrong:?}");
    let free = server.gets("/graphql?query=%7Bviewer%7Bid%7D%7D").await;
    assert_eq!(free.header("cache-control"), "no-store");
}

#[tokio::test]
async fn where_guests_are_not_trusted_they_run_registered_documents_only() {
    let app = TestApp::start().await;
    let server = TestServer::with(&app, &[("GUEST_DOCUMENTS", "trusted")]).await;
    let ids = app.registers(&[("offers.graphql", OFFERS)]).await.unwrap();
    server
        .posts_document(NEW_FORM, "{ viewer { user { id } } }")
        .await
        .refuses(400, "PERSISTED_QUERY_ONLY");
    assert_eq!(server.asks_by_id(&ids[0], 1).await.status, 200);

    let zoe = app.person("Zoe").await;
    let answer = server
        .posts(
            Some(&zoe.access_token),
            "{ viewer { user { id } } }",
            json!({}),
        )
        .await;
    assert_eq!(answer.0["data"]["viewer"]["user"]["id"], json!(zoe.id));
}

#[tokio::test]
async fn a_build_registers_all_its_documents_or_none() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let build = json!({ "a": OFFERS, "b": "{ viewer { user { id } } }" }).to_string();
    let ids = app.registers(&[("build.json", &build)]).await.unwrap();
    assert_eq!(ids.len(), 2);

    let other = "query Other($n: Int) { offers(first: $n) { totalCount } }";
    for (wrong, says) in [
        ("{ viewer { colour } }", "colour"),
        ("{ a", "expected"),
        ("{ offers(first: 100) { nodes { ...F } } }", "F"),
    ] {
        let error = app
            .registers(&[("other.graphql", other), ("wrong.graphql", wrong)])
            .await
            .unwrap_err();
        assert!(
            error.contains("wrong.graphql") && error.contains(says),
            "{error}"
        );
    }
    let id = gateway::document::id(other);
    server
        .asks_by_id(&id, 1)
        .await
        .refuses(400, "PERSISTED_QUERY_NOT_FOUND");
}
