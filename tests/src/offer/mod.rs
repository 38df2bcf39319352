//! What brands ask for and pay.

mod browsing;
mod drafting;
mod editing;
mod reserving;
mod turning;

use serde_json::{Value, json};

use crate::support::{Brand, Good, Person, TestApp};

const STATE: &str = "query($id: ID!) { offer(id: $id) { state version isReserved slotsTaken } }";

async fn seen(person: &Person, id: &str) -> Good {
    person.asks(STATE, json!({ "id": id })).await.good()
}

async fn state(person: &Person, id: &str) -> Value {
    seen(person, id).await.at("offer.state")
}

async fn wallet(brand: &Brand) -> (String, String) {
    let query = "query($id: ID!) { brand(id: $id) { wallets { available { amount } reserved { amount } } } }";
    let answer = brand.asks(query, json!({ "id": brand.id })).await.good();
    (
        answer.text("brand.wallets.0.available.amount"),
        answer.text("brand.wallets.0.reserved.amount"),
    )
}

/// Guests, strangers and members whose role is too low cannot; the offer stays as it is.
async fn only_for_the_brand(
    app: &TestApp,
    brand: &Brand,
    offer: &str,
    mutation: &str,
    input: Value,
) {
    let before = state(brand, offer).await;
    let stranger = app.brand(&format!("Eve {mutation}")).await;
    let watcher = app.person(&format!("Will {mutation}")).await;
    brand.takes_in(brand, &watcher, "VIEWER").await.good();
    assert_eq!(
        app.does(mutation, input.clone(), "offer { id }")
            .await
            .codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        stranger
            .does(mutation, input.clone(), "offer { id }")
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        watcher.does(mutation, input, "offer { id }").await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(state(brand, offer).await, before);
}
