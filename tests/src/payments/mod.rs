//! Money creators are paid out.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::id::{CreatorId, FundingId, Id};
use domain::ledger::{self, Account, AccountKind, EntryKind, Transfer};
use domain::money::Currency;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::money::{Agreement, become_creator, cents, euros, found_brand, public};
use crate::support::people::document;
use crate::support::{Answer, Person, TestApp};

mod escrow;
mod money_moves;
mod provider;
mod wallet;

const IBAN: &str = "DE89 3704 0044 0532 0130 00";
const PAYOUT: &str = "payout { id state failure ibanEnding endedAt amount { amount } }";

/// A creator with so many cents to be paid out.
pub(crate) async fn rich_creator(app: &TestApp, minor: i64) -> (Person, CreatorId) {
    let zoe = app.person("Zoe").await;
    let id = become_creator(&zoe).await;
    earns(app, id, minor).await;
    (zoe, id)
}

/// Money comes to a creator, by the way all pay takes, from a brand that nobody knows.
pub async fn earns(app: &TestApp, id: CreatorId, minor: i64) {
    let of = |kind, owner| Account {
        kind,
        owner,
        currency: Currency::Eur,
    };
    let (brand, work) = (FundingId::new().uuid(), FundingId::new().uuid());
    let way = [
        (
            EntryKind::Funded,
            Account::of_marketplace(AccountKind::ProviderClearing, Currency::Eur),
        ),
        (EntryKind::Held, of(AccountKind::BrandWallet, brand)),
        (EntryKind::Released, of(AccountKind::Escrow, work)),
        (
            EntryKind::Cleared,
            of(AccountKind::CreatorPending, id.uuid()),
        ),
    ];
    let end = of(AccountKind::CreatorAvailable, id.uuid());
    let intent = Intent::system();
    let tx = app.env().begin(&intent, "test.earn").await.unwrap();
    for (at, (kind, from)) in way.iter().enumerate() {
        let to = way.get(at + 1).map_or(end, |(_, next)| *next);
        let (from, amount) = (*from, cents(minor));
        let transfer = Transfer { from, to, amount };
        let source = FundingId::new().uuid();
        ledger::commands::post(&tx, *kind, source, &[transfer])
            .await
            .unwrap();
    }
    tx.commit(FundingId::new()).await.unwrap();
}

fn wish(creator: CreatorId, amount: &str, key: &str) -> Value {
    json!({ "creatorId": public(creator), "amount": euros(amount), "iban": IBAN, "idempotencyKey": key })
}

pub(crate) async fn requests(
    person: &Person,
    creator: CreatorId,
    amount: &str,
    key: &str,
) -> Answer {
    person
        .does("payoutRequest", wish(creator, amount, key), PAYOUT)
        .await
}

async fn cancels(person: &Person, payout: &str) -> Answer {
    person
        .does("payoutCancel", json!({ "payoutId": payout }), PAYOUT)
        .await
}

async fn state(person: &Person, payout: &str) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Payout { state } } }";
    person
        .asks(query, json!({ "id": payout }))
        .await
        .good()
        .text("node.state")
}

/// Pending, available and in transit, in euros.
pub(crate) async fn balance(person: &Person, creator: CreatorId) -> [String; 3] {
    let query = "query($id: ID!) { creator(id: $id) { balances {
        pending { amount } available { amount } inTransit { amount } } } }";
    let balances = person
        .asks(query, json!({ "id": public(creator) }))
        .await
        .good();
    ["pending", "available", "inTransit"]
        .map(|part| balances.text(&format!("creator.balances.0.{part}.amount")))
}

async fn is_sound(app: &TestApp) -> bool {
    let violations = domain::payments::queries::check(app.env().db.reader()).await;
    violations.unwrap().is_empty()
}

#[tokio::test]
async fn earned_pay_clears_and_is_paid_out() {
    let app = TestApp::start().await;
    let (ann, zoe) = (app.person("Ann").await, app.person("Zoe").await);
    let (acme, creator) = (found_brand(&ann).await, become_creator(&zoe).await);
    let input = json!({ "brandId": public(acme), "amount": euros("110"), "idempotencyKey": "key" });
    ann.does("walletFund", input, "funding { id }").await.good();
    let agreed = Agreement::between(&app, (acme, creator), &[10_000], (1_000, 500)).await;
    agreed.is_held().await;
    agreed.is_released(0).await.unwrap();
    assert_eq!(
        balance(&zoe, creator).await,
        ["95.00", "0.00", "0.00"].map(str::to_owned)
    );

    app.passes(TimeDelta::days(3) - TimeDelta::seconds(1)).await;
    let zoe = zoe.logs_in_again().await;
    assert_eq!(balance(&zoe, creator).await[1], "0.00");
    app.passes(TimeDelta::seconds(1)).await;
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "95.00", "0.00"].map(str::to_owned)
    );
    let earnings =
        "query($id: ID!) { creator(id: $id) { earnings { nodes { state deliverable { id } } } } }";
    let earnings = zoe
        .asks(earnings, json!({ "id": public(creator) }))
        .await
        .good();
    assert_eq!(earnings.text("creator.earnings.nodes.0.state"), "AVAILABLE");
    let paid_for = public(agreed.deliverables[0].id);
    assert_eq!(
        earnings.text("creator.earnings.nodes.0.deliverable.id"),
        paid_for
    );

    let payout = requests(&zoe, creator, "90", "key").await.good();
    assert_eq!(payout.text("payoutRequest.payout.state"), "REQUESTED");
    assert_eq!(payout.text("payoutRequest.payout.ibanEnding"), "3000");
    let payout = payout.text("payoutRequest.payout.id");
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "5.00", "90.00"].map(str::to_owned)
    );
    app.works().await;
    assert_eq!(state(&zoe, &payout).await, "IN_TRANSIT");
    app.passes(TimeDelta::seconds(5)).await;
    assert_eq!(state(&zoe, &payout).await, "PAID");
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "5.00", "0.00"].map(str::to_owned)
    );
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn nobody_is_paid_more_than_is_available() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;

    let refused = requests(&zoe, creator, "100.01", "key").await;
    assert_eq!(
        refused.located_errors(),
        ["BALANCE_INSUFFICIENT at input.amount"]
    );
    assert_eq!(balance(&zoe, creator).await[1], "100.00");
    let payouts = "query($id: ID!) { creator(id: $id) { payouts { totalCount } } }";
    let payouts = zoe
        .asks(payouts, json!({ "id": public(creator) }))
        .await
        .good();
    assert_eq!(payouts.at("creator.payouts.totalCount"), 0);
    requests(&zoe, creator, "100", "other").await.good();
}

#[tokio::test]
async fn payouts_at_once_never_overdraw() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;

    let keys: Vec<String> = (0..8).map(|key| key.to_string()).collect();
    let answers = join_all(keys.iter().map(|key| requests(&zoe, creator, "30", key))).await;
    let refused: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refused, ["BALANCE_INSUFFICIENT"; 5]);
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "10.00", "90.00"].map(str::to_owned)
    );
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn asking_with_the_same_key_pays_once() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;

    let answers = join_all((0..6).map(|_| requests(&zoe, creator, "30", "key"))).await;
    let mut ids: Vec<String> = answers
        .into_iter()
        .map(|answer| answer.good().text("payoutRequest.payout.id"))
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(
        requests(&zoe, creator, "31", "key").await.user_errors(),
        ["IDEMPOTENCY_KEY_REUSED"]
    );
    assert_eq!(balance(&zoe, creator).await[1], "70.00");
}

#[tokio::test]
async fn nobody_touches_or_sees_another_ones_money() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let eve = app.person("Eve").await;
    become_creator(&eve).await;
    let payout = requests(&zoe, creator, "5", "key")
        .await
        .good()
        .text("payoutRequest.payout.id");

    let as_guest = json!({ "input": wish(creator, "5", "other") });
    let as_guest = app.asks(&document("payoutRequest", PAYOUT), as_guest).await;
    assert_eq!(as_guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(
        requests(&eve, creator, "5", "key").await.codes(),
        ["NOT_FOUND"]
    );
    let as_guest = json!({ "input": { "payoutId": payout, "idempotencyKey": "guest" } });
    let as_guest = app.asks(&document("payoutCancel", PAYOUT), as_guest).await;
    assert_eq!(as_guest.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(cancels(&eve, &payout).await.codes(), ["NOT_FOUND"]);

    for list in [
        "creator(id: $id) { balances { available { amount } } }",
        "creator(id: $id) { earnings { totalCount } }",
        "creator(id: $id) { payouts { totalCount } }",
    ] {
        let query = format!("query($id: ID!) {{ {list} }}");
        for token in [Some(eve.access_token.as_str()), None] {
            let variables = json!({ "id": public(creator) });
            let seen = app.asks_as(token, &query, variables).await.good();
            let hidden = seen.at("creator").as_object().unwrap().clone();
            assert!(hidden.values().all(Value::is_null), "{hidden:?}");
        }
    }
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert!(
        eve.asks(node, json!({ "id": payout }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert_eq!(state(&zoe, &payout).await, "REQUESTED");
}

#[tokio::test]
async fn all_mistakes_of_a_wish_come_back_together() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let mistaken = json!({ "creatorId": public(creator), "amount": euros("0"), "iban": "DE00 1234", "idempotencyKey": "key" });
    let answer = zoe.does("payoutRequest", mistaken, PAYOUT).await;
    assert_eq!(
        answer.located_errors(),
        [
            "AMOUNT_INVALID at input.amount.amount",
            "IBAN_INVALID at input.iban"
        ]
    );
    assert_eq!(balance(&zoe, creator).await[1], "100.00");
}

#[tokio::test]
async fn a_payout_is_cancelled_only_before_it_is_sent() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;

    let early = requests(&zoe, creator, "40", "early")
        .await
        .good()
        .text("payoutRequest.payout.id");
    assert_eq!(
        cancels(&zoe, &early)
            .await
            .good()
            .text("payoutCancel.payout.state"),
        "CANCELLED"
    );
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "100.00", "0.00"].map(str::to_owned)
    );
    assert_eq!(
        cancels(&zoe, &early).await.user_errors(),
        ["PAYOUT_STATE_INVALID"]
    );
    app.works().await;
    assert!(app.payments.calls().is_empty());

    let late = requests(&zoe, creator, "40", "late")
        .await
        .good()
        .text("payoutRequest.payout.id");
    app.works().await;
    assert_eq!(
        cancels(&zoe, &late).await.user_errors(),
        ["PAYOUT_STATE_INVALID"]
    );
    assert_eq!(
        balance(&zoe, creator).await,
        ["0.00", "60.00", "40.00"].map(str::to_owned)
    );
    let unknown = zoe
        .does("payoutCancel", json!({ "payoutId": zoe.id }), PAYOUT)
        .await;
    assert_eq!(unknown.located_errors(), ["INVALID_ID at input.payoutId"]);
    assert!(is_sound(&app).await);
}

#[tokio::test]
async fn cancelling_twice_at_once_gives_the_money_back_once() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let payout = requests(&zoe, creator, "40", "key")
        .await
        .good()
        .text("payoutRequest.payout.id");

    let answers = join_all((0..6).map(|_| cancels(&zoe, &payout))).await;
    let refused: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    assert_eq!(refused, ["PAYOUT_STATE_INVALID"; 5]);
    assert_eq!(balance(&zoe, creator).await[1], "100.00");
}

#[tokio::test]
async fn a_payout_cancelled_while_it_is_sent_is_either_but_not_both() {
    let app = TestApp::start().await;
    let (zoe, creator) = rich_creator(&app, 10_000).await;
    let payout = requests(&zoe, creator, "40", "key")
        .await
        .good()
        .text("payoutRequest.payout.id");

    let (cancelled, ()) = tokio::join!(cancels(&zoe, &payout), app.works());
    app.passes(TimeDelta::minutes(1)).await;
    let (state, in_transit, was_sent) = (
        state(&zoe, &payout).await,
        balance(&zoe, creator).await[2].clone(),
        app.payments.calls().contains(&"send"),
    );
    assert_eq!(in_transit, "0.00");
    if cancelled.refusals().is_empty() {
        assert_eq!((state.as_str(), was_sent), ("CANCELLED", false));
    } else {
        assert_eq!((state.as_str(), was_sent), ("PAID", true));
    }
    assert!(is_sound(&app).await);
}
