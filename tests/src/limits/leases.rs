//! Nodes take a little in advance: most requests ask nobody, and all nodes together give no more than there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::ManualClock;
use domain::port::cache::CacheUnavailable;
use infrastructure::limits::{Debit, InProcess, Limits, LimitsConfig, Shortfall, Store};

use super::{only, points, somebody};

/// Buckets that two nodes share, and how often they are asked.
struct Counted {
    store: InProcess,
    calls: AtomicUsize,
}

#[async_trait::async_trait]
impl Store for Counted {
    async fn take(
        &self,
        takes: &[Debit],
    ) -> Result<Result<Vec<Duration>, Shortfall>, CacheUnavailable> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.store.take(takes).await
    }

    async fn give_back(&self, take: &Debit) -> Result<Duration, CacheUnavailable> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.store.give_back(take).await
    }

    async fn record_attempt(
        &self,
        account: &str,
    ) -> Result<Result<(), Duration>, CacheUnavailable> {
        self.store.record_attempt(account).await
    }

    async fn reset_attempts(&self, account: &str) -> Result<(), CacheUnavailable> {
        self.store.reset_attempts(account).await
    }
}

struct Nodes {
    clock: Arc<ManualClock>,
    store: Arc<Counted>,
    both: [Limits; 2],
}

impl Nodes {
    fn with(size: u32) -> Self {
        let clock = Arc::new(ManualClock::at("2026-11-23T09:00:00Z".parse().unwrap()));
        let store = Arc::new(Counted {
            store: InProcess::new(clock.clone()),
            calls: AtomicUsize::new(0),
        });
        let rates = LimitsConfig {
            points: only(size),
            ..LimitsConfig::default()
        };
        let node = || Limits::new(rates, clock.clone()).shared_in(store.clone());
        Self {
            both: [node(), node()],
            clock,
            store,
        }
    }

    fn calls(&self) -> usize {
        self.store.calls.swap(0, Ordering::Relaxed)
    }
}

#[tokio::test]
async fn most_requests_ask_nobody_and_are_told_what_is_left() {
    let nodes = Nodes::with(1_000);
    let (node, zoe) = (&nodes.both[0], somebody());
    for done in 1..=5 {
        let admission = node.admit(zoe, None, &points(20)).await.unwrap();
        assert_eq!(admission.state().unwrap().available, 1_000 - done * 10 - 10);
        let left = node.settle(admission, 10).await.unwrap();
        assert_eq!(left.available, 1_000 - done * 10);
    }
    assert_eq!(nodes.calls(), 1);
}

#[tokio::test]
async fn what_is_not_used_goes_back_after_a_moment() {
    let nodes = Nodes::with(1_000);
    let (zoe, eve) = (somebody(), somebody());
    let [here, there] = &nodes.both;
    let admission = here.admit(zoe, None, &points(10)).await.unwrap();
    here.settle(admission, 10).await;
    let elsewhere = there.admit(zoe, None, &points(10)).await.unwrap();
    // What another node holds for a moment is not to be had here.
    assert_eq!(elsewhere.state().unwrap().available, 930);

    nodes.clock.advance(TimeDelta::seconds(2));
    for node in [here, there] {
        node.admit(eve, None, &points(1)).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    let again = there.admit(zoe, None, &points(1)).await.unwrap();
    assert_eq!(again.state().unwrap().available, 979);
}

#[tokio::test]
async fn all_nodes_together_give_no_more_than_there_is() {
    let nodes = Nodes::with(1_000);
    let zoe = somebody();
    let mut given = 0;
    for round in 0..500 {
        if nodes.both[round % 2]
            .admit(zoe, None, &points(7))
            .await
            .is_ok()
        {
            given += 7;
        }
    }
    // All but what is less than a request on either node.
    assert!((1_000 - 7 * 3..=1_000).contains(&given), "{given}");
}

#[tokio::test]
async fn a_small_budget_is_not_shared_out() {
    let nodes = Nodes::with(19);
    let zoe = somebody();
    for _ in 0..19 {
        nodes.both[0].admit(zoe, None, &points(1)).await.unwrap();
    }
    assert!(nodes.both[1].admit(zoe, None, &points(1)).await.is_err());
    assert_eq!(nodes.calls(), 20);
}
