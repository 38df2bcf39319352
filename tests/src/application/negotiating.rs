//! Other pay, proposed in turns.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{an_application, not_for_strangers, seen, state};
use crate::support::market::{eur, turns_application};
use crate::support::{Answer, Person, TestApp, succeeds};

async fn proposes(person: &Person, application: &str, amount: &str) -> Answer {
    let input = json!({ "applicationId": application, "pay": eur(amount) });
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

#[tokio::test]
async fn proposals_go_turn_by_turn_and_the_other_side_accepts() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    let input = json!({ "applicationId": application, "pay": eur("250.00") });
    not_for_strangers(&app, &zoe, &application, "proposalCreate", input).await;

    succeeds(
        1,
        &join_all((0..4).map(|_| proposes(&zoe, &application, "250.00"))).await,
        "PROPOSAL_NOT_YOUR_TURN",
    );
    assert_eq!(state(&brand, &application).await, "NEGOTIATING");
    assert_eq!(
        brand.accepts(&application).await.user_errors(),
        ["PROPOSAL_STATE_INVALID"]
    );
    let counter = proposes(&brand, &application, "225.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    let proposals = seen(&zoe, &application).await.at("application.proposals");
    assert_eq!(
        (&proposals[0]["state"], &proposals[1]["state"]),
        (&json!("COUNTERED"), &json!("OPEN"))
    );

    not_for_strangers(
        &app,
        &zoe,
        &application,
        "proposalAccept",
        json!({ "proposalId": counter }),
    )
    .await;
    assert_eq!(
        answers(&brand, "proposalAccept", &counter)
            .await
            .user_errors(),
        ["PROPOSAL_NOT_YOUR_TURN"]
    );
    let tries = join_all((0..6).map(|_| answers(&zoe, "proposalAccept", &counter))).await;
    succeeds(1, &tries, "PROPOSAL_STATE_INVALID");
    let answer = seen(&brand, &application).await;
    assert_eq!(answer.at("application.state"), "ACCEPTED");
    assert_eq!(answer.text("application.pay.amount"), "225.00");
    let query = "query($id: ID!) { creator(id: $id) { collaborations { nodes { state pay { amount } } } } }";
    let work = zoe.asks(query, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        work.at("creator.collaborations.nodes"),
        json!([{ "state": "ACTIVE", "pay": { "amount": "225.00" } }])
    );
}

#[tokio::test]
async fn a_proposal_is_declined_by_the_other_side_and_withdrawn_by_its_own() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    let first = proposes(&zoe, &application, "250.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    let which = json!({ "proposalId": first });
    not_for_strangers(&app, &zoe, &application, "proposalDecline", which.clone()).await;
    not_for_strangers(&app, &zoe, &application, "proposalWithdraw", which).await;
    assert_eq!(
        answers(&zoe, "proposalDecline", &first).await.user_errors(),
        ["PROPOSAL_NOT_YOUR_TURN"]
    );
    succeeds(
        1,
        &join_all((0..4).map(|_| answers(&brand, "proposalDecline", &first))).await,
        "PROPOSAL_STATE_INVALID",
    );

    let second = proposes(&brand, &application, "210.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    assert_eq!(
        answers(&zoe, "proposalWithdraw", &second).await.codes(),
        ["FORBIDDEN"]
    );
    succeeds(
        1,
        &join_all((0..4).map(|_| answers(&brand, "proposalWithdraw", &second))).await,
        "PROPOSAL_STATE_INVALID",
    );
    assert_eq!(
        answers(&zoe, "proposalAccept", &second).await.user_errors(),
        ["PROPOSAL_STATE_INVALID"]
    );
    brand.accepts(&application).await.good();
    assert_eq!(
        seen(&zoe, &application)
            .await
            .text("application.pay.amount"),
        "200.00"
    );
}

#[tokio::test]
async fn negotiation_ends_after_six_rounds_and_only_where_it_is_allowed() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    for round in 0..3 {
        proposes(&zoe, &application, &format!("{}.00", 300 - round))
            .await
            .good();
        proposes(&brand, &application, &format!("{}.00", 250 + round))
            .await
            .good();
    }
    assert_eq!(
        proposes(&zoe, &application, "260.00").await.user_errors(),
        ["PROPOSAL_ROUNDS_EXHAUSTED"]
    );

    let fixed = brand
        .publishes(json!({ "compensation": { "pay": eur("200.00") } }))
        .await;
    let application = zoe.applies_to(&fixed).await;
    assert_eq!(
        proposes(&zoe, &application, "260.00").await.user_errors(),
        ["PAY_NOT_NEGOTIABLE"]
    );
}

#[tokio::test]
async fn a_proposal_nobody_answers_expires_and_the_application_goes_on() {
    let app = TestApp::start().await;
    let (brand, zoe, _, application) = an_application(&app).await;
    let proposal = proposes(&zoe, &application, "250.00")
        .await
        .good()
        .text("proposalCreate.proposal.id");
    app.passes(TimeDelta::hours(72)).await;
    let (brand, zoe) = (
        brand.founder.logs_in_again().await,
        zoe.person.logs_in_again().await,
    );
    let answer = seen(&zoe, &application).await;
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
    let (_, zoe, _, application) = an_application(&app).await;
    proposes(&zoe, &application, "250.00").await.good();
    turns_application(&zoe, "applicationWithdraw", &application)
        .await
        .good();
    assert_eq!(
        seen(&zoe, &application)
            .await
            .at("application.proposals.0.state"),
        "EXPIRED"
    );
}
