//! Looking through creators.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;

/// The names of the creators that a filter lets through, in an order.
async fn found(app: &TestApp, filter: Value, field: &str) -> Vec<String> {
    let order = json!({ "field": field, "direction": "DESC" });
    let query = "query($filter: CreatorFilter, $order: CreatorOrder) \
                 { creators(filter: $filter, orderBy: $order) { nodes { displayName } } }";
    let answer = app
        .asks(query, json!({ "filter": filter, "order": order }))
        .await
        .good();
    let nodes = answer.at("creators.nodes");
    let name = |node: &Value| node["displayName"].as_str().unwrap().to_owned();
    nodes.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn creators_are_found_by_what_they_are() {
    let app = TestApp::start().await;
    let (zoe, mia) = (app.person("Zoe").await, app.person("Mia").await);
    let zoe = zoe
        .becomes_creator(json!({ "displayName": "Zoe", "languages": ["de-AT", "en"] }))
        .await;
    app.clock.advance(TimeDelta::seconds(1));
    let travels = json!({
        "displayName": "Mia", "country": "FR", "niches": ["TRAVEL", "FASHION"], "primaryNiche": "TRAVEL",
        "languages": ["fr"],
    });
    let mia = mia.becomes_creator(travels).await;
    zoe.adds_account("INSTAGRAM", 20_000).await;
    zoe.adds_account("TIKTOK", 900).await;
    mia.adds_account("INSTAGRAM", 5_000).await;

    assert_eq!(found(&app, json!(null), "CREATED_AT").await, ["Mia", "Zoe"]);
    assert_eq!(found(&app, json!({}), "FOLLOWERS").await, ["Zoe", "Mia"]);
    for (filter, expected) in [
        (json!({ "nicheIn": ["FASHION", "PETS"] }), vec!["Mia"]),
        (json!({ "nicheIn": [] }), vec!["Mia", "Zoe"]),
        (json!({ "platform": "TIKTOK" }), vec!["Zoe"]),
        (json!({ "followersMin": 10_000 }), vec!["Zoe"]),
        (
            json!({ "followersMin": 1_000, "followersMax": 10_000 }),
            vec!["Mia"],
        ),
        (
            json!({ "platform": "TIKTOK", "followersMin": 1_000 }),
            vec![],
        ),
        (json!({ "engagementMin": 0.01 }), vec![]),
        (json!({ "country": "fr" }), vec!["Mia"]),
        (json!({ "language": "de" }), vec!["Zoe"]),
        (json!({ "language": "es" }), vec![]),
        (
            json!({ "country": "DE", "language": "en", "nicheIn": ["BEAUTY"] }),
            vec!["Zoe"],
        ),
    ] {
        assert_eq!(
            found(&app, filter.clone(), "CREATED_AT").await,
            expected,
            "{filter}"
        );
    }
    let wrong = "query { creators(filter: { country: \"XX\" }) { totalCount } }";
    assert_eq!(app.asks(wrong, json!({})).await.codes(), ["VALUE_INVALID"]);
    let wrong = "query { creators(filter: { followersMin: -1 }) { totalCount } }";
    assert_eq!(
        app.asks(wrong, json!({})).await.codes(),
        ["VALUE_OUT_OF_RANGE"]
    );
}

#[tokio::test]
async fn every_creator_stands_on_one_page() {
    let app = TestApp::start().await;
    for (name, followers) in [
        ("Ann", 3),
        ("Bea", 5),
        ("Cleo", 3),
        ("Dora", 9),
        ("Emma", 1),
    ] {
        let person = app.person(name).await;
        let creator = person.becomes_creator(json!({ "displayName": name })).await;
        creator.adds_account("X", followers).await;
    }
    let query = "query($after: String, $order: CreatorOrder) { creators(first: 2, after: $after, orderBy: $order) \
                 { totalCount nodes { socialAccounts { followers { count } } } pageInfo { hasNextPage endCursor } } }";
    let mut counts = Vec::new();
    let mut after = Value::Null;
    loop {
        let page = app
            .asks(
                query,
                json!({ "after": after, "order": { "field": "FOLLOWERS", "direction": "DESC" } }),
            )
            .await
            .good()
            .at("creators");
        assert_eq!(page["totalCount"], 5);
        for node in page["nodes"].as_array().unwrap() {
            counts.push(
                node["socialAccounts"][0]["followers"]["count"]
                    .as_i64()
                    .unwrap(),
            );
        }
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(counts, [9, 5, 3, 3, 1]);
    let other = app
        .asks(
            query,
            json!({ "after": after, "order": { "field": "CREATED_AT", "direction": "DESC" } }),
        )
        .await;
    assert_eq!(other.codes(), ["INVALID_PAGINATION"]);
}
