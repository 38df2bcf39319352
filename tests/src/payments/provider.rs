//! Payouts over a provider that refuses, or a line that loses calls.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{PAYOUT, balance, is_sound, requests, rich_creator, state, wish};
use crate::support::{Fault, TestApp};

#[tokio::test]
async fn a_refused_payout_is_available_again() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let mut input = wish(creator, "40", "key");
    input["iban"] = json!(infrastructure::adapters::REFUSING_IBAN);
    let payout = zoe
        .does("payoutRequest", input, PAYOUT)
        .await
        .good()
        .text("payoutRequest.payout.id");

    app.works().await;
    assert_eq!(state(&zoe, &payout).await, "FAILED");
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "100.00", "0.00"].map(str::to_owned)
    );
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn an_answer_lost_after_sending_does_not_send_again() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let payout = requests(&zoe, creator, "40", "key")
        .await
        .good()
        .text("payoutRequest.payout.id");

    app.payments
        .fails_next(&[Fault::LostAfter, Fault::LostAfter]);
    app.works().await;
    assert_eq!(state(&zoe, &payout).await, "SENDING");
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(state(&zoe, &payout).await, "SENDING");
    app.passes(TimeDelta::seconds(2)).await;
    assert_eq!(state(&zoe, &payout).await, "PAID");
    assert_eq!(app.payments.calls(), ["send", "look_up", "look_up"]);
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn a_call_lost_before_sending_is_made_again_ever_more_rarely() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let payout = requests(&zoe, creator, "40", "key")
        .await
        .good()
        .text("payoutRequest.payout.id");

    app.payments.fails_next(&[Fault::LostBefore; 3]);
    app.works().await;
    app.passes(TimeDelta::seconds(1)).await;
    app.passes(TimeDelta::seconds(1)).await;
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(state(&zoe, &payout).await, "SENDING");
    assert!(app.payments.calls().is_empty());
    app.passes(TimeDelta::seconds(4)).await;
    assert_eq!(app.payments.calls(), ["look_up", "send"]);
    assert_eq!(state(&zoe, &payout).await, "IN_TRANSIT");
}

#[tokio::test]
async fn two_workers_send_a_payout_once() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    for key in ["a", "b", "c"] {
        requests(&zoe, creator, "10", key).await.good();
    }
    join_all((0..4).map(|_| domain::payments::commands::run_due(app.env(), 50))).await;
    assert_eq!(app.payments.calls(), ["send"; 3]);
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "70.00", "0.00"].map(str::to_owned)
    );
    assert!(is_sound(&app).await);
}
