//! How much one may ask, in this process and in Redis.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::actor::{Actor, Principal};
use domain::clock::SystemClock;
use domain::id::{FactId, Id, SessionId, UserId};
use infrastructure::limits::{Charge, InRedis, Limits, LimitsConfig, RateLimited, TokenBucket};

use crate::support::database::setting;

mod account;
mod away;
mod devices;
mod leases;

const HOUR: Duration = Duration::from_secs(3_600);

/// Keys of a test's own.
fn prefix() -> String {
    format!("test:{}:", FactId::new().uuid())
}

/// Limits where the run keeps them: in Redis where it has one.
async fn limits(rates: LimitsConfig) -> Limits {
    let limits = Limits::new(rates, Arc::new(SystemClock));
    match setting("TEST_REDIS_URL") {
        None => limits,
        Some(url) => {
            let store = InRedis::connect(&url, &prefix()).await.unwrap();
            limits.shared_in(Arc::new(store))
        }
    }
}

/// So many at once; hardly any come back during a test.
fn only(size: u32) -> Option<TokenBucket> {
    TokenBucket::new(size, 1, HOUR)
}

fn points(points: u32) -> Charge {
    Charge {
        points,
        ..Charge::default()
    }
}

fn log_in() -> Charge {
    Charge {
        points: 1,
        mutations: 1,
        log_ins: 1,
        ..Charge::default()
    }
}

fn somebody() -> Actor {
    Actor::User(Principal {
        user_id: UserId::new(),
        session_id: SessionId::new(),
        is_operator: false,
        address: None,
    })
}

fn at(address: &str) -> Option<IpAddr> {
    Some(address.parse().unwrap())
}

/// The bucket that refuses.
async fn refused(
    limits: &Limits,
    actor: Actor,
    address: Option<IpAddr>,
    charge: Charge,
) -> Option<&'static str> {
    let refused = limits.admit(actor, address, &charge).await.err();
    refused.map(|limited| limited.bucket)
}

#[tokio::test]
async fn a_budget_gives_what_it_holds_and_not_one_more() {
    for (asked, left) in [(9, 1), (10, 0), (11, 0)] {
        let limits = limits(LimitsConfig {
            points: only(10),
            ..LimitsConfig::default()
        })
        .await;
        let zoe = somebody();
        let admission = limits.admit(zoe, None, &points(asked)).await.unwrap();
        let state = limits.settle(admission, asked).await.unwrap();
        assert_eq!((state.max, state.available), (10, left), "{asked}");

        let more = left + 1;
        let limited = limits.admit(zoe, None, &points(more)).await.unwrap_err();
        assert_eq!(limited.bucket, "points");
        let wait = limited.retry_after;
        assert!(
            wait > HOUR - Duration::from_secs(60) && wait <= HOUR,
            "{wait:?}"
        );
        // A refusal costs nothing, and others have budgets of their own.
        limits.admit(zoe, None, &points(left)).await.unwrap();
        limits.admit(somebody(), None, &points(10)).await.unwrap();
        limits.admit(Actor::Guest, None, &points(10)).await.unwrap();
    }
}

#[tokio::test]
async fn a_request_takes_from_all_its_budgets_or_from_none() {
    let limits = limits(LimitsConfig {
        points: only(10),
        mutations: only(2),
        money: only(1),
        ..LimitsConfig::default()
    })
    .await;
    let zoe = somebody();
    let pays = Charge {
        points: 3,
        mutations: 1,
        money: 1,
        ..Charge::default()
    };
    assert_eq!(refused(&limits, zoe, None, pays).await, None);
    for _ in 0..3 {
        assert_eq!(refused(&limits, zoe, None, pays).await, Some("money"));
    }
    let changes = Charge { money: 0, ..pays };
    assert_eq!(refused(&limits, zoe, None, changes).await, None);
    assert_eq!(
        refused(&limits, zoe, None, changes).await,
        Some("mutations")
    );
    assert_eq!(refused(&limits, zoe, None, points(4)).await, None);
    assert_eq!(refused(&limits, zoe, None, points(1)).await, Some("points"));
    // Where several are short it is the one to wait for longest.
    let both = Charge {
        points: 1,
        mutations: 2,
        ..Charge::default()
    };
    assert_eq!(refused(&limits, zoe, None, both).await, Some("mutations"));
}

#[tokio::test]
async fn unused_points_come_back_and_never_more_than_that() {
    let limits = limits(LimitsConfig {
        points: only(100),
        ..LimitsConfig::default()
    })
    .await;
    let zoe = somebody();
    let first = limits.admit(zoe, None, &points(60)).await.unwrap();
    let second = limits.admit(zoe, None, &points(40)).await.unwrap();
    assert_eq!(limits.settle(first, 50).await.unwrap().available, 10);
    // What cost more than was asked for costs no more.
    limits.settle(second, 90).await.unwrap();
    let whole = limits.admit(zoe, None, &points(10)).await.unwrap();
    assert_eq!(limits.settle(whole, 0).await.unwrap().available, 10);

    let fresh = somebody();
    let large = limits.admit(fresh, None, &points(5_000)).await.unwrap();
    assert_eq!(limits.settle(large, 20).await.unwrap().available, 80);
}

#[tokio::test]
async fn an_empty_budget_fills_with_time() {
    let limits = limits(LimitsConfig {
        points: TokenBucket::new(20, 100, Duration::from_secs(1)),
        ..LimitsConfig::default()
    })
    .await;
    let zoe = somebody();
    limits.admit(zoe, None, &points(20)).await.unwrap();
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        match limits.admit(zoe, None, &points(20)).await {
            Ok(_) => break,
            Err(limited) => tokio::time::sleep(limited.retry_after).await,
        }
        assert!(Instant::now() < patience, "it does not fill");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_at_once_get_no_more_than_there_is() {
    let limits = Arc::new(
        limits(LimitsConfig {
            points: only(20),
            ..LimitsConfig::default()
        })
        .await,
    );
    let zoe = somebody();
    let takers: Vec<_> = (0..50)
        .map(|_| {
            let limits = limits.clone();
            tokio::spawn(async move { limits.admit(zoe, None, &points(1)).await.is_ok() })
        })
        .collect();
    let mut served = 0;
    for taker in takers {
        served += u32::from(taker.await.unwrap());
    }
    assert_eq!(served, 20);
}

#[tokio::test]
async fn guests_are_told_apart_by_address_and_by_network() {
    let limits = limits(LimitsConfig {
        points: only(1),
        ..LimitsConfig::default()
    })
    .await;
    let mut asks = Vec::new();
    for address in [
        "192.0.2.1",
        "::ffff:192.0.2.1",
        "192.0.2.2",
        "2001:db8::1",
        "2001:db8::2:0:0:1",
        "2001:db8:0:1::1",
    ] {
        let bucket = refused(&limits, Actor::Guest, at(address), points(1)).await;
        asks.push((address, bucket.is_none()));
    }
    let expected = [
        ("192.0.2.1", true),
        ("::ffff:192.0.2.1", false),
        ("192.0.2.2", true),
        ("2001:db8::1", true),
        ("2001:db8::2:0:0:1", false),
        ("2001:db8:0:1::1", true),
    ];
    assert_eq!(asks, expected);
}

#[tokio::test]
async fn log_ins_and_sign_ups_count_for_the_address_whoever_asks() {
    let limits = limits(LimitsConfig {
        log_ins: only(2),
        network_log_ins: only(3),
        sign_ups: only(1),
        ..LimitsConfig::default()
    })
    .await;
    let (v4, one, two) = (at("192.0.2.1"), at("2001:db8::1"), at("2001:db8::2"));
    for actor in [Actor::Guest, somebody()] {
        assert_eq!(refused(&limits, actor, v4, log_in()).await, None);
    }
    let tried = refused(&limits, somebody(), v4, log_in()).await;
    assert_eq!(tried, Some("log-ins"));
    for address in [one, one, two] {
        assert_eq!(
            refused(&limits, Actor::Guest, address, log_in()).await,
            None
        );
    }
    let tried = refused(&limits, Actor::Guest, two, log_in()).await;
    assert_eq!(tried, Some("network-log-ins"));

    let sign_up = Charge {
        sign_ups: 1,
        ..Charge::default()
    };
    assert_eq!(refused(&limits, somebody(), v4, sign_up).await, None);
    let tried = refused(&limits, Actor::Guest, v4, sign_up).await;
    assert_eq!(tried, Some("sign-ups"));
}

#[tokio::test]
async fn without_limits_nothing_is_counted() {
    let limits = limits(LimitsConfig::default()).await;
    let admission = limits.admit(Actor::Guest, None, &log_in()).await.unwrap();
    assert_eq!(limits.settle(admission, 1).await, None);
    let unlimited: Result<(), RateLimited> = limits.log_in_of("zoe@example.com", None).await;
    assert_eq!(unlimited, Ok(()));
}
