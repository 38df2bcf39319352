//! One client's view of the feed: what it missed, then what happens.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use domain::actor::Actor;
use domain::change_feed::{self, Change, Topic};
use domain::outbox;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::{ChangeFeed, Cursor, Event};

/// Facts that are told afterwards, at most.
const REPLAY_MAX: u64 = 1_000;

/// What somebody wants to hear of.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Objects of this kind,
    pub topic: Topic,
    /// each of which belongs to all of these,
    pub within: Vec<Uuid>,
    /// as far as they concern the one who asks.
    pub actor: Actor,
}

/// Why a client cannot be told what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionError {
    /// It reads more slowly than things happen.
    TooSlow,
    /// More has happened since its cursor than is kept or told afterwards.
    TooFarBehind,
}

/// A client that follows the feed.
pub struct Subscription<K> {
    interest: Filter,
    missed: VecDeque<Arc<Event<K>>>,
    /// Up to here everything was told.
    last: i64,
    coming: Receiver<Arc<Event<K>>>,
}

impl<K: Default + Send + Sync> ChangeFeed<K> {
    /// Begins to follow: from now on, or from a cursor on. Objects that changed since the cursor come once each, in the
    /// order of their last change.
    pub async fn subscribe(
        &self,
        interest: Filter,
        since: Option<Cursor>,
    ) -> domain::Result<Result<Subscription<K>, SubscriptionError>> {
        // First, so that what happens while the past is read is told, too.
        let coming = self.of(interest.topic).subscribe();
        self.begin().await?;
        let mut subscription = Subscription {
            interest,
            missed: VecDeque::new(),
            last: since.map_or(0, |since| since.0),
            coming,
        };
        let outcome = match since {
            Some(since) => self.catch_up(&mut subscription, since.0).await?,
            None => Ok(()),
        };
        Ok(outcome.map(|()| subscription))
    }

    async fn catch_up(
        &self,
        subscription: &mut Subscription<K>,
        since: i64,
    ) -> domain::Result<Result<(), SubscriptionError>> {
        let (db, topic) = (self.env.db.reader(), subscription.interest.topic);
        let facts = outbox::after(db, since, &topic.kinds(), REPLAY_MAX + 1).await?;
        // After the facts: what was forgotten meanwhile might be missing among them.
        let counter = outbox::counter(db).await?;
        let is_known = (counter.forgotten..=counter.newest).contains(&since);
        if !is_known || facts.len() as u64 > REPLAY_MAX {
            return Ok(Err(SubscriptionError::TooFarBehind));
        }

        let mut told = HashSet::new();
        for change in change_feed::changes(db, &facts, &[topic])
            .await?
            .into_iter()
            .rev()
        {
            if told.insert(change.id) && subscription.interest.covers(&change) {
                let event = Arc::new(Event::new(change));
                subscription.missed.push_front(event);
            }
        }
        if let Some(position) = facts.last().and_then(|fact| fact.position) {
            subscription.last = position;
        }
        Ok(Ok(()))
    }
}

impl<K> Subscription<K> {
    /// The next event that may concern the client; nothing when there will be none.
    pub async fn next(&mut self) -> Option<Result<Arc<Event<K>>, SubscriptionError>> {
        if let Some(event) = self.missed.pop_front() {
            return Some(Ok(event));
        }
        loop {
            match self.coming.recv().await {
                Ok(event) if self.is_new(&event.change) => return Some(Ok(event)),
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return Some(Err(SubscriptionError::TooSlow)),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn is_new(&self, change: &Change) -> bool {
        change.position > self.last && self.interest.covers(change)
    }
}

impl Filter {
    fn covers(&self, change: &Change) -> bool {
        let belongs = |id| change.belongs_to.contains(id);
        change.audience.includes(self.actor) && self.within.iter().all(belongs)
    }
}
