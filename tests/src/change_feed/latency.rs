//! How long it takes from a commit to those who follow it: a measurement, not a promise.

use std::time::Instant;

use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::mpsc;

use super::catching_up::{offer_changes, offers};
use crate::support::TestApp;

async fn measure(followers: usize, rounds: usize) {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    let _feed = app.feed_runs().await;
    let offer = offers(&app).await[0];
    let document = "subscription { offerChanged { cursor at offer { id state } } }";
    let (arrived, mut arrivals) = mpsc::unbounded_channel();
    let mut open =
        join_all((0..followers).map(|_| app.follows_as(None, document, json!({})))).await;
    for follower in &mut open {
        follower.settles().await;
    }
    let tasks = open.into_iter().map(|mut follower| {
        let arrived = arrived.clone();
        tokio::spawn(async move {
            loop {
                follower.hears().await.good();
                if arrived.send(Instant::now()).is_err() {
                    return;
                }
            }
        })
    });
    let tasks: Vec<_> = tasks.collect();

    let mut took = Vec::new();
    for _ in 0..rounds {
        offer_changes(&app, offer, 1).await;
        let committed = Instant::now();
        for _ in 0..followers {
            let arrived = arrivals.recv().await.unwrap();
            took.push(arrived.saturating_duration_since(committed));
        }
    }
    tasks.iter().for_each(tokio::task::JoinHandle::abort);
    took.sort();
    let at = |part: usize| took[(took.len() - 1) * part / 100];
    eprintln!(
        "{followers} followers, {rounds} changes: median {:?}, p99 {:?}, worst {:?}",
        at(50),
        at(99),
        at(100)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; run it alone"]
async fn from_commit_to_arrival() {
    measure(1, 300).await;
    measure(2_000, 20).await;
}
