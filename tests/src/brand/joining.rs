//! Somebody is offered a place in a brand, and is a member once they accept.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Brand, Person, TestApp, succeeds};

/// `[[display name, role]]`, longest member first.
async fn members(person: &Person, brand: &Brand) -> Value {
    let query = "query($id: ID!) { brand(id: $id) { members { nodes { displayName role } } } }";
    let answer = person.asks(query, json!({ "id": brand.id })).await.good();
    let nodes = answer.at("brand.members.nodes");
    let member = |node: &Value| json!([node["displayName"], node["role"]]);
    nodes.as_array().unwrap().iter().map(member).collect()
}

/// What somebody is in a brand.
async fn role(person: &Person, brand: &Brand) -> Value {
    let query = "query($id: ID!) { brand(id: $id) { viewerRole } }";
    let answer = person.asks(query, json!({ "id": brand.id })).await.good();
    answer.at("brand.viewerRole")
}

const PENDING: &str = "query($id: ID!) { brand(id: $id) { pendingMembers { email role } } }";

/// The places a brand has offered, as somebody sees them.
async fn pending(person: &Person, brand: &Brand) -> Value {
    let seen = person.asks(PENDING, json!({ "id": brand.id })).await.good();
    seen.at("brand.pendingMembers")
}

/// The places offered to somebody.
async fn offered_to(person: &Person) -> Value {
    let query = "{ viewer { pendingMemberships { role brand { name } } } }";
    let seen = person.asks(query, Value::Null).await.good();
    seen.at("viewer.pendingMemberships")
}

#[tokio::test]
async fn nobody_is_a_member_before_they_accept_and_nothing_tells_of_them() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let mia = app.person("Mia").await;
    let known = acme.offers_place(&acme, &mia.email, "ADMIN").await;
    let unknown = acme
        .offers_place(&acme, "nobody@example.com", "ADMIN")
        .await;
    assert_eq!(known.clone().good(), unknown.good());

    let waiting = json!([
        { "email": "mia@example.com", "role": "ADMIN" },
        { "email": "nobody@example.com", "role": "ADMIN" }
    ]);
    assert_eq!(pending(&acme, &acme).await, waiting);
    assert_eq!(members(&acme, &acme).await, json!([["Acme", "OWNER"]]));
    assert!(role(&mia, &acme).await.is_null());
    let wish = json!({ "brandId": acme.id, "name": "Mine" });
    let refused = mia.does("brandUpdate", wish, "brand { id }").await;
    assert_eq!(refused.codes(), ["NOT_FOUND"]);
    for stranger in [&mia, &app.person("Eve").await] {
        assert!(pending(stranger, &acme).await.is_null());
    }

    let offered = json!([{ "role": "ADMIN", "brand": { "name": "Acme" } }]);
    assert_eq!(offered_to(&mia).await, offered);
    let accepted = mia.answers_place(&acme, "brandMembershipAccept").await;
    let role = accepted
        .good()
        .text("brandMembershipAccept.brand.viewerRole");
    assert_eq!(role, "ADMIN");
    assert_eq!(offered_to(&mia).await, json!([]));
    let both = json!([["Acme", "OWNER"], ["Mia", "ADMIN"]]);
    assert_eq!(members(&acme, &acme).await, both);
}

#[tokio::test]
async fn a_place_is_accepted_once_and_declined_for_good() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (mia, max) = (app.person("Mia").await, app.person("Max").await);
    for role in ["VIEWER", "MANAGER"] {
        acme.offers_place(&acme, &mia.email, role).await.good();
        acme.offers_place(&acme, &max.email, role).await.good();
    }
    let tries = (0..6).map(|_| mia.answers_place(&acme, "brandMembershipAccept"));
    let tries = join_all(tries).await;
    succeeds(1, &tries, "NOT_FOUND");
    assert_eq!(role(&mia, &acme).await, "MANAGER");
    let again = acme.offers_place(&acme, &mia.email, "VIEWER").await;
    let exists = ["BRAND_MEMBER_ALREADY_EXISTS at input.email"];
    assert_eq!(again.located_errors(), exists);

    let guest = json!({ "brandId": acme.id });
    for mutation in ["brandMembershipAccept", "brandMembershipDecline"] {
        let guest = app.does(mutation, guest.clone(), "brand { id }").await;
        assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
        let eve = app.person(&format!("Eve {mutation}")).await;
        let stranger = eve.answers_place(&acme, mutation).await;
        assert_eq!(stranger.codes(), ["NOT_FOUND"]);
    }
    max.answers_place(&acme, "brandMembershipDecline")
        .await
        .good();
    let late = max.answers_place(&acme, "brandMembershipAccept").await;
    assert_eq!(late.codes(), ["NOT_FOUND"]);
    assert_eq!(pending(&acme, &acme).await, json!([]));
}

#[tokio::test]
async fn an_offered_place_ends_with_the_brand_or_with_who_offered_it() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (adam, mia) = (app.person("Adam").await, app.person("Mia").await);
    acme.takes_in(&acme, &adam, "ADMIN").await.good();
    adam.offers_place(&acme, &mia.email, "ADMIN").await.good();
    acme.appoints(&acme, &adam, "MANAGER").await.good();
    let late = mia.answers_place(&acme, "brandMembershipAccept").await;
    assert_eq!(late.codes(), ["NOT_FOUND"]);

    acme.offers_place(&acme, &mia.email, "ADMIN").await.good();
    let back = json!({ "brandId": acme.id, "email": mia.email });
    let fields = "brand { pendingMembers { email } }";
    let withdraw = "brandMemberAddWithdraw";
    let refused = adam.does(withdraw, back.clone(), fields).await;
    assert_eq!(refused.codes(), ["FORBIDDEN"]);
    let stranger = mia.does(withdraw, back.clone(), fields).await;
    assert_eq!(stranger.codes(), ["NOT_FOUND"]);
    acme.does(withdraw, back, fields).await.good();
    let late = mia.answers_place(&acme, "brandMembershipAccept").await;
    assert_eq!(late.codes(), ["NOT_FOUND"]);
}

#[tokio::test]
async fn who_takes_an_address_later_does_not_take_the_place_offered_to_it() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    acme.offers_place(&acme, "mia@example.com", "ADMIN")
        .await
        .good();
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let mia = app.person("Mia").await;
    assert_eq!(offered_to(&mia).await, json!([]));
    let early = mia.answers_place(&acme, "brandMembershipAccept").await;
    assert_eq!(early.codes(), ["NOT_FOUND"]);
    acme.takes_in(&acme, &mia, "ADMIN").await.good();
}

#[tokio::test]
async fn a_brand_has_a_hundred_places_those_offered_included() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let offers = async |number: usize| {
        let address = format!("somebody{number}@example.com");
        acme.offers_place(&acme, &address, "VIEWER").await
    };
    for number in 0..99 {
        offers(number).await.good();
    }
    assert_eq!(
        offers(99).await.located_errors(),
        ["QUOTA_EXCEEDED at input"]
    );
    // Another role for one of them takes no place.
    offers(7).await.good();
    let input = json!({ "brandId": acme.id, "email": "somebody7@example.com" });
    let withdraws = acme.does("brandMemberAddWithdraw", input, "brand { id }");
    withdraws.await.good();
    offers(99).await.good();
}
