//! Money brands pay in.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::brand::{self, Role};
use domain::id::BrandId;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::money::{actor, euros, found_brand, public};
use crate::support::people::document;
use crate::support::{Answer, Fault, Person, TestApp};

const FUNDING: &str = "funding { id state failure amount { amount currencyCode } } fundingEdges { cursor node { id } }";

fn funding(brand: BrandId, amount: &str, key: &str) -> Value {
    json!({ "brandId": public(brand), "amount": euros(amount), "idempotencyKey": key })
}

async fn funds(person: &Person, brand: BrandId, amount: &str, key: &str) -> Answer {
    person
        .does("walletFund", funding(brand, amount, key), FUNDING)
        .await
}

async fn wallets(person: &Person, brand: BrandId) -> Answer {
    let query = "query($id: ID!) { brand(id: $id) { wallets {
        available { amount currencyCode } reserved { amount } held { amount } } } }";
    person.asks(query, json!({ "id": public(brand) })).await
}

/// What is free in the wallet, in euros.
async fn available(person: &Person, brand: BrandId) -> String {
    let wallets = wallets(person, brand).await.good();
    wallets
        .at("brand.wallets.0.available.amount")
        .as_str()
        .unwrap_or("nothing")
        .to_owned()
}

async fn is_sound(app: &TestApp) -> bool {
    let violations = domain::payments::queries::check(app.env().db.reader()).await;
    violations.unwrap().is_empty()
}

#[tokio::test]
async fn a_brand_pays_in_and_sees_it() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;
    assert_eq!(available(&ann, acme).await, "nothing");

    let funded = funds(&ann, acme, "100.5", "first").await.good();
    assert_eq!(funded.text("walletFund.funding.state"), "CAPTURED");
    assert_eq!(funded.text("walletFund.funding.amount.amount"), "100.50");
    assert_eq!(
        funded.at("walletFund.fundingEdges.0.node.id"),
        funded.at("walletFund.funding.id")
    );
    funds(&ann, acme, "9.50", "second").await.good();

    assert_eq!(available(&ann, acme).await, "110.00");
    let list = "query($id: ID!) { brand(id: $id) { fundings(first: 1) {
        nodes { amount { amount } capturedAt } pageInfo { hasNextPage } totalCount } } }";
    let list = ann.asks(list, json!({ "id": public(acme) })).await.good();
    assert_eq!(list.text("brand.fundings.nodes.0.amount.amount"), "9.50");
    assert_eq!(list.at("brand.fundings.pageInfo.hasNextPage"), true);
    assert_eq!(list.at("brand.fundings.totalCount"), 2);
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn currencies_lie_side_by_side() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;
    for (amount, currency, key) in [
        ("500", "JPY", "a"),
        ("1.234", "KWD", "b"),
        ("7", "EUR", "c"),
    ] {
        let amount = json!({ "amount": amount, "currencyCode": currency });
        let input = json!({ "brandId": public(acme), "amount": amount, "idempotencyKey": key });
        ann.does("walletFund", input, FUNDING).await.good();
    }
    let seen = wallets(&ann, acme).await.good().at("brand.wallets");
    let amounts: Vec<String> = seen
        .as_array()
        .unwrap()
        .iter()
        .map(|wallet| {
            let available = &wallet["available"];
            format!(
                "{} {}",
                available["currencyCode"].as_str().unwrap(),
                available["amount"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(amounts, ["EUR 7.00", "JPY 500", "KWD 1.234"]);
}

#[tokio::test]
async fn only_those_who_manage_money_pay_in() {
    let app = TestApp::start().await;
    let (ann, eve, vic) = (
        app.person("Ann").await,
        app.person("Eve").await,
        app.person("Vic").await,
    );
    let acme = found_brand(&ann).await;
    let intent = Intent::of(actor(&ann));
    brand::joining::member_add(app.env(), &intent, acme, &vic.email, Role::Viewer)
        .await
        .unwrap();
    let accepts = Intent::of(actor(&vic));
    brand::joining::membership_accept(app.env(), &accepts, acme)
        .await
        .unwrap();

    let as_guest = json!({ "input": funding(acme, "5", "key") });
    let as_guest = app.asks(&document("walletFund", FUNDING), as_guest).await;
    assert_eq!(as_guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(funds(&eve, acme, "5", "key").await.codes(), ["NOT_FOUND"]);
    assert_eq!(funds(&vic, acme, "5", "key").await.codes(), ["FORBIDDEN"]);
    assert_eq!(available(&vic, acme).await, "nothing");
    assert!(app.payments.calls().is_empty());
}

#[tokio::test]
async fn strangers_see_no_wallet_and_operators_do() {
    let app = TestApp::start().await;
    let (ann, eve) = (app.person("Ann").await, app.person("Eve").await);
    let acme = found_brand(&ann).await;
    let funding = funds(&ann, acme, "5", "key")
        .await
        .good()
        .text("walletFund.funding.id");
    let node = "query($id: ID!) { node(id: $id) { id ... on Funding { state } } }";
    let fundings = "query($id: ID!) { brand(id: $id) { fundings { nodes { id } } } }";

    let hidden = wallets(&eve, acme).await.good();
    assert!(hidden.at("brand.wallets").is_null());
    let hidden = eve.asks(fundings, json!({ "id": public(acme) })).await;
    assert!(hidden.good().at("brand.fundings").is_null());
    assert!(
        eve.asks(node, json!({ "id": funding }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert!(
        app.asks(node, json!({ "id": funding }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert_eq!(
        ann.asks(node, json!({ "id": funding }))
            .await
            .good()
            .text("node.state"),
        "CAPTURED"
    );

    let id = actor(&eve).user_id().unwrap();
    domain::account::operators::appoint(app.env(), &Intent::system(), id)
        .await
        .unwrap();
    let eve = eve.logs_in_again().await;
    assert_eq!(available(&eve, acme).await, "5.00");
    assert_eq!(
        eve.asks(node, json!({ "id": funding }))
            .await
            .good()
            .text("node.id"),
        funding
    );
    assert_eq!(funds(&eve, acme, "5", "other").await.codes(), ["NOT_FOUND"]);
}

#[tokio::test]
async fn wrong_amounts_and_keys_move_nothing() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    for amount in ["0", "-1", "1.234", "100000000000"] {
        let answer = funds(&ann, acme, amount, "key").await;
        assert_eq!(
            answer.located_errors(),
            ["AMOUNT_INVALID at input.amount.amount"],
            "{amount}"
        );
    }
    let long = "x".repeat(256);
    for key in ["", "line\nbreak", &long] {
        let answer = funds(&ann, acme, "5", key).await;
        assert_eq!(
            answer.located_errors(),
            ["VALUE_INVALID at input.idempotencyKey"]
        );
    }
    let both = json!({ "brandId": ann.id, "amount": euros("-1"), "idempotencyKey": "key" });
    assert_eq!(
        ann.does("walletFund", both, FUNDING).await.located_errors(),
        [
            "INVALID_ID at input.brandId",
            "AMOUNT_INVALID at input.amount.amount"
        ]
    );
    assert_eq!(available(&ann, acme).await, "nothing");
    assert!(app.payments.calls().is_empty());
}

#[tokio::test]
async fn asking_again_with_the_same_key_charges_once() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    let first = funds(&ann, acme, "5", "key").await.good();
    let again = funds(&ann, acme, "5", "key").await.good();
    assert_eq!(
        first.at("walletFund.funding.id"),
        again.at("walletFund.funding.id")
    );
    let other = funds(&ann, acme, "6", "key").await;
    assert_eq!(
        other.located_errors(),
        ["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]
    );

    assert_eq!(available(&ann, acme).await, "5.00");
    assert_eq!(app.payments.calls(), ["charge"]);
}

#[tokio::test]
async fn asking_at_once_with_the_same_key_charges_once() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    let answers = join_all((0..8).map(|_| funds(&ann, acme, "5", "key"))).await;
    let mut ids: Vec<String> = answers
        .into_iter()
        .map(|answer| answer.good().text("walletFund.funding.id"))
        .collect();
    ids.dedup();

    assert_eq!(ids.len(), 1);
    assert_eq!(available(&ann, acme).await, "5.00");
    assert_eq!(app.payments.calls(), ["charge"]);
}

#[tokio::test]
async fn many_fundings_at_once_all_arrive() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    let keys: Vec<String> = (0..8).map(|key| key.to_string()).collect();
    for answer in join_all(keys.iter().map(|key| funds(&ann, acme, "5", key))).await {
        answer.good();
    }
    assert_eq!(available(&ann, acme).await, "40.00");
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn a_refused_charge_says_why_and_moves_nothing() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    let refused = funds(&ann, acme, "25.13", "key").await.good();
    assert_eq!(refused.text("walletFund.funding.state"), "FAILED");
    assert!(!refused.text("walletFund.funding.failure").is_empty());
    app.passes(TimeDelta::days(1)).await;
    let ann = ann.logs_in_again().await;
    assert_eq!(available(&ann, acme).await, "nothing");
    assert_eq!(app.payments.calls(), ["charge"]);
}

#[tokio::test]
async fn a_funding_without_an_answer_is_asked_about_until_there_is_one() {
    let app = TestApp::start().await;
    let ann = app.person("Ann").await;
    let acme = found_brand(&ann).await;

    app.payments
        .fails_next(&[Fault::LostAfter, Fault::LostBefore, Fault::LostAfter]);
    let open = funds(&ann, acme, "5", "key").await.good();
    assert_eq!(open.text("walletFund.funding.state"), "REQUESTED");
    for _ in 0..2 {
        app.passes(TimeDelta::seconds(10)).await;
        assert_eq!(available(&ann, acme).await, "nothing");
    }

    app.passes(TimeDelta::seconds(10)).await;
    assert_eq!(available(&ann, acme).await, "5.00");
    let now = funds(&ann, acme, "5", "key").await.good();
    assert_eq!(now.text("walletFund.funding.state"), "CAPTURED");
    app.passes(TimeDelta::days(1)).await;
    let ann = ann.logs_in_again().await;
    assert_eq!(available(&ann, acme).await, "5.00");
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn both_sides_see_the_same_breakdown_before_they_agree() {
    let app = TestApp::start().await;
    let breakdown = |amount: &str, weights: Value| {
        let query = "query($pay: MoneyInput!, $weights: [Int!]!) { moneyBreakdown(pay: $pay, weights: $weights) {
            pay { amount } brandFee { amount } creatorFee { amount } totalCharged { amount }
            totalReceived { amount } parts { amount } clearanceDays } }";
        let variables = json!({ "pay": euros(amount), "weights": weights });
        let app = app.clone();
        async move { app.asks(query, variables).await }
    };
    let seen = breakdown("99.99", json!([1, 1, 1]))
        .await
        .good()
        .at("moneyBreakdown");
    assert_eq!(
        seen,
        json!({
            "pay": { "amount": "99.99" }, "brandFee": { "amount": "9.99" }, "creatorFee": { "amount": "0.00" },
            "totalCharged": { "amount": "109.98" }, "totalReceived": { "amount": "99.99" },
            "parts": [{ "amount": "33.33" }, { "amount": "33.33" }, { "amount": "33.33" }], "clearanceDays": 3,
        })
    );
    assert_eq!(
        breakdown("-1", json!([1])).await.codes(),
        ["AMOUNT_INVALID"]
    );
    assert_eq!(
        breakdown("1", json!([-1])).await.codes(),
        ["VALUE_OUT_OF_RANGE"]
    );
    assert_eq!(
        breakdown("1", json!(vec![1; 21])).await.codes(),
        ["LIST_TOO_LONG"]
    );
}
