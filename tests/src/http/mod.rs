//! What the transport promises: GraphQL over HTTP, for clients that behave and for those that do not.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{TestApp, TestServer};

mod answers;
mod compression;
mod directives;
mod documents;
mod edge;
mod events;
mod hostile;
mod leaks;
mod limits;
mod pages;
mod refusals;
mod sockets;
mod stock_clients;
mod trusted;

const NEW_FORM: &str = "application/graphql-response+json";
const OLD_FORM: &str = "application/json";

/// An answer, taken apart.
#[derive(Debug)]
struct Reply {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Reply {
    async fn to(request: RequestBuilder) -> Self {
        let response: Response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or("none")
    }

    /// Insists on a refusal before anything was executed.
    #[track_caller]
    fn refuses(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
        assert!(self.body.get("data").is_none(), "{self:?}");
        assert!(
            self.body["errors"][0]["extensions"]["requestId"].is_string(),
            "{self:?}"
        );
    }
}

impl TestServer {
    fn requests(&self, method: Method) -> RequestBuilder {
        self.http.request(method, self.url("/graphql"))
    }

    /// Posts a body as JSON, for an answer in one of the two forms.
    async fn posts_body(&self, form: &str, body: impl Into<reqwest::Body>) -> Reply {
        let request = self.requests(Method::POST).body(body);
        let request = request
            .header("content-type", "application/json")
            .header("accept", form);
        Reply::to(request).await
    }

    /// Posts a document without variables.
    async fn posts_document(&self, form: &str, document: &str) -> Reply {
        self.posts_body(form, json!({ "query": document }).to_string())
            .await
    }

    async fn gets(&self, path: &str) -> Reply {
        Reply::to(self.http.get(self.url(path)).header("accept", "*/*")).await
    }

    /// Sends bytes as they are; gives what comes back.
    async fn sends(&self, bytes: Vec<u8>) -> String {
        let address = self.address;
        let exchange = move || {
            let mut line = TcpStream::connect(address).unwrap();
            line.set_read_timeout(Some(Duration::from_secs(20)))
                .unwrap();
            // The server may hang up before it has taken all.
            drop(line.write_all(&bytes));
            let mut answer = Vec::new();
            drop(line.read_to_end(&mut answer));
            String::from_utf8_lossy(&answer).into_owned()
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }
}

#[tokio::test]
async fn a_question_is_answered_by_post_and_by_get() {
    let server = TestServer::start(&TestApp::start().await).await;
    let data = json!({ "viewer": null });
    for form in [NEW_FORM, OLD_FORM] {
        let reply = server.posts_document(form, "{ viewer { id } }").await;
        assert_eq!((reply.status, &reply.body["data"]), (200, &data));
        assert_eq!(
            reply.header("content-type"),
            format!("{form}; charset=utf-8")
        );
        assert!(
            reply.header("vary").starts_with("Accept, Origin"),
            "{reply:?}"
        );
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    let reply = server
        .gets("/graphql?query=%7Bviewer%7Bid%7D%7D&operationName=")
        .await;
    assert_eq!((reply.status, &reply.body["data"]), (200, &data));
    let two = "/graphql?query=query+A%7Ba:viewer%7Bid%7D%7Dquery+B($b:Boolean!)%7Bb:viewer@skip(if:$b)%7Bid%7D%7D";
    let reply = server
        .gets(&format!(
            "{two}&operationName=B&variables=%7B%22b%22:false%7D"
        ))
        .await;
    assert_eq!(reply.body["data"], json!({ "b": null }), "{reply:?}");
}

#[tokio::test]
async fn unknown_members_are_ignored() {
    let server = TestServer::start(&TestApp::start().await).await;
    let body = json!({
        "query": "{ viewer { id } }", "variables": null, "operationName": null,
        "extensions": {}, "somethingElse": 1
    });
    let reply = server.posts_body(NEW_FORM, body.to_string()).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

#[tokio::test]
async fn a_request_keeps_its_name() {
    let server = TestServer::start(&TestApp::start().await).await;
    let named = |name: &str| {
        let request = server.requests(Method::POST).header("x-request-id", name);
        Reply::to(request.json(&json!({ "query": "{ nothing }" })))
    };
    let id = |reply: &Reply| reply.body["errors"][0]["extensions"]["requestId"].clone();
    assert_eq!(id(&named("a-1.b_2").await), "a-1.b_2");
    assert_ne!(id(&named("<script>").await), "<script>");
    assert_ne!(id(&named(&"x".repeat(65)).await), "x".repeat(65));
}

#[tokio::test]
async fn fields_come_in_the_order_of_the_question() {
    let server = TestServer::start(&TestApp::start().await).await;
    let body = json!({ "query": "{ viewer { id } offers { totalCount nodes { id } } z: __typename a: __typename }" });
    let request = server.requests(Method::POST).json(&body);
    let text = request.send().await.unwrap().text().await.unwrap();
    let data =
        r#"{"data":{"viewer":null,"offers":{"totalCount":0,"nodes":[]},"z":"Query","a":"Query"},"#;
    assert!(text.starts_with(data), "{text}");
}
