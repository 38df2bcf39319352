//! Between frames and messages. Both ways are bounded: by the size of a message in, by what waits unread out.

use std::io::ErrorKind;
use std::str::Utf8Error;
use std::sync::Arc;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use actix_ws::{CloseCode, CloseReason, Item, Message, MessageStream, ProtocolError, Session};
use futures_util::SinkExt;
use futures_util::future::poll_fn;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

use super::protocol::CloseFrame;
use crate::http::connections::ConnectionLimits;

/// How a socket ends.
#[derive(Debug)]
pub(super) enum End {
    /// The client is gone.
    Gone,
    /// It is told why.
    Closed(CloseFrame),
}

impl From<CloseFrame> for End {
    fn from(closing: CloseFrame) -> Self {
        Self::Closed(closing)
    }
}

/// What a client sends.
pub(super) enum ClientFrame {
    /// A message.
    Text(String),
    /// Something to send back.
    Ping(Bytes),
    /// It is there.
    Pong,
}

/// What comes in.
pub(super) struct FrameReader {
    frames: MessageStream,
    bytes_max: usize,
    /// A message that comes in pieces.
    pieces: Vec<u8>,
}

impl FrameReader {
    pub(super) fn new(frames: MessageStream, limits: &ConnectionLimits) -> Self {
        Self {
            frames: frames.max_frame_size(limits.message_bytes),
            bytes_max: limits.message_bytes,
            pieces: Vec::new(),
        }
    }

    /// What comes next. Nothing is lost when it is not waited for to the end.
    pub(super) async fn next(&mut self) -> Result<ClientFrame, End> {
        loop {
            let frame = match self.frames.recv().await {
                Some(frame) => frame.map_err(fault)?,
                None => return Err(End::Gone),
            };
            match frame {
                Message::Text(text) => return Ok(ClientFrame::Text(text.into())),
                Message::Continuation(Item::FirstText(piece) | Item::Continue(piece)) => {
                    self.collect(&piece)?;
                }
                Message::Continuation(Item::Last(piece)) => {
                    self.collect(&piece)?;
                    let whole = String::from_utf8(std::mem::take(&mut self.pieces));
                    return whole.map(ClientFrame::Text).map_err(|_| not_utf8());
                }
                Message::Binary(_) | Message::Continuation(Item::FirstBinary(_)) => {
                    return Err(CloseFrame::new(4400, "Messages are text").into());
                }
                Message::Ping(payload) => return Ok(ClientFrame::Ping(payload)),
                Message::Pong(_) => return Ok(ClientFrame::Pong),
                Message::Close(_) => return Err(CloseFrame::new(1000, "").into()),
                Message::Nop => {}
            }
        }
    }

    fn collect(&mut self, piece: &[u8]) -> Result<(), End> {
        if self.pieces.len() + piece.len() > self.bytes_max {
            return Err(too_large());
        }
        self.pieces.extend_from_slice(piece);
        Ok(())
    }
}

/// What is wrong with a frame, in the words of RFC 6455.
fn fault(error: ProtocolError) -> End {
    let error = match error {
        ProtocolError::Overflow => return too_large(),
        ProtocolError::Io(error) => error,
        _ => return not_a_frame(),
    };
    let cause = error.get_ref();
    let is_too_large = || {
        cause?
            .downcast_ref()
            .map(|cause| matches!(cause, PayloadError::Overflow))
    };
    if is_too_large() == Some(true) {
        too_large()
    } else if cause.is_some_and(|cause| cause.is::<Utf8Error>()) {
        not_utf8()
    } else if error.kind() == ErrorKind::InvalidData {
        not_a_frame()
    } else {
        End::Gone
    }
}

fn not_a_frame() -> End {
    CloseFrame::new(1002, "Not a frame of RFC 6455").into()
}

fn too_large() -> End {
    CloseFrame::new(1009, "A message has at most 64 kB").into()
}

fn not_utf8() -> End {
    CloseFrame::new(1007, "Text is UTF-8").into()
}

/// What goes out, one message in hand at a time.
pub(super) struct FrameWriter {
    session: Session,
    in_hand: Option<(Outgoing, Instant)>,
    /// Bytes that may still be handed on; those of a message come back when it is on its way to the client.
    budget: Arc<Semaphore>,
    bytes_max: usize,
    patience: Duration,
}

/// What the server sends.
pub(super) enum Outgoing {
    /// A message.
    Text(String),
    /// Are you there?
    Ping,
    /// What was to be sent back.
    Pong(Bytes),
}

impl FrameWriter {
    pub(super) fn new(session: Session, limits: &ConnectionLimits) -> Self {
        Self {
            session,
            in_hand: None,
            budget: Arc::new(Semaphore::new(limits.waiting_bytes)),
            bytes_max: limits.waiting_bytes,
            patience: limits.read_within,
        }
    }

    /// True when something is in hand: nothing more may be taken until it is delivered.
    pub(super) fn is_busy(&self) -> bool {
        self.in_hand.is_some()
    }

    pub(super) fn take(&mut self, outgoing: Outgoing) {
        self.in_hand = Some((outgoing, Instant::now()));
    }

    /// Hands on what is in hand. Nothing is lost when it is not waited for to the end.
    pub(super) async fn deliver(&mut self) -> Result<(), End> {
        let Some((outgoing, since)) = &self.in_hand else {
            return Ok(());
        };
        let bytes = match outgoing {
            Outgoing::Text(text) => text.len().min(self.bytes_max),
            Outgoing::Ping | Outgoing::Pong(_) => 0,
        };
        let until = *since + self.patience;
        let permit = timeout_at(until, self.way_for(bytes))
            .await
            .unwrap_or_else(|_| Err(slow_consumer().into()))?;
        let message = match self.in_hand.take() {
            None => return Ok(()),
            Some((Outgoing::Text(text), _)) => {
                let bytes = Bytes::from_owner(PermitBuf { text, permit });
                Message::Text(bytes.try_into().map_err(|_| End::Gone)?)
            }
            Some((Outgoing::Ping, _)) => Message::Ping(Bytes::new()),
            Some((Outgoing::Pong(payload), _)) => Message::Pong(payload),
        };
        self.session
            .start_send_unpin(message)
            .map_err(|_| End::Gone)
    }

    /// Waits until so many bytes may be handed on.
    async fn way_for(&mut self, bytes: usize) -> Result<OwnedSemaphorePermit, End> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let budget = Arc::clone(&self.budget);
        let permit = budget
            .acquire_many_owned(bytes)
            .await
            .map_err(|_| End::Gone)?;
        poll_fn(|context| self.session.poll_ready_unpin(context))
            .await
            .map_err(|_| End::Gone)?;
        Ok(permit)
    }

    /// Says why, and lets go. Whatever waits goes before it; a client that does not read does not learn it.
    pub(super) async fn close(self, closing: CloseFrame, within: Duration) {
        let reason = CloseReason {
            code: CloseCode::from(closing.code),
            description: Some(closing.reason).filter(|reason| !reason.is_empty()),
        };
        match timeout(within, self.session.close(Some(reason))).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::debug!("the client of a socket had gone"),
            Err(_) => tracing::debug!("the client of a socket does not read"),
        }
    }
}

/// The close code for a client that reads more slowly than it is told things.
pub(super) fn slow_consumer() -> CloseFrame {
    CloseFrame::new(4008, "slow consumer")
}

/// A text that gives its bytes back to the budget when it has been written.
struct PermitBuf {
    text: String,
    #[expect(dead_code, reason = "it is there to be dropped")]
    permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for PermitBuf {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}
