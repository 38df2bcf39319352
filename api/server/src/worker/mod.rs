//! Clocks and outbox: what happens without anybody asking. Any number of workers may run: what one has taken, the
//! others leave alone, and a deadline acts once.

mod clocks;
mod relay;

use std::sync::Arc;
use std::time::Duration;

use domain::{Env, deadline, outbox, retention};
use infrastructure::task::Tasks;
use tokio::sync::watch;

/// Pause when there was nothing to do.
const PAUSE: Duration = Duration::from_millis(500);
/// Facts or deadlines taken at once.
const BATCH: u64 = 50;

/// Works until told to stop, whatever happens meanwhile; finishes what it is at.
pub async fn run(env: Arc<Env>, tasks: Tasks, stop: watch::Receiver<bool>) {
    let working = || work(&env, stop.clone());
    tasks.keep("worker", stop.clone(), working).await;
}

async fn work(env: &Env, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let done = round(env).await;
        if done == 0 {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => {}
            }
        }
    }
}

/// One round: tells what became true, forgets what was told long ago, then does what is due. How many things were done.
pub async fn round(env: &Env) -> usize {
    let mut done = 0;
    match relay::deliver(env, BATCH).await {
        Ok(count) => done += count,
        Err(error) => tracing::error!(?error, "outbox: reading failed"),
    }
    match outbox::forget(env, BATCH).await {
        Ok(count) => done += usize::try_from(count).unwrap_or(usize::MAX),
        Err(error) => tracing::error!(?error, "outbox: old events could not be deleted"),
    }
    match deadline::forget(env, BATCH).await {
        Ok(count) => done += usize::try_from(count).unwrap_or(usize::MAX),
        Err(error) => tracing::error!(?error, "deadlines: settled failures could not be deleted"),
    }
    match retention::run(env, BATCH).await {
        Ok(count) => done += usize::try_from(count).unwrap_or(usize::MAX),
        Err(error) => tracing::error!(?error, "retention: expired rows could not be deleted"),
    }
    done + clocks::run_due(env, BATCH).await
}
