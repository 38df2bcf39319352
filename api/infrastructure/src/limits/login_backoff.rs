//! How guessing at one account slows down: pure arithmetic, in microseconds.

use std::time::Duration;

/// Failures after which the waiting begins.
pub(super) const FREE: u32 = 10;
/// How long failures are remembered after the last one, besides the wait that follows it.
pub(super) const REMEMBERED: Duration = Duration::from_secs(15 * 60);
/// The longest wait.
pub(super) const WAIT_MAX: Duration = Duration::from_secs(15 * 60);

/// The tries at an account since somebody last logged in to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LoginBackoff {
    /// How many; every try counts as a failure until it succeeds, so that many at once do not slip through.
    pub(super) count: u32,
    /// When the last one was.
    pub(super) last: u64,
}

impl LoginBackoff {
    /// How long the next try has to wait after the last one: 2 s after the tenth, then twice as long each time.
    pub(super) fn pause(count: u32) -> Duration {
        match count.checked_sub(FREE) {
            None => Duration::ZERO,
            Some(further) => Duration::from_secs(2 << further.min(16)).min(WAIT_MAX),
        }
    }

    /// Counts one more try, or tells how long to wait before it.
    pub(super) fn another(before: Option<Self>, now: u64) -> Result<Self, Duration> {
        let first = Self {
            count: 1,
            last: now,
        };
        let Some(before) = before else {
            return Ok(first);
        };
        // A clock set back looks as if no time had passed.
        let passed = Duration::from_micros(now.saturating_sub(before.last));
        let pause = Self::pause(before.count);
        if passed < pause {
            return Err(pause - passed);
        }
        if passed >= pause + REMEMBERED {
            return Ok(first);
        }
        Ok(Self {
            count: before.count.saturating_add(1),
            last: now,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn ten_tries_are_free_and_then_each_waits_twice_as_long() {
        let mut now = 0;
        let mut tries = None;
        for _ in 0..FREE {
            tries = Some(LoginBackoff::another(tries, now).unwrap());
        }
        for wait in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] {
            assert_eq!(LoginBackoff::another(tries, now), Err(seconds(wait)));
            now += wait * 1_000_000;
            assert_eq!(
                LoginBackoff::another(tries, now - 1),
                Err(Duration::from_micros(1))
            );
            tries = Some(LoginBackoff::another(tries, now).unwrap());
        }
    }

    #[test]
    fn failures_are_forgotten_after_a_quarter_of_an_hour() {
        let nine = LoginBackoff { count: 9, last: 0 };
        let later = |time: Duration| u64::try_from(time.as_micros()).unwrap();
        let count = |at| LoginBackoff::another(Some(nine), at).unwrap().count;
        assert_eq!(count(later(REMEMBERED) - 1), 10);
        assert_eq!(count(later(REMEMBERED)), 1);
        let many = LoginBackoff { count: 50, last: 0 };
        let tried = LoginBackoff::another(Some(many), later(WAIT_MAX + REMEMBERED));
        assert_eq!(tried.unwrap().count, 1);
    }
}
