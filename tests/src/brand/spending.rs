//! Who takes money out of a brand's wallet, and what an offer says of the money set aside for it.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::market::{eur, key};
use crate::support::{Answer, Brand, Person, TestApp};

async fn is_reserved(person: &Person, offer: &str) -> Value {
    let query = "query($id: ID!) { offer(id: $id) { isReserved } }";
    let seen = person.asks(query, json!({ "id": offer })).await.good();
    seen.at("offer.isReserved")
}

/// Free and set aside.
async fn wallet(brand: &Brand) -> (String, String) {
    let query = "query($id: ID!) { brand(id: $id) { wallets { available { amount } reserved { amount } } } }";
    let seen = brand.asks(query, json!({ "id": brand.id })).await.good();
    (
        seen.text("brand.wallets.0.available.amount"),
        seen.text("brand.wallets.0.reserved.amount"),
    )
}

fn wallet_of(available: &str, reserved: &str) -> (String, String) {
    (available.into(), reserved.into())
}

/// Somebody with this role, acting for the brand.
async fn member(app: &TestApp, brand: &Brand, name: &str, role: &str) -> Brand {
    let person = app.person(name).await;
    brand.takes_in(brand, &person, role).await.good();
    Brand {
        id: brand.id.clone(),
        founder: person,
    }
}

/// Somebody says how much another may spend.
async fn limits(by: &Person, brand: &Brand, whom: &Person, limit: Value) -> Answer {
    let input = json!({ "brandId": brand.id, "userId": whom.id, "limit": limit });
    by.does("brandMemberSpendingLimitSet", input, "brand { id }")
        .await
}

/// What is left of everybody's limits, by seniority.
async fn left(brand: &Brand) -> Value {
    let query =
        "query($id: ID!) { brand(id: $id) { members { nodes { spendingLimit { amount } } } } }";
    let seen = brand.asks(query, json!({ "id": brand.id })).await.good();
    seen.at("brand.members.nodes")
}

async fn state_of(person: &Person, application: &str) -> String {
    let query = "query($id: ID!) { application(id: $id) { collaboration { state } } }";
    let seen = person
        .asks(query, json!({ "id": application }))
        .await
        .good();
    seen.text("application.collaboration.state")
}

#[tokio::test]
async fn an_acceptance_that_eats_the_reserve_of_other_slots_ends_it() {
    let app = TestApp::start().await;
    let (acme, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = acme.publishes(json!({ "budget": eur("900.00") })).await;
    acme.reserves(&offer).await.good();
    assert_eq!(wallet(&acme).await, wallet_of("9560.00", "440.00"));

    let application = zoe
        .applies_with(&offer, json!({ "pay": eur("250.00") }))
        .await
        .good();
    let application = application.text("applicationSubmit.application.id");
    acme.accepts(&application).await.good();
    // 165 euros were left for a slot of 220: whole or not at all.
    assert_eq!(is_reserved(&zoe, &offer).await, false);
    assert_eq!(wallet(&acme).await, wallet_of("9725.00", "0.00"));
    acme.reserves(&offer).await.good();
    assert_eq!(wallet(&acme).await, wallet_of("9505.00", "220.00"));
    assert_eq!(
        domain::check::run(app.env().db.reader())
            .await
            .unwrap()
            .violations,
        []
    );
}

#[tokio::test]
async fn an_acceptance_within_its_share_leaves_the_offer_reserved_and_so_does_its_end() {
    let app = TestApp::start().await;
    let (acme, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = acme.publishes_offer().await;
    acme.reserves(&offer).await.good();
    let application = zoe
        .applies_with(&offer, json!({ "pay": eur("150.00") }))
        .await
        .good();
    let application = application.text("applicationSubmit.application.id");
    let input = json!({ "applicationId": application, "idempotencyKey": key() });
    let fields = "application { collaboration { id } }";
    let accepted = acme.does("applicationAccept", input, fields).await.good();
    assert_eq!(is_reserved(&zoe, &offer).await, true);
    assert_eq!(wallet(&acme).await, wallet_of("9560.00", "275.00"));

    // Another amendment takes back what is too much; then the slot that is freed is no longer covered.
    acme.amends(&offer, json!({})).await.good();
    assert_eq!(wallet(&acme).await, wallet_of("9615.00", "220.00"));
    let id = accepted.text("applicationAccept.application.collaboration.id");
    let input = json!({ "collaborationId": id });
    zoe.does("collaborationCancel", input, "collaboration { id }")
        .await
        .good();
    assert_eq!(is_reserved(&zoe, &offer).await, false);
    assert_eq!(wallet(&acme).await, wallet_of("10000.00", "0.00"));
}

#[tokio::test]
async fn a_manager_who_accepts_leaves_the_wallet_to_those_who_manage_money() {
    let app = TestApp::start().await;
    let (acme, zoe, max) = (
        app.rich_brand("Acme").await,
        app.micro("Zoe").await,
        app.micro("Max").await,
    );
    let mia = member(&app, &acme, "Mia", "MANAGER").await;
    let fin = member(&app, &acme, "Fin", "FINANCE").await;
    let offer = acme.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;

    mia.accepts(&application).await.good();
    assert_eq!(state_of(&mia, &application).await, "AWAITING_FUNDING");
    assert_eq!(wallet(&acme).await, wallet_of("10000.00", "0.00"));
    let query = "query($id: ID!) { application(id: $id) { collaboration { id } } }";
    let seen = mia.asks(query, json!({ "id": application })).await.good();
    let fund = json!({ "collaborationId": seen.text("application.collaboration.id"), "idempotencyKey": key() });
    let refused = mia
        .does("collaborationFund", fund.clone(), "collaboration { id }")
        .await;
    assert_eq!(refused.user_errors(), ["SPENDING_LIMIT_EXCEEDED"]);
    fin.does("collaborationFund", fund, "collaboration { id }")
        .await
        .good();
    assert_eq!(state_of(&mia, &application).await, "ACTIVE");

    // What was set aside by those who may is the manager's to use.
    fin.reserves(&offer).await.good();
    let other = max.applies_to(&offer).await;
    mia.accepts(&other).await.good();
    assert_eq!(state_of(&mia, &other).await, "ACTIVE");
    assert_eq!(wallet(&acme).await, wallet_of("9560.00", "0.00"));
}

#[tokio::test]
async fn a_creator_who_agrees_to_a_manager_draws_no_more_than_the_manager_may() {
    let app = TestApp::start().await;
    let (acme, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let mia = member(&app, &acme, "Mia", "MANAGER").await;
    let offer = acme.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    let proposed = json!({ "applicationId": application, "pay": eur("210.00"), "message": "" });
    let proposed = mia
        .does("proposalCreate", proposed, "proposal { id }")
        .await
        .good();
    let accept = json!({ "proposalId": proposed.text("proposalCreate.proposal.id"), "idempotencyKey": key() });
    zoe.does("proposalAccept", accept, "proposal { id }")
        .await
        .good();
    assert_eq!(state_of(&zoe, &application).await, "AWAITING_FUNDING");
    assert_eq!(wallet(&acme).await, wallet_of("10000.00", "0.00"));
}

#[tokio::test]
async fn a_manager_amends_a_reserved_offer_only_as_far_as_it_draws_nothing() {
    let app = TestApp::start().await;
    let acme = app.rich_brand("Acme").await;
    let mia = member(&app, &acme, "Mia", "MANAGER").await;
    let offer = acme.publishes_offer().await;
    acme.reserves(&offer).await.good();

    let more = json!({ "slots": 3, "budget": eur("900.00") });
    let refused = mia.amends(&offer, more.clone()).await;
    assert_eq!(refused.user_errors(), ["SPENDING_LIMIT_EXCEEDED"]);
    assert_eq!(wallet(&acme).await, wallet_of("9560.00", "440.00"));
    mia.amends(&offer, json!({ "slots": 1 })).await.good();
    assert_eq!(wallet(&acme).await, wallet_of("9780.00", "220.00"));

    limits(&acme, &acme, &mia, eur("440.00")).await.good();
    mia.amends(&offer, more).await.good();
    assert_eq!(wallet(&acme).await, wallet_of("9340.00", "660.00"));
    let spent = json!([{ "spendingLimit": null }, { "spendingLimit": { "amount": "0.00" } }]);
    assert_eq!(left(&acme).await, spent);
}

#[tokio::test]
async fn a_limit_is_spent_once_however_many_ask_at_once() {
    let app = TestApp::start().await;
    let acme = app.rich_brand("Acme").await;
    let mia = member(&app, &acme, "Mia", "MANAGER").await;
    limits(&acme, &acme, &mia, eur("1000.00")).await.good();
    let mut offers = Vec::new();
    for _ in 0..4 {
        offers.push(acme.publishes_offer().await);
    }
    let tries = join_all(offers.iter().map(|id| mia.reserves(id))).await;
    crate::support::succeeds(2, &tries, "SPENDING_LIMIT_EXCEEDED");
    assert_eq!(wallet(&acme).await, wallet_of("9120.00", "880.00"));
    let spent = json!([{ "spendingLimit": null }, { "spendingLimit": { "amount": "120.00" } }]);
    assert_eq!(left(&acme).await, spent);
}

#[tokio::test]
async fn only_those_who_manage_money_say_what_others_may_spend() {
    let app = TestApp::start().await;
    let (acme, eve) = (app.rich_brand("Acme").await, app.brand("Eve").await);
    let mia = member(&app, &acme, "Mia", "MANAGER").await;
    let fin = member(&app, &acme, "Fin", "FINANCE").await;
    let vic = member(&app, &acme, "Vic", "VIEWER").await;
    let input = json!({ "brandId": acme.id, "userId": mia.founder.id, "limit": eur("5.00") });
    let guest = app
        .does("brandMemberSpendingLimitSet", input, "brand { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"], "{guest:?}");
    assert_eq!(
        limits(&eve, &acme, &mia, eur("5.00")).await.codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        limits(&fin, &acme, &eve, eur("5.00")).await.codes(),
        ["NOT_FOUND"]
    );
    for person in [&mia, &vic] {
        assert_eq!(
            limits(person, &acme, &mia, eur("5.00")).await.codes(),
            ["FORBIDDEN"]
        );
    }
    limits(&fin, &acme, &mia, eur("5000.00")).await.good();
    limits(&fin, &acme, &vic, eur("5000.00")).await.good();
    // A limit is for the work: who may only look does not spend.
    let offer = acme.publishes_offer().await;
    assert_eq!(vic.reserves(&offer).await.codes(), ["FORBIDDEN"]);
    limits(&fin, &acme, &mia, Value::Null).await.good();
    assert_eq!(
        mia.reserves(&offer).await.user_errors(),
        ["SPENDING_LIMIT_EXCEEDED"]
    );
}
