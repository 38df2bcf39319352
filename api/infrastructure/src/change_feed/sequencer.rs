//! Gives committed facts their positions. Every process that commits any runs one; they take turns.

use domain::{Env, outbox};
use tokio::sync::watch;
use tokio::time::sleep;

use super::{BATCH, CHANNEL, GATHERED_FOR, PAUSE};
use crate::task::Tasks;

/// Announces what was committed until told to stop, whatever happens meanwhile.
pub async fn keep_announcing(env: &Env, tasks: &Tasks, stop: watch::Receiver<bool>) {
    let announcing = || announce(env, stop.clone());
    tasks.keep("sequencer", stop.clone(), announcing).await;
}

async fn announce(env: &Env, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match outbox::announce(env, BATCH).await {
            Ok(0) => {}
            Ok(_) => {
                if let Err(away) = env.cache.publish(CHANNEL).await {
                    tracing::warn!(%away, "change feed: other nodes could not be woken through Redis; they poll");
                }
                // What is committed meanwhile is announced together.
                sleep(GATHERED_FOR).await;
                continue;
            }
            Err(error) => {
                tracing::warn!(?error, "outbox: positions could not be assigned; retrying")
            }
        }
        tokio::select! {
            () = env.committed.notified() => {}
            () = sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}
