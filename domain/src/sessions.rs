//! Live sessions in the memory of a process: believed for as long as it hears of every session that ends.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::id::{SessionId, UserId};

/// Sessions remembered; a hundred bytes each.
const REMEMBERED: u64 = 100_000;
/// How long one is believed without asking elsewhere: what else changes of a person shows after that.
const BELIEVED_FOR: Duration = Duration::from_secs(10);
/// How long what was heard last is trusted: an ended session is refused within a second on every node, the time to
/// announce and to hear included.
const HEARD_FOR: Duration = Duration::from_millis(700);

/// What is kept of a live session.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Live {
    pub user_id: UserId,
    pub is_operator: bool,
    pub expires_at: DateTime<Utc>,
}

/// The sessions a process knows.
#[derive(Debug)]
pub struct Sessions {
    live: Cache<SessionId, Live>,
    ended: Cache<SessionId, ()>,
    /// Up to when everything that ended is known.
    heard: Mutex<Option<Instant>>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            live: kept(BELIEVED_FOR),
            ended: kept(BELIEVED_FOR * 6),
            heard: Mutex::default(),
        }
    }
}

fn kept<V: Clone + Send + Sync + 'static>(time: Duration) -> Cache<SessionId, V> {
    Cache::builder()
        .max_capacity(REMEMBERED)
        .time_to_live(time)
        .build()
}

impl Sessions {
    /// Every session that had ended by then is forgotten here.
    pub fn heard(&self, by: Instant) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(by);
    }

    /// A session has ended.
    pub fn end(&self, id: SessionId) {
        // In this order: who remembers one looks for its end afterwards.
        self.ended.insert(id, ());
        self.live.invalidate(&id);
    }

    /// Its end was heard of: however much else still believes in it.
    pub(crate) fn has_ended(&self, id: SessionId) -> bool {
        self.ended.contains_key(&id)
    }

    /// True where it would be answered from here.
    pub fn knows(&self, id: SessionId) -> bool {
        self.live(id).is_some()
    }

    /// A live session, if one is known and nothing can have ended it unheard.
    pub(crate) fn live(&self, id: SessionId) -> Option<Live> {
        let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard?.elapsed() > HEARD_FOR {
            return None;
        }
        self.live.get(&id)
    }

    /// Remembers a session that was looked up, unless its end was heard of meanwhile.
    pub(crate) fn remember(&self, id: SessionId, live: Live) {
        self.live.insert(id, live);
        if self.has_ended(id) {
            self.live.invalidate(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live() -> Live {
        Live {
            user_id: UserId::new(),
            is_operator: false,
            expires_at: DateTime::<Utc>::MAX_UTC,
        }
    }

    #[test]
    fn a_session_is_believed_only_by_who_hears_of_those_that_end() {
        let (sessions, id) = (Sessions::default(), SessionId::new());
        sessions.remember(id, live());
        assert!(sessions.live(id).is_none());
        sessions.heard(Instant::now());
        assert!(sessions.live(id).is_some());
        sessions.heard(Instant::now().checked_sub(HEARD_FOR * 2).unwrap());
        assert!(sessions.live(id).is_none());
    }

    #[test]
    fn one_that_ended_while_it_was_looked_up_is_not_remembered() {
        let (sessions, id) = (Sessions::default(), SessionId::new());
        sessions.heard(Instant::now());
        sessions.end(id);
        sessions.remember(id, live());
        assert!(sessions.live(id).is_none());
    }
}
