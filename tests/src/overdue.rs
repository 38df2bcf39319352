//! Deadlines hold by the clock: nobody gains anything from a worker that does not run.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::deal::{photo, reel};
use crate::support::market::{eur, key, turns_application, turns_offer};
use crate::support::profiles::with;
use crate::support::{Answer, Brand, Creator, Deal, Person, TestApp};

/// Business days of silence and a weekend: longer than the time to answer a submission.
const LONG: TimeDelta = TimeDelta::days(5);

/// Time passes, and no worker runs.
async fn passes(deal: &mut Deal, time: TimeDelta) {
    deal.app.clock.advance(time);
    deal.log_in_again().await;
}

async fn acts(deal: &Deal, person: &Person, act: &str, input: Value) -> Answer {
    let input = with(json!({ "deliverableId": deal.deliverable(1).await }), input);
    person
        .does(
            &format!("deliverable{act}"),
            input,
            "deliverable { id state }",
        )
        .await
}

async fn state_of(deal: &Deal, position: usize) -> Value {
    let seen = deal.seen("deliverables { state }").await;
    seen["deliverables"][position - 1]["state"].clone()
}

fn changes() -> Value {
    json!({ "items": [{ "requirement": 1, "comment": "The packaging is not seen." }] })
}

fn rejection() -> Value {
    json!({ "requirements": [1], "reason": "The packaging is not seen." })
}

#[tokio::test]
async fn what_silence_has_approved_is_neither_sent_back_nor_rejected() {
    let late = [
        ("RequestChanges", changes()),
        ("Reject", rejection()),
        ("Approve", json!({ "idempotencyKey": key() })),
    ];
    for (act, input) in late {
        let app = TestApp::start().await;
        let spec = with(photo(), json!({ "roundsIncluded": 0 }));
        let mut deal = Deal::over(&app, &[spec]).await;
        deal.hands_in(1).await;
        passes(&mut deal, LONG).await;

        // The approval completes the collaboration, too.
        let answer = acts(&deal, &deal.brand, act, input).await;
        assert_eq!(
            answer.user_errors(),
            ["COLLABORATION_STATE_INVALID"],
            "{act}"
        );
        assert_eq!(state_of(&deal, 1).await, "APPROVED", "{act}");
        assert_eq!(deal.earned().await.as_deref(), Some("100.00"), "{act}");
        deal.balances().await;
    }
}

#[tokio::test]
async fn four_who_are_late_at_once_are_all_refused_and_silence_decides_once() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[with(photo(), json!({ "roundsIncluded": 0 }))]).await;
    deal.hands_in(1).await;
    passes(&mut deal, LONG).await;
    let late = join_all((0..4).map(|_| acts(&deal, &deal.brand, "Reject", rejection()))).await;
    for answer in late {
        assert_eq!(answer.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    }
    assert_eq!(deal.earned().await.as_deref(), Some("100.00"));
    deal.balances().await;
}

#[tokio::test]
async fn silence_agrees_to_a_concept_and_to_a_post() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[with(reel(), json!({ "requiresConcept": true }))]).await;
    let concept = json!({ "text": "At a window." });
    acts(&deal, &deal.creator, "SubmitConcept", concept)
        .await
        .good();
    passes(&mut deal, LONG).await;
    let late = acts(&deal, &deal.brand, "RequestChanges", changes()).await;
    assert_eq!(late.user_errors(), ["DELIVERABLE_STATE_INVALID"]);
    assert_eq!(state_of(&deal, 1).await, "CONCEPT_APPROVED");

    // The creator need not wait for a worker either.
    deal.hands_in(1).await;
    passes(&mut deal, LONG).await;
    let now = app.env().clock.now().to_rfc3339();
    let post = json!({ "url": "https://example.com/p/1", "postedAt": now, "proof": "My account" });
    acts(&deal, &deal.creator, "Publish", post).await.good();

    passes(&mut deal, TimeDelta::days(3)).await;
    let late = acts(
        &deal,
        &deal.brand,
        "Contest",
        json!({ "reason": "Another tea." }),
    )
    .await;
    assert_eq!(late.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    assert_eq!(deal.state().await, "COMPLETED");
    assert_eq!(deal.earned().await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn a_rejection_that_stood_for_its_days_is_final() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[with(photo(), json!({ "roundsIncluded": 0 }))]).await;
    deal.hands_in(1).await;
    acts(&deal, &deal.brand, "Reject", rejection()).await.good();
    passes(&mut deal, TimeDelta::days(8)).await;
    let late = acts(
        &deal,
        &deal.creator,
        "Escalate",
        json!({ "statement": "It is seen." }),
    )
    .await;
    assert_eq!(late.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    assert_eq!(state_of(&deal, 1).await, "REFUNDED");
    assert_eq!(deal.wallet().await, "1000.00");
    deal.balances().await;
}

#[tokio::test]
async fn who_calls_a_collaboration_off_pays_first_what_silence_has_approved() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[photo(), reel()]).await;
    deal.hands_in(1).await;
    passes(&mut deal, TimeDelta::days(22)).await;
    deal.acts(
        &deal.brand,
        "collaborationCancel",
        json!({ "idempotencyKey": key() }),
    )
    .await
    .good();
    assert_eq!(deal.state().await, "CANCELLED");
    assert_eq!(
        [state_of(&deal, 1).await, state_of(&deal, 2).await],
        ["APPROVED", "CANCELLED"]
    );
    assert_eq!(deal.earned().await.as_deref(), Some("50.00"));
    deal.balances().await;
}

#[tokio::test]
async fn what_was_not_funded_in_time_is_not_funded_later() {
    let app = TestApp::start().await;
    let mut deal = Deal::unfunded(&app, &[photo()]).await;
    deal.brand.pays_in("1000.00").await.good();
    app.works().await;
    passes(&mut deal, TimeDelta::days(30)).await;
    let fund = json!({ "idempotencyKey": key() });
    let late = deal.acts(&deal.brand, "collaborationFund", fund).await;
    assert_eq!(late.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    assert_eq!(deal.state().await, "EXPIRED");
    assert_eq!(deal.wallet().await, "1000.00");
}

/// A brand, its offer until a day, and a creator who applied.
async fn an_application(app: &TestApp) -> (Brand, Creator, String, String) {
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand
        .publishes(json!({ "closesAt": "2027-02-01T09:00:00Z" }))
        .await;
    let application = zoe.applies_to(&offer).await;
    (brand, zoe, offer, application)
}

#[tokio::test]
async fn an_application_nobody_answered_in_time_has_expired() {
    for act in ["Accept", "Shortlist", "Reject"] {
        let app = TestApp::start().await;
        let (brand, zoe, _, application) = an_application(&app).await;
        app.clock.advance(TimeDelta::days(14));
        let (brand, zoe) = (
            brand.founder.logs_in_again().await,
            zoe.logs_in_again().await,
        );
        let mut input = json!({ "applicationId": application, "idempotencyKey": key() });
        if act == "Reject" {
            input["reason"] = json!("BUDGET");
        }
        let late = brand
            .does(&format!("application{act}"), input, "application { id }")
            .await;
        assert_eq!(late.user_errors(), ["APPLICATION_STATE_INVALID"], "{act}");
        assert_eq!(
            state_of_application(&zoe, &application).await,
            "EXPIRED",
            "{act}"
        );
    }
}

async fn state_of_application(person: &Person, application: &str) -> Value {
    let query = "query($id: ID!) { application(id: $id) { state } }";
    person
        .asks(query, json!({ "id": application }))
        .await
        .good()
        .at("application.state")
}

#[tokio::test]
async fn a_proposal_that_expired_is_not_accepted() {
    for act in ["proposalAccept", "proposalDecline", "proposalWithdraw"] {
        let app = TestApp::start().await;
        let (brand, zoe, _, application) = an_application(&app).await;
        let input = json!({ "applicationId": application, "pay": eur("250.00") });
        let made = zoe
            .does("proposalCreate", input, "proposal { id }")
            .await
            .good();
        let proposal = made.text("proposalCreate.proposal.id");
        app.clock.advance(TimeDelta::days(7));
        let (brand, zoe) = (
            brand.founder.logs_in_again().await,
            zoe.logs_in_again().await,
        );
        let person = if act == "proposalWithdraw" {
            &zoe
        } else {
            &brand
        };
        let input = json!({ "proposalId": proposal, "idempotencyKey": key() });
        let late = person.does(act, input, "proposal { id state }").await;
        assert_eq!(late.user_errors(), ["PROPOSAL_STATE_INVALID"], "{act}");
        let seen = zoe
            .asks(
                "query($id: ID!) { application(id: $id) { proposals { state } } }",
                json!({ "id": application }),
            )
            .await
            .good();
        assert_eq!(
            seen.at("application.proposals"),
            json!([{ "state": "EXPIRED" }]),
            "{act}"
        );
    }
}

#[tokio::test]
async fn an_offer_whose_time_is_over_is_closed() {
    for act in ["offerPause", "offerReserve", "offerCancel", "offerClose"] {
        let app = TestApp::start().await;
        let (brand, _, offer, _) = an_application(&app).await;
        app.clock.advance(TimeDelta::days(70));
        let brand = brand.founder.logs_in_again().await;
        let late = turns_offer(&brand, act, &offer).await;
        let refused = late.user_errors();
        assert!(
            matches!(&refused[..], [code] if code.ends_with("_STATE_INVALID") || code == "OFFER_NOT_OPEN"),
            "{act}: {refused:?}"
        );
        let seen = app
            .asks(
                "query($id: ID!) { offer(id: $id) { state } }",
                json!({ "id": offer }),
            )
            .await
            .good();
        assert_eq!(seen.at("offer.state"), "CLOSED", "{act}");
    }
}

#[tokio::test]
async fn nobody_is_accepted_or_applies_after_the_offer_ended() {
    let app = TestApp::start().await;
    let (brand, _, offer, _) = an_application(&app).await;
    app.clock.advance(TimeDelta::days(69));
    let max = app.micro("Max").await;
    let application = max.applies_to(&offer).await;
    app.clock.advance(TimeDelta::days(1) + TimeDelta::hours(1));
    let (founder, max) = (
        brand.founder.logs_in_again().await,
        max.logs_in_again().await,
    );
    let input = json!({ "applicationId": application, "idempotencyKey": key() });
    let late = founder
        .does("applicationAccept", input, "application { id }")
        .await;
    assert_eq!(late.user_errors(), ["OFFER_NOT_OPEN"]);
    // The applicants hear of it as they would from a worker.
    app.works().await;
    assert_eq!(state_of_application(&max, &application).await, "CLOSED");
    let again = turns_application(&max, "applicationWithdraw", &application).await;
    assert_eq!(again.user_errors(), ["APPLICATION_STATE_INVALID"]);
}

#[tokio::test]
async fn pay_whose_clearance_has_ended_can_be_paid_out() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[photo()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    let payout = |deal: &Deal| {
        json!({ "creatorId": deal.creator.id, "amount": eur("100.00"),
        "iban": "DE89370400440532013000", "idempotencyKey": key() })
    };
    let early = deal
        .creator
        .does("payoutRequest", payout(&deal), "payout { id }")
        .await;
    assert_eq!(early.user_errors(), ["BALANCE_INSUFFICIENT"]);
    passes(&mut deal, TimeDelta::days(4)).await;
    let twice = join_all((0..2).map(|_| {
        deal.creator
            .does("payoutRequest", payout(&deal), "payout { id }")
    }))
    .await;
    let paid = twice
        .iter()
        .filter(|answer| answer.user_errors().is_empty())
        .count();
    assert_eq!(paid, 1);
    deal.balances().await;
}

#[tokio::test]
async fn the_creators_time_does_not_run_while_the_brand_holds_the_work() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[with(reel(), json!({ "requiresConcept": true }))]).await;
    let due = "2026-12-07T09:00:00.000Z";
    assert_eq!(due_at(&deal).await, due);

    passes(&mut deal, TimeDelta::days(10)).await;
    let concept = json!({ "text": "At a window." });
    acts(&deal, &deal.creator, "SubmitConcept", concept.clone())
        .await
        .good();
    assert_eq!(due_at(&deal).await, due);
    passes(&mut deal, TimeDelta::days(1)).await;
    acts(&deal, &deal.brand, "RequestChanges", changes())
        .await
        .good();
    assert_eq!(due_at(&deal).await, "2026-12-08T09:00:00.000Z");

    // What the creator takes is the creator's; silence counts as the brand's.
    passes(&mut deal, TimeDelta::hours(6)).await;
    acts(&deal, &deal.creator, "SubmitConcept", concept)
        .await
        .good();
    deal.passes(TimeDelta::days(6)).await;
    assert_eq!(state_of(&deal, 1).await, "CONCEPT_APPROVED");
    assert_eq!(due_at(&deal).await, "2026-12-13T09:00:00.000Z");

    // A week late counts from there.
    deal.passes(TimeDelta::days(6)).await;
    let early = deal
        .acts(&deal.brand, "collaborationCancel", json!({}))
        .await;
    assert_eq!(early.user_errors(), ["CANCEL_NOT_ALLOWED"]);
    deal.passes(TimeDelta::days(4)).await;
    deal.acts(&deal.brand, "collaborationCancel", json!({}))
        .await
        .good();
}

async fn due_at(deal: &Deal) -> Value {
    deal.seen("deliverables { dueAt }").await["deliverables"][0]["dueAt"].clone()
}

#[tokio::test]
async fn a_clock_that_changes_nothing_is_not_let_strike_again_and_again() {
    use domain::error::{Error, Overdue};
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let draft = brand.drafts(json!({})).await.good();
    let draft = draft.text("offerCreate.offer.id");
    let id = schema::scalars::parse_id("id", &draft.as_str().into()).unwrap();
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let stuck = domain::overdue::on_time(app.env(), || async {
        tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Err::<(), _>(Error::Overdue(Overdue::Offer(id)))
    });
    assert!(matches!(stuck.await, Err(Error::Contended)));
    assert_eq!(tries.into_inner(), 2);
}
