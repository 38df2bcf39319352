//! What every answer carries, who may ask from where, and what is not waited for.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::pages::PRODUCTION;
use super::{NEW_FORM, Reply};
use crate::support::{TestApp, TestServer};

const OURS: &str = "https://app.example.com";
const PAGES: &[(&str, &str)] = &[(
    "ALLOWED_ORIGINS",
    "https://app.example.com,http://localhost:3000",
)];

impl TestServer {
    /// Sends bytes as they are, and waits until the server hangs up. None when it does not.
    async fn hangs_up_on(&self, bytes: Vec<u8>) -> Option<String> {
        let address = self.address;
        let exchange = move || {
            let mut line = TcpStream::connect(address).unwrap();
            line.set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            // The server may hang up before it has taken all.
            drop(line.write_all(&bytes));
            let mut answer = Vec::new();
            let mut piece = [0; 4_096];
            loop {
                match line.read(&mut piece) {
                    Ok(0) => return Some(answer),
                    Ok(length) => answer.extend_from_slice(&piece[..length]),
                    // It hung up while we were still sending.
                    Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                        return Some(answer);
                    }
                    Err(_) => return None,
                }
            }
        };
        let answer = tokio::task::spawn_blocking(exchange).await.unwrap()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    async fn asks_from(&self, method: Method, origin: &str) -> Reply {
        let request = self.requests(method).header("origin", origin);
        let request = request
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type,x-request-id",
            );
        Reply::to(request.json(&json!({ "query": "{ viewer { id } }" }))).await
    }
}

#[tokio::test]
async fn every_answer_minds_its_manners() {
    let app = TestApp::start().await;
    for (settings, has_tls) in [(PAGES, false), (PRODUCTION, true)] {
        let server = TestServer::with(&app, settings).await;
        let replies = [
            server.posts_document(NEW_FORM, "{ viewer { id } }").await,
            server.posts_document(NEW_FORM, "{").await,
            server.posts_body("image/png", "{}").await,
            server.gets("/graphql").await,
            server.gets("/nothing").await,
            server.gets("/healthz").await,
            Reply::to(server.requests(Method::PUT)).await,
            server.asks_from(Method::OPTIONS, OURS).await,
            server.asks_from(Method::POST, "https://evil.example").await,
        ];
        for reply in replies {
            let policy = "default-src 'none'; frame-ancestors 'none'";
            assert_eq!(reply.header("content-security-policy"), policy, "{reply:?}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("referrer-policy"), "no-referrer");
            assert_eq!(reply.header("cross-origin-resource-policy"), "same-site");
            assert_eq!(reply.header("cache-control"), "no-store");
            assert!(reply.header("vary").contains("Origin"), "{reply:?}");
            assert!(!reply.header("x-request-id").is_empty());
            let tls = reply.header("strict-transport-security");
            assert_eq!(tls.contains("max-age=63072000"), has_tls, "{reply:?}");
            for absent in ["server", "set-cookie", "access-control-allow-credentials"] {
                assert_eq!(reply.header(absent), "", "{absent}");
            }
        }
    }
}

#[tokio::test]
async fn pages_of_the_origins_we_know_may_ask_and_no_others() {
    let app = TestApp::start().await;
    let server = TestServer::with(&app, PAGES).await;
    for origin in [OURS, "http://localhost:3000"] {
        let preflight = server.asks_from(Method::OPTIONS, origin).await;
        assert_eq!(preflight.status, 200, "{preflight:?}");
        assert_eq!(preflight.header("access-control-max-age"), "3600");
        assert!(
            preflight
                .header("access-control-allow-methods")
                .contains("POST")
        );
        let allowed = preflight.header("access-control-allow-headers");
        for header in ["authorization", "content-type", "graphql-client-name"] {
            assert!(allowed.contains(header), "{allowed}");
        }
        let reply = server.asks_from(Method::POST, origin).await;
        for reply in [&preflight, &reply] {
            assert_eq!(reply.header("access-control-allow-origin"), origin);
        }
        assert_eq!(reply.body["data"], json!({ "viewer": null }));
        let told = reply.header("access-control-expose-headers");
        for header in ["ratelimit", "retry-after", "x-request-id"] {
            assert!(told.contains(header), "{told}");
        }
    }

    let strict = TestServer::start(&app).await;
    for (server, origin) in [
        (&server, "https://evil.example"),
        (&server, "http://app.example.com"),
        (&server, "https://app.example.com.evil.example"),
        (&server, "https://app.example.com:8443"),
        (&server, "null"),
        (&server, "*"),
        (&strict, OURS),
    ] {
        let preflight = server.asks_from(Method::OPTIONS, origin).await;
        preflight.refuses(400, "CSRF_PREVENTED");
        let reply = server.asks_from(Method::POST, origin).await;
        for reply in [preflight, reply] {
            assert_eq!(reply.header("access-control-allow-origin"), "", "{origin}");
        }
    }
}

#[tokio::test]
async fn cookies_are_never_read() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let token = zoe.access_token;
    let cookies = format!("authorization=Bearer {token}; token={token}; accessToken={token}");
    let request = server.requests(Method::POST).header("cookie", cookies);
    let reply = Reply::to(request.json(&json!({ "query": "{ viewer { id } }" }))).await;
    assert_eq!(reply.body["data"], json!({ "viewer": null }));
}

#[tokio::test]
async fn a_browser_that_follows_a_link_asks_nothing() {
    let server = TestServer::start(&TestApp::start().await).await;
    let link = server.url("/graphql?query=%7Bviewer%7Bid%7D%7D");
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let reply = Reply::to(server.http.get(link).header("accept", browser)).await;
    reply.refuses(406, "NOT_ACCEPTABLE");
}

#[tokio::test]
async fn what_is_too_slow_or_too_large_is_not_waited_for() {
    let server = TestServer::start(&TestApp::start().await).await;
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let stalled = format!("{head}Content-Length: 1000\r\n\r\n{{");
    let dripping = format!("{head}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n");
    let large = [
        format!("{head}Content-Length: 1000000\r\n\r\n").into_bytes(),
        vec![b' '; 300 * 1024],
    ]
    .concat();
    // Nobody reads these, however long they go on.
    let other_type = dripping.replace("application/json", "text/plain");
    let elsewhere = dripping.replace("/graphql", "/nothing");
    let cases = [
        (stalled.into_bytes(), 408, "TIMEOUT"),
        (dripping.into_bytes(), 408, "TIMEOUT"),
        (other_type.into_bytes(), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (elsewhere.into_bytes(), 404, "NOT_FOUND"),
        (large, 413, "PAYLOAD_TOO_LARGE"),
    ];
    let server = &server;
    let all = cases.map(|(bytes, status, code)| async move {
        let answer = server.hangs_up_on(bytes).await;
        let answer = answer.expect("the line stays open");
        let line = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&line), "{answer}");
        assert!(answer.contains(code), "{answer}");
    });
    futures_util::future::join_all(all).await;
}

#[tokio::test]
async fn headers_have_at_most_16_kilobytes() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (length, status) in [(15_000, 200), (17_000, 431)] {
        let request = server
            .requests(Method::POST)
            .header("x-padding", "x".repeat(length));
        let reply = Reply::to(request.json(&json!({ "query": "{ viewer { id } }" }))).await;
        assert_eq!(reply.status, status, "{reply:?}");
    }
}

#[tokio::test]
async fn when_too_much_runs_others_are_told_to_come_back() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let others = app.service.running.try_acquire_many(255).unwrap();
    let reply = server.posts_document(NEW_FORM, "{ viewer { id } }").await;
    assert_eq!(reply.status, 200, "{reply:?}");

    let one_more = app.service.running.try_acquire().unwrap();
    let reply = server.posts_document(NEW_FORM, "{ viewer { id } }").await;
    reply.refuses(503, "UNAVAILABLE");
    assert_eq!(reply.header("retry-after"), "1");
    assert_eq!(server.gets("/healthz").await.status, 200);

    drop((others, one_more));
    let reply = server.posts_document(NEW_FORM, "{ viewer { id } }").await;
    assert_eq!(reply.status, 200, "{reply:?}");
}
