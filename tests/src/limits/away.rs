//! Limits while Redis is away: kept by each node for itself, and never a reason to fail a request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::actor::Actor;
use domain::clock::SystemClock;
use infrastructure::limits::{InRedis, Limits, LimitsConfig, TokenBucket};

use super::{at, log_in, only, points, prefix, refused, somebody};
use crate::support::database::required;
use crate::support::line::{Line, State};

/// Limits over a line to Redis.
async fn over_a_line(rates: LimitsConfig) -> (Limits, Line, String, String) {
    let url = required("TEST_REDIS_URL");
    let line = Line::to(&url).await;
    let prefix = prefix();
    let store = InRedis::connect(&line.url, &prefix).await.unwrap();
    let limits = Limits::new(rates, Arc::new(SystemClock)).shared_in(Arc::new(store));
    (limits, line, url, prefix)
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn without_redis_a_node_counts_for_itself_and_guards_log_ins_more() {
    let rates = LimitsConfig {
        points: only(10),
        log_ins: only(4),
        account_log_ins: only(4),
        ..LimitsConfig::default()
    };
    let (limits, line, ..) = over_a_line(rates).await;
    let zoe = somebody();
    let before = limits.admit(zoe, None, &points(10)).await.unwrap();
    assert_eq!(refused(&limits, zoe, None, points(1)).await, Some("points"));

    line.is(State::Cut);
    // It was taken in Redis: nothing comes back to a bucket from which it was not taken.
    limits.settle(before, 0).await.unwrap();
    assert_eq!(refused(&limits, zoe, None, points(10)).await, None);
    assert_eq!(refused(&limits, zoe, None, points(1)).await, Some("points"));
    let guest = (Actor::Guest, at("192.0.2.1"));
    for _ in 0..2 {
        assert_eq!(refused(&limits, guest.0, guest.1, log_in()).await, None);
        limits.log_in_of("zoe@example.com", None).await.unwrap();
    }
    let tried = refused(&limits, guest.0, guest.1, log_in()).await;
    assert_eq!(tried, Some("log-ins"));
    assert!(limits.log_in_of("zoe@example.com", None).await.is_err());

    line.is(State::Up);
    let patience = Instant::now() + Duration::from_secs(20);
    // Another person's budget is whole again when it is Redis that tells.
    while limits.log_in_of("zoe@example.com", None).await.is_err() {
        assert!(Instant::now() < patience, "it never asks Redis again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn a_redis_that_does_not_answer_holds_up_a_few_requests_only() {
    let rates = LimitsConfig {
        points: TokenBucket::new(10_000, 1, Duration::from_secs(1)),
        ..LimitsConfig::default()
    };
    let (limits, line, ..) = over_a_line(rates).await;
    line.is(State::Silent);
    let zoe = somebody();
    let start = Instant::now();
    for _ in 0..1_000 {
        limits.admit(zoe, None, &points(1)).await.unwrap();
    }
    // Each would wait a tenth of a second.
    let taken = start.elapsed();
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Redis: tests/servers"]
async fn what_is_kept_in_redis_goes_when_the_bucket_is_full_again() {
    let rates = LimitsConfig {
        points: TokenBucket::new(100, 10, Duration::from_secs(1)),
        account_log_ins: TokenBucket::new(10, 5, Duration::from_secs(60)),
        ..LimitsConfig::default()
    };
    let (limits, _line, url, prefix) = over_a_line(rates).await;
    limits.admit(somebody(), None, &points(50)).await.unwrap();
    limits.log_in_of("zoe@example.com", None).await.unwrap();

    let client = redis::Client::open(url).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    let mut keys = redis::cmd("KEYS");
    keys.arg(format!("{prefix}*"));
    let keys: Vec<String> = keys.query_async(&mut redis).await.unwrap();
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in keys {
        assert!(!key.contains("zoe"), "{key}");
        assert!(key.contains('{') && key.contains('}'), "{key}");
        let mut left = redis::cmd("PTTL");
        let left: i64 = left.arg(&key).query_async(&mut redis).await.unwrap();
        let most = match &key {
            key if key.ends_with(":points") => 5_000,
            key if key.ends_with(":log-ins") => 12_000,
            _ => 15 * 60_000,
        };
        assert!((1..=most).contains(&left), "{key}: {left}");
    }
}
