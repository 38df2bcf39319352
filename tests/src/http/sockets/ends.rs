//! Every way in which a socket ends, with the code that says why.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use server::http::connections::ConnectionLimits;
use tokio_tungstenite::tungstenite::Message;

use super::server;
use crate::support::people::document;
use crate::support::program::{self, settings_for};
use crate::support::{Socket, TestApp, TestDatabase, TestServer};

/// Long enough for a busy machine to answer in, short enough to wait for.
const SOON: Duration = Duration::from_millis(300);

#[tokio::test]
async fn whoever_does_not_say_who_it_is_is_closed_with_4408() {
    let numbers = ConnectionLimits {
        init_within: SOON,
        ..ConnectionLimits::default()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let silent = server.opens_socket().await;
    let mut chatty = server.opens_socket().await;
    chatty.says(json!({ "type": "ping" })).await;
    for socket in [silent, chatty] {
        let closed = socket.ends().await;
        assert_eq!(
            closed,
            (4408, "Connection initialisation timeout".to_owned())
        );
    }
}

#[tokio::test]
async fn what_is_not_a_message_is_closed_with_4400() {
    let server = server().await;
    for message in [
        Message::text("nonsense"),
        Message::text(r#"{"type":"hello"}"#),
        Message::text(r#"{"type":"subscribe","id":"1","payload":{"variables":{}}}"#),
        Message::text(json!({ "type": "x".repeat(10_000) }).to_string()),
        Message::binary(r#"{"type":"ping"}"#.as_bytes()),
    ] {
        let mut socket = server.connects(None).await;
        socket.sends(message.clone()).await;
        assert_eq!(socket.close_code().await, 4400, "{message:?}");
    }
}

#[tokio::test]
async fn an_operation_before_the_greeting_is_closed_with_4401() {
    let server = server().await;
    let mut socket = server.opens_socket().await;
    socket.runs("1", "{ viewer { user { id } } }").await;
    assert_eq!(socket.ends().await, (4401, "Unauthorized".to_owned()));
}

#[tokio::test]
async fn a_bad_token_is_closed_with_4403() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let old = zoe.access_token.clone();
    app.clock.advance(TimeDelta::minutes(11));
    for authorization in [
        json!("Bearer nonsense"),
        json!("Basic eDp5"),
        json!("nonsense"),
        json!(1),
        json!(["Bearer x"]),
        json!(format!("Bearer {old}")),
    ] {
        let mut socket = server.opens_socket().await;
        let payload = json!({ "authorization": authorization });
        socket
            .says(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(
            socket.ends().await,
            (4403, "Forbidden".to_owned()),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn a_second_greeting_is_closed_with_4429() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    socket.greets(None).await;
    let closed = socket.ends_with_the_line().await;
    assert_eq!(
        closed,
        (4429, "Too many initialisation requests".to_owned())
    );
}

#[tokio::test]
async fn a_client_without_pong_is_closed() {
    let numbers = ConnectionLimits {
        ping_every: SOON,
        pong_within: 10 * SOON,
        ..ConnectionLimits::default()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let mut lively = server.connects(None).await;
    // Half open: it reads nothing, so its library answers no ping.
    let dead = server.connects(None).await;
    // Its library answers while it reads; it is asked more often than the dead one may leave unanswered.
    for _ in 0..12 {
        let Some(Message::Ping(_)) = lively.receives_any().await else {
            panic!("not asked");
        };
    }
    lively.says(json!({ "type": "ping" })).await;
    assert_eq!(lively.hears().await, json!({ "type": "pong" }));
    let closed = dead.ends_with_the_line().await;
    assert_eq!(closed, (1001, "No pong".to_owned()));
}

#[tokio::test]
async fn a_socket_ends_when_its_token_expires() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let zoe = app.person("Zoe").await;
    let guest = server.connects(None).await;
    let socket = server.connects(Some(&zoe.access_token)).await;
    app.clock.advance(TimeDelta::seconds(599));
    let mut other = server.connects(Some(&zoe.access_token)).await;
    other.runs("1", "{ viewer { user { id } } }").await;
    assert_eq!(other.hears().await["type"], "next");
    app.clock.advance(TimeDelta::seconds(1));
    let expired = (4403, "The access token has expired".to_owned());
    assert_eq!(socket.ends().await, expired);
    assert_eq!(other.ends().await, expired);
    drop(guest);
}

#[tokio::test]
async fn a_socket_goes_on_with_a_fresh_token_of_its_session() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let (zoe, eve) = (app.person("Zoe").await, app.person("Eve").await);
    let mut socket = server.connects(Some(&zoe.access_token)).await;
    let mut token = zoe.refresh_token.clone();
    for _ in 0..3 {
        app.clock.advance(TimeDelta::seconds(599));
        let input = json!({ "input": { "refreshToken": token } });
        let refresh = document("sessionRefresh", "session { accessToken refreshToken }");
        let answer = app.asks(&refresh, input).await.good();
        token = answer.text("sessionRefresh.session.refreshToken");
        let access = answer.text("sessionRefresh.session.accessToken");
        socket
            .says(json!({ "type": "ping", "payload": { "accessToken": access } }))
            .await;
        let pong = socket.hears().await;
        assert_eq!(pong["type"], "pong", "{pong}");
        assert!(
            pong["payload"]["accessTokenExpiresAt"].is_string(),
            "{pong}"
        );
        assert!(!pong.to_string().contains(&access));
        socket.runs("1", "{ viewer { user { id } } }").await;
        let next = socket.hears().await;
        assert_eq!(
            next["payload"]["data"]["viewer"]["user"]["id"],
            json!(zoe.id)
        );
        assert_eq!(socket.hears().await["type"], "complete");
    }

    // Neither another session of the same person, nor somebody else, nor nonsense; and a guest stays one.
    let again = zoe.logs_in_again().await;
    let fresh = eve.logs_in_again().await;
    for (holder, token) in [
        (Some(&again), json!(fresh.access_token)),
        (Some(&again), json!(zoe.logs_in_again().await.access_token)),
        (Some(&again), json!("nonsense")),
        (Some(&again), json!(null)),
        (None, json!(fresh.access_token)),
    ] {
        let bearer = holder.map(|holder| holder.access_token.as_str());
        let mut socket = server.connects(bearer).await;
        socket
            .says(json!({ "type": "ping", "payload": { "accessToken": token } }))
            .await;
        assert_eq!(socket.close_code().await, 4403, "{token}");
    }
}

#[tokio::test]
async fn a_token_can_be_checked_while_the_session_of_the_socket_is_looked_up() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let (zoe, eve) = (app.person("Zoe").await, app.person("Eve").await);
    for _ in 0..10 {
        // One that no node has seen yet: the database is asked for it, with the look-up still under way.
        let other = eve.logs_in_again().await.access_token;
        let mut socket = server.opens_socket().await;
        socket.greets(Some(&zoe.access_token)).await;
        socket
            .says(json!({ "type": "ping", "payload": { "accessToken": other } }))
            .await;
        assert_eq!(socket.ends().await, (4403, "Forbidden".to_owned()));
    }
}

#[tokio::test]
async fn a_session_is_looked_at_even_when_nobody_tells_that_it_ended() {
    let app = TestApp::start().await;
    let numbers = ConnectionLimits {
        token_every: SOON,
        session_every: SOON,
        ..ConnectionLimits::default()
    };
    let mut server = TestServer::paced(&app, numbers).await;
    server.tells_nothing();
    let zoe = app.person("Zoe").await;
    let elsewhere = zoe.logs_in_again().await;
    let socket = server.connects(Some(&zoe.access_token)).await;
    let mut other = server.connects(Some(&elsewhere.access_token)).await;
    zoe.logs_out().await;
    assert_eq!(socket.close_code().await, 4401);
    other.runs("1", "{ viewer { user { id } } }").await;
    assert_eq!(
        other.hears().await["payload"]["data"]["viewer"]["user"]["id"],
        json!(zoe.id)
    );
}

#[tokio::test]
async fn a_client_that_closes_is_let_go() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    socket.sends(Message::Close(None)).await;
    assert_eq!(socket.close_code().await, 1000);
}

#[tokio::test]
async fn a_server_that_stops_closes_its_sockets_with_1013_and_does_not_wait_for_them() {
    let database = TestDatabase::new().await;
    let settings = settings_for(&database);
    let mut running = program::start(&["serve", "--migrate"], &settings);
    let address = running.address();
    let address = address.trim_start_matches("http://").parse().unwrap();
    let sockets = [
        Socket::greeted(address, None).await,
        Socket::greeted(address, None).await,
    ];
    let start = std::time::Instant::now();
    let stopping = tokio::task::spawn_blocking(move || running.stops());
    for socket in sockets {
        assert_eq!(socket.close_code().await, 1013);
    }
    let ended = stopping.await.unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    // The server would wait for 20 seconds.
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn the_numbers_are_those_of_the_contract() {
    let numbers = ConnectionLimits::default();
    assert_eq!(numbers.init_within, Duration::from_secs(3));
    assert_eq!(numbers.ping_every, Duration::from_secs(25));
    assert_eq!(numbers.pong_within, Duration::from_secs(10));
    assert_eq!(numbers.session_every, Duration::from_secs(60));
    assert_eq!(numbers.comment_every, Duration::from_secs(15));
    assert!(numbers.token_every <= Duration::from_secs(1));
    assert_eq!(numbers.message_bytes, 65_536);
    assert_eq!((numbers.operations, numbers.sockets), (20, 10));
}
