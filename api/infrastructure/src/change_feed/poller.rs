//! Reads on along the positions and hands out what it finds.

use std::sync::{Arc, PoisonError};
use std::time::Instant;

use domain::change_feed::{self, Topic};
use domain::entity::outbox_fact;
use domain::outbox::{self, Fact};
use tokio::sync::watch;
use tokio::time::sleep;

use super::{BATCH, CHANNEL, ChangeFeed, Event, PAUSE};

/// Follows the feed until told to stop.
pub(super) async fn follow<K: Default + Send + Sync>(
    feed: &ChangeFeed<K>,
    mut stop: watch::Receiver<bool>,
) {
    let mut calls = None;
    while !*stop.borrow() {
        if calls.is_none() {
            calls = feed.env.cache.subscribe(CHANNEL).await.ok();
        }
        match tell_next(feed).await {
            Ok(BATCH) => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(
                    ?error,
                    "change feed: the outbox could not be read; retrying"
                )
            }
        }
        tokio::select! {
            is_there = called(&mut calls) => if !is_there { calls = None },
            () = sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Waits for a call; false when none can come any more.
async fn called(calls: &mut Option<watch::Receiver<u64>>) -> bool {
    match calls {
        Some(calls) => calls.changed().await.is_ok(),
        None => std::future::pending().await,
    }
}

/// Tells the facts after the last one. How many.
async fn tell_next<K: Default + Send + Sync>(feed: &ChangeFeed<K>) -> domain::Result<u64> {
    let told = *feed.told.lock().unwrap_or_else(PoisonError::into_inner);
    let after = match told {
        Some(last) => last,
        None => feed.start().await?,
    };
    let (db, begun) = (feed.env.db.reader(), Instant::now());
    for session in outbox::ended_sessions(db).await? {
        feed.env.sessions.end(session);
    }
    let facts = outbox::after(db, after, &[], BATCH).await?;
    // Only after reading: whoever comes later finds these facts in the database.
    let is_heard = |topic: &Topic| feed.of(*topic).receiver_count() > 0;
    let heard: Vec<Topic> = Topic::ALL.into_iter().filter(is_heard).collect();
    let changes = change_feed::changes(db, &facts, &heard).await?;

    // Before telling: if that were to panic, it would not be tried for ever.
    let last = facts.last().and_then(|fact| fact.position).or(Some(after));
    *feed.told.lock().unwrap_or_else(PoisonError::into_inner) = last;
    for session in facts.iter().filter_map(revoked) {
        feed.env.sessions.end(session);
        // Nobody listening is no error.
        drop(feed.sessions.send(session));
    }
    if (facts.len() as u64) < BATCH {
        feed.env.sessions.heard(begun);
    }
    for change in changes {
        let topic = change.topic;
        // Nobody listening is no error.
        drop(feed.of(topic).send(Arc::new(Event::new(change))));
    }
    Ok(facts.len() as u64)
}

fn revoked(fact: &outbox_fact::Model) -> Option<domain::id::SessionId> {
    match serde_json::from_value(fact.payload.clone()) {
        Ok(Fact::SessionRevoked { id }) => Some(id),
        _ => None,
    }
}
