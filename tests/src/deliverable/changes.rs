//! Asking for changes, and rejecting for good.

use chrono::TimeDelta;
use serde_json::json;

use super::Piece;
use crate::support::TestApp;
use crate::support::deal::photo;
use crate::support::profiles::with;

#[tokio::test]
async fn changes_cite_requirements_and_have_counted_rounds() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let unknown = json!({ "items": [
        { "requirement": 2, "comment": "Say mint." },
        { "requirement": 3, "comment": "More blue." },
        { "requirement": 0, "comment": "Less blue." },
    ] });
    let refused = piece.brand("RequestChanges", unknown).await;
    assert_eq!(
        refused.located_errors(),
        [
            "REQUIREMENT_UNKNOWN at input.items.1.requirement",
            "REQUIREMENT_UNKNOWN at input.items.2.requirement"
        ]
    );
    let empty = piece.brand("RequestChanges", json!({ "items": [] })).await;
    assert_eq!(empty.located_errors(), ["VALUE_MISSING at input.items"]);
    assert_eq!(
        piece.seen("state roundsUsed").await,
        json!({ "state": "IN_REVIEW", "roundsUsed": 0 })
    );

    for round in 1..=2 {
        piece.wants_changes().await.good();
        assert_eq!(
            piece.wants_changes().await.user_errors(),
            ["DELIVERABLE_STATE_INVALID"]
        );
        assert_eq!(piece.seen("roundsUsed").await["roundsUsed"], round);
        piece.submits().await.good();
    }
    assert_eq!(
        piece.wants_changes().await.user_errors(),
        ["REVISION_ROUNDS_EXHAUSTED"]
    );
    let seen = piece
        .seen("changeRequests { round items { requirement comment } } submissions { changeRequest { round } }")
        .await;
    assert_eq!(seen["changeRequests"][1]["round"], 2);
    let item = json!({ "requirement": 1, "comment": "The packaging is not seen." });
    assert_eq!(seen["changeRequests"][0]["items"], json!([item]));
    assert_eq!(seen["submissions"][1]["changeRequest"]["round"], 2);
    assert!(seen["submissions"][2]["changeRequest"].is_null());
}

#[tokio::test]
async fn a_rejection_comes_last_and_gives_the_money_back_after_five_business_days() {
    let app = TestApp::start().await;
    let spec = with(photo(), json!({ "roundsIncluded": 1 }));
    let mut piece = Piece::of(&app, spec).await;
    piece.submits().await.good();
    let reason = json!({ "requirements": [1], "reason": "The packaging is still not seen." });
    assert_eq!(
        piece.brand("Reject", reason.clone()).await.user_errors(),
        ["REVISION_ROUNDS_LEFT"]
    );
    piece.wants_changes().await.good();
    piece.submits().await.good();
    let empty = piece
        .brand("Reject", json!({ "requirements": [], "reason": " " }))
        .await;
    assert_eq!(
        empty.located_errors(),
        [
            "VALUE_MISSING at input.requirements",
            "VALUE_MISSING at input.reason"
        ]
    );
    piece.brand("Reject", reason).await.good();
    let rejected = piece.seen("state rejectionReason decidesItselfAt").await;
    assert_eq!(
        rejected["rejectionReason"],
        "The packaging is still not seen."
    );
    assert_eq!(rejected["decidesItselfAt"], "2026-11-30T09:00:00.000Z");

    piece
        .deal
        .passes(TimeDelta::days(7) - TimeDelta::seconds(1))
        .await;
    assert_eq!(piece.state().await, "REJECTED");
    piece.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(piece.state().await, "REFUNDED");
    assert_eq!(piece.deal.state().await, "COMPLETED");
    assert_eq!(piece.deal.wallet().await, "1000.00");
    assert_eq!(piece.deal.earned().await, None);
    piece.deal.balances().await;
}
