//! A brand that will not pay, a creator who does not agree, and the staff who divide.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Deliverable;
use crate::support::deal::{photo, reel};
use crate::support::profiles::with;
use crate::support::{Answer, Person, TestApp, succeeds};

const STATEMENT: &str = "The packaging is in the first scene.";

async fn rejected(app: &TestApp) -> Deliverable {
    let spec = with(photo(), json!({ "roundsIncluded": 0 }));
    let deliverable = Deliverable::of(app, spec).await;
    deliverable.submits().await.good();
    let unmet = json!({ "requirements": [2, 1], "reason": "Neither." });
    deliverable.brand("Reject", unmet).await.good();
    deliverable
}

async fn escalates(deliverable: &Deliverable) -> Answer {
    deliverable
        .creator("Escalate", json!({ "statement": STATEMENT }))
        .await
}

async fn decides(deliverable: &Deliverable, person: &Person, share: i32) -> Answer {
    let ruling = json!({ "creatorShareBps": share, "reason": "Half of it is there." });
    deliverable.acts(person, "Decide", ruling).await
}

/// The brand contests the post.
async fn contests(deliverable: &Deliverable) -> Answer {
    deliverable
        .brand("Contest", json!({ "reason": "The mark is missing." }))
        .await
}

#[tokio::test]
async fn a_rejection_cites_what_is_not_met_even_where_no_rounds_are_included() {
    let app = TestApp::start().await;
    let spec = with(photo(), json!({ "roundsIncluded": 0 }));
    let deliverable = Deliverable::of(&app, spec).await;
    deliverable.submits().await.good();
    let nothing = json!({ "requirements": [], "reason": "We do not like it." });
    let refused = deliverable.brand("Reject", nothing).await;
    assert_eq!(
        refused.located_errors(),
        ["VALUE_MISSING at input.requirements"]
    );
    let unknown = json!({ "requirements": [1, 3, 0], "reason": "Not blue." });
    let refused = deliverable.brand("Reject", unknown).await;
    let unknown = [1, 2].map(|at| format!("REQUIREMENT_UNKNOWN at input.requirements.{at}"));
    assert_eq!(refused.located_errors(), unknown);
    assert_eq!(deliverable.state().await, "IN_REVIEW");

    let unmet = json!({ "requirements": [2], "reason": "Which flavour?" });
    deliverable.brand("Reject", unmet).await.good();
    let seen = deliverable
        .seen("state rejectedRequirements rejectionReason escalatableUntil decidesItselfAt")
        .await;
    let expected = json!({ "state": "REJECTED", "rejectedRequirements": [2], "rejectionReason": "Which flavour?",
        "escalatableUntil": "2026-11-30T09:00:00.000Z", "decidesItselfAt": "2026-11-30T09:00:00.000Z" });
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_is_escalated_rests_until_the_staff_divide_it() {
    let app = TestApp::start().await;
    let mut deliverable = rejected(&app).await;
    escalates(&deliverable).await.good();
    deliverable.deal.passes(TimeDelta::days(60)).await;
    let seen = deliverable
        .seen("state escalation decidesItselfAt escalatableUntil decision { reason }")
        .await;
    let rests = json!({ "state": "ESCALATED", "escalation": STATEMENT, "decidesItselfAt": null,
        "escalatableUntil": null, "decision": null });
    assert_eq!(seen, rests);
    for side in deliverable.deal.sides() {
        let cancel = deliverable
            .deal
            .acts(side, "collaborationCancel", json!({}))
            .await;
        assert_eq!(cancel.user_errors(), ["CANCEL_NOT_ALLOWED"]);
    }
    assert_eq!(deliverable.deal.wallet().await, "890.00");
    assert_eq!(deliverable.deal.earned().await, None);

    let staff = app.operator("Ada").await;
    decides(&deliverable, &staff, 7_000).await.good();
    let seen = deliverable
        .seen("state decision { creatorShareBps reason } collaboration { state } releasedAt")
        .await;
    let decided = json!({ "state": "DECIDED", "releasedAt": null, "collaboration": { "state": "COMPLETED" },
        "decision": { "creatorShareBps": 7_000, "reason": "Half of it is there." } });
    assert_eq!(seen, decided);
    // 100 euros of pay and 10 of fee were held: 70 and 7 are earned, 33 go back.
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("70.00"));
    assert_eq!(deliverable.deal.wallet().await, "923.00");
    deliverable.deal.balances().await;
    let found = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
}

#[tokio::test]
async fn a_post_is_contested_twice_and_then_the_creator_may_escalate() {
    let app = TestApp::start().await;
    let mut deliverable = Deliverable::of(&app, reel()).await;
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    deliverable.publishes().await.good();
    contests(&deliverable).await.good();
    assert_eq!(
        escalates(&deliverable).await.user_errors(),
        ["ESCALATION_NOT_ALLOWED"]
    );
    deliverable.publishes().await.good();
    contests(&deliverable).await.good();
    let until = deliverable.seen("state escalatableUntil").await;
    let expected = json!({ "state": "CONTESTED", "escalatableUntil": "2026-11-30T09:00:00.000Z" });
    assert_eq!(until, expected);

    // The creator may mend the post instead; the brand cannot contest for ever.
    deliverable.publishes().await.good();
    assert_eq!(
        contests(&deliverable).await.user_errors(),
        ["CONTESTS_EXHAUSTED"]
    );
    assert_eq!(
        escalates(&deliverable).await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    deliverable.deal.passes(TimeDelta::days(3)).await;
    assert_eq!(deliverable.state().await, "VERIFIED");
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn a_twice_contested_post_is_decided_by_the_staff() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, reel()).await;
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    for _ in 0..2 {
        deliverable.publishes().await.good();
        contests(&deliverable).await.good();
    }
    escalates(&deliverable).await.good();
    assert_eq!(
        deliverable.publishes().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    let staff = app.operator("Ada").await;
    let tries = join_all((0..4).map(|_| decides(&deliverable, &staff, 10_000))).await;
    succeeds(1, &tries, "COLLABORATION_STATE_INVALID");
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(deliverable.deal.wallet().await, "890.00");
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn it_is_escalated_in_time_or_refunded() {
    let app = TestApp::start().await;
    let mut deliverable = rejected(&app).await;
    // The worker is late: the time is up all the same.
    app.clock.advance(TimeDelta::days(7));
    deliverable.deal.log_in_again().await;
    let late = escalates(&deliverable).await;
    assert_eq!(late.refusals().len(), 1, "{late:?}");
    app.works().await;
    assert_eq!(deliverable.state().await, "REFUNDED");
    assert_eq!(deliverable.deal.wallet().await, "1000.00");
}

#[tokio::test]
async fn the_creator_escalates_and_the_staff_decide_and_nobody_else() {
    let app = TestApp::start().await;
    let deliverable = rejected(&app).await;
    let statement = json!({ "statement": STATEMENT });
    let (eve, staff) = (app.person("Eve").await, app.operator("Ada").await);
    assert_eq!(
        deliverable
            .brand("Escalate", statement.clone())
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        deliverable
            .acts(&eve, "Escalate", statement.clone())
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        deliverable
            .acts(&staff, "Escalate", statement)
            .await
            .codes(),
        ["FORBIDDEN"]
    );
    let early = decides(&deliverable, &staff, 5_000).await;
    assert_eq!(early.user_errors(), ["DELIVERABLE_STATE_INVALID"]);
    let silent = deliverable
        .creator("Escalate", json!({ "statement": " " }))
        .await;
    assert_eq!(
        silent.located_errors(),
        ["VALUE_MISSING at input.statement"]
    );

    escalates(&deliverable).await.good();
    for side in [
        &deliverable.deal.brand.founder,
        &deliverable.deal.creator.person,
        &eve,
    ] {
        assert_eq!(
            decides(&deliverable, side, 10_000).await.codes(),
            ["FORBIDDEN"]
        );
    }
    for share in [-1, 10_001, i32::MAX] {
        let refused = decides(&deliverable, &staff, share).await;
        assert_eq!(
            refused.located_errors(),
            ["VALUE_OUT_OF_RANGE at input.creatorShareBps"]
        );
    }
    assert_eq!(deliverable.state().await, "ESCALATED");
}

#[tokio::test]
async fn ending_a_collaboration_divides_what_is_not_settled() {
    let app = TestApp::start().await;
    let mut deliverable = rejected(&app).await;
    escalates(&deliverable).await.good();
    let staff = app.operator("Ada").await;
    let ends = |share: i32| json!({ "reason": "Fraud.", "creatorShareBps": share });
    let much = deliverable
        .deal
        .acts(&staff, "collaborationTerminate", ends(10_001))
        .await;
    assert_eq!(
        much.located_errors(),
        ["VALUE_OUT_OF_RANGE at input.creatorShareBps"]
    );
    deliverable
        .deal
        .acts(&staff, "collaborationTerminate", ends(3_333))
        .await
        .good();
    deliverable.deal.log_in_again().await;
    let seen = deliverable
        .seen("state decision { creatorShareBps } collaboration { state }")
        .await;
    let divided = json!({ "state": "CANCELLED", "decision": { "creatorShareBps": 3_333 },
        "collaboration": { "state": "TERMINATED" } });
    assert_eq!(seen, divided);
    // Of 10 euros of fee 3.33 are earned.
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("33.33"));
    assert_eq!(deliverable.deal.wallet().await, "963.34");
    let found = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
}

#[tokio::test]
async fn nothing_is_divided_before_it_is_held() {
    let app = TestApp::start().await;
    let deal = crate::support::Deal::unfunded(&app, &[photo()]).await;
    let staff = app.operator("Ada").await;
    let ends = |share: Value| json!({ "reason": "Fraud.", "creatorShareBps": share });
    let refused = deal
        .acts(&staff, "collaborationTerminate", ends(json!(1)))
        .await;
    assert_eq!(refused.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    deal.acts(&staff, "collaborationTerminate", ends(Value::Null))
        .await
        .good();
    assert_eq!(deal.state().await, "TERMINATED");
}
