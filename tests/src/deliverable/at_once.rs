//! The same thing twice, and two things at once.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Deliverable;
use crate::support::deal::{photo, reel};
use crate::support::profiles::with;
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn approved_many_times_at_once_it_is_paid_once() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    let answers = join_all((0..8).map(|_| deliverable.approves())).await;
    succeeds(1, &answers, "COLLABORATION_STATE_INVALID");
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn approving_and_asking_for_changes_at_once_one_of_them_counts() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    let (approved, sent_back) =
        futures_util::join!(deliverable.approves(), deliverable.wants_changes());
    let goods = [&approved, &sent_back].map(|answer| answer.refusals().is_empty());
    assert_eq!(goods.iter().filter(|good| **good).count(), 1);
    let paid = goods[0].then_some("100.00");
    assert_eq!(deliverable.deal.earned().await.as_deref(), paid);
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn the_same_key_does_it_once_and_answers_alike() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, photo()).await;
    let input = json!({ "caption": "Tea!", "idempotencyKey": "a" });
    let first = deliverable.creator("Submit", input.clone()).await.good();
    let answers = join_all((0..3).map(|_| deliverable.creator("Submit", input.clone()))).await;
    assert!(answers.into_iter().all(|answer| answer.good() == first));
    let other = deliverable
        .creator(
            "Submit",
            json!({ "caption": "Coffee!", "idempotencyKey": "a" }),
        )
        .await;
    assert_eq!(
        other.located_errors(),
        ["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]
    );
    assert_eq!(
        deliverable.seen("submissions { number }").await["submissions"],
        json!([{ "number": 1 }])
    );
}

/// The same act four times at once: it happens once.
async fn happens_once(deliverable: &Deliverable, act: &str, input: Value, refusal: &str) {
    let person = match act {
        "SubmitConcept" | "Submit" | "Publish" => &deliverable.deal.creator.person,
        _ => &deliverable.deal.brand.founder,
    };
    let answers = join_all((0..4).map(|_| deliverable.acts(person, act, input.clone()))).await;
    succeeds(1, &answers, refusal);
}

#[tokio::test]
async fn every_act_of_a_life_happens_once_however_often_it_is_tried_at_once() {
    const DONE: &str = "DELIVERABLE_STATE_INVALID";
    let app = TestApp::start().await;
    let spec = with(
        reel(),
        json!({ "requiresConcept": true, "roundsIncluded": 1 }),
    );
    let deliverable = Deliverable::of(&app, spec).await;
    let text = json!({ "text": "At a window." });
    let items = json!({ "items": [{ "requirement": 1, "comment": "The packaging." }] });
    let post = json!({ "url": "https://example.com/p", "postedAt": "2026-11-23T08:00:00Z", "proof": "Mine" });

    happens_once(&deliverable, "SubmitConcept", text.clone(), DONE).await;
    happens_once(&deliverable, "ApproveConcept", json!({}), DONE).await;
    happens_once(&deliverable, "Submit", text.clone(), DONE).await;
    happens_once(&deliverable, "RequestChanges", items, DONE).await;
    happens_once(&deliverable, "Submit", text, DONE).await;
    happens_once(&deliverable, "Approve", json!({}), DONE).await;
    happens_once(&deliverable, "Publish", post.clone(), DONE).await;
    happens_once(
        &deliverable,
        "Contest",
        json!({ "reason": "No mark." }),
        DONE,
    )
    .await;
    happens_once(&deliverable, "Publish", post, DONE).await;
    // The last act completes the collaboration, too.
    happens_once(
        &deliverable,
        "Verify",
        json!({}),
        "COLLABORATION_STATE_INVALID",
    )
    .await;
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn a_final_rejection_happens_once() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, with(photo(), json!({ "roundsIncluded": 0 }))).await;
    deliverable.submits().await.good();
    let reason = json!({ "requirements": [1], "reason": "No." });
    happens_once(&deliverable, "Reject", reason, "DELIVERABLE_STATE_INVALID").await;
}
