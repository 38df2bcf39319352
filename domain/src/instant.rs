//! The one way in for instants: from inputs, filters and cursors alike. The database holds rows to the same.

use chrono::{DateTime, Datelike, SubsecRound, Timelike, Utc};

use crate::error::{Code, UserError};

/// The last second the marketplace knows: the end of 9998.
pub const LATEST: DateTime<Utc> =
    DateTime::from_timestamp(253_370_764_799, 0).expect("a time chrono knows");

/// Letters of an instant at most: date, time, nine decimal places, offset.
const LETTERS: usize = 40;

/// No instant the marketplace knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Give an instant from 1970 to 9998, such as 2026-11-21T20:47:16.482Z, with seconds to 59.")]
pub struct NoInstant;

impl UserError for NoInstant {
    fn code(&self) -> Code {
        Code::ValueInvalid
    }
}

/// Reads RFC 3339 with any offset.
pub fn read(text: &str) -> Result<DateTime<Utc>, NoInstant> {
    if text.len() > LETTERS {
        return Err(NoInstant);
    }
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| NoInstant)?;
    of(at.to_utc())
}

/// An instant in microseconds since 1970.
pub fn of_micros(micros: i64) -> Result<DateTime<Utc>, NoInstant> {
    of(DateTime::from_timestamp_micros(micros).ok_or(NoInstant)?)
}

/// Bounds an instant and cuts it to what both databases keep. Years of five digits would sort before those of four.
pub fn of(at: DateTime<Utc>) -> Result<DateTime<Utc>, NoInstant> {
    // A leap second is told as a second of more than a billion nanoseconds.
    let is_leap = at.nanosecond() >= 1_000_000_000;
    if is_leap || !(1970..=9998).contains(&at.year()) {
        return Err(NoInstant);
    }
    Ok(at.trunc_subsecs(6))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn instants_are_bounded_and_have_no_leap_seconds() {
        for bad in [
            "9999-12-31T23:59:59-12:00",
            "9999-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1970-01-01T00:00:00+00:01",
            "0000-01-01T00:00:00Z",
            "2026-12-31T23:59:60Z",
            "2026-12-31T23:59:60.5Z",
            "2026-11-21T24:00:00Z",
            "2026-02-29T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "2026-11-21T20:47:16.0000000000000000000000000000Z",
            "2026-11-21",
            "2026-11-21T20:47:16",
            "infinity",
            "",
        ] {
            assert_eq!(read(bad), Err(NoInstant), "{bad}");
        }
        for good in [
            "1970-01-01T00:00:00Z",
            "9998-12-31T23:59:59.999999999Z",
            "2024-02-29T23:59:59+14:00",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        assert_eq!(of_micros(i64::MAX), Err(NoInstant));
        assert_eq!(of_micros(i64::MIN), Err(NoInstant));
        assert_eq!(of_micros(-1), Err(NoInstant));
    }

    proptest! {
        #[test]
        fn what_is_read_goes_through_a_cursor_and_back(seconds in 0_i64..253_370_764_800, nanos in 0_u32..1_000_000_000) {
            let at = DateTime::from_timestamp(seconds, nanos).unwrap();
            let kept = read(&at.to_rfc3339()).unwrap();
            prop_assert_eq!(of_micros(kept.timestamp_micros()), Ok(kept));
            prop_assert!(kept <= at && kept.nanosecond().is_multiple_of(1_000));
        }
    }
}
