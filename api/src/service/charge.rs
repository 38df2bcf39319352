//! What a request pays, and what its answer tells of it.

use async_graphql::{Response, Value, value};
use domain::actor::Actor;

use super::errors::{refused, set};
use super::{Sender, Service};
use crate::document::COST_MAX;
use crate::limits::{Admission, BucketState, Charge, Headers, RateLimited};

impl Service {
    /// Takes what a request may cost. The error is the answer that says when to try again.
    pub(super) async fn admit(
        &self,
        actor: Actor,
        sender: Sender<'_>,
        charge: &Charge,
    ) -> Result<Admission, Box<Response>> {
        let admitted = self.limits.admit(actor, sender.address, charge).await;
        admitted.map_err(|limited| Box::new(turned_away(limited)))
    }

    /// Gives back what was not used, and tells in the answer what it cost. Nothing costs less than one point.
    pub(super) async fn settle(
        &self,
        mut response: Response,
        admission: Admission,
        requested: u32,
        actual: u64,
    ) -> Response {
        let actual = u32::try_from(actual).unwrap_or(u32::MAX).min(requested);
        let bucket = self.limits.settle(admission, actual.max(1)).await;
        let cost = value!({
            "requested": requested,
            "actual": actual,
            "limit": COST_MAX,
            "bucket": bucket.map_or(Value::Null, shown),
        });
        response.extensions.insert("cost".to_owned(), cost);
        if let Some(bucket) = bucket {
            add(&mut response, bucket.headers());
        }
        response
    }
}

fn shown(bucket: BucketState) -> Value {
    value!({
        "max": bucket.max,
        "available": bucket.available,
        "restorePerSecond": bucket.restore_per_second,
    })
}

fn turned_away(limited: RateLimited) -> Response {
    let message = format!(
        "Too much at once: the budget of {} is used up. Try again later.",
        limited.bucket
    );
    let mut error = refused("RATE_LIMITED", &message);
    set(&mut error, "retryAfterMs", limited.retry_after_ms());
    let mut response = Response::from_errors(vec![error]);
    add(&mut response, limited.headers());
    response
}

/// Headers for transports that have them.
fn add(response: &mut Response, headers: Headers) {
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            response.http_headers.insert(name, value);
        }
    }
}
