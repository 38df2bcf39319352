//! Editing an offer as forms do: all of it is read back as it is given, and only what changes is sent.

use async_graphql::parser::types::TypeKind;
use serde_json::{Value, json};

use super::seen;
use crate::support::market::{content, eur, key};
use crate::support::profiles::with;
use crate::support::schema::{Published, innermost};
use crate::support::{Answer, Brand, Person, TestApp};

/// Everything that can be read where an input takes it, member by member.
fn selection(schema: &Published, input: &str, output: &str) -> String {
    let Some(TypeKind::InputObject(taken)) = schema.0.get(input) else {
        panic!("{input} is no input");
    };
    let given = schema.fields(output);
    let mut parts = Vec::new();
    for member in &taken.fields {
        let name = member.node.name.node.as_str();
        let field = given.iter().find(|field| field.name.node == name);
        let field = field.unwrap_or_else(|| panic!("{input}.{name} is not read back"));
        let (into, out) = (innermost(&member.node.ty.node), innermost(&field.ty.node));
        parts.push(match schema.0.get(into) {
            Some(TypeKind::InputObject(_)) => {
                format!("{name} {{ {} }}", selection(schema, into, out))
            }
            _ => {
                assert_eq!(into, out, "{input}.{name}");
                name.to_owned()
            }
        });
    }
    parts.join(" ")
}

async fn content_of(person: &Person, id: &str) -> Value {
    let all = selection(&Published::read(), "OfferContentInput", "OfferContent");
    let query = format!("query($id: ID!) {{ offer(id: $id) {{ content {{ {all} }} }} }}");
    let answer = person.asks(&query, json!({ "id": id })).await.good();
    answer.at("offer.content")
}

async fn updates(brand: &Brand, id: &str, content: Value, more: Value) -> Answer {
    let input = with(json!({ "offerId": id, "content": content }), more);
    let fields = "offer { version title pay { amount } budget { amount } }";
    brand.does("offerUpdate", input, fields).await
}

async fn drafted(brand: &Brand, changes: Value) -> String {
    let draft = brand.drafts(changes).await.good();
    draft.text("offerCreate.offer.id")
}

/// An offer in which nothing is left out.
fn full() -> Value {
    json!({
        "suggestions": ["A rainy window"],
        "deliverables": [{ "platform": "TIKTOK", "format": "SHORT_VIDEO", "description": "Rain", "dueDays": 9,
            "roundsIncluded": 1, "requiresConcept": true, "requiresPublication": true, "weight": 3 }],
        "compensation": { "pay": eur("200.00"), "isNegotiable": true, "commissionPercent": "2.5",
            "product": { "name": "Tea", "value": eur("12.00") } },
        "usageRights": [{ "kind": "PAID_ADS", "channels": "Instagram", "territory": ["AT", "DE"], "months": 6,
            "price": eur("20.00") }],
        "criteria": { "niches": ["TRAVEL"], "platforms": ["TIKTOK"], "countries": ["AT"], "languages": ["de"],
            "followersMin": 2_000, "followersMax": 50_000, "engagementMin": 0.03 }
    })
}

#[tokio::test]
async fn what_is_written_is_read_back_and_can_be_sent_again() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    for changes in [
        full(),
        json!({ "compensation": null, "budget": null, "goal": null }),
    ] {
        let id = drafted(&brand, changes).await;
        let content = content_of(&brand, &id).await;
        let updated = updates(&brand, &id, content.clone(), json!({}))
            .await
            .good();
        assert_eq!(updated.at("offerUpdate.offer.version"), 2);
        assert_eq!(content_of(&brand, &id).await, content);

        let input = json!({ "brandId": brand.id, "content": content });
        let copy = brand
            .does("offerCreate", input, "offer { id }")
            .await
            .good();
        let copy = copy.text("offerCreate.offer.id");
        assert_eq!(content_of(&brand, &copy).await, content);
    }
}

#[tokio::test]
async fn the_content_is_for_the_brand() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.brand("Acme").await, app.person("Eve").await);
    let id = brand.publishes_offer().await;
    assert!(content_of(&eve, &id).await.is_null());
}

#[tokio::test]
async fn what_is_not_sent_stays_and_null_clears() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = drafted(&brand, full()).await;
    let before = content_of(&brand, &id).await;
    let changes = json!({ "title": "Winter tea", "closesAt": null, "criteria": null });
    updates(&brand, &id, changes, json!({})).await.good();

    let after = content_of(&brand, &id).await;
    let cleared = json!({ "countries": [], "engagementMin": null, "followersMax": null, "followersMin": null,
        "languages": [], "niches": [], "platforms": [] });
    let changed = json!({ "title": "Winter tea", "closesAt": null, "criteria": cleared });
    assert_eq!(after, with(before, changed));

    let nothing = updates(
        &brand,
        &id,
        json!({ "title": null, "currency": null }),
        json!({}),
    )
    .await;
    assert_eq!(
        nothing.located_errors(),
        [
            "VALUE_MISSING at input.content.currency",
            "VALUE_MISSING at input.content.title"
        ]
    );
    assert_eq!(content_of(&brand, &id).await, after);
}

#[tokio::test]
async fn amounts_are_in_the_offers_currency_whether_that_is_sent_or_not() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = drafted(&brand, json!({})).await;
    let usd = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let other = updates(&brand, &id, json!({ "budget": usd("500.00") }), json!({})).await;
    assert_eq!(
        other.located_errors(),
        ["CURRENCY_MISMATCH at input.content.budget.currencyCode"]
    );
    let half = json!({ "currency": "USD", "budget": usd("500.00") });
    let half = updates(&brand, &id, half, json!({})).await;
    assert_eq!(
        half.located_errors(),
        ["CURRENCY_MISMATCH at input.content.currency"]
    );
    let whole = json!({ "currency": "USD", "budget": usd("500.00"), "compensation": { "pay": usd("200.00") } });
    updates(&brand, &id, whole, json!({})).await.good();
    let budget = content_of(&brand, &id).await["budget"].clone();
    assert_eq!(budget, usd("500.00"));
}

#[tokio::test]
async fn nobody_overwrites_what_somebody_else_has_changed() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = drafted(&brand, json!({})).await;
    let looked_at = json!({ "expectedVersion": 1 });
    let first = updates(
        &brand,
        &id,
        json!({ "title": "Winter tea" }),
        looked_at.clone(),
    )
    .await;
    assert_eq!(first.good().at("offerUpdate.offer.version"), 2);
    let second = updates(
        &brand,
        &id,
        json!({ "title": "Summer tea" }),
        looked_at.clone(),
    )
    .await;
    assert_eq!(
        second.located_errors(),
        ["OFFER_VERSION_CONFLICT at input.expectedVersion"]
    );
    assert_eq!(content_of(&brand, &id).await["title"], "Winter tea");

    brand.turns("offerPublish", &id).await.good();
    for (version, refusals) in [(2, vec![]), (2, vec!["OFFER_VERSION_CONFLICT"])] {
        let input = json!({ "offerId": id, "content": { "slots": 2 }, "expectedVersion": version, "idempotencyKey": key() });
        let amended = brand.does("offerAmend", input, "offer { version }").await;
        assert_eq!(amended.refusals(), refusals);
    }
    assert_eq!(seen(&brand, &id).await.at("offer.version"), 3);
}

#[tokio::test]
async fn an_amount_that_is_not_set_is_null() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let id = drafted(
        &brand,
        json!({ "compensation": null, "budget": null, "slots": null }),
    )
    .await;
    let query = "query($id: ID!) { offer(id: $id) { pay { amount } budget { amount }
        brief { compensation { pay { amount } } } content { budget { amount } slots compensation { pay { amount } } } } }";
    let offer = brand
        .asks(query, json!({ "id": id }))
        .await
        .good()
        .at("offer");
    let nothing = json!({ "pay": null });
    assert_eq!(
        offer,
        json!({ "pay": null, "budget": null, "brief": { "compensation": nothing },
            "content": { "budget": null, "slots": null, "compensation": nothing } })
    );
}

#[tokio::test]
async fn a_draft_says_early_what_publishing_will_say_under_the_paths_of_saving() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let content = json!({ "title": "Tea", "currency": "EUR", "slots": 1 });
    let input = json!({ "brandId": brand.id, "content": content });
    let fields =
        "offer { id viewerActions { publish { isAllowed reasons { code message path } } } }";
    let drafted = brand.does("offerCreate", input, fields).await.good();
    let publish = drafted.at("offerCreate.offer.viewerActions.publish");
    assert_eq!(publish["isAllowed"], false);

    let id = drafted.text("offerCreate.offer.id");
    let refused = brand.turns("offerPublish", &id).await;
    assert_eq!(
        refused.beside("offerPublish.userErrors"),
        publish["reasons"]
    );
    assert_eq!(
        refused.located_errors(),
        [
            "summary",
            "goal",
            "kpis",
            "deliverables",
            "closesAt",
            "compensation"
        ]
        .map(|member| format!("OFFER_INCOMPLETE at input.content.{member}"))
    );
    let whole = with(self::content(), json!({ "slots": 1 }));
    updates(&brand, &id, whole, json!({})).await.good();
    brand.turns("offerPublish", &id).await.good();
}
