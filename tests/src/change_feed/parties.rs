//! What concerns two sides is told to them, and to nobody else.

use chrono::TimeDelta;
use domain::change_feed::{Topic, changes};
use domain::entity::outbox_fact;
use domain::outbox::{self, Parties};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::payments::earns;
use crate::support::deal::photo;
use crate::support::market::{eur, key, turns_application};
use crate::support::money::become_creator;
use crate::support::money::public;
use crate::support::{Answer, Deal, TestApp};

const APPLICATIONS: &str = "subscription($this: ID, $offer: ID, $brand: ID, $creator: ID) {
    applicationChanged(applicationId: $this, offerId: $offer, brandId: $brand, creatorId: $creator) {
        cursor application { id state proposals { state } } } }";
const COLLABORATIONS: &str = "subscription($brand: ID) { collaborationChanged(brandId: $brand) {
    cursor collaboration { id state deliverables { id state } } } }";
const DELIVERABLES: &str = "subscription($work: ID) { deliverableChanged(collaborationId: $work) {
    cursor deliverable { id state submissions { caption } } } }";
const PAYOUTS: &str = "subscription { payoutChanged { cursor payout { id state } } }";

fn told_of(told: Answer) -> (String, String) {
    let told = told.good();
    let text = |field| told.text(&format!("applicationChanged.application.{field}"));
    (text("id"), text("state"))
}

#[tokio::test]
async fn an_application_is_told_to_its_two_sides_and_operators() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let (zoe, eve) = (app.micro("Zoe").await, app.micro("Eve").await);
    let operator = app.operator("Olga").await;
    let offer = brand.publishes_offer().await;
    let mut insiders = Vec::new();
    for person in [&brand.founder, &zoe.person, &operator] {
        insiders.push(person.follows(APPLICATIONS, json!({})).await);
    }
    let mut stranger = eve.follows(APPLICATIONS, json!({})).await;

    let application = zoe.applies_to(&offer).await;
    for insider in &mut insiders {
        let told = told_of(insider.hears().await);
        assert_eq!(told, (application.clone(), "SUBMITTED".into()));
    }
    let own = eve.applies_to(&offer).await;
    assert_eq!(told_of(stranger.hears().await).0, own);
}

#[tokio::test]
async fn a_proposal_changes_its_application() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    let _feed = app.feed_runs().await;
    let filter =
        json!({ "this": application, "offer": offer, "brand": brand.id, "creator": zoe.id });
    let mut follower = brand.follows(APPLICATIONS, filter).await;

    let asked = json!({ "applicationId": application, "pay": eur("210.00") });
    let proposed = zoe.does("proposalCreate", asked, "proposal { id }").await;
    proposed.good();
    let told = follower.hears().await.good();
    let proposals = told.at("applicationChanged.application.proposals");
    assert_eq!(proposals, json!([{ "state": "OPEN" }]));
}

#[tokio::test]
async fn who_leaves_a_brand_hears_no_more_of_it() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let (brand, other) = (app.rich_brand("Acme").await, app.rich_brand("Other").await);
    let (zoe, ann) = (app.micro("Zoe").await, app.micro("Ann").await);
    let (offer, foreign) = (brand.publishes_offer().await, other.publishes_offer().await);
    brand.takes_in(&brand, &ann, "MANAGER").await.good();
    let mut founder = brand.follows(APPLICATIONS, json!({})).await;
    let mut member = ann.follows(APPLICATIONS, json!({})).await;
    let application = zoe.applies_to(&offer).await;
    assert_eq!(told_of(member.hears().await).0, application);
    founder.hears().await.good();

    // This is under way to her when she is removed.
    turns_application(&brand, "applicationShortlist", &application)
        .await
        .good();
    founder.hears().await.good();
    brand.parts_with(&brand, &ann).await.good();
    turns_application(&zoe, "applicationWithdraw", &application)
        .await
        .good();
    founder.hears().await.good();
    let own = ann.applies_to(&foreign).await;
    assert_eq!(told_of(member.hears().await).0, own);
}

#[tokio::test]
async fn who_has_logged_out_hears_no_more() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let application = zoe.applies_to(&brand.publishes_offer().await).await;
    let _feed = app.feed_runs().await;
    let mut follower = zoe.follows(APPLICATIONS, json!({})).await;

    let log_out = "mutation { sessionRevoke { userErrors { code } } }";
    zoe.asks(log_out, json!({})).await.good();
    turns_application(&brand, "applicationShortlist", &application)
        .await
        .good();
    let told = follower.hears().await;
    assert_eq!(told.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(told.beside("applicationChanged"), Value::Null);
    follower.ends().await;
}

#[tokio::test]
async fn guests_follow_nothing_but_offers() {
    let app = TestApp::start().await;
    for document in [APPLICATIONS, COLLABORATIONS, DELIVERABLES, PAYOUTS] {
        let mut guest = app.follows_as(None, document, json!({})).await;
        let answer = guest.hears().await;
        assert_eq!(answer.codes(), ["UNAUTHENTICATED"]);
        assert_eq!(answer.0["data"], Value::Null);
        guest.ends().await;
    }
}

#[tokio::test]
async fn the_work_is_told_to_its_two_sides() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo()]).await;
    let (brand, eve) = (&deal.brand, app.micro("Eve").await);
    let _feed = app.feed_runs().await;
    let mut strangers = (
        eve.follows(COLLABORATIONS, json!({})).await,
        eve.follows(DELIVERABLES, json!({})).await,
    );
    let mut insiders = Vec::new();
    for person in deal.sides() {
        let work = person
            .follows(COLLABORATIONS, json!({ "brand": brand.id }))
            .await;
        let deliverable = person
            .follows(DELIVERABLES, json!({ "work": deal.id }))
            .await;
        insiders.push((work, deliverable));
    }

    deal.hands_in(1).await;
    for (work, deliverable) in &mut insiders {
        let told = deliverable.hears().await.good();
        assert_eq!(
            told.text("deliverableChanged.deliverable.state"),
            "IN_REVIEW"
        );
        let caption = "deliverableChanged.deliverable.submissions.0.caption";
        assert_eq!(told.text(caption), "Tea!");
        let told = work.hears().await.good();
        assert_eq!(told.text("collaborationChanged.collaboration.id"), deal.id);
        let state = "collaborationChanged.collaboration.deliverables.0.state";
        assert_eq!(told.text(state), "IN_REVIEW");
    }

    let small = json!({ "deliverables": [photo()], "compensation": { "pay": eur("100.00") } });
    let application = eve.applies_to(&brand.publishes(small).await).await;
    brand.accepts(&application).await.good();
    let told = strangers.0.hears().await.good();
    assert_ne!(told.text("collaborationChanged.collaboration.id"), deal.id);
    let deliverable = told.text("collaborationChanged.collaboration.deliverables.0.id");
    let handed_in = json!({ "deliverableId": deliverable, "caption": "Mine" });
    eve.does("deliverableSubmit", handed_in, "deliverable { id }")
        .await
        .good();
    let told = strangers.1.hears().await.good();
    assert_eq!(told.text("deliverableChanged.deliverable.id"), deliverable);
}

#[tokio::test]
async fn a_payout_is_told_to_its_creator_from_request_to_arrival() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let (zoe, eve) = (app.person("Zoe").await, app.person("Eve").await);
    let ids = (become_creator(&zoe).await, become_creator(&eve).await);
    earns(&app, ids.0, 10_000).await;
    earns(&app, ids.1, 10_000).await;
    let mut own = zoe.follows(PAYOUTS, json!({})).await;
    let mut stranger = eve.follows(PAYOUTS, json!({})).await;
    let request = |creator| {
        json!({ "creatorId": public(creator), "amount": eur("100.00"),
            "iban": "DE89 3704 0044 0532 0130 00", "idempotencyKey": key() })
    };

    let zoes = zoe
        .does("payoutRequest", request(ids.0), "payout { id }")
        .await;
    let zoes = zoes.good().text("payoutRequest.payout.id");
    app.works().await;
    let mut told = own.hears().await.good();
    assert_eq!(told.text("payoutChanged.payout.id"), zoes);
    while told.text("payoutChanged.payout.state") != "PAID" {
        app.passes(TimeDelta::minutes(1)).await;
        told = own.hears().await.good();
    }
    let eves = eve
        .logs_in_again()
        .await
        .does("payoutRequest", request(ids.1), "payout { id }")
        .await;
    let eves = eves.good().text("payoutRequest.payout.id");
    let told = stranger.hears().await.good();
    assert_eq!(told.text("payoutChanged.payout.id"), eves);
}

/// What the subject of each fact belongs to, in the order in which they were recorded.
async fn parties(app: &TestApp) -> Vec<Parties> {
    let facts = outbox_fact::Entity::find().order_by_asc(outbox_fact::Column::Id);
    let facts = facts.all(app.env().db.reader()).await.unwrap();
    let parties = facts.into_iter().map(|fact| Parties {
        offer_id: fact.offer_id,
        application_id: fact.application_id,
        collaboration_id: fact.collaboration_id,
        brand_id: fact.brand_id,
        creator_id: fact.creator_id,
    });
    parties.collect()
}

#[tokio::test]
async fn facts_from_before_they_said_whom_they_concern_are_told_as_well() {
    let app = TestApp::start().await;
    Deal::busy(&app).await;
    let recorded = parties(&app).await;

    let db = app.env().db.owner();
    let forget =
        "UPDATE outbox_fact SET offer_id = NULL, application_id = NULL, collaboration_id = NULL,
        brand_id = NULL, creator_id = NULL";
    db.execute_unprepared(forget).await.unwrap();
    let step = include_str!("../../../migration/src/sql/m20261128_000002_parties.sql");
    let filling = &step[step.find("UPDATE outbox_fact").unwrap()..];
    db.execute_unprepared(filling).await.unwrap();
    assert_eq!(parties(&app).await, recorded);
}

#[tokio::test]
async fn whom_any_number_of_facts_concern_is_asked_in_three_statements() {
    let app = TestApp::start().await;
    Deal::busy(&app).await;
    app.announces().await;
    let db = app.env().db.reader();
    let facts = outbox::after(db, 0, &[], 1_000).await.unwrap();

    let before = app.env().db.statements();
    let changes = changes(db, &facts, &Topic::ALL).await.unwrap();
    assert_eq!(app.env().db.statements() - before, 3);
    for topic in Topic::ALL {
        assert!(
            changes.iter().any(|change| change.topic == topic),
            "{topic:?}"
        );
    }
}
