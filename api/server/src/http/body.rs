//! Reads a request's body within a size and a time, also when it comes in chunks.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

/// Bytes of a body at most.
const BYTES_MAX: usize = 256 * 1024;
/// How long a body may take in total.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to begin.
const BEGIN: Duration = Duration::from_secs(2);
/// Bytes that must come in each second from then on.
const BYTES_PER_SECOND: usize = 1_024;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// More than 256 kB.
    TooLarge,
    /// Less than 1 kB in a second, or longer than 10 s.
    TooSlow,
    /// Cut off.
    Broken,
}

/// The whole body.
pub(super) async fn read(payload: &mut Payload) -> Result<Vec<u8>, Unread> {
    let start = Instant::now();
    let mut body = Vec::new();
    loop {
        let next = timeout_at(start + patience(body.len()), payload.next());
        let Some(chunk) = next.await.map_err(|_| Unread::TooSlow)? else {
            return Ok(body);
        };
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if body.len() + chunk.len() > BYTES_MAX {
            return Err(Unread::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
}

/// How long after its beginning the next piece of a body must come.
fn patience(received: usize) -> Duration {
    let seconds = u64::try_from(received / BYTES_PER_SECOND).unwrap_or(u64::MAX);
    (BEGIN + Duration::from_secs(seconds.min(60))).min(PATIENCE)
}

/// An answer to a request whose body was not read to its end.
struct Unheard {
    answer: BoxBody,
    /// Held until the answer is sent: the server reads on without limit what nobody holds, and hangs up on what somebody
    /// holds and does not read.
    _rest: Payload,
}

/// Hangs up after the answer, if there is more of the request's body to come.
pub(super) fn hang_up(response: HttpResponse, rest: Payload) -> HttpResponse {
    response.map_body(|_, answer| {
        let _rest = rest;
        BoxBody::new(Unheard { answer, _rest })
    })
}

impl MessageBody for Unheard {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_earns_its_time() {
        let seconds = |received| patience(received).as_secs();
        assert_eq!(seconds(0), 2);
        assert_eq!(seconds(1_023), 2);
        assert_eq!(seconds(1_024), 3);
        assert_eq!(seconds(8 * 1_024), 10);
        assert_eq!(seconds(BYTES_MAX), 10);
    }
}
