//! What time and a changed offer make of an application.

use chrono::TimeDelta;
use domain::entity::audit_entry;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{an_application, not_for_strangers, seen, state};
use crate::support::market::{eur, key, turns_application};
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn silence_of_the_brand_is_an_answer_after_two_weeks() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    app.passes(TimeDelta::days(14)).await;
    let (brand, zoe) = (
        brand.founder.logs_in_again().await,
        zoe.person.logs_in_again().await,
    );
    assert_eq!(state(&zoe, &application).await, "EXPIRED");
    let late = json!({ "applicationId": application, "idempotencyKey": key() });
    assert_eq!(
        brand
            .does("applicationAccept", late, "application { id }")
            .await
            .user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn a_material_change_asks_again_and_a_small_one_does_not() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, application) = an_application(&app).await;
    brand
        .amends(&offer, json!({ "title": "Autumn teas at home" }))
        .await
        .good();
    app.works().await;
    assert_eq!(state(&zoe, &application).await, "SUBMITTED");

    let less = json!({ "compensation": { "pay": eur("100.00"), "isNegotiable": true } });
    brand.amends(&offer, less).await.good();
    assert_eq!(
        brand.accepts(&application).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
    app.works().await;
    assert_eq!(state(&zoe, &application).await, "NEEDS_RECONFIRMATION");
    assert_eq!(
        brand.accepts(&application).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );

    not_for_strangers(
        &app,
        &zoe,
        &application,
        "applicationReconfirm",
        json!({ "applicationId": application }),
    )
    .await;
    let tries =
        join_all((0..4).map(|_| turns_application(&zoe, "applicationReconfirm", &application)))
            .await;
    succeeds(1, &tries, "APPLICATION_STATE_INVALID");
    let answer = seen(&zoe, &application).await;
    assert_eq!(answer.at("application.state"), "SUBMITTED");
    assert_eq!(answer.at("application.offerVersion"), 3);
    assert_eq!(answer.text("application.pay.amount"), "100.00");
    brand.accepts(&application).await.good();
}

#[tokio::test]
async fn who_does_not_confirm_a_change_lapses() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, application) = an_application(&app).await;
    brand
        .amends(&offer, json!({ "requirements": ["Show the kettle"] }))
        .await
        .good();
    app.works().await;
    app.passes(TimeDelta::days(5)).await;
    let zoe = zoe.person.logs_in_again().await;
    assert_eq!(state(&zoe, &application).await, "LAPSED");
    assert_eq!(
        turns_application(&zoe, "applicationReconfirm", &application)
            .await
            .user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn two_workers_at_once_end_an_overdue_application_once() {
    let app = TestApp::start().await;
    let (_, zoe, _, application) = an_application(&app).await;
    app.clock.advance(TimeDelta::days(14));
    join_all((0..4).map(|_| server::worker::round(app.env()))).await;
    app.works().await;
    let ends = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq("application.expire"))
        .all(app.env().db.reader())
        .await;
    assert_eq!(ends.unwrap().len(), 1);
    let zoe = zoe.person.logs_in_again().await;
    assert_eq!(state(&zoe, &application).await, "EXPIRED");
}
