//! Offers, as they change.

use serde_json::{Value, json};

use crate::support::TestApp;

pub const OFFERS: &str = "subscription($offer: ID, $brand: ID, $since: String) {
    offerChanged(offerId: $offer, brandId: $brand, since: $since) { cursor at offer { id title state brand { name } } } }";

#[tokio::test]
async fn everybody_hears_of_public_offers() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let mut guest = app.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;

    let offer = brand.publishes_offer().await;
    let told = guest.hears().await.good();
    assert_eq!(told.text("offerChanged.offer.id"), offer);
    assert_eq!(told.text("offerChanged.offer.state"), "PUBLISHED");
    assert_eq!(told.text("offerChanged.offer.brand.name"), "Acme");
    assert_eq!(told.text("offerChanged.at"), "2026-11-23T09:00:00.000Z");

    // What was looked up for one event is not believed at the next.
    let renamed = json!({ "brandId": brand.id, "name": "Acme & Daughters" });
    brand
        .does("brandUpdate", renamed, "brand { id }")
        .await
        .good();
    brand.turns("offerPause", &offer).await.good();
    let told = guest.hears().await.good();
    assert_eq!(told.text("offerChanged.offer.state"), "PAUSED");
    assert_eq!(
        told.text("offerChanged.offer.brand.name"),
        "Acme & Daughters"
    );
}

#[tokio::test]
async fn a_filter_by_offer_or_brand_leaves_out_all_others() {
    let app = TestApp::start().await;
    let (acme, other) = (app.rich_brand("Acme").await, app.rich_brand("Other").await);
    let foreign = other.publishes_offer().await;
    let (first, second) = (acme.publishes_offer().await, acme.publishes_offer().await);
    let _feed = app.feed_runs().await;
    let by_offer = json!({ "offer": second });
    let by_brand = json!({ "brand": acme.id });
    let both = json!({ "brand": other.id, "offer": foreign });
    let mut of_offer = acme.follows(OFFERS, by_offer).await;
    let mut of_brand = acme.follows(OFFERS, by_brand).await;
    let mut of_both = acme.follows(OFFERS, both).await;

    acme.turns("offerPause", &first).await.good();
    acme.turns("offerPause", &second).await.good();
    other.turns("offerPause", &foreign).await.good();
    let told = |told: crate::support::Answer| told.good().text("offerChanged.offer.id");
    assert_eq!(told(of_offer.hears().await), second);
    assert_eq!(told(of_brand.hears().await), first);
    assert_eq!(told(of_brand.hears().await), second);
    assert_eq!(told(of_both.hears().await), foreign);
}

#[tokio::test]
async fn what_cannot_begin_is_a_request_error() {
    let app = TestApp::start().await;
    let refusals: [(Value, &str); 2] = [
        (json!({ "since": "x" }), "INVALID_PAGINATION"),
        (json!({ "offer": "x" }), "INVALID_ID"),
    ];
    for (variables, code) in refusals {
        let mut follower = app.follows_as(None, OFFERS, variables).await;
        let answer = follower.hears().await;
        assert_eq!(answer.codes(), [code]);
        assert_eq!(answer.0["data"], Value::Null);
        assert_eq!(answer.0["errors"][0]["path"], Value::Null, "{:#}", answer.0);
        follower.ends().await;
    }
}

#[tokio::test]
async fn a_subscription_has_one_root_field() {
    let app = TestApp::start().await;
    for (document, code) in [
        (
            "subscription { offerChanged { cursor } again: offerChanged { cursor } }",
            "QUERY_TOO_COMPLEX",
        ),
        (
            "subscription { ...F again: offerChanged { cursor } } fragment F on Subscription { offerChanged { cursor } }",
            "QUERY_TOO_COMPLEX",
        ),
        (
            "subscription { ... @include(if: true) { offerChanged { cursor } } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { ...F } fragment F on Subscription { __typename }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { offerChanged { cursor } } fragment F on Subscription { offerChanged { cursor } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let mut guest = app.follows_as(None, document, json!({})).await;
        assert_eq!(guest.hears().await.codes(), [code], "{document}");
        guest.ends().await;
    }
}

#[tokio::test]
async fn a_subscription_may_stand_in_fragments() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let documents = [
        "subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { offerChanged { offer { id } } }",
        "subscription { ... on Subscription { ... { told: offerChanged { offer { ...O } } } } } fragment O on Offer { id }",
        "query Q { viewer { id } } subscription S { ...F } fragment F on Subscription { offerChanged { offer { id } } }",
    ];
    let mut guests = Vec::new();
    for document in &documents[..2] {
        let mut guest = app.follows_as(None, document, json!({})).await;
        guest.settles().await;
        guests.push(guest);
    }
    let offer = brand.publishes_offer().await;
    for (guest, key) in guests.iter_mut().zip(["offerChanged", "told"]) {
        let told = guest.hears().await.good();
        assert_eq!(told.text(&format!("{key}.offer.id")), offer);
    }
    // Among several operations it is the named one that runs.
    let mut unnamed = app.follows_as(None, documents[2], json!({})).await;
    let answer = unnamed.hears().await;
    assert_eq!(answer.codes(), ["OPERATION_RESOLUTION_FAILURE"]);
}

#[tokio::test]
async fn what_an_event_tells_of_the_viewer_is_each_ones_own() {
    const OWN: &str =
        "subscription { offerChanged { offer { viewerApplication { id } brand { viewerRole } } } }";
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let mut followers = Vec::new();
    for name in ["Zoe", "Max", "Eve"] {
        let creator = app.micro(name).await;
        let application = if name == "Eve" {
            Value::Null
        } else {
            json!({ "id": creator.applies_to(&offer).await })
        };
        followers.push((creator, application, Value::Null));
    }
    let _feed = app.feed_runs().await;
    let mut heard = Vec::new();
    for (creator, application, role) in &followers {
        heard.push((
            creator.follows(OWN, json!({})).await,
            application.clone(),
            role.clone(),
        ));
    }
    heard.push((
        brand.follows(OWN, json!({})).await,
        Value::Null,
        json!("OWNER"),
    ));

    brand.turns("offerPause", &offer).await.good();
    // All at once, as they are told.
    let told = futures_util::future::join_all(heard.iter_mut().map(
        |(follower, application, role)| async move {
            (
                follower.hears().await.good(),
                application.clone(),
                role.clone(),
            )
        },
    ));
    for (told, application, role) in told.await {
        assert_eq!(told.at("offerChanged.offer.viewerApplication"), application);
        assert_eq!(told.at("offerChanged.offer.brand.viewerRole"), role);
    }
}
