//! Runs a stream in a task of its own, ahead of its reader by a few items.

use std::pin::pin;

use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Runs a stream in a task of its own, one item ahead of whoever reads it, and no further: a client that does not read
/// must not hold locks and connections of the database meanwhile. The task ends with what is given back.
pub(super) fn apart<T: Send + 'static>(
    items: impl Stream<Item = T> + Send + 'static,
) -> BoxStream<'static, T> {
    let (tell, heard) = mpsc::channel(1);
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut items = pin!(items);
        while let Some(item) = items.next().await {
            if tell.send(item).await.is_err() {
                return;
            }
        }
    });
    let state = (heard, task);
    stream::unfold(state, |(mut heard, task)| async move {
        let item = heard.recv().await?;
        Some((item, (heard, task)))
    })
    .boxed()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_stream_runs_ahead_by_a_little_and_ends_with_its_reader() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let items = stream::repeat_with(move || count.fetch_add(1, Ordering::SeqCst));
        let mut read = apart(items);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        // One in the channel, one in the task's hand.
        assert_eq!(made.load(Ordering::SeqCst), 2);
        assert_eq!(read.next().await, Some(0));
        drop(read);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(Arc::strong_count(&made), 1);
    }
}
