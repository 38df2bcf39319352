//! The time of the story, and the worker that acts while it passes.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::Env;
use domain::actor::{Actor, Intent, Key, Principal};
use domain::clock::{Clock, ManualClock};
use domain::id::{SessionId, UserId};
use server::progress::Progress;
use server::worker;

/// Time between two looks of the worker.
const ROUND: TimeDelta = TimeDelta::hours(12);
/// Rounds until everything due is done, at most.
const ROUNDS_MAX: usize = 10_000;

/// Where the story is told.
pub(super) struct DemoContext<'a> {
    pub(super) env: &'a Env,
    clock: &'a ManualClock,
    next_round: DateTime<Utc>,
    keys: AtomicU32,
    /// How far the story has come.
    pub(super) progress: Progress,
}

impl<'a> DemoContext<'a> {
    /// Begins at the clock's present instant.
    pub(super) fn new(env: &'a Env, clock: &'a ManualClock, progress: Progress) -> Self {
        Self {
            env,
            clock,
            next_round: clock.now() + ROUND,
            keys: AtomicU32::new(0),
            progress,
        }
    }

    /// The present instant of the story.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Lets time pass up to an instant; on the way the worker does what is due.
    pub(super) async fn reach(&mut self, at: DateTime<Utc>) -> anyhow::Result<()> {
        while self.next_round <= at {
            self.clock.advance(self.next_round - self.clock.now());
            self.settle().await?;
            self.next_round += ROUND;
        }
        let left = at - self.clock.now();
        self.clock.advance(left.max(TimeDelta::zero()));
        Ok(())
    }

    /// The worker does all that is due now.
    pub(super) async fn settle(&self) -> anyhow::Result<()> {
        for _ in 0..ROUNDS_MAX {
            if worker::round(self.env).await == 0 {
                return Ok(());
            }
        }
        anyhow::bail!("the worker does not come to rest")
    }

    /// An intention with a key of its own.
    pub(super) fn keyed(&self, actor: Actor) -> Intent {
        let word = format!("demo-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        let input_hash = String::new();
        let key = Some(Key { word, input_hash });
        Intent {
            key,
            ..Intent::of(actor)
        }
    }
}

/// Somebody logged in, at one of the addresses kept for documentation.
pub(super) fn person(user_id: UserId, index: usize) -> Actor {
    let last = u8::try_from(index % 250 + 1).unwrap_or(1);
    Actor::User(Principal {
        user_id,
        session_id: SessionId::new(),
        is_operator: false,
        address: Some([203, 0, 113, last].into()),
    })
}
