//! A log-in that ends is known on every node.

use std::time::Duration;

use domain::id::SessionId;
use serde_json::json;
use tokio::time::timeout;

use crate::support::{Person, TestApp};

const PATIENCE: Duration = Duration::from_secs(20);
const LOG_OUT: &str = "mutation { sessionRevoke { userErrors { code } } }";

fn session_of(person: &Person) -> SessionId {
    let service = &person.app.service;
    let now = service.env.clock.now();
    service.tokens.verify(&person.access_token, now).unwrap()
}

#[tokio::test]
async fn a_log_out_on_one_node_is_known_on_the_other() {
    let (here, there) = TestApp::two_nodes().await;
    let _feeds = (here.feed_runs().await, there.feed_runs().await);
    let (zoe, eve) = (here.person("Zoe").await, here.person("Eve").await);
    let ends = tokio::spawn(there.service.feed.session_ended(session_of(&zoe)));
    let mut stays = tokio::spawn(there.service.feed.session_ended(session_of(&eve)));
    // Both have seen that their sessions live, and only listen now.
    tokio::time::sleep(Duration::from_millis(100)).await;

    zoe.asks(LOG_OUT, json!({})).await.good();
    let heard = timeout(PATIENCE, ends).await;
    heard.expect("the log-out was not heard of").unwrap();
    // It has heard the same, and had time to mistake it for its own.
    let mistaken = timeout(Duration::from_millis(200), &mut stays).await;
    assert!(mistaken.is_err(), "the end of another session is none");
    eve.asks(LOG_OUT, json!({})).await.good();
    let heard = timeout(PATIENCE, stays).await;
    heard.expect("the log-out was not heard of").unwrap();
}

/// Waits until a condition holds.
async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("it never holds");
}

#[tokio::test]
async fn who_was_known_a_moment_ago_is_known_without_asking_until_the_log_in_ends() {
    let (here, there) = TestApp::two_nodes().await;
    let _feeds = (here.feed_runs().await, there.feed_runs().await);
    let zoe = here.person("Zoe").await;
    let asks = |app: &TestApp| {
        let (app, token) = (app.clone(), zoe.access_token.clone());
        async move {
            let answer = app.asks_as(Some(&token), "{ viewer { id } }", json!({}));
            answer.await.codes().is_empty()
        }
    };
    assert!(asks(&here).await && asks(&there).await);
    // Both hear, so both believe.
    for app in [&here, &there] {
        until(|| async { asks(app).await && app.env().sessions.knows(session_of(&zoe)) }).await;
    }
    zoe.asks(LOG_OUT, json!({})).await.good();
    assert!(!asks(&here).await, "at once on the node where it happened");
    until(|| async { !asks(&there).await }).await;
    assert!(!there.env().sessions.knows(session_of(&zoe)));
}

#[tokio::test]
async fn a_session_that_has_ended_before_is_known_at_once() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    zoe.asks(LOG_OUT, json!({})).await.good();
    let ended = app.service.feed.session_ended(session_of(&zoe));
    timeout(PATIENCE, ended).await.expect("it counts as live");
}
