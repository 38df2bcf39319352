//! Clients of one node hear what was done on another, and those who do not read are let go.

use serde_json::json;

use super::catching_up::{offer_changes, offers, position};
use super::offers::OFFERS;
use crate::support::TestApp;

#[tokio::test]
async fn what_one_node_did_is_heard_on_the_other() {
    let (here, there) = TestApp::two_nodes().await;
    let _feeds = (here.feed_runs().await, there.feed_runs().await);
    let brand = here.rich_brand("Acme").await;
    let mut guest = there.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;
    let offer = brand.publishes_offer().await;
    let told = guest.hears().await.good();
    assert_eq!(told.text("offerChanged.offer.id"), offer);
}

#[tokio::test]
async fn what_a_node_committed_before_it_died_is_heard() {
    // The first node never announces anything.
    let (here, there) = TestApp::two_nodes().await;
    let _feed = there.feed_runs().await;
    let brand = here.rich_brand("Acme").await;
    let mut guest = there.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;
    let offer = brand.publishes_offer().await;
    let told = guest.hears().await.good();
    assert_eq!(told.text("offerChanged.offer.id"), offer);
}

#[tokio::test]
async fn who_reads_too_slowly_is_let_go_and_the_others_go_on() {
    const CURSORS: &str = "subscription { offerChanged { cursor } }";
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let mut fast = app.follows_as(None, CURSORS, json!({})).await;
    fast.settles().await;
    brand.publishes_offer().await;
    let begin = position(&fast.hears().await.good());
    let mut slow = app.follows_as(None, CURSORS, json!({})).await;
    slow.settles().await;

    let offer = offers(&app).await[0];
    for _ in 0..3 {
        offer_changes(&app, offer, 400).await;
        for _ in 0..400 {
            fast.hears().await.good();
        }
    }
    assert_eq!(slow.hears().await.codes(), ["SLOW_CONSUMER"]);
    slow.ends().await;
    offer_changes(&app, offer, 1).await;
    assert_eq!(position(&fast.hears().await.good()), begin + 1_201);
}
