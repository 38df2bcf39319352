//! Clients that send what is no WebSocket, or too much, or read nothing.

use std::time::Duration;

use serde_json::json;
use server::http::connections::ConnectionLimits;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;

use super::server;
use crate::support::{Socket, TestApp, TestServer};

/// A frame by hand: the first byte, the second without its mask bit, the rest of the header, the payload.
fn frame(first: u8, length: u8, more: &[u8], payload: &[u8]) -> Vec<u8> {
    // With a mask of zeros the payload stays as it is.
    [&[first, 0x80 | length], more, &[0; 4], payload].concat()
}

#[tokio::test]
async fn what_is_no_frame_or_no_text_closes_the_socket_with_the_code_for_it() {
    let server = server().await;
    let huge = (1_u64 << 40).to_be_bytes();
    for (bytes, code) in [
        // Text that is not UTF-8, whole and in pieces.
        (frame(0x81, 2, &[], b"\xc3\x28"), 1007),
        (
            [frame(0x01, 1, &[], b"\xc3"), frame(0x80, 1, &[], b"\x28")].concat(),
            1007,
        ),
        // Reserved bits, an unknown kind, no mask.
        (frame(0xc1, 1, &[], b"x"), 1002),
        (frame(0x83, 1, &[], b"x"), 1002),
        (b"\x81\x01x".to_vec(), 1002),
        // A continuation of nothing, a beginning within a message, a ping in pieces.
        (frame(0x80, 1, &[], b"x"), 1002),
        (
            [frame(0x01, 1, &[], b"x"), frame(0x81, 1, &[], b"x")].concat(),
            1002,
        ),
        (frame(0x09, 1, &[], b"x"), 1002),
        // Lengths that nobody should wait for.
        (frame(0x81, 127, &huge, b""), 1009),
        (frame(0x81, 127, &[0xff; 8], b""), 1009),
    ] {
        let mut socket = server.connects(None).await;
        socket.sends_bytes(&bytes).await;
        assert_eq!(socket.close_code().await, code, "{bytes:x?}");
    }
}

#[tokio::test]
async fn a_message_of_endless_empty_pieces_costs_nothing_and_does_not_live_long() {
    let numbers = ConnectionLimits {
        init_within: Duration::from_millis(300),
        ..ConnectionLimits::default()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let mut socket = server.opens_socket().await;
    let empty = frame(0x00, 0, &[], b"").repeat(100_000);
    socket.sends_bytes(&frame(0x01, 0, &[], b"")).await;
    socket.sends_bytes(&empty).await;
    assert_eq!(socket.close_code().await, 4408);
}

/// A guest whose system takes little until he reads.
async fn lazy(server: &TestServer) -> Socket {
    let line = TcpSocket::new_v4().unwrap();
    line.set_recv_buffer_size(16 * 1024).unwrap();
    let line = line.connect(server.address).await.unwrap();
    let mut socket = Socket::open(line, server.handshake()).await.unwrap();
    socket.greets(None).await;
    assert_eq!(socket.hears().await["type"], "connection_ack");
    socket
}

/// Resolves when a server that allows one socket has given up the one it had.
async fn has_given_up(server: &TestServer) {
    for _ in 0..400 {
        if let Ok(mut next) = server.opens_socket_by(server.handshake()).await {
            next.greets(None).await;
            if let Some(Message::Text(_)) = next.receives().await {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the server waits for ever");
}

fn one_socket() -> ConnectionLimits {
    ConnectionLimits {
        sockets: 1,
        read_within: Duration::from_millis(300),
        ..ConnectionLimits::default()
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_given_up_and_little_is_kept_for_it() {
    let numbers = ConnectionLimits {
        operations: 40,
        ..one_socket()
    };
    let server = TestServer::paced(&TestApp::start().await, numbers).await;
    let mut socket = lazy(&server).await;
    let schema = "types { name description fields { name description args { name description } } }";
    let large = format!(
        "{{ a: __schema {{ {schema} }} b: __schema {{ {schema} }} c: __schema {{ {schema} }} }}"
    );
    for id in 0..40 {
        let payload = json!({ "query": large });
        let message = json!({ "type": "subscribe", "id": id.to_string(), "payload": payload });
        socket.says(message).await;
    }
    has_given_up(&server).await;

    let mut bytes = 0;
    let closed = loop {
        match socket.receives().await {
            Some(Message::Text(text)) => bytes += text.len(),
            Some(Message::Close(Some(frame))) => break frame,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(u16::from(closed.code), 4008);
    assert_eq!(closed.reason.as_str(), "slow consumer");
    // What was on its way, in our memory and in the kernel's; all of it would be 10 MB.
    assert!(bytes < 8_000_000, "{bytes} bytes");
}

#[tokio::test]
async fn a_flood_of_pings_is_slowed_down_and_then_given_up() {
    let server = TestServer::paced(&TestApp::start().await, one_socket()).await;
    let mut socket = lazy(&server).await;
    let flood = frame(0x89, 125, &[], &[b'x'; 125]).repeat(1_000);
    let flooding = tokio::spawn(async move {
        // Until the server takes no more.
        for _ in 0..1_000 {
            if !socket
                .sends_bytes_within(&flood, Duration::from_secs(1))
                .await
            {
                return socket;
            }
        }
        panic!("the server took 131 MB of pings without an answer read");
    });
    has_given_up(&server).await;
    drop(flooding.await.unwrap());
}

#[tokio::test]
async fn whoever_reads_may_ping_as_much_as_it_likes() {
    let server = server().await;
    let mut socket = server.connects(None).await;
    let ping = frame(0x89, 1, &[], b"x");
    for _ in 0..20 {
        socket.sends_bytes(&ping.repeat(500)).await;
        for _ in 0..500 {
            assert_eq!(socket.receives().await, Some(Message::Pong("x".into())));
        }
    }
}
