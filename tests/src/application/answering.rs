//! Withdrawn, shortlisted, rejected or accepted: once, and never beyond slots and budget.

use futures_util::future::join_all;
use serde_json::json;

use super::{an_application, not_for_strangers, seen, state};
use crate::support::market::{eur, key, turns_application};
use crate::support::{Answer, TestApp, succeeds};

#[tokio::test]
async fn a_creator_withdraws_and_a_withdrawn_application_cannot_be_accepted() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    not_for_strangers(
        &app,
        &zoe,
        &application,
        "applicationWithdraw",
        json!({ "applicationId": application }),
    )
    .await;
    assert_eq!(
        turns_application(&brand, "applicationWithdraw", &application)
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let tries =
        join_all((0..4).map(|_| turns_application(&zoe, "applicationWithdraw", &application)))
            .await;
    succeeds(1, &tries, "APPLICATION_STATE_INVALID");
    assert_eq!(state(&zoe, &application).await, "WITHDRAWN");
    assert_eq!(
        brand.accepts(&application).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn a_brand_shortlists() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    not_for_strangers(
        &app,
        &brand,
        &application,
        "applicationShortlist",
        json!({ "applicationId": application }),
    )
    .await;
    assert_eq!(
        turns_application(&zoe, "applicationShortlist", &application)
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let tries =
        join_all((0..4).map(|_| turns_application(&brand, "applicationShortlist", &application)))
            .await;
    succeeds(1, &tries, "APPLICATION_STATE_INVALID");
    assert_eq!(state(&zoe, &application).await, "SHORTLISTED");
}

#[tokio::test]
async fn a_brand_rejects_with_a_reason_the_creator_sees() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    let input = json!({ "applicationId": application, "reason": "BUDGET" });
    not_for_strangers(&app, &brand, &application, "applicationReject", input).await;
    let input = json!({ "applicationId": application, "reason": "OTHER" });
    let wordless = brand
        .does("applicationReject", input, "application { id }")
        .await;
    assert_eq!(wordless.located_errors(), ["VALUE_MISSING at input.text"]);
    let input = json!({ "applicationId": application, "reason": "CONTENT_STYLE", "text": "Too loud for us." });
    assert_eq!(
        zoe.does("applicationReject", input.clone(), "application { id }")
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let tries = join_all(
        (0..4).map(|_| brand.does("applicationReject", input.clone(), "application { id }")),
    )
    .await;
    succeeds(1, &tries, "APPLICATION_STATE_INVALID");
    let answer = seen(&zoe, &application).await;
    assert_eq!(answer.at("application.rejectionReason"), "CONTENT_STYLE");
    assert_eq!(answer.text("application.rejectionText"), "Too loud for us.");
}

#[tokio::test]
async fn accepting_opens_one_collaboration_however_often_it_is_asked() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, application) = an_application(&app).await;
    let input = json!({ "applicationId": application, "idempotencyKey": key() });
    not_for_strangers(&app, &brand, &application, "applicationAccept", input).await;
    assert_eq!(
        zoe.does(
            "applicationAccept",
            json!({ "applicationId": application, "idempotencyKey": key() }),
            "application { id }"
        )
        .await
        .codes(),
        ["FORBIDDEN"]
    );

    let tries = join_all((0..16).map(|_| brand.accepts(&application))).await;
    succeeds(1, &tries, "APPLICATION_STATE_INVALID");
    let query = "query($id: ID!) { offer(id: $id) { slotsTaken state } }";
    assert_eq!(
        brand
            .asks(query, json!({ "id": offer }))
            .await
            .good()
            .at("offer.slotsTaken"),
        1
    );
    let query = "query($id: ID!) { brand(id: $id) { collaborations { totalCount nodes { state pay { amount } } } } }";
    let answer = brand.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(answer.at("brand.collaborations.totalCount"), 1);
    assert_eq!(answer.at("brand.collaborations.nodes.0.state"), "ACTIVE");
}

#[tokio::test]
async fn accepting_again_under_the_same_key_answers_the_same() {
    let app = TestApp::start().await;
    let (brand, _, _, application) = an_application(&app).await;
    let input = json!({ "applicationId": application, "idempotencyKey": key() });
    let accepts = || {
        let fields = "application { id state offer { slotsTaken } }";
        brand.does("applicationAccept", input.clone(), fields)
    };
    let tries = join_all((0..8).map(|_| accepts())).await;
    let (done, waiting): (Vec<_>, Vec<_>) = tries
        .into_iter()
        .partition(|answer| answer.refusals().is_empty());
    let in_progress: Vec<String> = waiting.iter().flat_map(Answer::refusals).collect();
    assert_eq!(in_progress, vec!["IDEMPOTENCY_IN_PROGRESS"; waiting.len()]);
    assert!(!done.is_empty(), "nobody was answered");
    for answer in done.into_iter().chain([accepts().await]) {
        let expected =
            json!({ "id": application, "state": "ACCEPTED", "offer": { "slotsTaken": 1 } });
        assert_eq!(answer.good().at("applicationAccept.application"), expected);
    }
}

#[tokio::test]
async fn the_last_slot_goes_to_one_creator() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes(json!({ "slots": 1 })).await;
    let mut applications = Vec::new();
    for name in ["Ada", "Bea", "Cleo", "Dora"] {
        applications.push(app.micro(name).await.applies_to(&offer).await);
    }
    succeeds(
        1,
        &join_all(
            applications
                .iter()
                .map(|application| brand.accepts(application)),
        )
        .await,
        "OFFER_FULL",
    );
    let query = "query($id: ID!) { offer(id: $id) { state slotsTaken } }";
    let answer = brand.asks(query, json!({ "id": offer })).await.good();
    assert_eq!(
        answer.at("offer"),
        json!({ "state": "FILLED", "slotsTaken": 1 })
    );
}

#[tokio::test]
async fn the_budget_is_never_overdrawn() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand
        .publishes(json!({ "slots": 4, "budget": eur("880.00") }))
        .await;
    let mut applications = Vec::new();
    for name in ["Ada", "Bea", "Cleo", "Dora"] {
        let application = app
            .micro(name)
            .await
            .applies_with(&offer, json!({ "pay": eur("300.00") }))
            .await
            .good();
        applications.push(application.text("applicationSubmit.application.id"));
    }
    let tries = join_all(
        applications
            .iter()
            .map(|application| brand.accepts(application)),
    )
    .await;
    succeeds(2, &tries, "OFFER_BUDGET_EXCEEDED");
}

#[tokio::test]
async fn without_money_the_collaboration_waits_for_it() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    brand.accepts(&application).await.good();
    let query = "query($id: ID!) { creator(id: $id) { collaborations { nodes { state } } } }";
    let answer = zoe.asks(query, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        answer.at("creator.collaborations.nodes.0.state"),
        "AWAITING_FUNDING"
    );
}
