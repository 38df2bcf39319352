//! How much may be used of something, as a token bucket: pure arithmetic.
//!
//! A bucket is kept as one number, the instant at which it is full again. Taking moves that instant away, time brings it
//! closer, and a bucket whose instant has passed is full, so that nothing needs to be kept of it. This form of the token
//! bucket is known as the generic cell rate algorithm. All instants and spans are whole microseconds.

use std::time::Duration;

const SECOND: u64 = 1_000_000;

/// The size of a bucket, and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenBucket {
    /// What a full bucket holds; at least 1.
    size: u32,
    /// In how many microseconds one unit comes back; at least 1.
    interval: u64,
}

impl TokenBucket {
    /// Holds `size`, and gets `count` back in every `window`. None, for no limit, when either number is 0.
    pub fn new(size: u32, count: u32, window: Duration) -> Option<Self> {
        if size == 0 || count == 0 {
            return None;
        }
        let interval = window.as_micros() / u128::from(count);
        // So that an empty bucket is full again in a hundred years at most: sums with the present stay exact.
        let most = 100 * 366 * 86_400 * SECOND / u64::from(size);
        Some(Self {
            size,
            interval: u64::try_from(interval).unwrap_or(u64::MAX).clamp(1, most),
        })
    }

    /// Half as much, half as fast; one unit at least.
    pub(super) fn halved(self) -> Self {
        Self {
            size: (self.size / 2).max(1),
            interval: self.interval * 2,
        }
    }

    /// What a full bucket holds.
    pub fn size(self) -> u32 {
        self.size
    }

    /// How many units come back in a second, rounded.
    pub fn per_second(self) -> u32 {
        let count = (SECOND + self.interval / 2) / self.interval;
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// How long an empty bucket takes until it is full.
    pub fn window(self) -> Duration {
        Duration::from_micros(self.span(self.size))
    }

    /// In how many microseconds so much comes back. More than the bucket holds counts as all it holds: else it could
    /// never be had.
    pub(super) fn span(self, amount: u32) -> u64 {
        u64::from(amount.min(self.size)) * self.interval
    }

    /// What is there, in a bucket that is full again after this time.
    pub(super) fn available(self, until_full: Duration) -> u32 {
        let missing = u64::try_from(until_full.as_micros())
            .unwrap_or(u64::MAX)
            .div_ceil(self.interval);
        self.size
            .saturating_sub(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    /// Takes from the bucket that is full at `full_at`: gives when it is full now, or how long to wait for so much.
    pub(super) fn take(self, full_at: u64, amount: u32, now: u64) -> Result<u64, Duration> {
        let latest = now + self.span(self.size);
        let full_at = self.within(full_at, now) + self.span(amount);
        match full_at.checked_sub(latest) {
            None | Some(0) => Ok(full_at),
            Some(wait) => Err(Duration::from_micros(wait)),
        }
    }

    /// Gives back what was taken and not used.
    pub(super) fn give_back(self, full_at: u64, amount: u32, now: u64) -> u64 {
        self.within(full_at, now).saturating_sub(self.span(amount))
    }

    /// A full bucket is full now, and an empty one is full after its window: also where a clock was set back.
    fn within(self, full_at: u64, now: u64) -> u64 {
        full_at.clamp(now, now + self.span(self.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000_000;

    /// Ten units, one more each second.
    fn ten() -> TokenBucket {
        TokenBucket::new(10, 1, Duration::from_secs(1)).unwrap()
    }

    fn available(budget: TokenBucket, full_at: u64, now: u64) -> u32 {
        budget.available(Duration::from_micros(full_at.saturating_sub(now)))
    }

    #[test]
    fn a_full_bucket_gives_what_it_holds_and_no_more() {
        let budget = ten();
        for amount in [9, 10] {
            let full_at = budget.take(0, amount, NOW).unwrap();
            assert_eq!(available(budget, full_at, NOW), 10 - amount);
        }
        let full_at = budget.take(0, 10, NOW).unwrap();
        assert_eq!(budget.take(full_at, 1, NOW), Err(Duration::from_secs(1)));
        assert_eq!(budget.take(full_at, 3, NOW), Err(Duration::from_secs(3)));
        // Nothing is there, and nothing is asked for.
        assert_eq!(budget.take(full_at, 0, NOW), Ok(full_at));
    }

    #[test]
    fn more_than_the_bucket_holds_is_had_when_it_is_full() {
        let budget = ten();
        let full_at = budget.take(0, 11, NOW).unwrap();
        assert_eq!(available(budget, full_at, NOW), 0);
        assert_eq!(budget.take(full_at, 11, NOW), Err(Duration::from_secs(10)));
    }

    #[test]
    fn time_fills_it_unit_by_unit_up_to_its_size() {
        let budget = ten();
        let empty = budget.take(0, 10, NOW).unwrap();
        for (passed, there) in [(0, 0), (999_999, 0), (SECOND, 1), (9_999_999, 9)] {
            assert_eq!(available(budget, empty, NOW + passed), there, "{passed}");
        }
        assert_eq!(available(budget, empty, NOW + 10 * SECOND), 10);
        assert_eq!(available(budget, empty, NOW + 999 * SECOND), 10);
        assert!(budget.take(empty, 1, NOW + SECOND - 1).is_err());
        assert!(budget.take(empty, 1, NOW + SECOND).is_ok());
    }

    #[test]
    fn what_is_given_back_never_fills_it_above_its_size() {
        let budget = ten();
        let full_at = budget.take(0, 6, NOW).unwrap();
        let full_at = budget.give_back(full_at, 4, NOW);
        assert_eq!(available(budget, full_at, NOW), 8);
        let full_at = budget.give_back(full_at, 10, NOW);
        assert_eq!(available(budget, full_at, NOW), 10);
        let full_at = budget.take(full_at, 10, NOW).unwrap();
        assert!(budget.take(full_at, 1, NOW).is_err());
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_longer_than_the_window() {
        let budget = ten();
        let full_at = budget.take(0, 10, NOW).unwrap();
        let before = NOW - 3_600 * SECOND;
        assert_eq!(budget.take(full_at, 1, before), Err(Duration::from_secs(1)));
        assert_eq!(
            budget.take(full_at, 10, before),
            Err(Duration::from_secs(10))
        );
    }

    #[test]
    fn nothing_set_is_no_limit() {
        assert_eq!(TokenBucket::new(0, 1, Duration::from_secs(1)), None);
        assert_eq!(TokenBucket::new(1, 0, Duration::from_secs(1)), None);
        let huge = TokenBucket::new(u32::MAX, u32::MAX, Duration::from_secs(1)).unwrap();
        assert_eq!(huge.per_second(), 1_000_000);
        let slow = TokenBucket::new(u32::MAX, 1, Duration::MAX).unwrap();
        assert!(slow.take(u64::MAX, 1, NOW).is_err());
        assert_eq!(ten().halved().size(), 5);
        assert_eq!(ten().halved().window(), Duration::from_secs(10));
    }
}
