//! What a request pays, and what its answer tells of it.

use std::net::IpAddr;

use async_graphql::{Response, Value, value};
use domain::actor::Actor;
use futures_util::stream::{self, BoxStream, StreamExt};
use infrastructure::limits::{Admission, BucketState, Charge, Headers, RateLimited};
use schema::reading::COST_MAX;

use super::errors::{refused, set};
use super::{RequestMeta, Service};

impl Service {
    /// Refuses who has just been refused, before anything is read.
    pub(super) fn recently_rejected(
        &self,
        actor: Actor,
        meta: RequestMeta<'_>,
    ) -> Result<(), Box<Response>> {
        let known = self.limits.recently_rejected(actor, meta.address);
        known.map_err(|limited| Box::new(turned_away(limited)))
    }

    /// Takes what a request may cost. The error is the answer that says when to try again.
    pub(super) async fn admit(
        &self,
        actor: Actor,
        meta: RequestMeta<'_>,
        charge: &Charge,
    ) -> Result<Admission, Box<Response>> {
        let admitted = self.limits.admit(actor, meta.address, charge).await;
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

    /// Each event costs what the subscription was priced at. Who has used up the points is told so, and hears no more.
    pub(super) fn paid(
        &self,
        events: BoxStream<'static, Response>,
        actor: Actor,
        address: Option<IpAddr>,
        charge: Charge,
    ) -> BoxStream<'static, Response> {
        let limits = self.limits.clone();
        let told = stream::unfold(Some(events), move |events| {
            let limits = limits.clone();
            async move {
                let mut events = events?;
                let event = events.next().await?;
                match limits.admit(actor, address, &charge).await {
                    Ok(_) => Some((event, Some(events))),
                    Err(limited) => Some((turned_away(limited), None)),
                }
            }
        });
        told.boxed()
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
