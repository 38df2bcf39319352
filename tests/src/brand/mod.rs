//! Brands and their members.

mod joining;
mod spending;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::support::profiles::with;
use crate::support::{Answer, Brand, Person, TestApp};

const BRAND: &str =
    "query($id: ID!) { brand(id: $id) { id name about website country viewerRole } }";
const MEMBERS: &str = "query($id: ID!) { brand(id: $id) { members { totalCount nodes { userId displayName email role } } } }";

async fn founds(person: &Person, input: Value) -> Answer {
    person
        .does(
            "brandCreate",
            input,
            "brand { id name viewerRole } brandEdges { cursor }",
        )
        .await
}

async fn changes(person: &Person, brand: &Brand, input: Value) -> Answer {
    let input = with(json!({ "brandId": brand.id }), input);
    person
        .does("brandUpdate", input, "brand { name about website country }")
        .await
}

async fn brand_as_seen_by(person: &Person, brand: &Brand) -> Value {
    let answer = person.asks(BRAND, json!({ "id": brand.id })).await;
    answer.good().at("brand")
}

/// `[[display name, role]]`, longest member first.
async fn members(person: &Person, brand: &Brand) -> Value {
    let answer = person.asks(MEMBERS, json!({ "id": brand.id })).await.good();
    let nodes = answer.at("brand.members.nodes");
    let member = |node: &Value| json!([node["displayName"], node["role"]]);
    nodes.as_array().unwrap().iter().map(member).collect()
}

#[tokio::test]
async fn whoever_founds_a_brand_owns_it() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let input = json!({ "name": " Acme ", "about": "Soap.", "website": "https://acme.example.com", "country": "de" });
    let answer = founds(&ada, input).await.good();
    assert_eq!(answer.at("brandCreate.brand.viewerRole"), "OWNER");
    assert!(answer.at("brandCreate.brandEdges.0.cursor").is_string());

    let id = answer.text("brandCreate.brand.id");
    let seen = app
        .asks(BRAND, json!({ "id": id }))
        .await
        .good()
        .at("brand");
    assert_eq!(
        seen,
        json!({
            "id": id, "name": "Acme", "about": "Soap.", "website": "https://acme.example.com/",
            "country": "DE", "viewerRole": null,
        })
    );
    let own = "{ viewer { brands { totalCount nodes { name viewerRole } } } }";
    let own = ada.asks(own, json!({})).await.good().at("viewer.brands");
    assert_eq!(
        own,
        json!({ "totalCount": 1, "nodes": [{ "name": "Acme", "viewerRole": "OWNER" }] })
    );
}

#[tokio::test]
async fn a_brand_that_makes_no_sense_is_not_founded() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let input = json!({
        "name": "A", "about": "x".repeat(2_001), "website": "http://acme.example.com", "country": "XX"
    });
    let answer = founds(&ada, input.clone()).await;
    assert_eq!(
        answer.located_errors(),
        [
            "VALUE_TOO_SHORT at input.name",
            "VALUE_TOO_LONG at input.about",
            "VALUE_INVALID at input.country",
            "VALUE_INVALID at input.website",
        ]
    );
    let own = ada
        .asks("{ viewer { brands { totalCount } } }", json!({}))
        .await;
    assert_eq!(own.good().at("viewer.brands.totalCount"), 0);

    let guest = app.does("brandCreate", input, "brand { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn a_brand_founded_twice_under_one_key_is_one_brand() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let input = json!({ "name": "Acme", "country": "DE", "idempotencyKey": "once" });
    let answers = join_all((0..4).map(|_| founds(&ada, input.clone()))).await;
    let again = founds(&ada, input.clone()).await.good();
    for answer in answers {
        let same = answer.beside("brandCreate") == again.at("brandCreate");
        assert!(
            same || answer.user_errors() == ["IDEMPOTENCY_IN_PROGRESS"],
            "{answer:?}"
        );
    }
    let other = founds(&ada, with(input, json!({ "name": "Other" }))).await;
    assert_eq!(
        other.located_errors(),
        ["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]
    );
    let own = ada
        .asks("{ viewer { brands { totalCount } } }", json!({}))
        .await;
    assert_eq!(own.good().at("viewer.brands.totalCount"), 1);
}

#[tokio::test]
async fn a_brand_changes_only_what_is_given() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let website = json!({ "website": "https://acme.example.com/" });
    changes(&acme, &acme, website).await.good();
    let renamed = changes(&acme, &acme, json!({ "name": "Apex", "about": "Soap." }))
        .await
        .good();
    assert_eq!(
        renamed.at("brandUpdate.brand"),
        json!({ "name": "Apex", "about": "Soap.", "website": "https://acme.example.com/", "country": "DE" })
    );
    let bare = changes(&acme, &acme, json!({ "website": null }))
        .await
        .good();
    assert!(bare.at("brandUpdate.brand.website").is_null());
    assert_eq!(bare.at("brandUpdate.brand.about"), "Soap.");
}

#[tokio::test]
async fn only_owners_and_admins_change_a_brand() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (adam, mia, eve) = (
        app.person("Adam").await,
        app.person("Mia").await,
        app.person("Eve").await,
    );
    acme.takes_in(&acme, &adam, "ADMIN").await.good();
    acme.takes_in(&acme, &mia, "MANAGER").await.good();

    let wish = || json!({ "name": "Changed" });
    assert_eq!(changes(&mia, &acme, wish()).await.codes(), ["FORBIDDEN"]);
    assert_eq!(changes(&eve, &acme, wish()).await.codes(), ["NOT_FOUND"]);
    let input = json!({ "brandId": acme.id, "name": "Changed" });
    let guest = app.does("brandUpdate", input, "brand { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    let bad = changes(&adam, &acme, json!({ "name": "", "country": "XX" })).await;
    assert_eq!(
        bad.located_errors(),
        [
            "VALUE_MISSING at input.name",
            "VALUE_INVALID at input.country"
        ]
    );
    let none = with(wish(), json!({ "brandId": acme.founder.id }));
    assert_eq!(
        changes(&adam, &acme, none).await.located_errors(),
        ["INVALID_ID at input.brandId"]
    );
    assert_eq!(brand_as_seen_by(&eve, &acme).await["name"], "Acme");

    changes(
        &adam,
        &acme,
        with(wish(), json!({ "idempotencyKey": "once" })),
    )
    .await
    .good();
    changes(&acme, &acme, json!({ "name": "Later" }))
        .await
        .good();
    let replayed = changes(
        &adam,
        &acme,
        with(wish(), json!({ "idempotencyKey": "once" })),
    )
    .await
    .good();
    assert_eq!(
        replayed.at("brandUpdate.brand.name"),
        "Later",
        "the second request changed nothing"
    );
}

#[tokio::test]
async fn members_see_each_other_and_strangers_see_none() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (mia, eve) = (app.person("Mia").await, app.person("Eve").await);
    acme.takes_in(&acme, &mia, "VIEWER").await.good();
    assert_eq!(
        members(&mia, &acme).await,
        json!([["Acme", "OWNER"], ["Mia", "VIEWER"]])
    );
    assert_eq!(brand_as_seen_by(&mia, &acme).await["viewerRole"], "VIEWER");

    let olga = app.operator("Olga").await;
    assert_eq!(members(&olga, &acme).await.as_array().unwrap().len(), 2);
    let variables = json!({ "id": acme.id });
    for token in [Some(eve.access_token.as_str()), None] {
        let seen = app.asks_as(token, MEMBERS, variables.clone()).await.good();
        assert!(seen.at("brand.members").is_null());
    }
}

#[tokio::test]
async fn only_owners_and_admins_take_people_in_and_only_owners_make_owners() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (adam, mia, eve) = (
        app.person("Adam").await,
        app.person("Mia").await,
        app.person("Eve").await,
    );
    acme.takes_in(&acme, &adam, "ADMIN").await.good();
    adam.takes_in(&acme, &mia, "MANAGER").await.good();

    assert_eq!(
        mia.takes_in(&acme, &eve, "VIEWER").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        eve.takes_in(&acme, &eve, "OWNER").await.codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        adam.takes_in(&acme, &eve, "OWNER").await.codes(),
        ["FORBIDDEN"]
    );
    let olga = app.operator("Olga").await;
    assert_eq!(
        olga.takes_in(&acme, &olga, "OWNER").await.codes(),
        ["NOT_FOUND"]
    );
    let input = json!({ "brandId": acme.id, "email": eve.email, "role": "VIEWER" });
    let guest = app.does("brandMemberAdd", input, "brand { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(
        members(&acme, &acme).await,
        json!([["Acme", "OWNER"], ["Adam", "ADMIN"], ["Mia", "MANAGER"]])
    );
}

#[tokio::test]
async fn roles_are_changed_by_those_who_could_give_them() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (adam, mia, eve) = (
        app.person("Adam").await,
        app.person("Mia").await,
        app.person("Eve").await,
    );
    acme.takes_in(&acme, &adam, "ADMIN").await.good();
    acme.takes_in(&acme, &mia, "VIEWER").await.good();

    adam.appoints(&acme, &mia, "FINANCE").await.good();
    assert_eq!(
        adam.appoints(&acme, &mia, "OWNER").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        adam.appoints(&acme, &acme, "VIEWER").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        mia.appoints(&acme, &mia, "ADMIN").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        eve.appoints(&acme, &mia, "VIEWER").await.codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        acme.appoints(&acme, &eve, "VIEWER").await.codes(),
        ["NOT_FOUND"]
    );
    let input = json!({ "brandId": acme.id, "userId": mia.id, "role": "VIEWER" });
    let guest = app.does("brandMemberRoleSet", input, "brand { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(
        members(&mia, &acme).await,
        json!([["Acme", "OWNER"], ["Adam", "ADMIN"], ["Mia", "FINANCE"]])
    );
}

#[tokio::test]
async fn a_brand_always_has_an_owner() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let otto = app.person("Otto").await;
    assert_eq!(
        acme.appoints(&acme, &acme, "ADMIN").await.user_errors(),
        ["BRAND_OWNER_MISSING"]
    );
    assert_eq!(
        acme.parts_with(&acme, &acme).await.user_errors(),
        ["BRAND_OWNER_MISSING"]
    );

    acme.takes_in(&acme, &otto, "OWNER").await.good();
    let (one, other) = join(
        acme.appoints(&acme, &acme, "VIEWER"),
        otto.parts_with(&acme, &otto),
    )
    .await;
    let refusals = [one.refusals(), other.refusals()].concat();
    assert_eq!(
        refusals,
        ["BRAND_OWNER_MISSING"],
        "the second owner to go stays"
    );
}

#[tokio::test]
async fn everybody_may_leave_and_only_admins_send_others_away() {
    let app = TestApp::start().await;
    let acme = app.brand("Acme").await;
    let (adam, mia, eve) = (
        app.person("Adam").await,
        app.person("Mia").await,
        app.person("Eve").await,
    );
    acme.takes_in(&acme, &adam, "ADMIN").await.good();
    acme.takes_in(&acme, &mia, "VIEWER").await.good();

    assert_eq!(mia.parts_with(&acme, &adam).await.codes(), ["FORBIDDEN"]);
    assert_eq!(adam.parts_with(&acme, &acme).await.codes(), ["FORBIDDEN"]);
    assert_eq!(eve.parts_with(&acme, &mia).await.codes(), ["NOT_FOUND"]);
    assert_eq!(acme.parts_with(&acme, &eve).await.codes(), ["NOT_FOUND"]);
    let input = json!({ "brandId": acme.id, "userId": mia.id });
    let guest = app.does("brandMemberRemove", input, "brand { id }").await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);

    mia.parts_with(&acme, &mia).await.good();
    assert_eq!(mia.parts_with(&acme, &mia).await.codes(), ["NOT_FOUND"]);
    acme.parts_with(&acme, &adam).await.good();
    assert_eq!(members(&acme, &acme).await, json!([["Acme", "OWNER"]]));
    assert!(brand_as_seen_by(&mia, &acme).await["viewerRole"].is_null());
}
