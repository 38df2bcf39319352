//! How a server and a worker end, and how they say so.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{status, worker_address};
use crate::support::TestDatabase;
use crate::support::program::{self, Running, settings_for};

/// Waits until something holds, for as long as a busy machine may take.
async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("not in time: {what}");
}

async fn serves(database: &TestDatabase, drain: &str) -> (Running, String) {
    let mut settings = settings_for(database);
    settings.push(("DRAIN_SECONDS", drain.to_owned()));
    let mut server = program::start(&["serve"], &settings);
    let address = server.address();
    (server, address)
}

/// An event stream of a subscription, as far as its headers.
fn follows(address: &str) -> TcpStream {
    let host = address.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    let body = r#"{"query":"subscription { offerChanged { cursor } }"}"#;
    let length = body.len();
    let head = "POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n";
    write!(line, "{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = [0; 1024];
    let length = line.read(&mut answer).unwrap();
    assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK"));
    line
}

#[tokio::test]
async fn a_server_says_first_that_it_ends_then_goes_on_and_then_ends_what_runs() {
    let database = TestDatabase::new().await;
    let (server, address) = serves(&database, "600").await;
    let mut stream = follows(&address);
    until("ready", || async {
        status(&address, "/readyz").await == Some(200)
    })
    .await;
    server.told();
    until("stopping", || async {
        status(&address, "/readyz").await == Some(503)
    })
    .await;

    // Those in front have not found out yet.
    assert_eq!(status(&address, "/healthz").await, Some(200));
    let question = format!("{address}/graphql?query=%7B__typename%7D");
    let answer = reqwest::get(&question).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["connection"], "close");

    // Time enough: a second signal says that they have.
    server.told();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream was cut off");
    let ended = server.ends();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(!ended.stderr.contains("cut off"), "{ended:?}");
    assert_eq!(status(&address, "/healthz").await, None);
}

#[tokio::test]
async fn a_server_ends_by_itself_when_the_time_is_over() {
    let database = TestDatabase::new().await;
    let (server, _) = serves(&database, "1").await;
    let start = Instant::now();
    assert_eq!(server.stops().code, Some(0));
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn an_idle_connection_is_closed_when_its_time_is_over() {
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    settings.push(("KEEP_ALIVE_SECONDS", "1".to_owned()));
    let mut server = program::start(&["serve"], &settings);
    let address = server.address();
    let mut line = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    // It is closed when the time is over: without a setting it would still be open.
    line.read_to_end(&mut answer).unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn a_worker_says_how_it_is() {
    let database = TestDatabase::new().await;
    let mut worker = program::start(&["worker"], &settings_for(&database));
    let address = worker_address(&mut worker);
    assert_eq!(status(&address, "/healthz").await, Some(200));
    until("ready", || async {
        status(&address, "/readyz").await == Some(200)
    })
    .await;
    assert_eq!(status(&address, "/graphql").await, Some(404));
    assert_eq!(worker.stops().code, Some(0));
    assert_eq!(status(&address, "/healthz").await, None);
}
