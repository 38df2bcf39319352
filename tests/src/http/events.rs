//! What event streams promise: the distinct connections mode of graphql-sse.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::http::connections::ConnectionLimits;
use tokio::time::timeout;

use super::sockets::changes::{FOLLOW, stirs_until};
use super::{NEW_FORM, OLD_FORM, Reply};
use crate::support::{TestApp, TestServer};

/// An open event stream.
struct Events {
    response: reqwest::Response,
    unread: String,
}

/// What comes over it.
#[derive(Debug, PartialEq)]
enum Event {
    Next(Value),
    Complete,
    Comment,
    /// The server has ended it.
    End,
}

impl Event {
    #[track_caller]
    fn data(&self) -> Value {
        match self {
            Self::Next(answer) => answer["data"].clone(),
            other => panic!("{other:?}"),
        }
    }
}

impl Events {
    async fn open(request: RequestBuilder) -> Self {
        let response = request
            .header("accept", "text/event-stream")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        for (name, value) in [
            ("content-type", "text/event-stream; charset=utf-8"),
            ("content-encoding", "identity"),
            ("cache-control", "no-store"),
            ("x-accel-buffering", "no"),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        let vary = response.headers()["vary"].to_str().unwrap();
        assert!(vary.starts_with("Accept, Origin"), "{vary}");
        Self {
            response,
            unread: String::new(),
        }
    }

    /// What comes next, comments too.
    async fn any(&mut self) -> Event {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let event = match event.split_once('\n') {
                    Some(("event: next", data)) => {
                        let data = data.strip_prefix("data: ").unwrap();
                        Event::Next(serde_json::from_str(data).unwrap())
                    }
                    Some(("event: complete", "data:")) => Event::Complete,
                    None if event == ":" => Event::Comment,
                    _ => panic!("{event}"),
                };
                self.unread = rest.to_owned();
                return event;
            }
            let piece = timeout(Duration::from_secs(20), self.response.chunk()).await;
            match piece.unwrap() {
                Ok(Some(piece)) => self.unread.push_str(std::str::from_utf8(&piece).unwrap()),
                Ok(None) | Err(_) => return Event::End,
            }
        }
    }

    /// What comes next.
    async fn next(&mut self) -> Event {
        loop {
            match self.any().await {
                Event::Comment => {}
                event => return event,
            }
        }
    }
}

fn post(server: &TestServer, query: &str) -> RequestBuilder {
    let request = server.requests(Method::POST);
    request.json(&json!({ "query": query }))
}

#[tokio::test]
async fn queries_and_mutations_are_answered_by_one_event() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let query = server
        .http
        .get(server.url("/graphql?query=%7Bviewer%7Buser%7Bid%7D%7D%7D"));
    let create = r#"mutation { brandCreate(input: { name: "Tea", country: "DE" }) { brand { name } userErrors { code } } }"#;
    for (request, data) in [
        (
            post(&server, "{ viewer { user { id } } }"),
            json!({ "viewer": { "user": { "id": zoe.id } } }),
        ),
        (query, json!({ "viewer": { "user": { "id": zoe.id } } })),
        (
            post(&server, create),
            json!({ "brandCreate": { "brand": { "name": "Tea" }, "userErrors": [] } }),
        ),
    ] {
        let mut events = Events::open(request.bearer_auth(&zoe.access_token)).await;
        assert_eq!(events.next().await.data(), data);
        assert_eq!(events.next().await, Event::Complete);
        assert_eq!(events.next().await, Event::End);
    }
}

#[tokio::test]
async fn who_logs_out_over_a_stream_is_told_that_it_was_done() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let log_out = "mutation { sessionRevoke { user { id } userErrors { code } } }";
    let request = post(&server, log_out).bearer_auth(&zoe.access_token);
    let mut events = Events::open(request).await;
    let told = events.next().await.data();
    assert_eq!(told["sessionRevoke"]["userErrors"], json!([]), "{told}");
    assert_eq!(events.next().await, Event::Complete);
    assert_eq!(events.next().await, Event::End);
    let again = post(&server, "{ viewer { user { id } } }").bearer_auth(&zoe.access_token);
    Reply::to(again).await.refuses(401, "UNAUTHENTICATED");
}

#[tokio::test]
async fn what_is_wrong_with_the_operation_is_an_event_as_the_protocol_says() {
    let server = TestServer::start(&TestApp::start().await).await;
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (&format!("{{ a(b: {}", "[".repeat(2_000)), "QUERY_TOO_DEEP"),
        (
            &format!("{{ a(b: [\"\"\"\"{}", "[".repeat(4_000)),
            "GRAPHQL_PARSE_FAILED",
        ),
        (
            &format!("{{ a(b: {}", "{a:".repeat(1_300)),
            "QUERY_TOO_DEEP",
        ),
    ] {
        let mut events = Events::open(post(&server, document)).await;
        let Event::Next(answer) = events.next().await else {
            panic!("{document}");
        };
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}");
        assert!(answer.get("data").is_none(), "{answer}");
        assert_eq!(events.next().await, Event::Complete);
        assert_eq!(events.next().await, Event::End);
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_request_has_a_status() {
    let server = TestServer::start(&TestApp::start().await).await;
    let accepts = |request: RequestBuilder| request.header("accept", "text/event-stream");
    let bad_token = post(&server, "{ viewer { user { id } } }").bearer_auth("nonsense");
    let reply = Reply::to(accepts(bad_token)).await;
    reply.refuses(401, "UNAUTHENTICATED");
    assert_eq!(
        reply.header("content-type"),
        "application/json; charset=utf-8"
    );
    let not_json = server
        .requests(Method::POST)
        .header("content-type", "text/plain")
        .body("{}");
    Reply::to(accepts(not_json))
        .await
        .refuses(415, "UNSUPPORTED_MEDIA_TYPE");
    let no_query = server.requests(Method::POST).json(&json!({}));
    Reply::to(accepts(no_query))
        .await
        .refuses(400, "BAD_REQUEST");
    let mutation = "/graphql?query=mutation%7BsessionRevoke%7BuserErrors%7Bcode%7D%7D%7D";
    Reply::to(accepts(server.http.get(server.url(mutation))))
        .await
        .refuses(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn what_one_does_by_http_others_hear_over_their_streams() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut address = url::Url::parse(&server.url("/graphql")).unwrap();
    address.query_pairs_mut().append_pair("query", FOLLOW);
    for request in [post(&server, FOLLOW), server.http.get(address)] {
        let mut events = Events::open(request).await;
        let next = stirs_until(&brand, &offer, events.next()).await;
        assert_eq!(next.data()["offerChanged"]["offer"]["id"], offer);
    }
}

#[tokio::test]
async fn events_are_paid_for() {
    let app = TestApp::start().await;
    let settings = &[("RATE_POINTS", "9"), ("RATE_POINTS_PER_SECOND", "1")];
    let server = TestServer::with(&app, settings).await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut events = Events::open(post(&server, FOLLOW)).await;
    let mut heard = 0;
    let last = loop {
        let Event::Next(answer) = stirs_until(&brand, &offer, events.next()).await else {
            panic!("ended without a word after {heard}");
        };
        if answer["errors"].is_array() {
            break answer;
        }
        heard += 1;
        assert!(heard < 9, "{answer}");
    };
    // The clock stands still, so nothing comes back. An event and its offer cost 2, and so does the beginning.
    assert_eq!(last["errors"][0]["extensions"]["code"], "RATE_LIMITED");
    assert_eq!(heard, 3, "{last}");
    assert_eq!(events.next().await, Event::Complete);
}

#[tokio::test]
async fn a_subscription_needs_a_stream_or_a_socket() {
    let server = TestServer::start(&TestApp::start().await).await;
    for form in [NEW_FORM, OLD_FORM] {
        let reply = server.posts_document(form, FOLLOW).await;
        reply.refuses(406, "NOT_ACCEPTABLE");
        let message = reply.body["errors"][0]["message"].to_string();
        assert!(message.contains("text/event-stream"), "{message}");
        assert!(message.contains("WebSocket"), "{message}");
    }
}

#[tokio::test]
async fn a_stream_without_events_shows_that_it_is_there() {
    let numbers = ConnectionLimits {
        comment_every: Duration::from_millis(50),
        ..ConnectionLimits::default()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let mut events = Events::open(post(&server, FOLLOW)).await;
    for _ in 0..3 {
        assert_eq!(events.any().await, Event::Comment);
    }
}

/// Insists that a stream ends because its client was logged out.
async fn ends_logged_out(mut events: Events) {
    let Event::Next(last) = events.next().await else {
        panic!("no last word");
    };
    let extensions = &last["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "UNAUTHENTICATED", "{last}");
    assert!(extensions["requestId"].is_string(), "{last}");
    assert_eq!(events.next().await, Event::Complete);
    assert_eq!(events.next().await, Event::End);
}

#[tokio::test]
async fn a_stream_ends_when_its_token_expires() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let request = post(&server, FOLLOW).bearer_auth(&zoe.access_token);
    let mut events = Events::open(request).await;
    assert_eq!(events.any().await, Event::Comment);
    app.clock.advance(TimeDelta::minutes(10));
    ends_logged_out(events).await;
}

#[tokio::test]
async fn a_stream_ends_when_its_session_ends_on_any_node() {
    let (here, there) = TestApp::two_nodes().await;
    let _here = TestServer::start(&here).await;
    let server = TestServer::start(&there).await;
    let zoe = here.person("Zoe").await;
    let request = post(&server, FOLLOW).bearer_auth(&zoe.access_token);
    let events = Events::open(request).await;
    zoe.logs_out().await;
    ends_logged_out(events).await;
}

#[tokio::test]
async fn one_person_has_ten_streams_at_most_and_gets_them_back() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let follow = || post(&server, FOLLOW).bearer_auth(&zoe.access_token);
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(Events::open(follow()).await);
    }
    let refused = || Reply::to(follow().header("accept", "text/event-stream"));
    refused().await.refuses(429, "RATE_LIMITED");
    // Who gets no permit has changed nothing either.
    let document =
        "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } } }";
    let mutation = post(&server, document).bearer_auth(&zoe.access_token);
    let mutation = Reply::to(mutation.header("accept", "text/event-stream")).await;
    mutation.refuses(429, "RATE_LIMITED");
    let brands = zoe
        .asks("{ viewer { brands { totalCount } } }", Value::Null)
        .await;
    assert_eq!(brands.good().at("viewer.brands.totalCount"), 0);
    drop(Events::open(post(&server, FOLLOW)).await);

    drop(streams.pop());
    for _ in 0..400 {
        let answer = follow().header("accept", "text/event-stream").send().await;
        if answer.unwrap().status() == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a stream whose client has gone is still counted");
}
