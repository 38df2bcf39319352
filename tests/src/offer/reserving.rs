//! Money set aside for an offer.

use futures_util::future::join_all;
use serde_json::json;

use super::{only_for_the_brand, seen, wallet};
use crate::support::market::{content, eur, key};
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn money_for_an_offer_is_set_aside_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("439.99").await.good();
    let id = brand.publishes_offer().await;
    assert_eq!(
        brand.reserves(&id).await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(wallet(&brand).await, ("439.99".into(), "0.00".into()));

    brand.pays_in("0.01").await.good();
    let input = json!({ "offerId": id, "idempotencyKey": key() });
    only_for_the_brand(&app, &brand, &id, "offerReserve", input).await;
    brand.reserves(&id).await.good();
    assert_eq!(wallet(&brand).await, ("0.00".into(), "440.00".into()));
    assert_eq!(
        brand.reserves(&id).await.user_errors(),
        ["OFFER_ALREADY_RESERVED"]
    );
    assert_eq!(seen(&brand, &id).await.at("offer.isReserved"), true);
}

#[tokio::test]
async fn offers_reserved_at_once_never_spend_the_same_money() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("900.00").await.good();
    let mut offers = Vec::new();
    for _ in 0..4 {
        offers.push(brand.publishes_offer().await);
    }
    let tries = join_all(offers.iter().map(|id| brand.reserves(id))).await;
    succeeds(2, &tries, "WALLET_INSUFFICIENT");
    assert_eq!(wallet(&brand).await, ("20.00".into(), "880.00".into()));
}

#[tokio::test]
async fn amending_makes_a_version_and_moves_the_reserve() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    brand.pays_in("1000.00").await.good();
    let id = brand.publishes_offer().await;
    brand.reserves(&id).await.good();

    let amended = brand.amends(&id, json!({ "slots": 1 })).await.good();
    assert_eq!(amended.at("offerAmend.offer.version"), 2);
    assert_eq!(wallet(&brand).await, ("780.00".into(), "220.00".into()));
    let dear =
        json!({ "compensation": { "pay": eur("900.00") }, "slots": 2, "budget": eur("5000.00") });
    assert_eq!(
        brand.amends(&id, dear).await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(wallet(&brand).await, ("780.00".into(), "220.00".into()));
    assert_eq!(seen(&brand, &id).await.at("offer.version"), 2);

    only_for_the_brand(
        &app,
        &brand,
        &id,
        "offerAmend",
        json!({ "offerId": id, "content": content() }),
    )
    .await;
    let draft = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    assert_eq!(
        brand.amends(&draft, json!({})).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
}
