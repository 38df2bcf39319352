//! What waits for somebody, over all that is theirs.

use serde_json::{Value, json};

use crate::support::deal::{Deal, photo, reel};
use crate::support::market::eur;
use crate::support::{Person, TestApp};

const LISTS: [&str; 5] = [
    "applicationsToAnswer",
    "deliverablesToReview",
    "collaborationsToFund",
    "deliverablesToDeliver",
    "applicationsToConfirm",
];

/// How many of each wait for somebody.
async fn waits_for(person: &Person) -> [u64; 5] {
    let lists = LISTS.map(|list| format!("{list} {{ totalCount nodes {{ id }} }}"));
    let query = format!("{{ viewer {{ todo {{ {} }} }} }}", lists.join(" "));
    let todo = person
        .asks(&query, json!({}))
        .await
        .good()
        .at("viewer.todo");
    LISTS.map(|list| {
        let nodes = todo[list]["nodes"].as_array().unwrap().len() as u64;
        assert_eq!(todo[list]["totalCount"], nodes, "{list}");
        nodes
    })
}

#[tokio::test]
async fn work_waits_for_the_creator_and_then_for_the_brand() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo(), reel()]).await;
    let (brand, creator) = (&deal.brand, &deal.creator);
    assert_eq!(waits_for(creator).await, [0, 0, 0, 2, 0]);
    deal.hands_in(1).await;
    assert_eq!(waits_for(creator).await, [0, 0, 0, 1, 0]);
    assert_eq!(waits_for(brand).await, [0, 1, 0, 0, 0]);
    deal.approves(1).await;
    assert_eq!(waits_for(brand).await, [0; 5]);
    // What is approved has to be posted, where that is owed.
    deal.hands_in(2).await;
    deal.approves(2).await;
    assert_eq!(waits_for(creator).await, [0, 0, 0, 1, 0]);
}

#[tokio::test]
async fn an_application_waits_for_whose_turn_it_is() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    assert_eq!(waits_for(&brand).await, [1, 0, 0, 0, 0]);
    assert_eq!(waits_for(&zoe).await, [0; 5]);
    let wish = json!({ "applicationId": application, "pay": eur("150.00") });
    brand
        .does("proposalCreate", wish, "proposal { id }")
        .await
        .good();
    assert_eq!(waits_for(&brand).await, [0; 5]);
    assert_eq!(waits_for(&zoe).await, [0, 0, 0, 0, 1]);
    let wish = json!({ "applicationId": application, "pay": eur("180.00") });
    zoe.does("proposalCreate", wish, "proposal { id }")
        .await
        .good();
    assert_eq!(waits_for(&brand).await, [1, 0, 0, 0, 0]);
    assert_eq!(waits_for(&zoe).await, [0; 5]);
}

#[tokio::test]
async fn it_waits_for_who_may_do_it() {
    let app = TestApp::start().await;
    let deal = Deal::unfunded(&app, &[photo()]).await;
    for (name, role, expected) in [
        ("Mia", "MANAGER", [0, 0, 1, 0, 0]),
        ("Fin", "FINANCE", [0, 0, 1, 0, 0]),
        ("Vic", "VIEWER", [0; 5]),
    ] {
        let person = deal.member(name, role).await;
        assert_eq!(waits_for(&person).await, expected, "{role}");
    }
    // Nothing is owed before the money is held.
    assert_eq!(waits_for(&deal.creator).await, [0; 5]);
    let guest = app.asks(
        "{ viewer { todo { collaborationsToFund { totalCount } } } }",
        json!({}),
    );
    assert_eq!(guest.await.good().at("viewer"), Value::Null);
}
