//! A client on a WebSocket, by a library that knows nothing of our server.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::TestServer;

/// How long anything may take on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

/// The handshake of a client that speaks our protocol.
pub fn handshake(address: SocketAddr) -> Request {
    let mut request = format!("ws://{address}/graphql")
        .into_client_request()
        .unwrap();
    let protocol = "graphql-transport-ws".parse().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", protocol);
    request
}

impl TestServer {
    /// The handshake of a client that speaks our protocol.
    pub fn handshake(&self) -> Request {
        handshake(self.address)
    }

    /// Opens a socket by a handshake; or tells the status and the code of the refusal.
    pub async fn opens_socket_by(&self, request: Request) -> Result<Socket, (u16, String)> {
        let line = TcpStream::connect(self.address).await.unwrap();
        Socket::open(line, request).await
    }

    /// Opens a socket and says nothing yet.
    pub async fn opens_socket(&self) -> Socket {
        self.opens_socket_by(self.handshake()).await.unwrap()
    }

    /// Opens a socket as somebody, or as a guest, and waits until the server has greeted.
    pub async fn connects(&self, bearer: Option<&str>) -> Socket {
        Socket::greeted(self.address, bearer).await
    }
}

impl Socket {
    /// Makes a socket of a connection; or tells the status and the code of the refusal.
    pub async fn open(line: TcpStream, request: Request) -> Result<Self, (u16, String)> {
        match client_async(request, line).await {
            Ok((socket, response)) => {
                let protocol = &response.headers()["sec-websocket-protocol"];
                assert_eq!(protocol, "graphql-transport-ws");
                Ok(Self(socket))
            }
            Err(Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                let body: Value = serde_json::from_slice(&body).unwrap_or_default();
                let code = body["errors"][0]["extensions"]["code"].as_str();
                let code = code.unwrap_or("none").to_owned();
                Err((response.status().as_u16(), code))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a socket somewhere and waits until the server has greeted.
    pub async fn greeted(address: SocketAddr, bearer: Option<&str>) -> Self {
        let line = TcpStream::connect(address).await.unwrap();
        let mut socket = Self::open(line, handshake(address)).await.unwrap();
        socket.greets(bearer).await;
        assert_eq!(socket.hears().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// Sends a message.
    pub async fn says(&mut self, message: Value) {
        self.says_text(&message.to_string()).await;
    }

    /// Sends a text, which need not be a message.
    pub async fn says_text(&mut self, text: &str) {
        self.sends(Message::text(text)).await;
    }

    /// Sends a frame of any kind.
    pub async fn sends(&mut self, message: Message) {
        timeout(PATIENCE, self.0.send(message))
            .await
            .unwrap()
            .unwrap();
    }

    /// Sends bytes that need not be frames; the server may have hung up.
    pub async fn sends_bytes(&mut self, bytes: &[u8]) {
        self.sends_bytes_within(bytes, PATIENCE).await;
    }

    /// Sends bytes; false when the server does not take them in time.
    pub async fn sends_bytes_within(&mut self, bytes: &[u8], time: Duration) -> bool {
        matches!(
            timeout(time, self.0.get_mut().write_all(bytes)).await,
            Ok(Ok(()))
        )
    }

    /// Says who it is.
    pub async fn greets(&mut self, bearer: Option<&str>) {
        let payload = bearer.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        self.says(json!({ "type": "connection_init", "payload": payload }))
            .await;
    }

    /// Runs an operation.
    pub async fn runs(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.says(json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await;
    }

    /// The next message.
    pub async fn hears(&mut self) -> Value {
        match self.receives().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
            other => panic!("no message but {other:?}"),
        }
    }

    /// The next frame that is not a ping; none when the server has hung up.
    pub async fn receives(&mut self) -> Option<Message> {
        loop {
            match self.receives_any().await {
                Some(Message::Ping(_)) => {}
                other => return other,
            }
        }
    }

    /// The next frame; none when the server has hung up.
    pub async fn receives_any(&mut self) -> Option<Message> {
        match timeout(PATIENCE, self.0.next()).await.unwrap() {
            Some(Ok(message)) => Some(message),
            None | Some(Err(Error::Io(_) | Error::ConnectionClosed | Error::Protocol(_))) => None,
            Some(Err(error)) => panic!("{error}"),
        }
    }

    /// The code and the reason with which the server closes, whatever it says before.
    pub async fn ends(mut self) -> (u16, String) {
        self.is_told_the_end().await
    }

    /// The same; and the server does hang up.
    pub async fn ends_with_the_line(mut self) -> (u16, String) {
        let closing = self.is_told_the_end().await;
        while self.receives().await.is_some() {}
        closing
    }

    async fn is_told_the_end(&mut self) -> (u16, String) {
        loop {
            match self.receives().await {
                Some(Message::Close(Some(frame))) => {
                    return (frame.code.into(), frame.reason.to_string());
                }
                Some(Message::Text(_)) => {}
                other => panic!("not closed but {other:?}"),
            }
        }
    }

    /// The code with which the server closes.
    pub async fn close_code(self) -> u16 {
        self.ends().await.0
    }
}
