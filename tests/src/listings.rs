//! What is looked for is found, whatever is asked together, in whichever order, page by page.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::dice::Dice;
use crate::support::market::eur;
use crate::support::{Brand, TestApp};

const NICHES: [&str; 4] = ["BEAUTY", "TRAVEL", "PETS", "GAMING"];
const PLATFORMS: [&str; 3] = ["INSTAGRAM", "TIKTOK", "YOUTUBE"];

/// What is known of an offer.
struct Offer {
    id: String,
    niches: BTreeSet<&'static str>,
    platforms: BTreeSet<&'static str>,
    pay: i64,
    closes_at: DateTime<Utc>,
    is_open: bool,
}

fn some(dice: &mut Dice, of: &[&'static str], most: usize) -> BTreeSet<&'static str> {
    let count = dice.below(most + 1);
    (0..count).filter_map(|_| dice.one(of)).collect()
}

async fn publish(brand: &Brand, dice: &mut Dice) -> Offer {
    let (niches, platforms) = (some(dice, &NICHES, 3), some(dice, &PLATFORMS, 2));
    let now = brand.founder.app.env().clock.now();
    let mut offer = Offer {
        id: String::new(),
        niches,
        platforms,
        pay: dice.between(20, 23),
        closes_at: now + TimeDelta::days(dice.between(5, 9)),
        is_open: true,
    };
    offer.id = brand.publishes(content(&offer)).await;
    offer
}

fn content(offer: &Offer) -> Value {
    json!({
        "criteria": { "niches": offer.niches, "platforms": offer.platforms },
        "compensation": { "pay": eur(&format!("{}.00", offer.pay)), "isNegotiable": false },
        "closesAt": offer.closes_at.to_rfc3339(),
    })
}

/// All pages of a list, forwards or backwards, as one list of ids in its order.
async fn all(app: &TestApp, query: &str, mut variables: Value, is_backwards: bool) -> Vec<String> {
    let (count, from) = if is_backwards {
        ("last", "before")
    } else {
        ("first", "after")
    };
    variables[count] = json!(4);
    let mut found: Vec<String> = Vec::new();
    loop {
        let list = app.asks(query, variables.clone()).await.good().at("list");
        let nodes = list["nodes"].as_array().unwrap().iter();
        let nodes = nodes.map(|node| node["id"].as_str().unwrap().to_owned());
        let info = &list["pageInfo"];
        let (next, end) = if is_backwards {
            found.splice(0..0, nodes);
            ("hasPreviousPage", "startCursor")
        } else {
            found.extend(nodes);
            ("hasNextPage", "endCursor")
        };
        if info[next] != true {
            assert_eq!(list["totalCount"], found.len());
            return found;
        }
        variables[from] = info[end].clone();
    }
}

const OFFERS: &str = "query($filter: OfferFilter, $order: OfferOrder, $first: Int, $last: Int, $after: String, $before: String) {
    list: offers(filter: $filter, orderBy: $order, first: $first, last: $last, after: $after, before: $before) {
        totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

#[tokio::test]
async fn offers_are_found_by_what_they_look_for() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let mut dice = Dice::new(8);
    let mut offers = Vec::new();
    for _ in 0..24 {
        offers.push(publish(&brand, &mut dice).await);
        app.clock.advance(TimeDelta::seconds(1));
    }
    change(&brand, &mut offers, &mut dice).await;

    for _ in 0..60 {
        ask_for_offers(&app, &offers, &mut dice).await;
    }
    let broken = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(broken.violations, []);
}

/// Some are paused, closed, or look for others than before.
async fn change(brand: &Brand, offers: &mut [Offer], dice: &mut Dice) {
    for turn in ["offerPause", "offerClose"] {
        let offer = &mut offers[dice.below(12)];
        if offer.is_open {
            brand.turns(turn, &offer.id).await.good();
            offer.is_open = false;
        }
    }
    for offer in &mut offers[12..16] {
        offer.niches = some(dice, &NICHES, 3);
        offer.pay += 1;
        let changes = content(offer);
        brand.amends(&offer.id, changes).await.good();
    }
}

async fn ask_for_offers(app: &TestApp, offers: &[Offer], dice: &mut Dice) {
    let (niches, platforms) = (some(dice, &NICHES, 4), some(dice, &PLATFORMS, 3));
    let pay_min = dice.chance(40).then(|| dice.between(20, 23));
    let now = app.env().clock.now();
    let closes_by = dice
        .chance(30)
        .then(|| now + TimeDelta::days(dice.between(5, 9)));
    let mut filter = json!({ "nicheIn": niches, "platformIn": platforms, "currency": "EUR" });
    if let Some(pay) = pay_min {
        filter["payMin"] = eur(&format!("{pay}.00"));
    }
    if let Some(by) = closes_by {
        filter["closesBefore"] = json!(by.to_rfc3339());
    }
    let meets = |asked: &BTreeSet<&str>, has: &BTreeSet<&str>| {
        asked.is_empty() || has.is_empty() || !asked.is_disjoint(has)
    };
    let mut expected: Vec<(usize, &Offer)> = offers.iter().enumerate().collect();
    expected.retain(|(_, offer)| {
        offer.is_open
            && meets(&niches, &offer.niches)
            && meets(&platforms, &offer.platforms)
            && pay_min.is_none_or(|pay| offer.pay >= pay)
            && closes_by.is_none_or(|by| offer.closes_at <= by)
    });
    let field = dice.one(&["PUBLISHED_AT", "PAY", "CLOSES_AT"]).unwrap();
    match field {
        "PAY" => expected.sort_by_key(|(at, offer)| (offer.pay, *at)),
        "CLOSES_AT" => expected.sort_by_key(|(at, offer)| (offer.closes_at, *at)),
        _ => {}
    }
    let direction = dice.one(&["ASC", "DESC"]).unwrap();
    let variables =
        json!({ "filter": filter, "order": { "field": field, "direction": direction } });
    let mut found = all(app, OFFERS, variables, dice.chance(50)).await;
    if direction == "DESC" {
        found.reverse();
    }
    let expected: Vec<&str> = expected
        .iter()
        .map(|(_, offer)| offer.id.as_str())
        .collect();
    assert_eq!(found, expected, "{filter} {field} {direction}");
}

/// What is known of a creator.
struct Known {
    id: String,
    niches: BTreeSet<&'static str>,
    accounts: Vec<Account>,
}

#[derive(Clone, Copy)]
struct Account {
    platform: &'static str,
    followers: Option<i64>,
    engagement_percent: Option<i64>,
}

async fn join(app: &TestApp, number: usize, dice: &mut Dice) -> Known {
    let mut niches = some(dice, &NICHES, 3);
    niches.insert(NICHES[number % NICHES.len()]);
    let first = niches.first();
    let profile = json!({ "niches": niches, "primaryNiche": first });
    let person = app.person(&format!("Zoe {number}")).await;
    let creator = person.becomes_creator(profile).await;
    let mut accounts = Vec::new();
    for at in 0..dice.below(4) {
        let account = Account {
            platform: dice.one(&PLATFORMS).unwrap(),
            followers: dice.chance(80).then(|| dice.between(1, 6) * 1_000),
            engagement_percent: dice.chance(60).then(|| dice.between(1, 4)),
        };
        let handle = format!("zoe{number}x{at}");
        let input = json!({ "creatorId": creator.id, "platform": account.platform, "handle": handle,
            "followers": account.followers });
        let added = creator.does("socialAccountAdd", input, "socialAccount { id }");
        added.await.good();
        if let Some(percent) = account.engagement_percent {
            let rate = percent * 10_000;
            let known = format!(
                "UPDATE social_account SET engagement_ppm = {rate} WHERE handle = '{handle}'"
            );
            app.env()
                .db
                .owner()
                .execute_unprepared(&known)
                .await
                .unwrap();
        }
        accounts.push(account);
    }
    Known {
        id: creator.id,
        niches,
        accounts,
    }
}

const CREATORS: &str = "query($filter: CreatorFilter, $order: CreatorOrder, $first: Int, $last: Int, $after: String, $before: String) {
    list: creators(filter: $filter, orderBy: $order, first: $first, last: $last, after: $after, before: $before) {
        totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

#[tokio::test]
async fn creators_are_found_by_one_account_that_has_all_that_is_asked() {
    let app = TestApp::start().await;
    let mut dice = Dice::new(9);
    let mut creators = Vec::new();
    for number in 0..24 {
        creators.push(join(&app, number, &mut dice).await);
        app.clock.advance(TimeDelta::seconds(1));
    }
    for _ in 0..80 {
        ask_for_creators(&app, &creators, &mut dice).await;
    }
    let broken = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(broken.violations, []);
}

async fn ask_for_creators(app: &TestApp, creators: &[Known], dice: &mut Dice) {
    let niches = some(dice, &NICHES, 4);
    let platform = dice.chance(50).then(|| dice.one(&PLATFORMS).unwrap());
    let least = dice.chance(50).then(|| dice.between(0, 6) * 1_000);
    let most = dice.chance(40).then(|| dice.between(1, 6) * 1_000);
    let engagement = dice.chance(40).then(|| dice.between(1, 4));
    let rate = engagement.map(|percent| f64::from(i32::try_from(percent).unwrap()) / 100.0);
    let filter = json!({ "nicheIn": niches, "platform": platform, "followersMin": least, "followersMax": most,
        "engagementMin": rate });
    let is_there = |account: &Account| platform.is_none_or(|platform| account.platform == platform);
    let fits = |account: &Account| {
        is_there(account)
            && least.is_none_or(|least| account.followers.is_some_and(|count| count >= least))
            && most.is_none_or(|most| account.followers.is_some_and(|count| count <= most))
            && engagement
                .is_none_or(|least| account.engagement_percent.is_some_and(|rate| rate >= least))
    };
    let asks_for_account =
        platform.is_some() || least.is_some() || most.is_some() || engagement.is_some();
    let mut expected: Vec<(usize, &Known)> = creators.iter().enumerate().collect();
    expected.retain(|(_, creator)| {
        (niches.is_empty() || !niches.is_disjoint(&creator.niches))
            && (!asks_for_account || creator.accounts.iter().any(fits))
    });
    let field = dice.one(&["CREATED_AT", "FOLLOWERS"]).unwrap();
    if field == "FOLLOWERS" {
        expected.sort_by_key(|(at, creator)| {
            let counts = creator.accounts.iter().filter(|account| is_there(account));
            let top = counts.filter_map(|account| account.followers).max();
            (top.unwrap_or(0), *at)
        });
    }
    let direction = dice.one(&["ASC", "DESC"]).unwrap();
    let variables =
        json!({ "filter": filter, "order": { "field": field, "direction": direction } });
    let mut found = all(app, CREATORS, variables, dice.chance(50)).await;
    if direction == "DESC" {
        found.reverse();
    }
    let expected: Vec<&str> = expected.iter().map(|(_, one)| one.id.as_str()).collect();
    assert_eq!(found, expected, "{filter} {field} {direction}");
}

/// The step that made the tables, from where it fills them.
fn filling() -> &'static str {
    let step = include_str!("../../migration/src/sql/m20261127_000005_listings.sql");
    &step[step.find("INSERT INTO offer_listing").unwrap()..]
}

#[tokio::test]
async fn what_was_there_before_the_tables_is_listed_as_what_came_later() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let mut dice = Dice::new(10);
    for number in 0..6 {
        publish(&brand, &mut dice).await;
        join(&app, number, &mut dice).await;
    }
    brand.drafts(json!({})).await.good();

    let db = &app.env().db;
    let forget = "DELETE FROM offer_listing; DELETE FROM creator_listing;";
    db.owner().execute_unprepared(forget).await.unwrap();
    let broken = domain::check::run(db.reader()).await.unwrap();
    assert_eq!(broken.violations.len(), 12);

    db.owner().execute_unprepared(filling()).await.unwrap();
    let broken = domain::check::run(db.reader()).await.unwrap();
    assert_eq!(broken.violations, []);
}
