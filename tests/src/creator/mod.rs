//! Creators: profiles and rate cards.

mod list;
mod social_account;
mod social_post;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::profiles::{profile, with};
use crate::support::{Answer, Creator, Person, TestApp};

const CREATOR: &str = "query($id: ID!) { creator(id: $id) { id displayName bio country city languages primaryNiche \
                       niches rates { platform format price { amount currencyCode } } } }";

async fn becomes(person: &Person, changes: Value) -> Answer {
    person
        .does(
            "creatorCreate",
            with(profile(), changes),
            "creator { id } creatorEdges { cursor }",
        )
        .await
}

async fn changes(person: &Person, creator: &Creator, input: Value) -> Answer {
    let input = with(json!({ "creatorId": creator.id }), input);
    person
        .does("creatorUpdate", input, "creator { displayName city }")
        .await
}

async fn asks_for(person: &Person, creator: &Creator, rates: Value) -> Answer {
    let input = json!({ "creatorId": creator.id, "rates": rates });
    person
        .does(
            "rateCardSet",
            input,
            "creator { rates { format price { amount } } }",
        )
        .await
}

async fn seen(app: &TestApp, creator: &Creator) -> Value {
    let answer = app.asks(CREATOR, json!({ "id": creator.id })).await;
    answer.good().at("creator")
}

fn rate(format: &str, amount: &str, currency: &str) -> Value {
    json!({ "platform": "INSTAGRAM", "format": format, "price": { "amount": amount, "currencyCode": currency } })
}

#[tokio::test]
async fn a_profile_is_seen_by_everybody() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let creator = zoe
        .becomes_creator(json!({
            "bio": "Soap and more.", "city": "Köln", "languages": ["de", "EN-gb", "de"],
            "niches": ["TRAVEL", "BEAUTY", "TRAVEL"],
        }))
        .await;
    assert_eq!(
        seen(&app, &creator).await,
        json!({
            "id": creator.id, "displayName": "Zoë", "bio": "Soap and more.", "country": "DE", "city": "Köln",
            "languages": ["de", "en-GB"], "primaryNiche": "BEAUTY", "niches": ["BEAUTY", "TRAVEL"], "rates": [],
        })
    );
    let own = zoe
        .asks("{ viewer { creator { id } } }", json!({}))
        .await
        .good();
    assert_eq!(own.text("viewer.creator.id"), creator.id);
    let eve = app.person("Eve").await;
    let none = eve
        .asks("{ viewer { creator { id } } }", json!({}))
        .await
        .good();
    assert!(none.at("viewer.creator").is_null());
}

#[tokio::test]
async fn a_person_has_one_profile() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let answers = join_all((0..6).map(|_| becomes(&zoe, json!({})))).await;
    let refusals: Vec<_> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, ["CREATOR_ALREADY_EXISTS"; 5]);

    let mia = app.person("Mia").await;
    let first = becomes(&mia, json!({ "idempotencyKey": "once" }))
        .await
        .good();
    let again = becomes(&mia, json!({ "idempotencyKey": "once" }))
        .await
        .good();
    assert_eq!(first, again);
    let guest = app.does("creatorCreate", profile(), "creator { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn all_mistakes_of_a_profile_come_back_together() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let wrong = json!({
        "displayName": "Z", "bio": "x".repeat(2_001), "country": "XX", "city": "", "languages": ["de", "!"],
        "niches": ["TRAVEL"],
    });
    assert_eq!(
        becomes(&zoe, wrong).await.located_errors(),
        [
            "VALUE_TOO_SHORT at input.displayName",
            "VALUE_TOO_LONG at input.bio",
            "VALUE_INVALID at input.country",
            "VALUE_MISSING at input.city",
            "VALUE_INVALID at input.languages.1",
            "VALUE_INVALID at input.primaryNiche",
        ]
    );
    let empty = json!({ "languages": [], "niches": [] });
    let missing = [
        "VALUE_MISSING at input.languages",
        "VALUE_MISSING at input.niches",
    ];
    assert_eq!(becomes(&zoe, empty).await.located_errors(), missing);
    let many = json!({ "languages": vec!["de"; 11], "niches": vec!["BEAUTY"; 6] });
    assert_eq!(
        becomes(&zoe, many).await.user_errors(),
        ["LIST_TOO_LONG", "LIST_TOO_LONG"]
    );
    let own = zoe.asks("{ viewer { creator { id } } }", json!({})).await;
    assert!(own.good().at("viewer.creator").is_null());
}

#[tokio::test]
async fn a_profile_changes_only_what_is_given() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    changes(
        &zoe,
        &zoe,
        json!({ "city": "Köln", "niches": ["BEAUTY", "PETS"] }),
    )
    .await
    .good();
    changes(
        &zoe,
        &zoe,
        json!({ "displayName": "Zoe B.", "primaryNiche": "PETS" }),
    )
    .await
    .good();
    let after = seen(&app, &zoe).await;
    assert_eq!(after["displayName"], "Zoe B.");
    assert_eq!(
        (&after["city"], &after["country"]),
        (&json!("Köln"), &json!("DE"))
    );
    assert_eq!(
        (&after["niches"], &after["primaryNiche"]),
        (&json!(["BEAUTY", "PETS"]), &json!("PETS"))
    );

    changes(
        &zoe,
        &zoe,
        json!({ "city": null, "idempotencyKey": "once" }),
    )
    .await
    .good();
    changes(&zoe, &zoe, json!({ "city": "Bonn" })).await.good();
    let replayed = changes(
        &zoe,
        &zoe,
        json!({ "city": null, "idempotencyKey": "once" }),
    )
    .await
    .good();
    assert_eq!(
        replayed.at("creatorUpdate.creator.city"),
        "Bonn",
        "the second request changed nothing"
    );
}

#[tokio::test]
async fn a_profile_is_changed_by_nobody_else_and_not_into_nonsense() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let before = seen(&app, &zoe).await;
    let (eve, mia) = (app.person("Eve").await, app.creator("Mia").await);
    for stranger in [&eve, &mia.person, &app.operator("Olga").await] {
        assert_eq!(
            changes(stranger, &zoe, json!({ "bio": "Mine." }))
                .await
                .codes(),
            ["NOT_FOUND"]
        );
    }
    let input = json!({ "creatorId": zoe.id, "bio": "Mine." });
    let guest = app.does("creatorUpdate", input, "creator { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);

    let lost = changes(&zoe, &zoe, json!({ "niches": ["PETS"] })).await;
    assert_eq!(
        lost.located_errors(),
        ["VALUE_INVALID at input.primaryNiche"]
    );
    let wrong = changes(
        &zoe,
        &zoe,
        json!({ "displayName": "", "country": "XX", "languages": [] }),
    )
    .await;
    assert_eq!(
        wrong.user_errors(),
        ["VALUE_MISSING", "VALUE_INVALID", "VALUE_MISSING"]
    );
    let other = json!({ "creatorId": zoe.person.id });
    assert_eq!(
        changes(&zoe, &zoe, other).await.user_errors(),
        ["INVALID_ID"]
    );
    assert_eq!(seen(&app, &zoe).await, before);
}

#[tokio::test]
async fn a_rate_card_is_replaced_as_a_whole() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let lines = json!([
        rate("REEL", "250", "EUR"),
        rate("REEL", "280.50", "USD"),
        rate("STORY", "80", "EUR")
    ]);
    asks_for(&zoe, &zoe, lines).await.good();
    let rates = seen(&app, &zoe).await["rates"].clone();
    assert_eq!(rates.as_array().unwrap().len(), 3);
    assert_eq!(
        rates[1]["price"],
        json!({ "amount": "280.50", "currencyCode": "USD" })
    );

    asks_for(&zoe, &zoe, json!([rate("PIN", "30", "EUR")]))
        .await
        .good();
    assert_eq!(
        seen(&app, &zoe).await["rates"],
        json!([rate("PIN", "30.00", "EUR")])
    );
    let answers =
        join_all((0..4).map(|_| asks_for(&zoe, &zoe, json!([rate("REEL", "9", "EUR")])))).await;
    assert!(answers.iter().all(|answer| answer.refusals().is_empty()));
    asks_for(&zoe, &zoe, json!([])).await.good();
    assert_eq!(seen(&app, &zoe).await["rates"], json!([]));
}

#[tokio::test]
async fn each_of_several_mutations_in_one_request_shows_its_own_effect() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    let query = "mutation($one: RateCardSetInput!, $two: RateCardSetInput!) { \
                 one: rateCardSet(input: $one) { creator { rates { format } } userErrors { code } } \
                 two: rateCardSet(input: $two) { creator { rates { format } } userErrors { code } } }";
    let card = |format: &str| json!({ "creatorId": zoe.id, "rates": [rate(format, "5", "EUR")] });
    let variables = json!({ "one": card("REEL"), "two": card("PIN") });
    let answer = zoe.asks(query, variables).await.good();
    assert_eq!(answer.at("one.creator.rates.0.format"), "REEL");
    assert_eq!(answer.at("two.creator.rates.0.format"), "PIN");
}

#[tokio::test]
async fn a_rate_card_that_makes_no_sense_changes_nothing() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    asks_for(&zoe, &zoe, json!([rate("PIN", "30", "EUR")]))
        .await
        .good();

    let wrong = json!([
        rate("REEL", "0", "EUR"),
        rate("STORY", "1.005", "EUR"),
        rate("LIVE", "5", "EUR"),
        rate("LIVE", "6", "EUR"),
        rate("LIVE", "1.5", "JPY"),
    ]);
    assert_eq!(
        asks_for(&zoe, &zoe, wrong).await.located_errors(),
        [
            "AMOUNT_INVALID at input.rates.0.price.amount",
            "AMOUNT_INVALID at input.rates.1.price.amount",
            "VALUE_INVALID at input.rates.3",
            "AMOUNT_INVALID at input.rates.4.price.amount",
        ]
    );
    let many = Value::from(vec![rate("REEL", "1", "EUR"); 51]);
    assert_eq!(
        asks_for(&zoe, &zoe, many).await.user_errors(),
        ["LIST_TOO_LONG"]
    );
    let eve = app.person("Eve").await;
    assert_eq!(asks_for(&eve, &zoe, json!([])).await.codes(), ["NOT_FOUND"]);
    let input = json!({ "creatorId": zoe.id, "rates": [] });
    let guest = app.does("rateCardSet", input, "creator { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(
        seen(&app, &zoe).await["rates"],
        json!([rate("PIN", "30.00", "EUR")])
    );
}
