//! The messages of graphql-transport-ws, and what follows from each. Pure.

use async_graphql::{Response, ServerError};
use chrono::{DateTime, SecondsFormat, Utc};
use gateway::service::{self, GraphQlRequest};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::operations::Operations;
use crate::http::json;
use crate::http::request;

/// The one subprotocol spoken here.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";
/// Bytes of an operation's id, at most.
const ID_MAX: usize = 128;
/// Bytes a closing frame has for its reason.
const REASON_MAX: usize = 123;

/// Under which name the payload of a ping carries a fresh access token.
const ACCESS_TOKEN: &str = "accessToken";

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CloseFrame {
    pub(super) code: u16,
    pub(super) reason: String,
}

impl CloseFrame {
    pub(super) fn new(code: u16, reason: &str) -> Self {
        let reason = reason[..reason.floor_char_boundary(REASON_MAX)].to_owned();
        Self { code, reason }
    }
}

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Message {
    ConnectionInit {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Ping {
        #[serde(default)]
        payload: Option<Map<String, Value>>,
    },
    Pong {},
    Subscribe {
        id: String,
        payload: Map<String, Value>,
    },
    Complete {
        id: String,
    },
}

/// What to do about it.
#[derive(Debug)]
pub(super) enum Step {
    /// Nothing.
    Ignore,
    /// Look who it is, by this `authorization`, and acknowledge.
    Greet(Option<Value>),
    /// Send this.
    Answer(String),
    /// Go on with this access token.
    Renew(Value),
    /// Run an operation.
    Start {
        id: String,
        question: GraphQlRequest,
    },
    /// Run nothing more: enough is running. Say so under this id.
    Refuse { id: String },
    /// Drop an operation.
    Stop { id: String },
}

/// What follows from a message; `is_acknowledged` says whether the client has been greeted.
pub(super) fn hear(
    text: &str,
    is_acknowledged: bool,
    operations: &Operations,
) -> Result<Step, CloseFrame> {
    let message = json::read(text.as_bytes()).map(serde_json::from_value);
    let Some(Ok(message)) = message else {
        return Err(CloseFrame::new(
            4400,
            "Not a message of graphql-transport-ws",
        ));
    };
    match message {
        Message::ConnectionInit { .. } if is_acknowledged => {
            Err(CloseFrame::new(4429, "Too many initialisation requests"))
        }
        Message::ConnectionInit { payload } => Ok(Step::Greet(authorization(payload))),
        Message::Ping {
            payload: Some(mut payload),
        } if is_acknowledged && payload.contains_key(ACCESS_TOKEN) => Ok(Step::Renew(
            payload.remove(ACCESS_TOKEN).unwrap_or_default(),
        )),
        Message::Ping { payload } => Ok(Step::Answer(say(&ServerMessage::Pong { payload }))),
        Message::Pong {} => Ok(Step::Ignore),
        Message::Subscribe { .. } if !is_acknowledged => Err(CloseFrame::new(4401, "Unauthorized")),
        Message::Subscribe { id, payload } => start(id, payload, operations),
        Message::Complete { id } => Ok(Step::Stop { id }),
    }
}

fn start(
    id: String,
    payload: Map<String, Value>,
    operations: &Operations,
) -> Result<Step, CloseFrame> {
    if id.is_empty() || id.len() > ID_MAX {
        return Err(CloseFrame::new(4400, "An id has 1 to 128 bytes"));
    }
    if operations.has(&id) {
        let reason = format!("Subscriber for {id} already exists");
        return Err(CloseFrame::new(4409, &reason));
    }
    let question = request::read(payload).map_err(|refused| CloseFrame::new(4400, refused.2))?;
    if operations.is_full() {
        return Ok(Step::Refuse { id });
    }
    Ok(Step::Start { id, question })
}

/// The member of the payload with the token: its name is written in both ways.
fn authorization(payload: Option<Map<String, Value>>) -> Option<Value> {
    let mut payload = payload?;
    let member = payload.remove("authorization");
    member
        .or_else(|| payload.remove("Authorization"))
        .filter(|value| !value.is_null())
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ServerMessage<'a> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Map<String, Value>>,
    },
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    Complete {
        id: &'a str,
    },
}

/// The client is welcome.
pub(super) fn acknowledgement() -> String {
    say(&ServerMessage::ConnectionAck)
}

/// A fresh access token was taken, and is good until then. The token itself is not said again.
pub(super) fn renewed(until: DateTime<Utc>) -> String {
    let until = until.to_rfc3339_opts(SecondsFormat::Secs, true);
    let payload = Map::from_iter([("accessTokenExpiresAt".to_owned(), Value::String(until))]);
    say(&ServerMessage::Pong {
        payload: Some(payload),
    })
}

/// An operation's answer.
pub(super) fn next(id: &str, response: &Response) -> String {
    let payload = service::written(response);
    let payload = String::from_utf8_lossy(&payload);
    let id = Value::from(id);
    format!(r#"{{"type":"next","id":{id},"payload":{payload}}}"#)
}

/// Nothing was executed; the id is free again.
pub(super) fn error(id: &str, errors: &[ServerError]) -> String {
    say(&ServerMessage::Error {
        id,
        payload: errors,
    })
}

/// An operation has no more answers; the id is free again.
pub(super) fn complete(id: &str) -> String {
    say(&ServerMessage::Complete { id })
}

fn say(said: &ServerMessage<'_>) -> String {
    serde_json::to_string(said).unwrap_or_else(|error| {
        // Maps with string keys and numbers that JSON has: it cannot happen.
        tracing::error!(%error, "websocket: a message could not be serialised");
        String::new()
    })
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use futures_util::stream;
    use serde_json::json;

    use super::*;

    fn closes(text: &str, is_acknowledged: bool, operations: &Operations) -> (u16, String) {
        let closing = hear(text, is_acknowledged, operations).unwrap_err();
        (closing.code, closing.reason)
    }

    fn running(ids: &[&str]) -> Operations {
        let mut operations = Operations::at_most(2);
        for id in ids {
            operations.add((*id).to_owned(), stream::pending().boxed());
        }
        operations
    }

    const SUBSCRIBE: &str = r#"{"type":"subscribe","id":"a","payload":{"query":"{ a }"}}"#;

    #[test]
    fn a_client_says_first_who_it_is_and_once() {
        let none = running(&[]);
        let init = json!({ "type": "connection_init", "payload": { "Authorization": "Bearer x" } });
        let Ok(Step::Greet(Some(Value::String(token)))) = hear(&init.to_string(), false, &none)
        else {
            panic!()
        };
        assert_eq!(token, "Bearer x");
        let bare = r#"{"type":"connection_init"}"#;
        assert!(matches!(hear(bare, false, &none), Ok(Step::Greet(None))));
        assert_eq!(closes(bare, true, &none).0, 4429);
        assert_eq!(
            closes(SUBSCRIBE, false, &none),
            (4401, "Unauthorized".into())
        );
    }

    #[test]
    fn an_id_is_used_once_at_a_time() {
        assert!(matches!(
            hear(SUBSCRIBE, true, &running(&["b"])),
            Ok(Step::Start { .. })
        ));
        let reason = "Subscriber for a already exists".to_owned();
        assert_eq!(
            closes(SUBSCRIBE, true, &running(&["a"])),
            (4409, reason.clone())
        );
        assert_eq!(
            closes(SUBSCRIBE, true, &running(&["a", "b"])),
            (4409, reason)
        );
        let full = running(&["b", "c"]);
        assert!(matches!(
            hear(SUBSCRIBE, true, &full),
            Ok(Step::Refuse { .. })
        ));
        let stop = r#"{"type":"complete","id":"never seen"}"#;
        assert!(matches!(hear(stop, true, &full), Ok(Step::Stop { .. })));
    }

    #[test]
    fn a_ping_comes_back_with_what_it_carried() {
        for text in [
            r#"{"type":"ping"}"#,
            r#"{"type":"ping","payload":{"a":[1]}}"#,
        ] {
            let Ok(Step::Answer(answer)) = hear(text, false, &running(&[])) else {
                panic!()
            };
            assert_eq!(answer, text.replace("ping", "pong"));
        }
        let pong = r#"{"type":"pong","payload":null}"#;
        assert!(matches!(hear(pong, false, &running(&[])), Ok(Step::Ignore)));
    }

    #[test]
    fn a_ping_with_a_token_renews_and_does_not_come_back() {
        let ping = r#"{"type":"ping","payload":{"accessToken":"x"}}"#;
        let Ok(Step::Renew(Value::String(token))) = hear(ping, true, &running(&[])) else {
            panic!()
        };
        assert_eq!(token, "x");
        // Before the greeting there is nothing to renew.
        assert!(matches!(
            hear(ping, false, &running(&[])),
            Ok(Step::Answer(_))
        ));
        let answer = renewed(DateTime::UNIX_EPOCH);
        let expected =
            r#"{"type":"pong","payload":{"accessTokenExpiresAt":"1970-01-01T00:00:00Z"}}"#;
        assert_eq!(answer, expected);
    }

    #[test]
    fn whatever_else_it_says_closes_the_socket() {
        let deep = format!(
            r#"{{"type":"subscribe","id":"a","payload":{{"query":"{{a}}","variables":{{"a":{}"#,
            "[".repeat(2_000)
        );
        let long =
            json!({ "type": "subscribe", "id": "x".repeat(129), "payload": { "query": "" } });
        for text in [
            "",
            "nonsense",
            "[]",
            "{}",
            "null",
            r#"{"type":"greet"}"#,
            r#"{"type":"next","id":"a","payload":{}}"#,
            r#"{"type":"connection_init","payload":[]}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{ a }"}}"#,
            r#"{"type":"subscribe","id":"a"}"#,
            r#"{"type":"subscribe","id":"a","payload":{}}"#,
            r#"{"type":"subscribe","id":"a","payload":{"query":1}}"#,
            r#"{"type":"subscribe","id":"a","payload":{"query":"","variables":[]}}"#,
            r#"{"type":"complete"}"#,
            &long.to_string(),
            &deep,
        ] {
            let (code, reason) = closes(text, true, &running(&[]));
            assert_eq!(code, 4400, "{text}");
            assert!((1..=123).contains(&reason.len()), "{text}");
        }
    }

    #[test]
    fn a_reason_fits_its_frame() {
        let closing = CloseFrame::new(4409, &"ä".repeat(100));
        assert_eq!(closing.reason.len(), 122);
    }
}
