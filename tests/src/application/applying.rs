//! Who may apply to what, and how often.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::seen;
use crate::support::market::{eur, key, turns_application};
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn only_eligible_creators_may_apply_and_they_see_why_not() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let criteria =
        json!({ "countries": ["FR"], "followersMin": 5000, "niches": ["BEAUTY", "PETS"] });
    let offer = brand.publishes(json!({ "criteria": criteria })).await;
    let query =
        "query($id: ID!) { offer(id: $id) { eligibility { isEligible checks { rule isMet } } } }";
    let answer = zoe.asks(query, json!({ "id": offer })).await.good();
    assert_eq!(answer.at("offer.eligibility.isEligible"), false);
    let checks = answer
        .at("offer.eligibility.checks")
        .as_array()
        .unwrap()
        .clone();
    let unmet: Vec<_> = checks
        .iter()
        .filter(|check| check["isMet"] == false)
        .map(|check| &check["rule"])
        .collect();
    assert_eq!((checks.len(), unmet), (6, vec![&json!("COUNTRY")]));

    assert_eq!(
        zoe.applies_with(&offer, json!({})).await.user_errors(),
        ["CREATOR_NOT_ELIGIBLE"]
    );
    let nobody = app.person("Nobody").await;
    let input = json!({ "offerId": offer });
    assert_eq!(
        nobody
            .does("applicationSubmit", input.clone(), "application { id }")
            .await
            .user_errors(),
        ["CREATOR_NOT_ELIGIBLE"]
    );
    assert_eq!(
        app.does("applicationSubmit", input, "application { id }")
            .await
            .codes(),
        ["UNAUTHENTICATED"]
    );
    let none = nobody.asks(query, json!({ "id": offer })).await.good();
    assert!(none.at("offer.eligibility").is_null());
}

#[tokio::test]
async fn nobody_applies_to_a_draft_or_to_an_offer_of_their_own_brand() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let draft = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    assert_eq!(
        zoe.applies_with(&draft, json!({})).await.codes(),
        ["NOT_FOUND"]
    );
    let offer = brand.publishes_offer().await;
    brand.takes_in(&brand, &zoe, "VIEWER").await.good();
    assert_eq!(
        zoe.applies_with(&offer, json!({})).await.user_errors(),
        ["APPLICATION_OWN_OFFER"]
    );
}

#[tokio::test]
async fn a_creator_has_one_live_application_to_an_offer() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    succeeds(
        1,
        &join_all((0..6).map(|_| zoe.applies_with(&offer, json!({})))).await,
        "APPLICATION_ALREADY_EXISTS",
    );

    let list = "query($id: ID!) { creator(id: $id) { applications { nodes { id } } } }";
    let application = zoe
        .asks(list, json!({ "id": zoe.id }))
        .await
        .good()
        .text("creator.applications.nodes.0.id");
    turns_application(&zoe, "applicationWithdraw", &application)
        .await
        .good();
    zoe.applies_to(&offer).await;
}

#[tokio::test]
async fn an_application_sent_twice_under_one_key_is_one_application() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let keyed = json!({ "idempotencyKey": key() });
    let first = zoe.applies_with(&offer, keyed.clone()).await.good();
    let second = zoe.applies_with(&offer, keyed).await.good();
    assert_eq!(
        first.at("applicationSubmit.application.id"),
        second.at("applicationSubmit.application.id")
    );
}

#[tokio::test]
async fn other_pay_is_asked_only_where_it_is_negotiable() {
    let app = TestApp::start().await;
    let (brand, zoe, ida) = (
        app.brand("Acme").await,
        app.micro("Zoe").await,
        app.micro("Ida").await,
    );
    let fixed = brand
        .publishes(json!({ "compensation": { "pay": eur("200.00") } }))
        .await;
    let other = |pay: Value| json!({ "pay": pay });
    assert_eq!(
        zoe.applies_with(&fixed, other(eur("250.00")))
            .await
            .user_errors(),
        ["PAY_NOT_NEGOTIABLE"]
    );
    zoe.applies_with(&fixed, other(eur("200.00"))).await.good();

    let open = brand.publishes_offer().await;
    let dollars = json!({ "amount": "250.00", "currencyCode": "USD" });
    assert_eq!(
        zoe.applies_with(&open, other(dollars)).await.user_errors(),
        ["CURRENCY_MISMATCH"]
    );
    assert_eq!(
        zoe.applies_with(&open, other(eur("-1")))
            .await
            .located_errors(),
        ["AMOUNT_INVALID at input.pay.amount"]
    );
    let long = json!({ "message": "x".repeat(3001) });
    assert_eq!(
        zoe.applies_with(&open, long).await.located_errors(),
        ["VALUE_TOO_LONG at input.message"]
    );
    let application = ida
        .applies_with(&open, other(eur("250.00")))
        .await
        .good()
        .text("applicationSubmit.application.id");
    assert_eq!(
        seen(&ida, &application)
            .await
            .text("application.pay.amount"),
        "250.00"
    );
}
