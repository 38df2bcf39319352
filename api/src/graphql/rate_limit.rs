//! What a caller may still ask.

use async_graphql::{Context, Object, SimpleObject};
use chrono::{TimeDelta, Utc};

use super::error::Nullable;
use super::scalars::DateTime;
use crate::document::COST_MAX;
use crate::limits::BucketState;

/// Where the caller stands; the service puts it into each request.
pub struct Standing {
    /// Points this request may cost.
    pub cost: u32,
    /// The caller's bucket, this request's points taken.
    pub bucket: Option<BucketState>,
    /// When that was.
    pub now: chrono::DateTime<Utc>,
}

/// What requests cost, and what you may still ask. Every answer tells the same in `extensions.cost`.
///
/// Objects cost 1 point each, and what stands in them; in a list of objects as often as its `@constraint(maxItems:)`
/// says, or a tenth of that where they are plain values, without an id. A connection costs 1, and its nodes or edges as
/// often as `first` or `last` says (20 where neither is given); `totalCount` costs 10, a mutation 10, a log-in or a
/// sign-up 50. Scalars cost nothing. What lists did not have is given back after the answer.
#[derive(SimpleObject)]
pub struct RateLimit {
    /// Points this request costs at most.
    cost: i32,
    /// Points one request may cost.
    limit: i32,
    /// Your points; null where they are not limited.
    bucket: Option<RateLimitBucket>,
}

/// The points of a person; of guests, those of one network address.
#[derive(SimpleObject)]
pub struct RateLimitBucket {
    /// Points of a full bucket.
    max: i32,
    /// Points left after those of this request.
    available: i32,
    /// Points that come back in a second.
    restore_per_second: i32,
    /// When the bucket is full again if nothing more is asked.
    full_at: DateTime,
}

/// The caller's limits.
#[derive(Default)]
pub struct RateLimitQuery;

#[Object]
impl RateLimitQuery {
    /// What this request costs, and what you may still ask.
    async fn rate_limit(&self, ctx: &Context<'_>) -> Nullable<RateLimit> {
        let standing = ctx.data_unchecked::<Standing>();
        Some(Ok(RateLimit {
            cost: int(standing.cost),
            limit: int(COST_MAX),
            bucket: standing.bucket.map(|state| bucket(state, standing.now)),
        }))
    }
}

fn bucket(state: BucketState, now: chrono::DateTime<Utc>) -> RateLimitBucket {
    let until_full = TimeDelta::from_std(state.until_full).unwrap_or(TimeDelta::MAX);
    RateLimitBucket {
        max: int(state.max),
        available: int(state.available),
        restore_per_second: int(state.restore_per_second),
        full_at: DateTime(now.checked_add_signed(until_full).unwrap_or(now)),
    }
}

fn int(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
