//! A brand that will not pay, a creator who does not agree, and the staff who divide.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Piece;
use crate::support::deal::{photo, reel};
use crate::support::profiles::with;
use crate::support::{Answer, Person, TestApp, succeeds};

const STATEMENT: &str = "The packaging is in the first scene.";

async fn rejected(app: &TestApp) -> Piece {
    let spec = with(photo(), json!({ "roundsIncluded": 0 }));
    let piece = Piece::of(app, spec).await;
    piece.submits().await.good();
    let unmet = json!({ "requirements": [2, 1], "reason": "Neither." });
    piece.brand("Reject", unmet).await.good();
    piece
}

async fn escalates(piece: &Piece) -> Answer {
    piece
        .creator("Escalate", json!({ "statement": STATEMENT }))
        .await
}

async fn decides(piece: &Piece, person: &Person, share: i32) -> Answer {
    let ruling = json!({ "creatorShareBps": share, "reason": "Half of it is there." });
    piece.acts(person, "Decide", ruling).await
}

/// The brand contests the post.
async fn contests(piece: &Piece) -> Answer {
    piece
        .brand("Contest", json!({ "reason": "The mark is missing." }))
        .await
}

#[tokio::test]
async fn a_rejection_cites_what_is_not_met_even_where_no_rounds_are_included() {
    let app = TestApp::start().await;
    let spec = with(photo(), json!({ "roundsIncluded": 0 }));
    let piece = Piece::of(&app, spec).await;
    piece.submits().await.good();
    let nothing = json!({ "requirements": [], "reason": "We do not like it." });
    let refused = piece.brand("Reject", nothing).await;
    assert_eq!(
        refused.located_errors(),
        ["VALUE_MISSING at input.requirements"]
    );
    let unknown = json!({ "requirements": [1, 3, 0], "reason": "Not blue." });
    let refused = piece.brand("Reject", unknown).await;
    let unknown = [1, 2].map(|at| format!("REQUIREMENT_UNKNOWN at input.requirements.{at}"));
    assert_eq!(refused.located_errors(), unknown);
    assert_eq!(piece.state().await, "IN_REVIEW");

    let unmet = json!({ "requirements": [2], "reason": "Which flavour?" });
    piece.brand("Reject", unmet).await.good();
    let seen = piece
        .seen("state rejectedRequirements rejectionReason escalatableUntil decidesItselfAt")
        .await;
    let expected = json!({ "state": "REJECTED", "rejectedRequirements": [2], "rejectionReason": "Which flavour?",
        "escalatableUntil": "2026-11-30T09:00:00.000Z", "decidesItselfAt": "2026-11-30T09:00:00.000Z" });
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn what_is_escalated_rests_until_the_staff_divide_it() {
    let app = TestApp::start().await;
    let mut piece = rejected(&app).await;
    escalates(&piece).await.good();
    piece.deal.passes(TimeDelta::days(60)).await;
    let seen = piece
        .seen("state escalation decidesItselfAt escalatableUntil decision { reason }")
        .await;
    let rests = json!({ "state": "ESCALATED", "escalation": STATEMENT, "decidesItselfAt": null,
        "escalatableUntil": null, "decision": null });
    assert_eq!(seen, rests);
    for side in piece.deal.sides() {
        let cancel = piece
            .deal
            .acts(side, "collaborationCancel", json!({}))
            .await;
        assert_eq!(cancel.user_errors(), ["CANCEL_NOT_ALLOWED"]);
    }
    assert_eq!(piece.deal.wallet().await, "890.00");
    assert_eq!(piece.deal.earned().await, None);

    let staff = app.operator("Ada").await;
    decides(&piece, &staff, 7_000).await.good();
    let seen = piece
        .seen("state decision { creatorShareBps reason } collaboration { state } releasedAt")
        .await;
    let decided = json!({ "state": "DECIDED", "releasedAt": null, "collaboration": { "state": "COMPLETED" },
        "decision": { "creatorShareBps": 7_000, "reason": "Half of it is there." } });
    assert_eq!(seen, decided);
    // 100 euros of pay and 10 of fee were held: 70 and 7 are earned, 33 go back.
    assert_eq!(piece.deal.earned().await.as_deref(), Some("70.00"));
    assert_eq!(piece.deal.wallet().await, "923.00");
    piece.deal.balances().await;
    let found = domain::check::run(app.env().db.reader()).await.unwrap();
    assert_eq!(found.violations, []);
}

#[tokio::test]
async fn a_post_is_contested_twice_and_then_the_creator_may_escalate() {
    let app = TestApp::start().await;
    let mut piece = Piece::of(&app, reel()).await;
    piece.submits().await.good();
    piece.approves().await.good();
    piece.publishes().await.good();
    contests(&piece).await.good();
    assert_eq!(
        escalates(&piece).await.user_errors(),
        ["ESCALATION_NOT_ALLOWED"]
    );
    piece.publishes().await.good();
    contests(&piece).await.good();
    let until = piece.seen("state escalatableUntil").await;
    let expected = json!({ "state": "CONTESTED", "escalatableUntil": "2026-11-30T09:00:00.000Z" });
    assert_eq!(until, expected);

    // The creator may mend the post instead; the brand cannot contest for ever.
    piece.publishes().await.good();
    assert_eq!(contests(&piece).await.user_errors(), ["CONTESTS_EXHAUSTED"]);
    assert_eq!(
        escalates(&piece).await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    piece.deal.passes(TimeDelta::days(3)).await;
    assert_eq!(piece.state().await, "VERIFIED");
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn a_twice_contested_post_is_decided_by_the_staff() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, reel()).await;
    piece.submits().await.good();
    piece.approves().await.good();
    for _ in 0..2 {
        piece.publishes().await.good();
        contests(&piece).await.good();
    }
    escalates(&piece).await.good();
    assert_eq!(
        piece.publishes().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    let staff = app.operator("Ada").await;
    let tries = join_all((0..4).map(|_| decides(&piece, &staff, 10_000))).await;
    succeeds(1, &tries, "COLLABORATION_STATE_INVALID");
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(piece.deal.wallet().await, "890.00");
    piece.deal.balances().await;
}

#[tokio::test]
async fn it_is_escalated_in_time_or_refunded() {
    let app = TestApp::start().await;
    let mut piece = rejected(&app).await;
    // The worker is late: the time is up all the same.
    app.clock.advance(TimeDelta::days(7));
    piece.deal.log_in_again().await;
    let late = escalates(&piece).await;
    assert_eq!(late.refusals().len(), 1, "{late:?}");
    app.works().await;
    assert_eq!(piece.state().await, "REFUNDED");
    assert_eq!(piece.deal.wallet().await, "1000.00");
}

#[tokio::test]
async fn the_creator_escalates_and_the_staff_decide_and_nobody_else() {
    let app = TestApp::start().await;
    let piece = rejected(&app).await;
    let statement = json!({ "statement": STATEMENT });
    let (eve, staff) = (app.person("Eve").await, app.operator("Ada").await);
    assert_eq!(
        piece.brand("Escalate", statement.clone()).await.codes(),
        ["FORBIDDEN"]
    );
    assert_eq!(
        piece
            .acts(&eve, "Escalate", statement.clone())
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        piece.acts(&staff, "Escalate", statement).await.codes(),
        ["FORBIDDEN"]
    );
    let early = decides(&piece, &staff, 5_000).await;
    assert_eq!(early.user_errors(), ["DELIVERABLE_STATE_INVALID"]);
    let silent = piece.creator("Escalate", json!({ "statement": " " })).await;
    assert_eq!(
        silent.located_errors(),
        ["VALUE_MISSING at input.statement"]
    );

    escalates(&piece).await.good();
    for side in [&piece.deal.brand.founder, &piece.deal.creator.person, &eve] {
        assert_eq!(decides(&piece, side, 10_000).await.codes(), ["FORBIDDEN"]);
    }
    for share in [-1, 10_001, i32::MAX] {
        let refused = decides(&piece, &staff, share).await;
        assert_eq!(
            refused.located_errors(),
            ["VALUE_OUT_OF_RANGE at input.creatorShareBps"]
        );
    }
    assert_eq!(piece.state().await, "ESCALATED");
}

#[tokio::test]
async fn ending_a_collaboration_divides_what_is_not_settled() {
    let app = TestApp::start().await;
    let mut piece = rejected(&app).await;
    escalates(&piece).await.good();
    let staff = app.operator("Ada").await;
    let ends = |share: i32| json!({ "reason": "Fraud.", "creatorShareBps": share });
    let much = piece
        .deal
        .acts(&staff, "collaborationTerminate", ends(10_001))
        .await;
    assert_eq!(
        much.located_errors(),
        ["VALUE_OUT_OF_RANGE at input.creatorShareBps"]
    );
    piece
        .deal
        .acts(&staff, "collaborationTerminate", ends(3_333))
        .await
        .good();
    piece.deal.log_in_again().await;
    let seen = piece
        .seen("state decision { creatorShareBps } collaboration { state }")
        .await;
    let divided = json!({ "state": "CANCELLED", "decision": { "creatorShareBps": 3_333 },
        "collaboration": { "state": "TERMINATED" } });
    assert_eq!(seen, divided);
    // Of 10 euros of fee 3.33 are earned.
    assert_eq!(piece.deal.earned().await.as_deref(), Some("33.33"));
    assert_eq!(piece.deal.wallet().await, "963.34");
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
