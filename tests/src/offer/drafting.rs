//! Offers as drafts: nobody else sees them, and they are checked as a whole.

use futures_util::future::join_all;
use serde_json::json;

use super::{only_for_the_brand, seen, state};
use crate::support::TestApp;
use crate::support::market::{content, eur, key};
use crate::support::profiles::with;

#[tokio::test]
async fn a_brand_writes_a_draft_that_nobody_else_sees() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    let draft = brand.drafts(json!({})).await.good();
    let id = draft.text("offerCreate.offer.id");
    assert_eq!(draft.at("offerCreate.offer.state"), "DRAFT");
    assert!(draft.at("offerCreate.offerEdges.0.cursor").is_string());

    assert_eq!(state(&brand, &id).await, "DRAFT");
    assert!(seen(&eve, &id).await.at("offer").is_null());
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert!(
        eve.asks(node, json!({ "id": id }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert_eq!(
        brand
            .asks(node, json!({ "id": id }))
            .await
            .good()
            .text("node.id"),
        id
    );
}

#[tokio::test]
async fn only_members_who_manage_work_start_drafts() {
    let app = TestApp::start().await;
    let (brand, eve, fin) = (
        app.brand("Acme").await,
        app.brand("Eve").await,
        app.person("Fin").await,
    );
    brand.takes_in(&brand, &fin, "FINANCE").await.good();
    let input = json!({ "brandId": brand.id, "content": content() });
    assert_eq!(
        eve.does("offerCreate", input.clone(), "offer { id }")
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        fin.does("offerCreate", input.clone(), "offer { id }")
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        app.does("offerCreate", input, "offer { id }").await.codes(),
        ["UNAUTHENTICATED"]
    );
}

#[tokio::test]
async fn a_draft_created_twice_under_one_key_is_one_draft() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let input = json!({ "brandId": brand.id, "content": content(), "idempotencyKey": key() });
    let answers =
        join_all((0..6).map(|_| brand.does("offerCreate", input.clone(), "offer { id }"))).await;
    let mut ids: Vec<String> = Vec::new();
    for answer in answers {
        match answer.user_errors().as_slice() {
            [] => ids.push(answer.good().text("offerCreate.offer.id")),
            codes => assert_eq!(codes, ["IDEMPOTENCY_IN_PROGRESS"]),
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);

    let other = with(
        input,
        json!({ "content": with(content(), json!({ "title": "Another tea" })) }),
    );
    assert_eq!(
        brand
            .does("offerCreate", other, "offer { id }")
            .await
            .user_errors(),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
}

#[tokio::test]
async fn all_mistakes_of_an_offer_come_back_together() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let answer = brand
        .drafts(json!({
            "title": "x",
            "requirements": ["fine", ""],
            "deliverables": [{ "platform": "TIKTOK", "format": "UGC_VIDEO", "dueDays": 0, "requiresPublication": true }],
            "criteria": { "countries": ["XX"], "followersMin": 10 },
            "slots": -1
        }))
        .await;
    assert_eq!(
        answer.located_errors(),
        [
            "VALUE_TOO_SHORT at input.content.title",
            "VALUE_MISSING at input.content.requirements.1",
            "VALUE_OUT_OF_RANGE at input.content.deliverables.0.dueDays",
            "VALUE_INVALID at input.content.deliverables.0.requiresPublication",
            "VALUE_OUT_OF_RANGE at input.content.criteria.followersMin",
            "VALUE_INVALID at input.content.criteria.countries.0",
            "VALUE_OUT_OF_RANGE at input.content.slots",
        ]
    );
    let money = json!({ "compensation": { "pay": { "amount": "5", "currencyCode": "USD" } }, "budget": eur("1.234") });
    assert_eq!(
        brand.drafts(money).await.located_errors(),
        [
            "AMOUNT_INVALID at input.content.budget.amount",
            "CURRENCY_MISMATCH at input.content.compensation.pay.currencyCode"
        ]
    );
    let list = "query($id: ID!) { brand(id: $id) { offers { totalCount } } }";
    assert_eq!(
        brand
            .asks(list, json!({ "id": brand.id }))
            .await
            .good()
            .at("brand.offers.totalCount"),
        0
    );
}

#[tokio::test]
async fn a_draft_is_rewritten_until_it_is_published() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    let rewrite = |title: &str| json!({ "offerId": id, "content": with(content(), json!({ "title": title })) });
    let rewritten = brand
        .does(
            "offerUpdate",
            rewrite("Winter tea"),
            "offer { title version }",
        )
        .await
        .good();
    assert_eq!(rewritten.text("offerUpdate.offer.title"), "Winter tea");
    assert_eq!(rewritten.at("offerUpdate.offer.version"), 2);
    only_for_the_brand(&app, &brand, &id, "offerUpdate", rewrite("Stolen tea")).await;

    brand.turns("offerPublish", &id).await.good();
    let late = brand
        .does("offerUpdate", rewrite("Late tea"), "offer { id }")
        .await;
    assert_eq!(late.user_errors(), ["OFFER_NOT_DRAFT"]);
}
