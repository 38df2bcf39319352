//! Who was away is told what was missed, and then goes on without a gap.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::id::{FactId, Id, OfferId};
use domain::outbox::{self, Fact, Parties};
use domain::{check, entity};
use futures_util::future::join_all;
use infrastructure::change_feed::Cursor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::offers::OFFERS;
use crate::support::{Answer, TestApp};

fn of_offer(id: OfferId) -> Parties {
    Parties {
        offer_id: Some(id),
        ..Parties::default()
    }
}

/// An offer changed so often, all at once.
pub async fn offer_changes(app: &TestApp, offer: OfferId, times: usize) {
    let intent = Intent::system();
    let work = app.env().begin(&intent, "test.change").await.unwrap();
    for _ in 0..times {
        let fact = Fact::OfferChanged { id: offer };
        work.records(fact, of_offer(offer)).unwrap();
    }
    work.commit(offer).await.unwrap();
}

/// The only offers there are, oldest first.
pub async fn offers(app: &TestApp) -> Vec<OfferId> {
    let rows = entity::offer::Entity::find()
        .all(app.env().db.reader())
        .await;
    let mut ids: Vec<OfferId> = rows.unwrap().into_iter().map(|row| row.id).collect();
    ids.sort();
    ids
}

pub fn position(told: &Answer) -> i64 {
    let cursor = told.clone().good().text("offerChanged.cursor");
    Cursor::decode(&cursor).unwrap().0
}

fn told(answer: Answer) -> (String, String) {
    let answer = answer.good();
    let text = |field| answer.text(&format!("offerChanged.offer.{field}"));
    (text("id"), text("state"))
}

#[tokio::test]
async fn nothing_falls_between_the_first_query_and_the_subscription() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let before = brand.publishes_offer().await;
    let first = app.asks("{ offers { nodes { id } } feedCursor }", json!({}));
    let first = first.await.good();
    assert_eq!(first.text("offers.nodes.0.id"), before);

    let between = brand.publishes_offer().await;
    let since = json!({ "since": first.text("feedCursor") });
    let mut guest = app.follows_as(None, OFFERS, since).await;
    let mut heard = Vec::new();
    while !heard.contains(&between) {
        heard.push(told(guest.hears().await).0);
    }
    let after = brand.publishes_offer().await;
    while !heard.contains(&after) {
        heard.push(told(guest.hears().await).0);
    }
}

#[tokio::test]
async fn what_was_missed_is_told_once_for_each_object_and_then_it_goes_on() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let mut guest = app.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;
    let first = brand.publishes_offer().await;
    let seen = guest.hears().await.good().text("offerChanged.cursor");
    drop(guest);

    let second = brand.publishes_offer().await;
    for turn in ["offerPause", "offerResume"] {
        brand.turns(turn, &second).await.good();
    }
    brand.turns("offerPause", &first).await.good();
    app.announces().await;
    let mut back = app.follows_as(None, OFFERS, json!({ "since": seen })).await;
    assert_eq!(told(back.hears().await), (second, "PUBLISHED".into()));
    assert_eq!(told(back.hears().await), (first.clone(), "PAUSED".into()));

    brand.turns("offerClose", &first).await.good();
    assert_eq!(told(back.hears().await), (first, "CLOSED".into()));
}

#[tokio::test]
async fn who_is_too_far_behind_must_ask_for_everything_again() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    let mut guest = app.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;
    brand.publishes_offer().await;
    let seen = guest.hears().await.good().text("offerChanged.cursor");
    drop(guest);
    let offer = offers(&app).await[0];
    let since = json!({ "since": seen });

    offer_changes(&app, offer, 1_000).await;
    app.announces().await;
    let mut back = app.follows_as(None, OFFERS, since.clone()).await;
    back.hears().await.good();
    offer_changes(&app, offer, 1).await;
    app.announces().await;
    let mut back = app.follows_as(None, OFFERS, since).await;
    assert_eq!(back.hears().await.codes(), ["RESYNC_REQUIRED"]);
    back.ends().await;

    let unknown = Cursor(1_000_000).encode();
    let mut lost = app
        .follows_as(None, OFFERS, json!({ "since": unknown }))
        .await;
    assert_eq!(lost.hears().await.codes(), ["RESYNC_REQUIRED"]);
}

#[tokio::test]
async fn facts_are_kept_for_a_day() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    app.announces().await;
    let before = outbox::counter(app.env().db.reader()).await.unwrap();
    let since = json!({ "since": Cursor(before.newest - 1).encode() });

    app.passes(TimeDelta::hours(23)).await;
    let mut back = app.follows_as(None, OFFERS, since.clone()).await;
    back.hears().await.good();
    app.passes(TimeDelta::hours(2)).await;
    let after = outbox::counter(app.env().db.reader()).await.unwrap();
    assert_eq!(after.forgotten, before.newest);
    let mut back = app.follows_as(None, OFFERS, since).await;
    assert_eq!(back.hears().await.codes(), ["RESYNC_REQUIRED"]);
    let found = check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
}

#[tokio::test]
async fn a_fact_that_commits_late_is_not_missed() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    app.announces().await;
    let db = app.env().db.owner();
    let newest = outbox::counter(db).await.unwrap().newest;
    let position = entity::outbox_fact::Column::Position;
    let fact = entity::outbox_fact::Entity::find().filter(position.eq(newest));
    let fact = fact.one(db).await.unwrap().unwrap();

    // Two transactions drew these; the second committed first.
    let (early, late) = (FactId::new(), FactId::new());
    for id in [late, early] {
        let mut row: entity::outbox_fact::ActiveModel = fact.clone().into();
        row.id = sea_orm::ActiveValue::Set(id);
        row.position = sea_orm::ActiveValue::Set(None);
        let insert = entity::outbox_fact::Entity::insert(row);
        insert.exec_without_returning(db).await.unwrap();
        assert_eq!(outbox::announce(app.env(), 100).await.unwrap(), 1);
    }
    let facts = outbox::after(db, newest, &[], 10).await.unwrap();
    let order: Vec<FactId> = facts.iter().map(|fact| fact.id).collect();
    assert_eq!(order, [late, early]);
}

/// Clients come and go while many transactions commit. Each hears of every change, or of a later one of the same
/// object; nothing twice, and all in order.
#[tokio::test]
async fn there_is_no_gap_and_nothing_twice_where_the_past_meets_the_present() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let brand = app.rich_brand("Acme").await;
    for _ in 0..9 {
        brand.publishes_offer().await;
    }
    app.announces().await;
    let offers = offers(&app).await;
    let begin = outbox::counter(app.env().db.reader()).await.unwrap().newest;
    let last = offers[8];

    let writer = async |number: usize| {
        for round in 0..25 {
            let intent = Intent::system();
            let work = app.env().begin(&intent, "test.change").await.unwrap();
            for id in &offers[number * 2..number * 2 + 2] {
                let fact = Fact::OfferChanged { id: *id };
                work.records(fact, of_offer(*id)).unwrap();
            }
            // Lets others commit first, where the database allows it.
            tokio::time::sleep(Duration::from_millis((number * 3 + round) as u64 % 5)).await;
            work.commit(offers[number]).await.unwrap();
        }
    };
    let client = async |patience: usize| {
        let (mut heard, mut since) = (Vec::new(), Cursor(begin));
        loop {
            let from = json!({ "since": since.encode() });
            let mut follower = app.follows_as(None, OFFERS, from).await;
            for _ in 0..patience {
                let told = follower.hears().await.good();
                since = Cursor(position(&told));
                let id = told.text("offerChanged.offer.id");
                let is_last = id == crate::support::money::public(last);
                heard.push((since.0, id));
                if is_last {
                    return heard;
                }
            }
        }
    };
    let writers = async {
        join_all((0..4).map(writer)).await;
        offer_changes(&app, last, 1).await;
    };
    let (_, clients) = tokio::join!(writers, join_all([1, 3, 10, 1_000].map(client)));

    let facts = outbox::after(app.env().db.reader(), begin, &[], 1_000)
        .await
        .unwrap();
    assert_eq!(facts.len(), 201);
    for heard in clients {
        assert!(heard.is_sorted_by(|one, next| one.0 < next.0), "{heard:?}");
        let newest: BTreeMap<String, i64> =
            heard.iter().map(|(at, id)| (id.clone(), *at)).collect();
        for fact in &facts {
            let offer = crate::support::money::public(OfferId::from_uuid(fact.subject_id));
            assert!(
                newest[&offer] >= fact.position.unwrap(),
                "{fact:?} was missed"
            );
        }
    }
}
