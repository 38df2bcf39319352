//! Spares requests the wait for a store that does not answer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row after which nobody asks for a while.
const FAILURES_MAX: u32 = 5;
/// For how long.
const PAUSE: Duration = Duration::from_secs(1);

/// Closed while calls succeed; open for a second after five failures in a row, and for another after each single try
/// that fails from then on.
#[derive(Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
    is_told: bool,
}

impl Breaker {
    /// True when a call may be tried now. After a pause one may, and the others wait for what it finds.
    pub(super) fn lets_through(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.open_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.open_until = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    /// A call succeeded. True when that is news.
    pub(super) fn succeeded(&self) -> bool {
        std::mem::take(&mut *self.state()).is_told
    }

    /// A call failed. True when that is news.
    pub(super) fn failed(&self, now: Instant) -> bool {
        let mut state = self.state();
        state.failures += 1;
        if state.failures >= FAILURES_MAX {
            state.open_until = Some(now + PAUSE);
        }
        !std::mem::replace(&mut state.is_told, true)
    }

    /// The numbers are whole whatever panics elsewhere.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_open_it_for_a_second_and_then_one_may_try() {
        let breaker = Breaker::default();
        let start = Instant::now();
        let told: Vec<bool> = (0..5).map(|_| breaker.failed(start)).collect();
        assert_eq!(told, [true, false, false, false, false]);
        assert!(!breaker.lets_through(start));
        assert!(!breaker.lets_through(start + Duration::from_millis(999)));
        assert!(breaker.lets_through(start + PAUSE));
        assert!(!breaker.lets_through(start + PAUSE));

        assert!(!breaker.failed(start + PAUSE));
        assert!(!breaker.lets_through(start + PAUSE));
        assert!(breaker.lets_through(start + 2 * PAUSE));
        assert!(breaker.succeeded());
        assert!(breaker.lets_through(start + 2 * PAUSE));
        assert!(!breaker.succeeded());
    }

    #[test]
    fn four_failures_do_not_open_it() {
        let breaker = Breaker::default();
        let now = Instant::now();
        for _ in 0..4 {
            breaker.failed(now);
        }
        assert!(breaker.lets_through(now));
    }
}
