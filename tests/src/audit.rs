//! What was done is written down with it, and what was not done is not.

use domain::entity::{audit_entry, outbox_fact};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::support::TestApp;

async fn audited(app: &TestApp) -> Vec<audit_entry::Model> {
    let rows = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Id);
    rows.all(app.env().db.reader()).await.unwrap()
}

async fn facts(app: &TestApp) -> Vec<String> {
    let rows = outbox_fact::Entity::find().order_by_asc(outbox_fact::Column::Id);
    let rows = rows.all(app.env().db.reader()).await.unwrap();
    rows.into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn a_command_leaves_an_audit_row_and_its_facts_in_its_own_transaction() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    let before = (audited(&app).await.len(), facts(&app).await.len());

    brand.accepts(&application).await.good();
    let rows = audited(&app).await;
    assert_eq!(rows.len(), before.0 + 1);
    let row = rows.last().unwrap();
    assert_eq!(
        (row.action.as_str(), row.actor_kind.as_str()),
        ("application.accept", "user")
    );
    assert!(row.user_id.is_some());
    assert_eq!(row.address.as_deref(), Some("127.0.0.1"));
    let new = facts(&app).await.split_off(before.1);
    for kind in [
        "application_changed",
        "offer_changed",
        "collaboration_opened",
    ] {
        assert!(
            new.iter().any(|fact| fact == kind),
            "{kind} is missing in {new:?}"
        );
    }
}

#[tokio::test]
async fn a_refused_command_leaves_neither() {
    let app = TestApp::start().await;
    let (brand, eve) = (app.rich_brand("Acme").await, app.micro("Eve").await);
    let offer = brand.publishes_offer().await;
    let application = eve.applies_to(&offer).await;
    let before = (audited(&app).await.len(), facts(&app).await.len());

    let foreign = json!({ "applicationId": application, "idempotencyKey": "a" });
    let refused = eve.does("applicationAccept", foreign, "application { id }");
    assert_eq!(refused.await.codes(), ["FORBIDDEN"]);
    assert_eq!(
        brand.turns("offerResume", &offer).await.user_errors(),
        ["OFFER_STATE_INVALID"]
    );
    assert_eq!((audited(&app).await.len(), facts(&app).await.len()), before);
}

#[tokio::test]
async fn the_worker_tells_every_fact() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    app.works().await;
    let rows = outbox_fact::Entity::find()
        .all(app.env().db.reader())
        .await
        .unwrap();
    assert!(rows.len() > 2);
    assert!(
        rows.iter()
            .all(|row| row.delivered_at.is_some() && row.failure.is_none())
    );
}
