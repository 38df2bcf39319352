//! Creators' bids, and how each of them gets its answer.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::market::{eur, key, turns_application};
use crate::support::{Answer, Brand, Creator, Person, TestApp};

const SEEN: &str = "query($id: ID!) { application(id: $id) {
    state pay { amount } offerVersion dueAt rejectionReason rejectionText proposals { id round side state pay { amount } } } }";

async fn seen(person: &Person, id: &str) -> Answer {
    person.asks(SEEN, json!({ "id": id })).await.good()
}

async fn state(person: &Person, id: &str) -> Value {
    seen(person, id).await.at("application.state")
}

/// A brand with money, its published offer, and a creator who applied.
async fn a_bid(app: &TestApp) -> (Brand, Creator, String, String) {
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let bid = zoe.applies_to(&offer).await;
    (brand, zoe, offer, bid)
}

async fn proposes(person: &Person, bid: &str, amount: &str) -> Answer {
    let input = json!({ "applicationId": bid, "pay": eur(amount) });
    person
        .does("proposalCreate", input, "proposal { id round side state }")
        .await
}

async fn answers(person: &Person, mutation: &str, proposal: &str) -> Answer {
    person
        .does(
            mutation,
            json!({ "proposalId": proposal }),
            "proposal { id state }",
        )
        .await
}

/// Guests and strangers cannot; the application stays as it is.
async fn not_for_strangers(
    app: &TestApp,
    owner: &Person,
    bid: &str,
    mutation: &str,
    input: Value,
    fields: &str,
) {
    let before = seen(owner, bid).await;
    let eve = app.micro(&format!("Eve {mutation}")).await;
    assert_eq!(
        app.does(mutation, input.clone(), fields).await.codes(),
        ["UNAUTHENTICATED"],
        "{mutation}"
    );
    assert_eq!(
        eve.does(mutation, input, fields).await.codes(),
        ["NOT_FOUND"],
        "{mutation}"
    );
    assert_eq!(seen(owner, bid).await, before);
}

/// Exactly one of the answers is good, all others are refused with one of the codes.
fn once(answers: &[Answer], codes: &[&str]) {
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.refusals().is_empty())
            .count(),
        1
    );
    for code in answers.iter().flat_map(Answer::refusals) {
        assert!(codes.contains(&code.as_str()), "{code}");
    }
}

#[tokio::test]
async fn a_creator_applies_and_both_sides_see_it() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, bid) = a_bid(&app).await;
    for person in [&brand.founder, &zoe.person] {
        let answer = seen(person, &bid).await;
        assert_eq!(answer.at("application.state"), "SUBMITTED");
        assert_eq!(answer.text("application.pay.amount"), "200.00");
        assert_eq!(answer.text("application.dueAt"), "2026-12-07T09:00:00.000Z");
    }
    let eve = app.micro("Eve").await;
    assert!(seen(&eve, &bid).await.at("application").is_null());

    let own =
        "query($id: ID!) { offer(id: $id) { brand { id } viewerApplication { id creator { id } }
        breakdown { totalCharged { amount } totalReceived { amount } } } }";
    let answer = zoe.asks(own, json!({ "id": offer })).await.good();
    assert_eq!(
        answer.at("offer.viewerApplication"),
        json!({ "id": bid, "creator": { "id": zoe.id } })
    );
    assert_eq!(answer.text("offer.brand.id"), brand.id);
    assert_eq!(answer.text("offer.breakdown.totalCharged.amount"), "220.00");
    assert_eq!(
        answer.text("offer.breakdown.totalReceived.amount"),
        "200.00"
    );
    let answer = app.asks(own, json!({ "id": offer })).await.good();
    assert!(answer.at("offer.viewerApplication").is_null());

    let of_offer = "query($id: ID!) { offerApplications(offerId: $id) { totalCount nodes { id offer { id } } } }";
    let list = brand.asks(of_offer, json!({ "id": offer })).await.good();
    assert_eq!(
        list.at("offerApplications.nodes"),
        json!([{ "id": bid, "offer": { "id": offer } }])
    );
    assert_eq!(
        eve.asks(of_offer, json!({ "id": offer })).await.codes(),
        ["NOT_FOUND"]
    );
    let own = "query($id: ID!) { creatorApplications(creatorId: $id) { nodes { id } } }";
    let list = zoe.asks(own, json!({ "id": zoe.id })).await.good();
    assert_eq!(list.at("creatorApplications.nodes"), json!([{ "id": bid }]));
    assert_eq!(
        eve.asks(own, json!({ "id": zoe.id })).await.codes(),
        ["NOT_FOUND"]
    );
}

#[tokio::test]
async fn only_eligible_creators_may_apply_and_they_see_why_not() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let criteria =
        json!({ "countries": ["FR"], "followersMin": 5000, "niches": ["BEAUTY", "PETS"] });
    let offer = brand.publishes(json!({ "criteria": criteria })).await;
    let query =
        "query($id: ID!) { eligibility(offerId: $id) { isEligible checks { rule isMet } } }";
    let answer = zoe.asks(query, json!({ "id": offer })).await.good();
    assert_eq!(answer.at("eligibility.isEligible"), false);
    let checks = answer.at("eligibility.checks").as_array().unwrap().clone();
    let unmet: Vec<_> = checks
        .iter()
        .filter(|check| check["isMet"] == false)
        .map(|check| &check["rule"])
        .collect();
    assert_eq!((checks.len(), unmet), (6, vec![&json!("COUNTRY")]));

    assert_eq!(
        zoe.bids(&offer, json!({})).await.user_errors(),
        ["CREATOR_NOT_ELIGIBLE"]
    );
    let nobody = app.person("Nobody").await;
    let input = json!({ "offerId": offer });
    assert_eq!(
        nobody
            .does("applicationSubmit", input.clone(), "application { id }")
            .await
            .user_errors(),
        ["CREATOR_NOT_ELIGIBLE"]
    );
    assert_eq!(
        app.does("applicationSubmit", input, "application { id }")
            .await
            .codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        nobody.asks(query, json!({ "id": offer })).await.codes(),
        ["NOT_FOUND"]
    );
}

#[tokio::test]
async fn nobody_applies_to_a_draft_or_to_an_offer_of_their_own_brand() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let draft = brand
        .drafts(json!({}))
        .await
        .good()
        .text("offerCreate.offer.id");
    assert_eq!(zoe.bids(&draft, json!({})).await.codes(), ["NOT_FOUND"]);
    let offer = brand.publishes_offer().await;
    brand.takes_in(&brand, &zoe, "VIEWER").await.good();
    assert_eq!(
        zoe.bids(&offer, json!({})).await.user_errors(),
        ["APPLICATION_OWN_OFFER"]
    );
}

#[tokio::test]
async fn a_creator_has_one_live_application_to_an_offer() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    once(
        &join_all((0..6).map(|_| zoe.bids(&offer, json!({})))).await,
        &["APPLICATION_ALREADY_EXISTS"],
    );

    let list = "query($id: ID!) { creatorApplications(creatorId: $id) { nodes { id } } }";
    let bid = zoe
        .asks(list, json!({ "id": zoe.id }))
        .await
        .good()
        .text("creatorApplications.nodes.0.id");
    turns_application(&zoe, "applicationWithdraw", &bid)
        .await
        .good();
    zoe.applies_to(&offer).await;
}

#[tokio::test]
async fn an_application_sent_twice_under_one_key_is_one_application() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let keyed = json!({ "idempotencyKey": key() });
    let first = zoe.bids(&offer, keyed.clone()).await.good();
    let second = zoe.bids(&offer, keyed).await.good();
    assert_eq!(
        first.at("applicationSubmit.application.id"),
        second.at("applicationSubmit.application.id")
    );
}

#[tokio::test]
async fn other_pay_is_asked_only_where_it_is_negotiable() {
    let app = TestApp::start().await;
    let (brand, zoe, ida) = (
        app.brand("Acme").await,
        app.micro("Zoe").await,
        app.micro("Ida").await,
    );
    let fixed = brand
        .publishes(json!({ "compensation": { "pay": eur("200.00") } }))
        .await;
    let other = |pay: Value| json!({ "pay": pay });
    assert_eq!(
        zoe.bids(&fixed, other(eur("250.00"))).await.user_errors(),
        ["PAY_NOT_NEGOTIABLE"]
    );
    zoe.bids(&fixed, other(eur("200.00"))).await.good();

    let open = brand.publishes_offer().await;
    let dollars = json!({ "amount": "250.00", "currencyCode": "USD" });
    assert_eq!(
        zoe.bids(&open, other(dollars)).await.user_errors(),
        ["CURRENCY_MISMATCH"]
    );
    assert_eq!(
        zoe.bids(&open, other(eur("-1"))).await.located_errors(),
        ["AMOUNT_INVALID at input.pay.amount"]
    );
    let long = json!({ "message": "x".repeat(3001) });
    assert_eq!(
        zoe.bids(&open, long).await.located_errors(),
        ["VALUE_TOO_LONG at input.message"]
    );
    let bid = ida
        .bids(&open, other(eur("250.00")))
        .await
        .good()
        .text("applicationSubmit.application.id");
    assert_eq!(
        seen(&ida, &bid).await.text("application.pay.amount"),
        "250.00"
    );
}

#[tokio::test]
async fn a_creator_withdraws_and_a_withdrawn_bid_cannot_be_accepted() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    not_for_strangers(
        &app,
        &zoe,
        &bid,
        "applicationWithdraw",
        json!({ "applicationId": bid }),
        "application { id }",
    )
    .await;
    assert_eq!(
        turns_application(&brand, "applicationWithdraw", &bid)
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    let tries =
        join_all((0..4).map(|_| turns_application(&zoe, "applicationWithdraw", &bid))).await;
    once(&tries, &["APPLICATION_STATE_INVALID"]);
    assert_eq!(state(&zoe, &bid).await, "WITHDRAWN");
    assert_eq!(
        brand.accepts(&bid).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn a_brand_shortlists() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    not_for_strangers(
        &app,
        &brand,
        &bid,
        "applicationShortlist",
        json!({ "applicationId": bid }),
        "application { id }",
    )
    .await;
    assert_eq!(
        turns_application(&zoe, "applicationShortlist", &bid)
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let tries =
        join_all((0..4).map(|_| turns_application(&brand, "applicationShortlist", &bid))).await;
    once(&tries, &["APPLICATION_STATE_INVALID"]);
    assert_eq!(state(&zoe, &bid).await, "SHORTLISTED");
}

#[tokio::test]
async fn a_brand_rejects_with_a_reason_the_creator_sees() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    let input = json!({ "applicationId": bid, "reason": "BUDGET" });
    not_for_strangers(
        &app,
        &brand,
        &bid,
        "applicationReject",
        input,
        "application { id }",
    )
    .await;
    let input = json!({ "applicationId": bid, "reason": "OTHER" });
    let wordless = brand
        .does("applicationReject", input, "application { id }")
        .await;
    assert_eq!(wordless.located_errors(), ["VALUE_MISSING at input.text"]);
    let input =
        json!({ "applicationId": bid, "reason": "CONTENT_STYLE", "text": "Too loud for us." });
    assert_eq!(
        zoe.does("applicationReject", input.clone(), "application { id }")
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let tries = join_all(
        (0..4).map(|_| brand.does("applicationReject", input.clone(), "application { id }")),
    )
    .await;
    once(&tries, &["APPLICATION_STATE_INVALID"]);
    let answer = seen(&zoe, &bid).await;
    assert_eq!(answer.at("application.rejectionReason"), "CONTENT_STYLE");
    assert_eq!(answer.text("application.rejectionText"), "Too loud for us.");
}

#[tokio::test]
async fn accepting_opens_one_collaboration_however_often_it_is_asked() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, bid) = a_bid(&app).await;
    let input = json!({ "applicationId": bid, "idempotencyKey": key() });
    not_for_strangers(
        &app,
        &brand,
        &bid,
        "applicationAccept",
        input,
        "application { id }",
    )
    .await;
    assert_eq!(
        zoe.does(
            "applicationAccept",
            json!({ "applicationId": bid, "idempotencyKey": key() }),
            "application { id }"
        )
        .await
        .codes(),
        ["FORBIDDEN"]
    );

    let tries = join_all((0..16).map(|_| brand.accepts(&bid))).await;
    once(&tries, &["APPLICATION_STATE_INVALID"]);
    let query = "query($id: ID!) { offer(id: $id) { slotsTaken state } }";
    assert_eq!(
        brand
            .asks(query, json!({ "id": offer }))
            .await
            .good()
            .at("offer.slotsTaken"),
        1
    );
    let query = "query($id: ID!) { collaborations(of: { brandId: $id }) { totalCount nodes { state pay { amount } } } }";
    let answer = brand.asks(query, json!({ "id": brand.id })).await.good();
    assert_eq!(answer.at("collaborations.totalCount"), 1);
    assert_eq!(answer.at("collaborations.nodes.0.state"), "ACTIVE");
}

#[tokio::test]
async fn accepting_again_under_the_same_key_answers_the_same() {
    let app = TestApp::start().await;
    let (brand, _, _, bid) = a_bid(&app).await;
    let input = json!({ "applicationId": bid, "idempotencyKey": key() });
    let tries = join_all((0..8).map(|_| {
        brand.does(
            "applicationAccept",
            input.clone(),
            "application { id state }",
        )
    }))
    .await;
    for answer in tries {
        match answer.user_errors().as_slice() {
            [] => assert_eq!(answer.at("applicationAccept.application.state"), "ACCEPTED"),
            codes => assert_eq!(codes, ["IDEMPOTENCY_IN_PROGRESS"]),
        }
    }
}

#[tokio::test]
async fn the_last_slot_goes_to_one_creator() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand.publishes(json!({ "slots": 1 })).await;
    let mut bids = Vec::new();
    for name in ["Ada", "Bea", "Cleo", "Dora"] {
        bids.push(app.micro(name).await.applies_to(&offer).await);
    }
    once(
        &join_all(bids.iter().map(|bid| brand.accepts(bid))).await,
        &["OFFER_FULL"],
    );
    let query = "query($id: ID!) { offer(id: $id) { state slotsTaken } }";
    let answer = brand.asks(query, json!({ "id": offer })).await.good();
    assert_eq!(
        answer.at("offer"),
        json!({ "state": "FILLED", "slotsTaken": 1 })
    );
}

#[tokio::test]
async fn the_budget_is_never_overdrawn() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let offer = brand
        .publishes(json!({ "slots": 4, "budget": eur("880.00") }))
        .await;
    let mut bids = Vec::new();
    for name in ["Ada", "Bea", "Cleo", "Dora"] {
        let bid = app
            .micro(name)
            .await
            .bids(&offer, json!({ "pay": eur("300.00") }))
            .await
            .good();
        bids.push(bid.text("applicationSubmit.application.id"));
    }
    let tries = join_all(bids.iter().map(|bid| brand.accepts(bid))).await;
    assert_eq!(
        tries
            .iter()
            .filter(|answer| answer.refusals().is_empty())
            .count(),
        2
    );
    assert!(
        tries
            .iter()
            .flat_map(Answer::refusals)
            .all(|code| code == "OFFER_BUDGET_EXCEEDED")
    );
}

#[tokio::test]
async fn without_money_the_collaboration_waits_for_it() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    let bid = zoe.applies_to(&offer).await;
    brand.accepts(&bid).await.good();
    let query = "query($id: ID!) { collaborations(of: { creatorId: $id }) { nodes { state } } }";
    let answer = zoe.asks(query, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        answer.at("collaborations.nodes.0.state"),
        "AWAITING_FUNDING"
    );
}

#[tokio::test]
async fn silence_of_the_brand_is_an_answer_after_two_weeks() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    app.passes(TimeDelta::days(14)).await;
    let (brand, zoe) = (
        brand.founder.logs_in_again().await,
        zoe.person.logs_in_again().await,
    );
    assert_eq!(state(&zoe, &bid).await, "EXPIRED");
    let late = json!({ "applicationId": bid, "idempotencyKey": key() });
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
    let (brand, zoe, offer, bid) = a_bid(&app).await;
    brand
        .amends(&offer, json!({ "title": "Autumn teas at home" }))
        .await
        .good();
    app.works().await;
    assert_eq!(state(&zoe, &bid).await, "SUBMITTED");

    let less = json!({ "compensation": { "pay": eur("100.00"), "isNegotiable": true } });
    brand.amends(&offer, less).await.good();
    assert_eq!(
        brand.accepts(&bid).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
    app.works().await;
    assert_eq!(state(&zoe, &bid).await, "NEEDS_RECONFIRMATION");
    assert_eq!(
        brand.accepts(&bid).await.user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );

    not_for_strangers(
        &app,
        &zoe,
        &bid,
        "applicationReconfirm",
        json!({ "applicationId": bid }),
        "application { id }",
    )
    .await;
    let tries =
        join_all((0..4).map(|_| turns_application(&zoe, "applicationReconfirm", &bid))).await;
    once(&tries, &["APPLICATION_STATE_INVALID"]);
    let answer = seen(&zoe, &bid).await;
    assert_eq!(answer.at("application.state"), "SUBMITTED");
    assert_eq!(answer.at("application.offerVersion"), 3);
    assert_eq!(answer.text("application.pay.amount"), "100.00");
    brand.accepts(&bid).await.good();
}

#[tokio::test]
async fn who_does_not_confirm_a_change_lapses() {
    let app = TestApp::start().await;
    let (brand, zoe, offer, bid) = a_bid(&app).await;
    brand
        .amends(&offer, json!({ "requirements": ["Show the kettle"] }))
        .await
        .good();
    app.works().await;
    app.passes(TimeDelta::days(5)).await;
    let zoe = zoe.person.logs_in_again().await;
    assert_eq!(state(&zoe, &bid).await, "LAPSED");
    assert_eq!(
        turns_application(&zoe, "applicationReconfirm", &bid)
            .await
            .user_errors(),
        ["APPLICATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn proposals_go_turn_by_turn_and_the_other_side_accepts() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    let input = json!({ "applicationId": bid, "pay": eur("250.00") });
    not_for_strangers(&app, &zoe, &bid, "proposalCreate", input, "proposal { id }").await;

    once(
        &join_all((0..4).map(|_| proposes(&zoe, &bid, "250.00"))).await,
        &["PROPOSAL_NOT_YOUR_TURN"],
    );
    assert_eq!(state(&brand, &bid).await, "NEGOTIATING");
    assert_eq!(
        brand.accepts(&bid).await.user_errors(),
        ["PROPOSAL_STATE_INVALID"]
    );
    let counter = proposes(&brand, &bid, "225.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    let proposals = seen(&zoe, &bid).await.at("application.proposals");
    assert_eq!(
        (&proposals[0]["state"], &proposals[1]["state"]),
        (&json!("COUNTERED"), &json!("OPEN"))
    );

    not_for_strangers(
        &app,
        &zoe,
        &bid,
        "proposalAccept",
        json!({ "proposalId": counter }),
        "proposal { id }",
    )
    .await;
    assert_eq!(
        answers(&brand, "proposalAccept", &counter)
            .await
            .user_errors(),
        ["PROPOSAL_NOT_YOUR_TURN"]
    );
    let tries = join_all((0..6).map(|_| answers(&zoe, "proposalAccept", &counter))).await;
    once(&tries, &["PROPOSAL_STATE_INVALID"]);
    let answer = seen(&brand, &bid).await;
    assert_eq!(answer.at("application.state"), "ACCEPTED");
    assert_eq!(answer.text("application.pay.amount"), "225.00");
    let query = "query($id: ID!) { collaborations(of: { creatorId: $id }) { nodes { state pay { amount } } } }";
    let work = zoe.asks(query, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        work.at("collaborations.nodes"),
        json!([{ "state": "ACTIVE", "pay": { "amount": "225.00" } }])
    );
}

#[tokio::test]
async fn a_proposal_is_declined_by_the_other_side_and_withdrawn_by_its_own() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    let first = proposes(&zoe, &bid, "250.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    let which = json!({ "proposalId": first });
    not_for_strangers(
        &app,
        &zoe,
        &bid,
        "proposalDecline",
        which.clone(),
        "proposal { id }",
    )
    .await;
    not_for_strangers(
        &app,
        &zoe,
        &bid,
        "proposalWithdraw",
        which,
        "proposal { id }",
    )
    .await;
    assert_eq!(
        answers(&zoe, "proposalDecline", &first).await.user_errors(),
        ["PROPOSAL_NOT_YOUR_TURN"]
    );
    once(
        &join_all((0..4).map(|_| answers(&brand, "proposalDecline", &first))).await,
        &["PROPOSAL_STATE_INVALID"],
    );

    let second = proposes(&brand, &bid, "210.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    assert_eq!(
        answers(&zoe, "proposalWithdraw", &second).await.codes(),
        ["FORBIDDEN"]
    );
    once(
        &join_all((0..4).map(|_| answers(&brand, "proposalWithdraw", &second))).await,
        &["PROPOSAL_STATE_INVALID"],
    );
    assert_eq!(
        answers(&zoe, "proposalAccept", &second).await.user_errors(),
        ["PROPOSAL_STATE_INVALID"]
    );
    brand.accepts(&bid).await.good();
    assert_eq!(
        seen(&zoe, &bid).await.text("application.pay.amount"),
        "200.00"
    );
}

#[tokio::test]
async fn negotiation_ends_after_six_rounds_and_only_where_it_is_allowed() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    for round in 0..3 {
        proposes(&zoe, &bid, &format!("{}.00", 300 - round))
            .await
            .good();
        proposes(&brand, &bid, &format!("{}.00", 250 + round))
            .await
            .good();
    }
    assert_eq!(
        proposes(&zoe, &bid, "260.00").await.user_errors(),
        ["PROPOSAL_ROUNDS_EXHAUSTED"]
    );

    let fixed = brand
        .publishes(json!({ "compensation": { "pay": eur("200.00") } }))
        .await;
    let bid = zoe.applies_to(&fixed).await;
    assert_eq!(
        proposes(&zoe, &bid, "260.00").await.user_errors(),
        ["PAY_NOT_NEGOTIABLE"]
    );
}

#[tokio::test]
async fn a_proposal_nobody_answers_expires_and_the_application_goes_on() {
    let app = TestApp::start().await;
    let (brand, zoe, _, bid) = a_bid(&app).await;
    let proposal = proposes(&zoe, &bid, "250.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    app.passes(TimeDelta::hours(72)).await;
    let (brand, zoe) = (
        brand.founder.logs_in_again().await,
        zoe.person.logs_in_again().await,
    );
    let answer = seen(&zoe, &bid).await;
    assert_eq!(answer.at("application.proposals.0.state"), "EXPIRED");
    assert_eq!(answer.at("application.state"), "NEGOTIATING");
    assert_eq!(
        answers(&brand, "proposalAccept", &proposal)
            .await
            .user_errors(),
        ["PROPOSAL_STATE_INVALID"]
    );
}

#[tokio::test]
async fn an_ended_application_ends_its_open_proposal() {
    let app = TestApp::start().await;
    let (_, zoe, _, bid) = a_bid(&app).await;
    proposes(&zoe, &bid, "250.00").await.good();
    turns_application(&zoe, "applicationWithdraw", &bid)
        .await
        .good();
    assert_eq!(
        seen(&zoe, &bid).await.at("application.proposals.0.state"),
        "EXPIRED"
    );
}

#[tokio::test]
async fn two_workers_at_once_end_an_overdue_application_once() {
    let app = TestApp::start().await;
    let (_, zoe, _, bid) = a_bid(&app).await;
    app.clock.advance(TimeDelta::days(14));
    let rounds = join_all((0..4).map(|_| api::worker::round(app.env()))).await;
    assert!(rounds.iter().sum::<usize>() >= 1);
    app.works().await;
    let zoe = zoe.person.logs_in_again().await;
    assert_eq!(state(&zoe, &bid).await, "EXPIRED");
}
