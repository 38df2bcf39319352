//! Every cent that came and went, as those read it whose it is.

use chrono::TimeDelta;
use domain::entity::statement_line;
use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::support::deal::{Deal, photo, reel};
use crate::support::market::{eur, key};
use crate::support::profiles::with;
use crate::support::{Person, TestApp};

const LINES: &str =
    "nodes { id kind direction amount { amount } balance { amount currencyCode } postedAt
    funding { id } payout { id } offer { id } collaboration { id } deliverable { id } }";

/// The newest lines first, as words.
async fn statement(person: &Person, ty: &str, id: &str) -> Vec<String> {
    let query = format!(
        "query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ statement(first: 50) {{ {LINES} }} }} }} }}"
    );
    let seen = person.asks(&query, json!({ "id": id })).await.good();
    words(&seen.at("node.statement.nodes"))
}

fn words(lines: &Value) -> Vec<String> {
    let lines = lines.as_array().unwrap().iter();
    lines
        .map(|line| {
            let word = |path: &str| line.pointer(path).unwrap().as_str().unwrap().to_owned();
            let [kind, direction] = ["/kind", "/direction"].map(word);
            let [amount, balance] = ["/amount/amount", "/balance/amount"].map(word);
            format!("{kind} {direction} {amount} {balance}")
        })
        .collect()
}

#[tokio::test]
async fn what_was_held_is_released_and_paid_out() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[photo(), reel()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    let brand = statement(&deal.brand, "Brand", &deal.brand.id).await;
    assert_eq!(
        brand,
        ["HELD DEBIT 110.00 890.00", "FUNDED CREDIT 1000.00 1000.00"]
    );
    let held = ["RELEASED DEBIT 55.00 55.00", "HELD CREDIT 110.00 110.00"];
    for side in [&*deal.brand, &*deal.creator] {
        assert_eq!(statement(side, "Collaboration", &deal.id).await, held);
    }
    deal.passes(TimeDelta::days(20)).await;
    let earned = statement(&deal.creator, "Creator", &deal.creator.id).await;
    // What is cleared has not moved.
    assert_eq!(earned, ["RELEASED CREDIT 50.00 50.00"]);
    let wish = json!({ "creatorId": deal.creator.id, "amount": eur("40.00"), "iban": "DE89370400440532013000",
        "idempotencyKey": key() });
    let asked = deal
        .creator
        .does("payoutRequest", wish, "payout { id }")
        .await
        .good();
    let payout =
        json!({ "payoutId": asked.text("payoutRequest.payout.id"), "idempotencyKey": key() });
    deal.creator
        .does("payoutCancel", payout, "payout { id }")
        .await
        .good();
    let earned = statement(&deal.creator, "Creator", &deal.creator.id).await;
    assert_eq!(
        earned,
        [
            "PAYOUT_UNDONE CREDIT 40.00 50.00",
            "PAYOUT_REQUESTED DEBIT 40.00 10.00",
            "RELEASED CREDIT 50.00 50.00"
        ]
    );
    deal.balances().await;
}

/// Pay that comes and pay that goes are on different accounts, and nobody waits for the other but for the statement's sake.
#[tokio::test]
async fn a_statement_adds_up_though_money_comes_and_goes_at_once() {
    const PIECES: usize = 10;
    let app = TestApp::start().await;
    let photo = with(photo(), json!({ "dueDays": 60 }));
    let mut deal = Deal::over(&app, &vec![photo; PIECES]).await;
    for position in 1..=PIECES / 2 {
        deal.hands_in(position).await;
        deal.approves(position).await;
    }
    deal.passes(TimeDelta::days(20)).await;
    for position in PIECES / 2 + 1..=PIECES {
        deal.hands_in(position).await;
    }
    let comes = join_all((PIECES / 2 + 1..=PIECES).map(|position| deal.approves(position)));
    let goes = join_all((0..PIECES / 2).map(|_| async {
        let wish = json!({ "creatorId": deal.creator.id, "amount": eur("10.00"), "iban": "DE89370400440532013000",
            "idempotencyKey": key() });
        let asked = deal.creator.does("payoutRequest", wish, "payout { id }");
        asked.await.good();
    }));
    join(comes, goes).await;
    let found = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
    let lines = statement(&deal.creator, "Creator", &deal.creator.id).await;
    assert_eq!(lines.len(), PIECES + PIECES / 2);
}

#[tokio::test]
async fn what_was_set_aside_comes_back() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes_offer().await;
    let before = statement(&brand, "Brand", &brand.id).await.len();
    brand.reserves(&offer).await.good();
    brand.turns("offerCancel", &offer).await.good();
    let lines = statement(&brand, "Brand", &brand.id).await;
    let kinds = lines
        .iter()
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    let kinds: Vec<String> = kinds.take(lines.len() - before).collect();
    assert_eq!(kinds, ["RESERVE_FREED CREDIT", "RESERVED DEBIT"]);
}

#[tokio::test]
async fn each_line_says_what_it_is_about() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo(), reel()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    let query = format!("query($id: ID!) {{ collaboration(id: $id) {{ offer {{ id }}
        deliverables {{ id }} statement(first: 5) {{ totalCount {LINES} }} brand {{
            fundings(first: 1) {{ nodes {{ id }} }} statement(first: 5) {{ totalCount {LINES} }} }} }} }}");
    let seen = deal
        .brand
        .asks(&query, json!({ "id": deal.id }))
        .await
        .good();
    let seen = seen.at("collaboration");
    let [released, held] = [0, 1].map(|n| &seen["statement"]["nodes"][n]);
    assert_eq!(seen["statement"]["totalCount"], 2);
    assert_eq!(released["deliverable"], seen["deliverables"][0]);
    assert_eq!(held["deliverable"], Value::Null);
    let [spent, funded] = [0, 1].map(|n| &seen["brand"]["statement"]["nodes"][n]);
    for line in [released, held, spent] {
        assert_eq!(line["collaboration"]["id"], *deal.id);
        assert_eq!(line["offer"], seen["offer"]);
        assert_eq!(line["funding"], Value::Null);
    }
    assert_eq!(funded["funding"], seen["brand"]["fundings"]["nodes"][0]);
    assert_eq!(funded["collaboration"], Value::Null);
    assert_eq!(funded["balance"]["currencyCode"], "EUR");
}

#[tokio::test]
async fn a_statement_is_for_whose_money_it_is() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    let (stranger, staff) = (app.person("Eve").await, app.operator("Olga").await);
    let (brand, zoe) = (&deal.brand, &deal.creator);
    // Whose statement, and who sees it: brand, creator, stranger, staff.
    for (ty, id, seen_by) in [
        ("Brand", &brand.id, [true, false, false, true]),
        ("Creator", &zoe.id, [false, true, false, true]),
        ("Collaboration", &deal.id, [true, true, false, true]),
    ] {
        let query = format!(
            "query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ statement(first: 1) {{ nodes {{ id }} }} }} }} }}"
        );
        let all = staff.asks(&query, json!({ "id": id })).await.good();
        let line = all.text("node.statement.nodes.0.id");
        let people: [&Person; 4] = [brand, zoe, &stranger, &staff];
        for (person, sees) in people.into_iter().zip(seen_by) {
            let list = person.asks(&query, json!({ "id": id })).await.good();
            assert_eq!(
                list.at("node.statement.nodes.0.id").is_string(),
                sees,
                "{ty} {}",
                person.email
            );
            let one = "query($id: ID!) { node(id: $id) { ... on StatementLine { id kind } } }";
            let one = person.asks(one, json!({ "id": line })).await.good();
            assert_eq!(one.at("node.id").is_string(), sees, "{ty} {}", person.email);
        }
    }
}

#[tokio::test]
async fn lines_are_found_by_what_happened_in_which_currency_and_when() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    for (amount, currency) in [("10.00", "EUR"), ("500", "JPY"), ("20.00", "EUR")] {
        let money = json!({ "amount": amount, "currencyCode": currency });
        let paid = json!({ "brandId": brand.id, "amount": money, "idempotencyKey": key() });
        brand
            .does("walletFund", paid, "funding { id }")
            .await
            .good();
    }
    for (filter, found) in [
        ("", vec!["20.00 30.00", "500 500", "10.00 10.00"]),
        (
            "orderBy: { field: POSTED_AT, direction: ASC }",
            vec!["10.00 10.00", "500 500", "20.00 30.00"],
        ),
        (
            "filter: { currency: EUR }",
            vec!["20.00 30.00", "10.00 10.00"],
        ),
        ("filter: { kindIn: [HELD] }", vec![]),
        (
            "filter: { kindIn: [FUNDED], currency: JPY }",
            vec!["500 500"],
        ),
        ("filter: { postedBefore: \"2020-01-01T00:00:00Z\" }", vec![]),
        (
            "filter: { postedAfter: \"2020-01-01T00:00:00Z\", currency: JPY }",
            vec!["500 500"],
        ),
    ] {
        let query = format!(
            "query($id: ID!) {{ brand(id: $id) {{ statement(first: 5 {filter}) {{ {LINES} }} }} }}"
        );
        let seen = brand.asks(&query, json!({ "id": brand.id })).await.good();
        let lines = words(&seen.at("brand.statement.nodes"));
        let amounts: Vec<String> = lines
            .iter()
            .map(|it| it.replace("FUNDED CREDIT ", ""))
            .collect();
        assert_eq!(amounts, found, "{filter}");
    }
}

/// The step fills the table of a database that was used before as the triggers would have.
#[tokio::test]
async fn what_was_booked_before_is_told_the_same() {
    let app = TestApp::start().await;
    let deal = Deal::busy(&app).await;
    deal.balances().await;
    let db = app.env().db.owner();
    let lines = async || {
        let lines = statement_line::Entity::find()
            .order_by_asc(statement_line::Column::EntryId)
            .order_by_asc(statement_line::Column::OwnerId);
        let mut lines = lines.all(db).await.unwrap();
        for line in &mut lines {
            line.id = domain::id::Id::from_uuid(uuid::Uuid::nil());
        }
        lines
    };
    let kept = lines().await;
    assert!(kept.len() > 5, "{kept:#?}");
    let (guard, fill) = if db.get_database_backend() == DbBackend::Sqlite {
        (
            "DROP TRIGGER statement_line_not_deleted",
            include_str!("../../../migration/src/sql/m20261127_000007_statement.sqlite.sql"),
        )
    } else {
        (
            "DROP TRIGGER statement_line_kept ON statement_line",
            include_str!("../../../migration/src/sql/m20261127_000007_statement.postgres.sql"),
        )
    };
    db.execute_unprepared(guard).await.unwrap();
    db.execute_unprepared("DELETE FROM statement_line")
        .await
        .unwrap();
    let fill = &fill[fill.rfind("INSERT INTO statement_line").unwrap()..];
    db.execute_unprepared(fill).await.unwrap();
    assert_eq!(lines().await, kept);
    deal.balances().await;
}
