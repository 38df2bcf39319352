//! Time comes in from outside, so that tests and the demo can set it.

use std::sync::Mutex;

use chrono::{DateTime, Datelike, Days, NaiveDate, SubsecRound, TimeDelta, Utc, Weekday};

/// Where `now` comes from. Commands read it once.
pub trait Clock: Send + Sync {
    /// The present instant in UTC, cut to microseconds: what both databases can keep.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still until it is moved: for tests and for demo data with a past.
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// Starts at the given instant.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now.trunc_subsecs(6)))
    }

    /// Moves time forward.
    pub fn advance(&self, by: TimeDelta) {
        *self.lock() += by;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, DateTime<Utc>> {
        // An instant is always whole, so a panic elsewhere cannot have left it broken.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.lock()
    }
}

/// The instant `days` business days after `from`: Monday to Friday in UTC, holidays left out, same time of day.
pub fn after_business_days(
    from: DateTime<Utc>,
    days: u32,
    holidays: &[NaiveDate],
) -> DateTime<Utc> {
    let mut at = from;
    let mut left = days;
    while left > 0 {
        at = at + Days::new(1);
        let day = at.date_naive();
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(&day) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn business_days_skip_weekends() {
        assert_eq!(
            after_business_days(at("2026-11-20T10:00:00Z"), 3, &[]),
            at("2026-11-25T10:00:00Z")
        );
        assert_eq!(
            after_business_days(at("2026-11-21T10:00:00Z"), 1, &[]),
            at("2026-11-23T10:00:00Z")
        );
        assert_eq!(
            after_business_days(at("2026-11-23T10:00:00Z"), 0, &[]),
            at("2026-11-23T10:00:00Z")
        );
    }

    #[test]
    fn business_days_skip_holidays() {
        let christmas = [NaiveDate::from_ymd_opt(2026, 12, 25).unwrap()];
        assert_eq!(
            after_business_days(at("2026-12-24T10:00:00Z"), 1, &christmas),
            at("2026-12-28T10:00:00Z")
        );
    }
}
