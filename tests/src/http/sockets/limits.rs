//! Every limit of a socket, at its edge.

use serde_json::json;
use server::http::connections::ConnectionLimits;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::server;
use crate::support::{Socket, TestApp, TestServer};

const MESSAGE_MAX: usize = 65_536;

/// A ping, as a message of so many bytes.
fn ping_of(bytes: usize) -> String {
    let bare = json!({ "type": "ping", "payload": { "x": "" } }).to_string();
    json!({ "type": "ping", "payload": { "x": "x".repeat(bytes - bare.len()) } }).to_string()
}

impl Socket {
    /// Sends a message in pieces.
    async fn sends_in_pieces(&mut self, text: &str, size: usize) {
        let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
        for (place, piece) in (1..).zip(&pieces) {
            let kind = if place == 1 {
                Data::Text
            } else {
                Data::Continue
            };
            let frame = Frame::message(piece.to_vec(), OpCode::Data(kind), place == pieces.len());
            self.sends(Message::Frame(frame)).await;
        }
    }
}

#[tokio::test]
async fn a_message_has_64_kilobytes_at_most_in_one_piece_or_in_many() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    socket.says_text(&ping_of(MESSAGE_MAX)).await;
    assert_eq!(socket.hears().await["type"], "pong");
    for size in [1_000, MESSAGE_MAX - 1] {
        socket.sends_in_pieces(&ping_of(MESSAGE_MAX), size).await;
        assert_eq!(socket.hears().await["type"], "pong");
    }
    socket.says_text(&ping_of(MESSAGE_MAX + 1)).await;
    assert_eq!(socket.close_code().await, 1009);

    for size in [1_000, MESSAGE_MAX] {
        let mut socket = server.connects(None).await;
        socket
            .sends_in_pieces(&ping_of(MESSAGE_MAX + 1), size)
            .await;
        assert_eq!(socket.close_code().await, 1009);
    }
}

#[tokio::test]
async fn one_person_has_ten_sockets_at_most() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let (zoe, bea) = (app.person("Zoe").await, app.person("Bea").await);
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(server.connects(Some(&zoe.access_token)).await);
    }
    let other_session = zoe.logs_in_again().await.access_token;
    for token in [&zoe.access_token, &other_session] {
        let mut surplus = server.opens_socket().await;
        surplus.greets(Some(token)).await;
        let closed = surplus.ends().await;
        assert_eq!(closed, (4429, "Too many sockets".to_owned()));
    }
    drop(server.connects(Some(&bea.access_token)).await);
    drop(server.connects(None).await);

    let mut last = sockets.pop().unwrap();
    last.sends(Message::Close(None)).await;
    assert_eq!(last.close_code().await, 1000);
    drop(server.connects(Some(&zoe.access_token)).await);
}

#[tokio::test]
async fn the_guests_of_one_address_have_ten_sockets_at_most() {
    let server = server().await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(server.connects(None).await);
    }
    let mut surplus = server.opens_socket().await;
    surplus.greets(None).await;
    assert_eq!(surplus.close_code().await, 4429);
    drop(sockets);
}

#[tokio::test]
async fn one_address_has_so_many_sockets_that_have_not_said_who_they_are() {
    let numbers = ConnectionLimits {
        arrivals: 2,
        ..ConnectionLimits::default()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let mut first = server.opens_socket().await;
    let second = server.opens_socket().await;
    let refused = server.opens_socket_by(server.handshake()).await;
    assert_eq!(refused.err(), Some((429, "RATE_LIMITED".to_owned())));
    first.greets(None).await;
    assert_eq!(first.hears().await["type"], "connection_ack");
    drop(server.opens_socket().await);
    drop(second);
}
