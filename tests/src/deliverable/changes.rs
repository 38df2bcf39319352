//! Asking for changes, and rejecting for good.

use chrono::TimeDelta;
use serde_json::json;

use super::Deliverable;
use crate::support::TestApp;
use crate::support::deal::photo;
use crate::support::profiles::with;

#[tokio::test]
async fn changes_cite_requirements_and_have_counted_rounds() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    let unknown = json!({ "items": [
        { "requirement": 2, "comment": "Say mint." },
        { "requirement": 3, "comment": "More blue." },
        { "requirement": 0, "comment": "Less blue." },
    ] });
    let refused = deliverable.brand("RequestChanges", unknown).await;
    assert_eq!(
        refused.located_errors(),
        [
            "REQUIREMENT_UNKNOWN at input.items.1.requirement",
            "REQUIREMENT_UNKNOWN at input.items.2.requirement"
        ]
    );
    let empty = deliverable
        .brand("RequestChanges", json!({ "items": [] }))
        .await;
    assert_eq!(empty.located_errors(), ["VALUE_MISSING at input.items"]);
    assert_eq!(
        deliverable.seen("state roundsUsed").await,
        json!({ "state": "IN_REVIEW", "roundsUsed": 0 })
    );

    for round in 1..=2 {
        deliverable.wants_changes().await.good();
        assert_eq!(
            deliverable.wants_changes().await.user_errors(),
            ["DELIVERABLE_STATE_INVALID"]
        );
        assert_eq!(deliverable.seen("roundsUsed").await["roundsUsed"], round);
        deliverable.submits().await.good();
    }
    assert_eq!(
        deliverable.wants_changes().await.user_errors(),
        ["REVISION_ROUNDS_EXHAUSTED"]
    );
    let seen = deliverable
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
    let mut deliverable = Deliverable::of(&app, spec).await;
    deliverable.submits().await.good();
    let reason = json!({ "requirements": [1], "reason": "The packaging is still not seen." });
    assert_eq!(
        deliverable
            .brand("Reject", reason.clone())
            .await
            .user_errors(),
        ["REVISION_ROUNDS_LEFT"]
    );
    deliverable.wants_changes().await.good();
    deliverable.submits().await.good();
    let empty = deliverable
        .brand("Reject", json!({ "requirements": [], "reason": " " }))
        .await;
    assert_eq!(
        empty.located_errors(),
        [
            "VALUE_MISSING at input.requirements",
            "VALUE_MISSING at input.reason"
        ]
    );
    deliverable.brand("Reject", reason).await.good();
    let rejected = deliverable
        .seen("state rejectionReason decidesItselfAt")
        .await;
    assert_eq!(
        rejected["rejectionReason"],
        "The packaging is still not seen."
    );
    assert_eq!(rejected["decidesItselfAt"], "2026-11-30T09:00:00.000Z");

    deliverable
        .deal
        .passes(TimeDelta::days(7) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deliverable.state().await, "REJECTED");
    deliverable.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(deliverable.state().await, "REFUNDED");
    assert_eq!(deliverable.deal.state().await, "COMPLETED");
    assert_eq!(deliverable.deal.wallet().await, "1000.00");
    assert_eq!(deliverable.deal.earned().await, None);
    deliverable.deal.balances().await;
}
