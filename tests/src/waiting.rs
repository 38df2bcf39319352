//! Numbers for badges: kept, and right after every turn.

use serde_json::{Value, json};

use crate::support::deal::{Deal, photo, reel};
use crate::support::market::turns_application;
use crate::support::{Brand, TestApp};

/// Of an offer, of its brand, and of what is to be reviewed.
async fn numbers(brand: &Brand, offer: &str) -> [Value; 3] {
    let query = "query($offer: ID!) { offer(id: $offer) { applicationsWaiting
        brand { applicationsWaiting deliverablesWaiting } } }";
    let seen = brand.asks(query, json!({ "offer": offer })).await.good();
    [
        "applicationsWaiting",
        "brand.applicationsWaiting",
        "brand.deliverablesWaiting",
    ]
    .map(|number| seen.at(&format!("offer.{number}")))
}

#[tokio::test]
async fn applications_wait_until_they_are_answered() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let (offer, other) = (brand.publishes_offer().await, brand.publishes_offer().await);
    let (zoe, yan, eve) = (
        app.micro("Zoe").await,
        app.micro("Yan").await,
        app.micro("Eve").await,
    );
    let mut applications = Vec::new();
    for creator in [&zoe, &yan, &eve] {
        applications.push(creator.applies_to(&offer).await);
    }
    zoe.applies_to(&other).await;
    assert_eq!(numbers(&brand, &offer).await, [3, 4, 0]);

    turns_application(&brand, "applicationShortlist", &applications[0])
        .await
        .good();
    assert_eq!(numbers(&brand, &offer).await, [3, 4, 0]);
    let no = json!({ "applicationId": applications[0], "reason": "BUDGET" });
    brand
        .does("applicationReject", no, "__typename")
        .await
        .good();
    turns_application(&yan, "applicationWithdraw", &applications[1])
        .await
        .good();
    assert_eq!(numbers(&brand, &offer).await, [1, 2, 0]);
    brand.accepts(&applications[2]).await.good();
    assert_eq!(numbers(&brand, &offer).await, [0, 1, 0]);

    // Whoever is asked to confirm is waited for.
    brand
        .amends(&other, json!({ "requirements": ["Something else"] }))
        .await
        .good();
    app.works().await;
    assert_eq!(numbers(&brand, &other).await, [0, 0, 0]);
}

#[tokio::test]
async fn work_waits_until_it_is_answered() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo(), reel()]).await;
    let offer = deal.seen("offer { id }").await["offer"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    deal.hands_in(1).await;
    deal.hands_in(2).await;
    assert_eq!(numbers(&deal.brand, &offer).await, [0, 0, 2]);
    deal.approves(1).await;
    assert_eq!(numbers(&deal.brand, &offer).await, [0, 0, 1]);
}

#[tokio::test]
async fn others_are_told_no_numbers() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.rich_brand("Acme").await, app.brand("Eve").await);
    let offer = brand.publishes_offer().await;
    let query = "query($offer: ID!) { offer(id: $offer) { applicationsWaiting
        brand { applicationsWaiting deliverablesWaiting } } }";
    let seen = eve
        .asks(query, json!({ "offer": offer }))
        .await
        .good()
        .at("offer");
    let nothing = json!({ "applicationsWaiting": null, "deliverablesWaiting": null });
    assert_eq!(
        seen,
        json!({ "applicationsWaiting": null, "brand": nothing })
    );
}
