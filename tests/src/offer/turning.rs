//! Published, paused, closed, cancelled: by the brand or by the deadline.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{only_for_the_brand, seen, state, wallet};
use crate::support::market::{content, key, turns_offer};
use crate::support::profiles::with;
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn publishing_names_what_is_missing_and_opens_the_offer_once() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    let bare = json!({ "brandId": brand.id, "content": { "title": "Tea", "currency": "EUR" } });
    let bare = brand
        .does("offerCreate", bare, "offer { id }")
        .await
        .good()
        .text("offerCreate.offer.id");
    let missing = brand.turns("offerPublish", &bare).await.located_errors();
    let wanted = [
        "summary",
        "goal",
        "kpis",
        "deliverables",
        "slots",
        "closesAt",
        "compensation",
    ];
    assert_eq!(
        missing,
        wanted.map(|member| format!("OFFER_INCOMPLETE at input.content.{member}"))
    );

    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    only_for_the_brand(&app, &brand, &id, "offerPublish", json!({ "offerId": id })).await;
    let tries = join_all((0..6).map(|_| brand.turns("offerPublish", &id))).await;
    succeeds(1, &tries, "OFFER_STATE_INVALID");
    assert_eq!(state(&eve, &id).await, "PUBLISHED");
}

#[tokio::test]
async fn a_paused_offer_stays_paused_when_a_slot_is_taken_and_freed() {
    let app = TestApp::start().await;
    let (brand, zoe, max) = (
        app.rich_brand("Acme").await,
        app.micro("Zoe").await,
        app.micro("Max").await,
    );
    let id = brand.publishes(json!({ "slots": 1 })).await;
    let (one, other) = (zoe.applies_to(&id).await, max.applies_to(&id).await);
    brand.turns("offerPause", &id).await.good();

    let input = json!({ "applicationId": one, "idempotencyKey": key() });
    let fields = "application { collaboration { id } }";
    let accepted = brand.does("applicationAccept", input, fields).await.good();
    assert_eq!(state(&zoe, &id).await, "PAUSED");
    let full = brand.accepts(&other).await;
    assert_eq!(full.user_errors(), ["OFFER_FULL"]);

    let work = accepted.text("applicationAccept.application.collaboration.id");
    let input = json!({ "collaborationId": work });
    let fields = "collaboration { id }";
    zoe.does("collaborationCancel", input, fields).await.good();
    assert_eq!(state(&zoe, &id).await, "PAUSED");

    // Resumed while all slots are taken it is filled, and opens when one is freed.
    brand.accepts(&other).await.good();
    let resumed = brand.turns("offerResume", &id).await.good();
    assert_eq!(resumed.at("offerResume.offer.state"), "FILLED");
}

#[tokio::test]
async fn a_paused_offer_takes_no_applications_until_it_is_resumed() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    only_for_the_brand(&app, &brand, &id, "offerPause", json!({ "offerId": id })).await;
    assert_eq!(
        brand
            .turns("offerPause", &id)
            .await
            .good()
            .at("offerPause.offer.state"),
        "PAUSED"
    );
    assert_eq!(
        brand.turns("offerPause", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert_eq!(
        zoe.applies_with(&id, json!({})).await.user_errors(),
        ["OFFER_NOT_OPEN"]
    );

    only_for_the_brand(&app, &brand, &id, "offerResume", json!({ "offerId": id })).await;
    assert_eq!(
        brand
            .turns("offerResume", &id)
            .await
            .good()
            .at("offerResume.offer.state"),
        "PUBLISHED"
    );
    assert_eq!(
        brand.turns("offerResume", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    zoe.applies_to(&id).await;
}

#[tokio::test]
async fn closing_frees_the_reserve_and_answers_every_application() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    brand.reserves(&id).await.good();
    let application = zoe.applies_to(&id).await;
    only_for_the_brand(&app, &brand, &id, "offerClose", json!({ "offerId": id })).await;

    assert_eq!(
        brand
            .turns("offerClose", &id)
            .await
            .good()
            .at("offerClose.offer.state"),
        "CLOSED"
    );
    assert_eq!(wallet(&brand).await, ("10000.00".into(), "0.00".into()));
    app.works().await;
    let query = "query($id: ID!) { application(id: $id) { state } }";
    assert_eq!(
        zoe.asks(query, json!({ "id": application }))
            .await
            .good()
            .at("application.state"),
        "CLOSED"
    );
    assert_eq!(
        brand.turns("offerClose", &id).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert_eq!(
        zoe.applies_with(&id, json!({})).await.user_errors(),
        ["OFFER_NOT_OPEN"]
    );
}

#[tokio::test]
async fn the_deadline_closes_an_offer_by_itself() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    app.clock.advance(TimeDelta::days(30));
    let zoe = zoe.person.logs_in_again().await;
    let late = zoe
        .does(
            "applicationSubmit",
            json!({ "offerId": id }),
            "application { id }",
        )
        .await;
    assert_eq!(late.user_errors(), ["OFFER_NOT_OPEN"]);
    let browse = "{ offers { nodes { id } } }";
    assert_eq!(
        zoe.asks(browse, json!({})).await.good().at("offers.nodes"),
        json!([])
    );
    app.works().await;
    assert_eq!(state(&zoe, &id).await, "CLOSED");
}

#[tokio::test]
async fn an_offer_is_cancelled_only_while_no_collaboration_runs() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let id = brand.publishes_offer().await;
    let application = zoe.applies_to(&id).await;
    brand.accepts(&application).await.good();
    assert_eq!(
        brand.turns("offerCancel", &id).await.user_errors(),
        ["OFFER_HAS_COLLABORATIONS"]
    );

    let other = brand.publishes_offer().await;
    only_for_the_brand(
        &app,
        &brand,
        &other,
        "offerCancel",
        json!({ "offerId": other }),
    )
    .await;
    assert_eq!(
        brand
            .turns("offerCancel", &other)
            .await
            .good()
            .at("offerCancel.offer.state"),
        "CANCELLED"
    );
    assert_eq!(
        brand.turns("offerCancel", &other).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert!(seen(&zoe, &other).await.at("offer").is_null());
}

#[tokio::test]
async fn an_unknown_or_foreign_id_is_told_apart_from_nothing() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    assert_eq!(
        turns_offer(&brand, "offerPublish", "nonsense")
            .await
            .located_errors(),
        ["INVALID_ID at input.offerId"]
    );
    assert_eq!(
        turns_offer(&brand, "offerPublish", &brand.id)
            .await
            .user_errors(),
        ["INVALID_ID"]
    );
    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    let unknown = format!("{}AAAA", &id[..id.len() - 4]);
    assert_eq!(
        turns_offer(&brand, "offerPublish", &unknown).await.codes(),
        ["NOT_FOUND"]
    );
}

#[tokio::test]
async fn every_turn_of_an_offer_happens_once_however_often_it_is_tried_at_once() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let id = brand.publishes_offer().await;
    for turn in ["offerPause", "offerResume", "offerClose"] {
        let tries = join_all((0..4).map(|_| brand.turns(turn, &id))).await;
        succeeds(1, &tries, "OFFER_STATE_INVALID");
    }
    let other = brand.publishes_offer().await;
    brand.reserves(&other).await.good();
    let tries = join_all((0..4).map(|_| brand.turns("offerCancel", &other))).await;
    succeeds(1, &tries, "OFFER_STATE_INVALID");
    assert_eq!(wallet(&brand).await, ("10000.00".into(), "0.00".into()));
}

#[tokio::test]
async fn an_offer_changed_at_once_under_one_key_has_one_version_more() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let draft = brand.drafts(json!({})).await.good();
    let draft = draft.text("offerCreate.offer.id");
    let published = brand.publishes_offer().await;
    for (change, id, version) in [("offerUpdate", draft, 2), ("offerAmend", published, 2)] {
        let content = with(content(), json!({ "title": "Winter tea" }));
        let input = json!({ "offerId": id, "content": content, "idempotencyKey": key() });
        let tries = (0..4).map(|_| brand.does(change, input.clone(), "offer { version }"));
        for answer in join_all(tries).await {
            let refusals = answer.refusals();
            assert!(
                refusals.is_empty() || refusals == ["IDEMPOTENCY_IN_PROGRESS"],
                "{refusals:?}"
            );
        }
        assert_eq!(seen(&brand, &id).await.at("offer.version"), version);
    }
}
