//! How a server ends: first it says so, then it goes on for a while, then what runs comes to its end.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

/// How often it is looked whether all has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Whether a process is about to end, and what it still answers. Clones are the same.
#[derive(Clone, Default)]
pub struct Drain(Arc<Shared>);

#[derive(Default)]
struct Shared {
    has_begun: AtomicBool,
    /// Everything that runs holds a clone of it.
    running: Mutex<Running>,
}

/// Held by what runs.
pub(super) type Running = Arc<()>;

impl Drain {
    /// From now on whoever asks is told that nothing new should come.
    pub fn begin(&self) {
        self.0.has_begun.store(true, Ordering::Relaxed);
    }

    /// Whether the process is about to end.
    pub fn has_begun(&self) -> bool {
        self.0.has_begun.load(Ordering::Relaxed)
    }

    /// To be held until an answer has been sent.
    pub(super) fn enter(&self) -> Running {
        let running = self.0.running.lock();
        running.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Resolves when all has ended that runs now. What comes meanwhile is not waited for.
    pub async fn settles(&self) {
        let before = {
            let running = self.0.running.lock();
            std::mem::take(&mut *running.unwrap_or_else(PoisonError::into_inner))
        };
        while Arc::strong_count(&before) > 1 {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A body that counts as running until it has been sent.
pub(super) struct Held {
    body: BoxBody,
    _running: Running,
}

impl Held {
    pub(super) fn over(body: BoxBody, running: Running) -> BoxBody {
        BoxBody::new(Self {
            body,
            _running: running,
        })
    }
}

impl MessageBody for Held {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_runs_is_waited_for_and_what_comes_meanwhile_is_not() {
        let drain = Drain::default();
        assert_eq!(drain.settles().now_or_never(), Some(()));
        let running = drain.enter();
        let body = Held::over(BoxBody::new("answer"), running);
        let settles = drain.settles();
        tokio::pin!(settles);
        assert_eq!(settles.as_mut().now_or_never(), None);
        let _newcomer = drain.enter();
        drop(body);
        settles.await;
    }
}
