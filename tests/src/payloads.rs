//! A mutation answers what it changed: the graph around its object is read as the change left it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::deal::{Deal, photo, reel};
use crate::support::market::{eur, key};
use crate::support::{Good, TestApp};

const WALLETS: &str = "wallets { available { amount } reserved { amount } held { amount } }";
const BALANCES: &str = "balances { available { amount } pending { amount } inTransit { amount } }";

fn amounts(answer: &Good, path: &str, names: [&str; 3]) -> [String; 3] {
    let object: Value = answer.at(path);
    names.map(|name| object[name]["amount"].as_str().unwrap().to_owned())
}

fn wallet(answer: &Good, path: &str) -> [String; 3] {
    amounts(answer, path, ["available", "reserved", "held"])
}

#[tokio::test]
async fn what_moves_a_brands_money_answers_its_wallet() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let fund = json!({ "brandId": brand.id, "amount": eur("600.00"), "idempotencyKey": key() });
    let paid = brand
        .does(
            "walletFund",
            fund,
            &format!("funding {{ brand {{ {WALLETS} }} }}"),
        )
        .await
        .good();
    let path = "walletFund.funding.brand.wallets.0";
    assert_eq!(wallet(&paid, path), ["600.00", "0.00", "0.00"]);

    let offer = brand.publishes_offer().await;
    let reserve = json!({ "offerId": offer, "idempotencyKey": key() });
    let set_aside = brand
        .does(
            "offerReserve",
            reserve,
            &format!("offer {{ isReserved brand {{ {WALLETS} }} }}"),
        )
        .await
        .good();
    let path = "offerReserve.offer.brand.wallets.0";
    assert_eq!(wallet(&set_aside, path), ["160.00", "440.00", "0.00"]);

    let zoe = app.micro("Zoe").await;
    let application = zoe.applies_to(&offer).await;
    let accept = json!({ "applicationId": application, "idempotencyKey": key() });
    let fields = format!(
        "application {{ state offer {{ slotsTaken applications {{ totalCount }} brand {{ {WALLETS} }} }} }}"
    );
    let accepted = brand
        .does("applicationAccept", accept, &fields)
        .await
        .good();
    let offer = accepted.at("applicationAccept.application.offer");
    assert_eq!(
        (&offer["slotsTaken"], &offer["applications"]["totalCount"]),
        (&json!(1), &json!(1))
    );
    let path = "applicationAccept.application.offer.brand.wallets.0";
    assert_eq!(wallet(&accepted, path), ["160.00", "220.00", "220.00"]);
}

#[tokio::test]
async fn what_moves_a_creators_money_answers_the_balances() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[photo(), reel()]).await;
    deal.hands_in(1).await;
    let approve = json!({ "deliverableId": deal.deliverable(1).await, "idempotencyKey": key() });
    let fields = format!(
        "deliverable {{ state collaboration {{ deliverables {{ state }} }} creator {{ {BALANCES} }} }}"
    );
    let approved = deal
        .brand
        .does("deliverableApprove", approve, &fields)
        .await
        .good();
    let deliverable = approved.at("deliverableApprove.deliverable");
    assert_eq!(
        deliverable["collaboration"]["deliverables"][0]["state"],
        deliverable["state"]
    );
    // What the creator has is not for the brand.
    assert_eq!(deliverable["creator"]["balances"], Value::Null);
    let earned = deal.earned().await.unwrap();

    deal.passes(TimeDelta::days(4)).await;
    let wish = json!({ "creatorId": deal.creator.id, "amount": eur(&earned), "iban": "DE89370400440532013000",
        "idempotencyKey": key() });
    let asked = deal
        .creator
        .does(
            "payoutRequest",
            wish,
            &format!("payout {{ creator {{ {BALANCES} }} }}"),
        )
        .await
        .good();
    let path = "payoutRequest.payout.creator.balances.0";
    let left = amounts(&asked, path, ["available", "pending", "inTransit"]);
    assert_eq!(left, ["0.00", "0.00", earned.as_str()]);
}

#[tokio::test]
async fn a_payload_is_read_as_each_request_asks_whoever_asked_before() {
    let app = TestApp::start().await;
    let (acme, bolt) = (app.brand("Acme").await, app.brand("Bolt").await);
    let query = "mutation ($first: BrandUpdateInput!, $second: BrandUpdateInput!, $isLong: Boolean!) {
        first: brandUpdate(input: $first) { brand { id name @include(if: $isLong) } }
        second: brandUpdate(input: $second) { brand { name ...long @include(if: $isLong) } brandAgain: brand { id } }
    } fragment long on Brand { website members { totalCount } }";
    for is_long in [true, false, true, false] {
        for (asker, name, other) in [(&acme, "Acme", &bolt), (&bolt, "Bolt", &acme)] {
            let mine = json!({ "brandId": asker.id, "website": "https://example.com/" });
            let theirs = json!({ "brandId": other.id, "website": "https://example.org/" });
            let input = json!({ "first": mine, "second": mine, "isLong": is_long });
            let answer = asker.asks(query, input).await.good();
            let (first, second) = if is_long {
                let long = json!({ "name": name, "website": "https://example.com/", "members": { "totalCount": 1 } });
                (json!({ "id": asker.id, "name": name }), long)
            } else {
                (json!({ "id": asker.id }), json!({ "name": name }))
            };
            assert_eq!(answer.at("first.brand"), first);
            assert_eq!(answer.at("second.brand"), second);
            assert_eq!(answer.at("second.brandAgain"), json!({ "id": asker.id }));

            let input = json!({ "first": theirs, "second": theirs, "isLong": is_long });
            let refused = asker.asks(query, input).await;
            assert_eq!(refused.beside("first.brand"), Value::Null);
        }
    }
}
