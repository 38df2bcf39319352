//! What is due and cannot be done holds up nothing else, and is done as soon as it can be.

use chrono::TimeDelta;
use domain::entity::deadline_failure::{Entity as Failures, Model as Failure};
use domain::id::{ApplicationId, Id, OfferId, ProposalId};
use domain::{application, offer, payments};
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::payments::{balance, requests, rich_creator};
use crate::support::market::eur;
use crate::support::{Creator, Fault, Person, TestApp};

fn key_of<T: Id>(id: &str) -> Uuid {
    schema::scalars::parse_id::<T>("id", &id.into())
        .unwrap()
        .uuid()
}

/// From now on no change of these rows is let through.
async fn spoil(app: &TestApp, table: &str, ids: &[Uuid]) {
    let list = |quote: fn(&Uuid) -> String| ids.iter().map(quote).collect::<Vec<_>>().join(", ");
    let statement = if app.env().db.is_sqlite() {
        let ids = list(|id| format!("X'{}'", id.simple()));
        format!(
            "CREATE TRIGGER spoiled_{table} BEFORE UPDATE ON {table} WHEN OLD.id IN ({ids})
             BEGIN SELECT RAISE(ABORT, 'spoiled'); END"
        )
    } else {
        let ids = list(|id| format!("'{id}'"));
        format!(
            "CREATE FUNCTION spoil_{table}() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'spoiled'; END $$;
             CREATE TRIGGER spoiled_{table} BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.id IN ({ids}))
             EXECUTE FUNCTION spoil_{table}()"
        )
    };
    app.env()
        .db
        .owner()
        .execute_unprepared(&statement)
        .await
        .unwrap();
}

/// Changes of a table are let through again.
async fn mend(app: &TestApp, table: &str) {
    let on = if app.env().db.is_sqlite() {
        String::new()
    } else {
        format!(" ON {table}")
    };
    let statement = format!("DROP TRIGGER spoiled_{table}{on}");
    app.env()
        .db
        .owner()
        .execute_unprepared(&statement)
        .await
        .unwrap();
}

async fn failures(app: &TestApp) -> Vec<Failure> {
    Failures::find().all(app.env().db.reader()).await.unwrap()
}

async fn offer_state(app: &TestApp, id: &str) -> Value {
    let query = "query($id: ID!) { offer(id: $id) { state } }";
    app.asks(query, json!({ "id": id }))
        .await
        .good()
        .at("offer.state")
}

async fn application_state(creator: &Creator, id: &str) -> Value {
    let person: Person = creator.person.logs_in_again().await;
    let query = "query($id: ID!) { application(id: $id) { state proposals { state } } }";
    person
        .asks(query, json!({ "id": id }))
        .await
        .good()
        .at("application")
}

#[tokio::test]
async fn a_batch_of_offers_that_cannot_be_closed_holds_up_no_other() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let mut offers = Vec::new();
    for _ in 0..4 {
        offers.push(brand.publishes_offer().await);
    }
    let spoiled: Vec<Uuid> = offers[..3].iter().map(|id| key_of::<OfferId>(id)).collect();
    spoil(&app, "offer", &spoiled).await;
    app.clock.advance(TimeDelta::days(31));

    // Two at a time, the spoiled ones first.
    assert_eq!(offer::commands::run_due(app.env(), 2).await.unwrap(), 0);
    assert_eq!(offer::commands::run_due(app.env(), 2).await.unwrap(), 1);
    assert_eq!(offer_state(&app, &offers[3]).await, "CLOSED");
    assert_eq!(offer_state(&app, &offers[0]).await, "PUBLISHED");
    let mut stuck: Vec<Uuid> = failures(&app)
        .await
        .iter()
        .map(|row| row.subject_id)
        .collect();
    stuck.sort_unstable();
    assert_eq!(stuck, spoiled);
    assert!(
        failures(&app)
            .await
            .iter()
            .all(|row| row.deadline == "offer.close" && row.failure.contains("spoiled"))
    );
}

#[tokio::test]
async fn what_cannot_be_done_rests_longer_each_time_and_is_done_once_it_can_be() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    spoil(&app, "offer", &[key_of::<OfferId>(&offer)]).await;

    app.passes(TimeDelta::days(31)).await;
    app.works().await;
    let tries = async || {
        failures(&app)
            .await
            .iter()
            .map(|row| row.attempts)
            .collect::<Vec<_>>()
    };
    assert_eq!(tries().await, [1], "tried again before its rest was over");
    app.passes(TimeDelta::seconds(1)).await;
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(tries().await, [2]);
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(tries().await, [3]);

    mend(&app, "offer").await;
    app.passes(TimeDelta::hours(1)).await;
    assert_eq!(offer_state(&app, &offer).await, "CLOSED");
    assert!(failures(&app).await.is_empty());
}

#[tokio::test]
async fn a_failure_that_people_settled_is_forgotten() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    spoil(&app, "offer", &[key_of::<OfferId>(&offer)]).await;
    app.passes(TimeDelta::days(31)).await;
    assert_eq!(failures(&app).await.len(), 1);

    mend(&app, "offer").await;
    let id = schema::scalars::parse_id("id", &offer.as_str().into()).unwrap();
    offer::commands::close(app.env(), &domain::actor::Intent::system(), id)
        .await
        .unwrap();
    app.passes(TimeDelta::days(2)).await;
    assert!(failures(&app).await.is_empty());
}

#[tokio::test]
async fn applications_and_proposals_that_cannot_be_ended_hold_up_no_other() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let (zoe, kim) = (app.micro("Zoe").await, app.micro("Kim").await);
    let offer = brand
        .publishes(json!({ "closesAt": "2027-11-23T09:00:00Z" }))
        .await;
    let (first, second) = (zoe.applies_to(&offer).await, kim.applies_to(&offer).await);
    let mut proposals = Vec::new();
    for application in [&first, &second] {
        let input = json!({ "applicationId": application, "pay": eur("150.00") });
        let made = brand
            .does("proposalCreate", input, "proposal { id }")
            .await
            .good();
        proposals.push(made.text("proposalCreate.proposal.id"));
    }
    spoil(&app, "proposal", &[key_of::<ProposalId>(&proposals[0])]).await;
    app.clock.advance(TimeDelta::hours(72));
    for _ in 0..2 {
        application::clocks::run_due(app.env(), 1).await.unwrap();
    }
    assert_eq!(
        application_state(&zoe, &first).await["proposals"][0]["state"],
        "OPEN"
    );
    assert_eq!(
        application_state(&kim, &second).await["proposals"][0]["state"],
        "EXPIRED"
    );

    mend(&app, "proposal").await;
    spoil(&app, "application", &[key_of::<ApplicationId>(&first)]).await;
    app.clock.advance(TimeDelta::days(14));
    for _ in 0..3 {
        application::clocks::run_due(app.env(), 1).await.unwrap();
    }
    assert_eq!(
        application_state(&zoe, &first).await["state"],
        "NEGOTIATING"
    );
    assert_eq!(application_state(&kim, &second).await["state"], "EXPIRED");
}

#[tokio::test]
async fn an_applicant_who_cannot_be_told_of_the_offers_end_holds_up_no_other() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let (zoe, kim) = (app.micro("Zoe").await, app.micro("Kim").await);
    let offer = brand.publishes_offer().await;
    let (first, second) = (zoe.applies_to(&offer).await, kim.applies_to(&offer).await);
    spoil(&app, "application", &[key_of::<ApplicationId>(&first)]).await;

    brand.turns("offerClose", &offer).await.good();
    app.works().await;
    assert_eq!(application_state(&zoe, &first).await["state"], "SUBMITTED");
    assert_eq!(application_state(&kim, &second).await["state"], "CLOSED");
    mend(&app, "application").await;
    app.passes(TimeDelta::minutes(1)).await;
    assert_eq!(application_state(&zoe, &first).await["state"], "CLOSED");
}

#[tokio::test]
async fn a_panic_over_one_payout_holds_up_no_other() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    for key in ["a", "b"] {
        requests(&zoe, creator, "10", key).await.good();
    }
    app.payments.fails_next(&[Fault::Panic]);
    payments::commands::run_due(app.env(), 50).await.unwrap();
    assert_eq!(app.payments.calls(), ["send"]);
    app.passes(TimeDelta::minutes(1)).await;
    app.passes(TimeDelta::minutes(1)).await;
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "80.00", "0.00"].map(str::to_owned)
    );
}
