//! Nothing is owed before the money is held.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::deal::{photo, reel};
use crate::support::{Answer, Deal, Person, TestApp, succeeds};

async fn funds(deal: &Deal, person: &Person, key: &str) -> Answer {
    let input = json!({ "idempotencyKey": key });
    deal.acts(person, "collaborationFund", input).await
}

#[tokio::test]
async fn covered_by_the_wallet_it_starts_at_once() {
    let app = TestApp::start().await;
    let deal = Deal::with_wallet(&app, &[reel()], "110.00").await;
    assert_eq!(deal.state().await, "ACTIVE");
    assert_eq!(deal.wallet().await, "0.00");
    deal.balances().await;
}

#[tokio::test]
async fn nothing_is_due_before_the_money_is_held() {
    let app = TestApp::start().await;
    let mut deal = Deal::with_wallet(&app, &[reel()], "109.99").await;
    let fields = "state fundingDueAt startedAt deliverables { dueAt }";
    let waits = deal.seen_by(&deal.creator, fields).await;
    assert_eq!(waits["state"], "AWAITING_FUNDING");
    assert_eq!(waits["fundingDueAt"], "2026-11-26T09:00:00.000Z");
    assert!(waits["startedAt"].is_null() && waits["deliverables"][0]["dueAt"].is_null());
    assert_eq!(
        funds(&deal, &deal.brand, "a").await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(deal.wallet().await, "109.99");

    deal.passes(TimeDelta::days(1)).await;
    deal.brand.pays_in("0.01").await.good();
    funds(&deal, &deal.brand, "b").await.good();
    let runs = deal.seen_by(&deal.creator, fields).await;
    assert_eq!(runs["state"], "ACTIVE");
    assert_eq!(runs["startedAt"], "2026-11-24T09:00:00.000Z");
    assert_eq!(runs["deliverables"][0]["dueAt"], "2026-12-08T09:00:00.000Z");
    assert!(runs["fundingDueAt"].is_null());
    deal.balances().await;
}

#[tokio::test]
async fn a_gift_needs_no_money() {
    let app = TestApp::start().await;
    let deal = Deal::gift(&app, &[photo()]).await;
    assert_eq!(deal.state().await, "ACTIVE");
    deal.hands_in(1).await;
    deal.approves(1).await;
    assert_eq!(deal.state().await, "COMPLETED");
    assert_eq!(deal.earned().await, None);
    deal.balances().await;
}

#[tokio::test]
async fn only_who_manages_money_funds() {
    let app = TestApp::start().await;
    let deal = Deal::unfunded(&app, &[reel()]).await;
    deal.brand.pays_in("110.00").await.good();
    let (eve, manager) = (app.person("Eve").await, deal.member("Max", "MANAGER").await);
    assert_eq!(funds(&deal, &eve, "a").await.codes(), ["NOT_FOUND"]);
    assert_eq!(
        funds(&deal, &manager, "a").await.user_errors(),
        ["SPENDING_LIMIT_EXCEEDED"]
    );
    assert_eq!(
        funds(&deal, &deal.creator, "a").await.codes(),
        ["FORBIDDEN"]
    );
    let input = json!({ "collaborationId": deal.id, "idempotencyKey": "a" });
    let guest = app
        .does("collaborationFund", input, "collaboration { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(deal.wallet().await, "110.00");

    let finance = deal.member("Fin", "FINANCE").await;
    funds(&deal, &finance, "a").await.good();
    assert_eq!(
        funds(&deal, &finance, "b").await.user_errors(),
        ["COLLABORATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn funded_many_times_at_once_it_is_funded_once() {
    let app = TestApp::start().await;
    let deal = Deal::unfunded(&app, &[reel()]).await;
    deal.brand.pays_in("500.00").await.good();
    let keys: Vec<String> = (0..6).map(|number| format!("fund-{number}")).collect();
    let answers = join_all(keys.iter().map(|key| funds(&deal, &deal.brand, key))).await;
    succeeds(1, &answers, "COLLABORATION_STATE_INVALID");
    assert_eq!(deal.wallet().await, "390.00");
    deal.balances().await;
}

#[tokio::test]
async fn the_same_key_funds_once_and_answers_alike() {
    let app = TestApp::start().await;
    let deal = Deal::unfunded(&app, &[reel()]).await;
    deal.brand.pays_in("220.00").await.good();
    let first = funds(&deal, &deal.brand, "a").await.good();
    let second = funds(&deal, &deal.brand, "a").await.good();
    assert_eq!(first, second);
    assert_eq!(deal.wallet().await, "110.00");
}

#[tokio::test]
async fn unfunded_for_three_days_it_expires_and_frees_its_slot() {
    let app = TestApp::start().await;
    let mut deal = Deal::unfunded(&app, &[reel()]).await;
    assert_eq!(
        deal.seen("offer { state }").await["offer"]["state"],
        "FILLED"
    );
    deal.passes(TimeDelta::days(3) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deal.state().await, "AWAITING_FUNDING");

    deal.passes(TimeDelta::seconds(1)).await;
    let ended = deal
        .seen("state endedAt deliverables { state } offer { state slotsTaken }")
        .await;
    assert_eq!(ended["state"], "EXPIRED");
    assert_eq!(ended["deliverables"][0]["state"], "CANCELLED");
    assert_eq!(
        ended["offer"],
        json!({ "state": "PUBLISHED", "slotsTaken": 0 })
    );
    deal.brand.pays_in("110.00").await.good();
    assert_eq!(
        funds(&deal, &deal.brand, "a").await.user_errors(),
        ["COLLABORATION_STATE_INVALID"]
    );
}
