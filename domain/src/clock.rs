//! Time comes in from outside, so that tests and the demo can set it.

use std::sync::Mutex;

use chrono::{
    DateTime, Datelike, Days, DurationRound, NaiveDate, SubsecRound, TimeDelta, Utc, Weekday,
};

use crate::instant::LATEST;

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

    /// Moves time forward, to a whole microsecond.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.lock();
        *now = (*now + by).trunc_subsecs(6);
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

/// So much later, and never later than the marketplace knows: a deadline computed from a configured or stored number must
/// not end the command that computes it.
pub fn after(from: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    from.checked_add_signed(by)
        .map_or(LATEST, |at| at.min(LATEST))
}

/// So many days later, as [`after`].
pub fn after_days(from: DateTime<Utc>, days: u32) -> DateTime<Utc> {
    after(from, TimeDelta::days(days.into()))
}

/// The instant `days` business days after `from`: Monday to Friday in UTC, holidays left out, same time of day. From a day
/// that is none it counts from the beginning of the next one, so that a later start never ends earlier.
pub fn after_business_days(
    from: DateTime<Utc>,
    days: u32,
    holidays: &[NaiveDate],
) -> DateTime<Utc> {
    let is_business_day = |at: DateTime<Utc>| {
        let day = at.date_naive();
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !holidays.contains(&day)
    };
    let mut at = from;
    while !is_business_day(at) {
        at = (at + Days::new(1))
            .duration_trunc(TimeDelta::days(1))
            .unwrap_or(at);
    }
    for _ in 0..days {
        at = at + Days::new(1);
        while !is_business_day(at) {
            at = at + Days::new(1);
        }
        if at >= LATEST {
            return LATEST;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            after_business_days(at("2026-11-20T23:59:00Z"), 3, &[]),
            at("2026-11-25T23:59:00Z")
        );
        for weekend in [
            "2026-11-21T00:00:00Z",
            "2026-11-21T00:01:00Z",
            "2026-11-22T23:59:00Z",
        ] {
            assert_eq!(
                after_business_days(at(weekend), 3, &[]),
                at("2026-11-26T00:00:00Z")
            );
        }
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
        assert_eq!(
            after_business_days(at("2026-12-25T10:00:00Z"), 1, &christmas),
            at("2026-12-29T00:00:00Z")
        );
    }

    #[test]
    fn a_clock_moved_by_less_than_a_microsecond_stays_at_what_databases_keep() {
        let clock = ManualClock::at(at("2026-11-23T10:00:00Z"));
        clock.advance(TimeDelta::nanoseconds(1_999));
        assert_eq!(clock.now(), at("2026-11-23T10:00:00.000001Z"));
    }

    #[test]
    fn no_number_of_days_leads_beyond_the_end_of_time() {
        let now = at("2026-11-23T10:00:00Z");
        assert_eq!(after_days(now, 3), at("2026-11-26T10:00:00Z"));
        assert_eq!(after_days(now, 100_000_000), LATEST);
        assert_eq!(after_days(now, u32::MAX), LATEST);
        assert_eq!(after(now, TimeDelta::MAX), LATEST);
        assert_eq!(after_business_days(now, u32::MAX, &[]), LATEST);
    }

    proptest! {
        #[test]
        fn who_starts_later_never_ends_earlier(
            start in 0_i64..60 * 24 * 60, later in 0_i64..10 * 24 * 60, days in 0_u32..12,
            holidays in proptest::collection::vec(0_u64..90, 0..20),
        ) {
            let first = at("2026-11-20T00:00:00Z");
            let holidays: Vec<_> = holidays.into_iter().map(|day| (first + Days::new(day)).date_naive()).collect();
            let start = first + TimeDelta::minutes(start);
            let ends = |from| after_business_days(from, days, &holidays);
            prop_assert!(ends(start) <= ends(start + TimeDelta::minutes(later)));
            prop_assert!(start + Days::new(days.into()) <= ends(start));
        }
    }
}
