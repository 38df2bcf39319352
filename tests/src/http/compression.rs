//! Long answers leave as short as the client can read them.

use serde_json::{Value, json};

use super::{NEW_FORM, Reply};
use crate::support::people::PASSWORD;
use crate::support::{TestApp, TestServer};

const LONG: &str = "{ __schema { types { name description } } }";

impl TestServer {
    async fn packed(&self, accepts: &str, query: &str, variables: Value) -> reqwest::Response {
        let request = self.http.post(self.url("/graphql"));
        let request = request
            .header("accept", NEW_FORM)
            .header("accept-encoding", accepts);
        let body = json!({ "query": query, "variables": variables });
        request.json(&body).send().await.unwrap()
    }
}

fn encoding(response: &reqwest::Response) -> &str {
    let encoding = response.headers().get("content-encoding");
    encoding.map_or("none", |encoding| encoding.to_str().unwrap())
}

#[tokio::test]
async fn a_long_answer_is_compressed_as_the_client_asks() {
    let server = TestServer::start(&TestApp::start().await).await;
    let plain = server.packed("identity", LONG, Value::Null).await;
    assert_eq!(encoding(&plain), "none");
    let whole = plain.bytes().await.unwrap();
    assert!(whole.len() > 20_000);
    for (accepts, expected) in [
        ("br", "br"),
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, compress", "none"),
        ("", "none"),
    ] {
        let answer = server.packed(accepts, LONG, Value::Null).await;
        assert_eq!(encoding(&answer), expected, "{accepts}");
        let mut vary = answer.headers().get_all("vary").iter();
        assert!(vary.any(|it| it == "Accept-Encoding"), "{accepts}");
        let bytes = answer.bytes().await.unwrap();
        let is_short = bytes.len() < whole.len() / 3;
        assert_eq!(is_short, expected != "none", "{accepts}: {}", bytes.len());
    }
}

#[tokio::test]
async fn what_is_short_or_secret_is_not_and_neither_is_anything_where_a_proxy_does_it() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let short = server.packed("br", "{ viewer { id } }", Value::Null).await;
    assert_eq!(encoding(&short), "none");

    // The answer is long only by what the sender chose, and its tokens stand beside that.
    let name = "n".repeat(30);
    let names: String = (0..29)
        .map(|n| format!("{name}{name}{n}: __typename "))
        .collect();
    let log_in = format!(
        "mutation($email: EmailAddress!) {{ sessionCreate(input: {{ email: $email, password: \"{PASSWORD}\" }}) {{ {names} session {{ accessToken }} }} }}"
    );
    let secret = server
        .packed("br", &log_in, json!({ "email": zoe.email }))
        .await;
    assert_eq!(encoding(&secret), "none");
    let text = secret.text().await.unwrap();
    assert!(text.contains("accessToken") && text.len() > 2_000, "{text}");

    let other = TestServer::with(&app, &[("COMPRESSION", "off")]).await;
    let plain = other.packed("br", LONG, Value::Null).await;
    assert_eq!(encoding(&plain), "none");
}

#[tokio::test]
async fn events_are_told_as_they_happen() {
    let server = TestServer::start(&TestApp::start().await).await;
    let request = server
        .http
        .post(server.url("/graphql"))
        .header("accept", "text/event-stream");
    let request = request
        .header("accept-encoding", "br, gzip")
        .json(&json!({ "query": LONG }));
    let reply = Reply::to(request).await;
    assert_eq!(reply.header("content-encoding"), "identity");
    assert!(
        reply.body.as_str().unwrap().starts_with("event: next"),
        "{reply:?}"
    );
}
