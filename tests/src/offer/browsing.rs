//! Offers found and paged through.

use serde_json::{Value, json};

use crate::support::market::eur;
use crate::support::{Good, TestApp};

#[tokio::test]
async fn open_offers_are_browsed_by_what_they_look_for() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let anyone = brand.publishes(json!({ "title": "For anyone" })).await;
    let beauty =
        json!({ "niches": ["BEAUTY"], "platforms": ["TIKTOK"], "countries": ["DE", "AT"] });
    let beauty = brand
        .publishes(json!({ "title": "For beauty", "criteria": beauty }))
        .await;
    let rich = json!({ "pay": eur("900.00") });
    let rich = brand.publishes(json!({ "compensation": rich, "budget": eur("2000"), "closesAt": "2026-12-01T00:00:00Z" })).await;
    brand.drafts(json!({})).await.good();

    let query = "query($filter: OfferFilter, $order: OfferOrder) { offers(filter: $filter, orderBy: $order) { totalCount nodes { id } } }";
    let found = async |filter: Value, field: &str| {
        let direction = if field == "CLOSES_AT" { "ASC" } else { "DESC" };
        let order = json!({ "field": field, "direction": direction });
        let answer = app
            .asks(query, json!({ "filter": filter, "order": order }))
            .await
            .good();
        let nodes = answer.at("offers.nodes").as_array().unwrap().clone();
        assert_eq!(answer.at("offers.totalCount"), nodes.len());
        nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found(json!({}), "PUBLISHED_AT").await,
        [&*rich, &beauty, &anyone]
    );
    assert_eq!(found(json!({}), "CLOSES_AT").await[0], rich);
    assert_eq!(found(json!({ "currency": "EUR" }), "PAY").await[0], rich);
    assert_eq!(
        found(json!({ "nicheIn": ["BEAUTY"] }), "PUBLISHED_AT").await,
        [&*rich, &beauty, &anyone]
    );
    assert_eq!(
        found(json!({ "nicheIn": ["PETS"] }), "PUBLISHED_AT").await,
        [&*rich, &anyone]
    );
    assert_eq!(
        found(
            json!({ "platformIn": ["INSTAGRAM"], "country": "FR" }),
            "PUBLISHED_AT"
        )
        .await,
        [&*rich, &anyone]
    );
    assert_eq!(
        found(json!({ "payMin": eur("500") }), "PUBLISHED_AT").await,
        [&*rich]
    );
    assert_eq!(
        found(json!({ "payMax": eur("500") }), "PUBLISHED_AT").await,
        [&*beauty, &anyone]
    );
    assert_eq!(
        found(
            json!({ "closesBefore": "2026-12-02T00:00:00Z" }),
            "PUBLISHED_AT"
        )
        .await,
        [&*rich]
    );
    assert_eq!(
        found(json!({ "isReserved": true }), "PUBLISHED_AT").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let query = "query($filter: OfferFilter, $order: OfferOrder) { offers(filter: $filter, orderBy: $order) { totalCount } }";
    let refused = async |filter: Value, field: &str| {
        let order = json!({ "field": field, "direction": "DESC" });
        let variables = json!({ "filter": filter, "order": order });
        let answer = app.asks(query, variables).await;
        let path = answer.0["errors"][0]["extensions"]["path"].clone();
        (answer.codes(), path)
    };
    assert_eq!(
        refused(json!({ "country": "XX" }), "PUBLISHED_AT").await,
        (vec!["VALUE_INVALID".into()], json!(["filter", "country"]))
    );
    // Yen and euros are not more or less than each other.
    assert_eq!(
        refused(json!({}), "PAY").await,
        (vec!["VALUE_MISSING".into()], json!(["filter", "currency"]))
    );
    assert_eq!(
        refused(json!({ "payMin": eur("1") }), "PAY").await.0,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn pages_go_forwards_and_backwards_and_miss_nothing() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let mut all = Vec::new();
    for _ in 0..7 {
        all.push(brand.publishes_offer().await);
    }
    all.reverse();
    let query = "query($first: Int, $after: String, $last: Int, $before: String, $order: OfferOrder) {
        offers(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
            edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let ids = |answer: &Good| {
        let edges = answer.at("offers.edges").as_array().unwrap().clone();
        edges
            .iter()
            .map(|edge| edge["node"]["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let (mut forwards, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = app
            .asks(query, json!({ "first": 3, "after": after }))
            .await
            .good();
        assert_eq!(
            page.at("offers.pageInfo.hasPreviousPage"),
            json!(!after.is_null())
        );
        forwards.extend(ids(&page));
        after = page.at("offers.pageInfo.endCursor");
        if page.at("offers.pageInfo.hasNextPage") == false {
            break;
        }
    }
    assert_eq!(forwards, all);

    let (mut backwards, mut before) = (Vec::new(), Value::Null);
    loop {
        let page = app
            .asks(query, json!({ "last": 3, "before": before }))
            .await
            .good();
        backwards.splice(0..0, ids(&page));
        before = page.at("offers.pageInfo.startCursor");
        if page.at("offers.pageInfo.hasPreviousPage") == false {
            break;
        }
    }
    assert_eq!(backwards, all);

    for wrong in [
        json!({ "first": 0 }),
        json!({ "first": 101 }),
        json!({ "first": -1 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "first": 1, "after": "nonsense" }),
        json!({ "first": 1, "before": before }),
        json!({ "first": 1, "after": after, "order": { "field": "PUBLISHED_AT", "direction": "ASC" } }),
        json!({ "first": 1, "after": after, "order": { "field": "CLOSES_AT", "direction": "DESC" } }),
    ] {
        assert_eq!(
            app.asks(query, wrong.clone()).await.codes(),
            ["INVALID_PAGINATION"],
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_brand_sees_all_its_offers_and_others_the_public_ones() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.brand("Eve").await);
    brand.drafts(json!({})).await.good();
    let public = brand.publishes_offer().await;
    let query = "query($id: ID!, $state: [OfferState!]) { brand(id: $id) { offers(filter: { stateIn: $state }) { nodes { id budget { amount } } } } }";
    let own = brand.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(own.at("brand.offers.nodes").as_array().unwrap().len(), 2);
    assert_eq!(own.text("brand.offers.nodes.0.budget.amount"), "500.00");
    let theirs = eve.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(
        theirs.at("brand.offers.nodes"),
        json!([{ "id": public, "budget": null }])
    );
    let drafts = eve
        .asks(query, json!({ "id": brand.id, "state": "DRAFT" }))
        .await
        .good();
    assert_eq!(drafts.at("brand.offers.nodes"), json!([]));
}
