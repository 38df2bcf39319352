//! Creators' applications, and how each of them gets its answer.

mod answering;
mod applying;
mod negotiating;
mod waiting;

use serde_json::{Value, json};

use crate::support::{Brand, Creator, Good, Person, TestApp};

const SEEN: &str = "query($id: ID!) { application(id: $id) {
    state pay { amount } offerVersion dueAt rejectionReason rejectionText proposals { id round side state pay { amount } } } }";

async fn seen(person: &Person, id: &str) -> Good {
    person.asks(SEEN, json!({ "id": id })).await.good()
}

async fn state(person: &Person, id: &str) -> Value {
    seen(person, id).await.at("application.state")
}

/// A brand with money, its published offer, and a creator who applied.
async fn an_application(app: &TestApp) -> (Brand, Creator, String, String) {
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    (brand, zoe, offer, application)
}

/// Guests and strangers cannot; the application stays as it is.
async fn not_for_strangers(
    app: &TestApp,
    owner: &Person,
    application: &str,
    mutation: &str,
    input: Value,
) {
    let before = seen(owner, application).await;
    let eve = app.micro(&format!("Eve {mutation}")).await;
    assert_eq!(
        app.does(mutation, input.clone(), "__typename")
            .await
            .codes(),
        ["UNAUTHENTICATED"],
        "{mutation}"
    );
    assert_eq!(
        eve.does(mutation, input, "__typename").await.codes(),
        ["NOT_FOUND"],
        "{mutation}"
    );
    assert_eq!(seen(owner, application).await, before);
}

#[tokio::test]
async fn a_creator_applies_and_both_sides_see_it() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, application) = an_application(&app).await;
    for person in [&brand.founder, &zoe.person] {
        let answer = seen(person, &application).await;
        assert_eq!(answer.at("application.state"), "SUBMITTED");
        assert_eq!(answer.text("application.pay.amount"), "200.00");
        assert_eq!(answer.text("application.dueAt"), "2026-12-07T09:00:00.000Z");
    }
    let eve = app.micro("Eve").await;
    assert!(seen(&eve, &application).await.at("application").is_null());

    let own =
        "query($id: ID!) { offer(id: $id) { brand { id } viewerApplication { id creator { id } }
        breakdown { totalCharged { amount } totalReceived { amount } } } }";
    let answer = zoe.asks(own, json!({ "id": offer })).await.good();
    assert_eq!(
        answer.at("offer.viewerApplication"),
        json!({ "id": application, "creator": { "id": zoe.id } })
    );
    assert_eq!(answer.text("offer.brand.id"), brand.id);
    assert_eq!(answer.text("offer.breakdown.totalCharged.amount"), "220.00");
    assert_eq!(
        answer.text("offer.breakdown.totalReceived.amount"),
        "200.00"
    );
    let answer = app.asks(own, json!({ "id": offer })).await.good();
    assert!(answer.at("offer.viewerApplication").is_null());

    let of_offer = "query($id: ID!) { offer(id: $id) { applications { totalCount nodes { id offer { id } } } } }";
    let list = brand.asks(of_offer, json!({ "id": offer })).await.good();
    assert_eq!(
        list.at("offer.applications.nodes"),
        json!([{ "id": application, "offer": { "id": offer } }])
    );
    let hidden = eve.asks(of_offer, json!({ "id": offer })).await.good();
    assert!(hidden.at("offer.applications").is_null());
    let own = "query($id: ID!) { creator(id: $id) { applications { nodes { id } } } }";
    let list = zoe.asks(own, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        list.at("creator.applications.nodes"),
        json!([{ "id": application }])
    );
    let hidden = eve.asks(own, json!({ "id": zoe.id })).await.good();
    assert!(hidden.at("creator.applications").is_null());
}
