//! What a caller may still ask.

use chrono::{TimeDelta, Utc};
use infrastructure::limits::BucketState;

use crate::reading::COST_MAX;
use crate::reading::plain::plain;
use crate::scalars::DateTime;

/// Where the caller stands.
#[derive(Clone, Copy)]
pub struct Standing {
    /// Points this request may cost.
    pub cost: u32,
    /// The caller's bucket, this request's points taken.
    pub bucket: Option<BucketState>,
    /// When that was.
    pub now: chrono::DateTime<Utc>,
}

/// What requests cost, and what the caller may still ask.
pub struct RateLimit(pub Standing);

/// The points of a person; of guests, those of one network address.
pub struct Bucket(BucketState, chrono::DateTime<Utc>);

plain! {
    /// What requests cost, and what you may still ask. Every answer tells the same in `extensions.cost`.
    ///
    /// Objects cost 1 point each, and what stands in them; in a list of objects as often as its `@constraint(maxItems:)`
    /// says, or a tenth of that where they are plain values, without an id. A connection costs 1, and its nodes or edges as
    /// often as `first` or `last` says (20 where neither is given); `totalCount` costs 10, a mutation 10, a log-in or a
    /// sign-up 50. Scalars cost nothing. What lists did not have is given back after the answer.
    "RateLimit": |it: RateLimit| {
        /// Points this request costs at most.
        cost: i32 = int(it.0.cost);
        /// Points one request may cost.
        limit: i32 = int(COST_MAX);
        /// Your points; null where they are not limited.
        bucket: Option<Bucket> = it.0.bucket.map(|state| Bucket(state, it.0.now));
    }
}

plain! {
    /// The points of a person; of guests, those of one network address.
    "RateLimitBucket": |it: Bucket| {
        /// Points of a full bucket.
        max: i32 = int(it.0.max);
        /// Points left after those of this request.
        available: i32 = int(it.0.available);
        /// Points that come back in a second.
        restorePerSecond: i32 = int(it.0.restore_per_second);
        /// When the bucket is full again if nothing more is asked.
        fullAt: DateTime = full_at(it.0, it.1);
    }
}

fn full_at(state: BucketState, now: chrono::DateTime<Utc>) -> DateTime {
    let until_full = TimeDelta::from_std(state.until_full).unwrap_or(TimeDelta::MAX);
    DateTime(now.checked_add_signed(until_full).unwrap_or(now))
}

fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
