//! The feed: what became true, told to those who follow it, on every node.
//!
//! A commit is signalled. The sequencer gives the committed facts their positions and calls all nodes; the poller of each
//! node reads on and hands the changes to its subscriptions. Signal and call are only hints: both look by themselves, too.

mod cursor;
mod event;
mod poller;
mod sequencer;
mod session;
mod subscription;

pub use cursor::Cursor;
pub use event::Event;
pub use sequencer::keep_announcing;
pub use subscription::{Filter, Subscription, SubscriptionError};

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use domain::Env;
use domain::change_feed::Topic;
use domain::id::SessionId;
use domain::outbox;
use tokio::sync::{broadcast, watch};

use crate::task::Tasks;

/// Where nodes call each other when facts were announced.
const CHANNEL: &str = "facts";
/// How long nobody looks when nobody calls.
const PAUSE: Duration = Duration::from_millis(300);
/// How long facts gather behind those that were announced.
const GATHERED_FOR: Duration = Duration::from_millis(20);
/// Facts announced or read at once.
const BATCH: u64 = 500;
/// Events that wait for the slowest subscription of a topic; one that is further behind is ended.
const BACKLOG: usize = 1_024;

/// What happens, as it happens: one per serving process. With each event goes what its readers keep of it.
pub struct ChangeFeed<K> {
    env: Arc<Env>,
    topics: [broadcast::Sender<Arc<Event<K>>>; Topic::ALL.len()],
    sessions: broadcast::Sender<SessionId>,
    /// Where the poller begins to read: fixed before the first subscription looks at the past, so that nothing lies
    /// between what it finds there and what it is told.
    start: OnceLock<i64>,
    /// Up to here everything was told.
    told: Mutex<Option<i64>>,
}

impl<K: Default + Send + Sync> ChangeFeed<K> {
    /// A feed that tells nothing until it runs.
    pub fn new(env: Arc<Env>) -> Self {
        Self {
            env,
            topics: Topic::ALL.map(|_| broadcast::Sender::new(BACKLOG)),
            sessions: broadcast::Sender::new(BACKLOG),
            start: OnceLock::new(),
            told: Mutex::default(),
        }
    }

    /// From now on nothing that is announced is missed: to be called before anybody subscribes.
    pub async fn begin(&self) -> domain::Result<()> {
        self.start().await.map(|_| ())
    }

    /// Where somebody stands who now begins to ask: whatever is not seen yet by queries from here on comes later.
    pub fn reached(&self) -> Cursor {
        let told = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        Cursor(told.or(self.start.get().copied()).unwrap_or(0))
    }

    /// Announces what is committed here, and tells what is announced anywhere, until told to stop.
    pub async fn run(&self, tasks: &Tasks, stop: watch::Receiver<bool>) {
        tokio::join!(
            keep_announcing(&self.env, tasks, stop.clone()),
            tasks.keep("poller", stop.clone(), || poller::follow(
                self,
                stop.clone()
            )),
        );
    }

    fn of(&self, topic: Topic) -> &broadcast::Sender<Arc<Event<K>>> {
        &self.topics[topic as usize]
    }

    /// Fixes where the poller begins, if nobody has.
    async fn start(&self) -> domain::Result<i64> {
        if let Some(start) = self.start.get() {
            return Ok(*start);
        }
        // Not under a lock: a subscription that nobody reads on may stop here, and must not stop the others.
        let counter = outbox::counter(self.env.db.reader()).await?;
        Ok(*self.start.get_or_init(|| counter.newest))
    }
}
