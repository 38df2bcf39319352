//! What the silence of the brand decides.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::deliverable::{clocks, commands};
use futures_util::future::join_all;
use serde_json::json;

use super::Deliverable;
use crate::support::TestApp;
use crate::support::deal::{photo, reel};
use crate::support::profiles::with;

#[tokio::test]
async fn the_silence_of_the_brand_approves_and_verifies() {
    let app = TestApp::start().await;
    let spec = with(reel(), json!({ "requiresConcept": true }));
    let mut deliverable = Deliverable::of(&app, spec).await;
    deliverable
        .creator("SubmitConcept", json!({ "text": "At a window." }))
        .await
        .good();
    deliverable
        .deal
        .passes(TimeDelta::days(3) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deliverable.state().await, "CONCEPT_REVIEW");
    deliverable.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(deliverable.state().await, "CONCEPT_APPROVED");

    // A Thursday: three business days end on Tuesday.
    deliverable.submits().await.good();
    deliverable
        .deal
        .passes(TimeDelta::days(5) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deliverable.state().await, "IN_REVIEW");
    deliverable.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(deliverable.state().await, "APPROVED");

    deliverable.publishes().await.good();
    deliverable.deal.passes(TimeDelta::days(3)).await;
    assert_eq!(deliverable.state().await, "VERIFIED");
    assert_eq!(deliverable.deal.state().await, "COMPLETED");
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn a_clock_that_comes_after_an_answer_decides_nothing() {
    let app = TestApp::start().await;
    let mut deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    app.clock
        .advance(TimeDelta::days(3) - TimeDelta::seconds(1));
    deliverable.deal.log_in_again().await;
    deliverable.wants_changes().await.good();
    deliverable.submits().await.good();

    let early = commands::approve(app.env(), &Intent::system(), deliverable.domain_id()).await;
    assert!(matches!(early, Err(domain::Error::User(_))));
    app.works().await;
    assert_eq!(deliverable.state().await, "IN_REVIEW");
    assert_eq!(deliverable.deal.earned().await, None);
}

#[tokio::test]
async fn two_workers_decide_once() {
    let app = TestApp::start().await;
    let mut deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    app.clock.advance(TimeDelta::days(3));
    deliverable.deal.log_in_again().await;
    let runs = join_all((0..4).map(|_| clocks::run_due(app.env(), 10))).await;
    let decided: usize = runs.into_iter().map(Result::unwrap).sum();
    assert_eq!(decided, 1);
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    deliverable.deal.balances().await;
}
