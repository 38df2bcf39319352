//! Who may not, and when nobody may.

use serde_json::{Value, json};

use super::Deliverable;
use crate::support::deal::reel;
use crate::support::profiles::with;
use crate::support::{Deal, TestApp};

/// Their places in [`Deal::sides`].
const BRAND: usize = 0;
const CREATOR: usize = 1;

/// Every mutation with an input that is good in itself, and whose act it is.
fn acts() -> Vec<(&'static str, Value, usize)> {
    let text = json!({ "text": "At a window." });
    let post = json!({ "url": "https://example.com/p", "postedAt": "2026-11-23T08:00:00Z", "proof": "Mine" });
    let items = json!({ "items": [{ "requirement": 1, "comment": "The packaging." }] });
    let reason = json!({ "reason": "No." });
    let unmet = json!({ "requirements": [1], "reason": "No." });
    let statement = json!({ "statement": "It is all there." });
    vec![
        ("SubmitConcept", text.clone(), CREATOR),
        ("Submit", text, CREATOR),
        ("Publish", post, CREATOR),
        ("ApproveConcept", json!({}), BRAND),
        ("RequestChanges", items, BRAND),
        ("Approve", json!({}), BRAND),
        ("Reject", unmet, BRAND),
        ("Verify", json!({}), BRAND),
        ("Contest", reason, BRAND),
        ("Escalate", statement, CREATOR),
    ]
}

#[tokio::test]
async fn all_mistakes_of_a_submission_come_back_together() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, reel()).await;
    let nothing = deliverable
        .creator("Submit", json!({ "caption": " " }))
        .await;
    assert_eq!(nothing.located_errors(), ["VALUE_MISSING at input"]);
    let bad = json!({ "links": ["https://example.com", "javascript:alert(1)"], "caption": "x".repeat(2_201) });
    let refused = deliverable.creator("Submit", bad).await;
    assert_eq!(
        refused.located_errors(),
        [
            "VALUE_INVALID at input.links.1",
            "VALUE_TOO_LONG at input.caption"
        ]
    );
    let many = deliverable
        .creator(
            "Submit",
            json!({ "links": vec!["https://example.com"; 11] }),
        )
        .await;
    assert_eq!(many.located_errors(), ["LIST_TOO_LONG at input.links"]);
    assert_eq!(
        deliverable.seen("state submissions { number }").await,
        json!({ "state": "PLANNED", "submissions": [] })
    );

    deliverable.submits().await.good();
    deliverable.approves().await.good();
    let future =
        json!({ "url": "http://example.com", "postedAt": "2026-11-23T09:00:01Z", "proof": "" });
    assert_eq!(
        deliverable
            .creator("Publish", future)
            .await
            .located_errors(),
        [
            "VALUE_INVALID at input.url",
            "VALUE_MISSING at input.proof",
            "VALUE_OUT_OF_RANGE at input.postedAt"
        ]
    );
    assert_eq!(deliverable.state().await, "APPROVED");
}

#[tokio::test]
async fn each_act_belongs_to_one_side() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, reel()).await;
    let eve = app.person("Eve").await;
    let finance = deliverable.deal.member("Fin", "FINANCE").await;
    for (act, input, side) in acts() {
        assert_eq!(
            deliverable.acts(&eve, act, input.clone()).await.codes(),
            ["NOT_FOUND"],
            "{act}"
        );
        assert_eq!(
            deliverable.acts(&finance, act, input.clone()).await.codes(),
            ["FORBIDDEN"],
            "{act}"
        );
        let other = deliverable.deal.sides()[1 - side];
        assert_eq!(
            deliverable.acts(other, act, input.clone()).await.codes(),
            ["FORBIDDEN"],
            "{act}"
        );
        let input = with(input, json!({ "deliverableId": deliverable.id }));
        let mutation = format!("deliverable{act}");
        let guest = app.does(&mutation, input, "deliverable { id }").await;
        assert_eq!(guest.codes(), ["UNAUTHENTICATED"], "{act}");
    }
    let wrong_kind = json!({ "deliverableId": deliverable.deal.id });
    let answer = deliverable
        .deal
        .brand
        .does("deliverableApprove", wrong_kind, "deliverable { id }")
        .await;
    assert_eq!(
        answer.located_errors(),
        ["INVALID_ID at input.deliverableId"]
    );
    assert_eq!(deliverable.state().await, "PLANNED");
}

#[tokio::test]
async fn nobody_works_before_the_money_is_held_or_after_the_end() {
    let app = TestApp::start().await;
    let spec = with(reel(), json!({ "requiresConcept": true }));
    let deal = Deal::unfunded(&app, &[spec]).await;
    let id = deal.deliverable(1).await;
    let deliverable = Deliverable { deal, id };
    for end in [false, true] {
        if end {
            deliverable
                .deal
                .acts(&deliverable.deal.creator, "collaborationCancel", json!({}))
                .await
                .good();
        }
        for (act, input, side) in acts() {
            let person = deliverable.deal.sides()[side];
            let answer = deliverable.acts(person, act, input).await;
            assert_eq!(
                answer.user_errors(),
                ["COLLABORATION_STATE_INVALID"],
                "{act}"
            );
        }
    }
}

#[tokio::test]
async fn an_act_out_of_its_turn_changes_nothing() {
    let app = TestApp::start().await;
    let spec = with(reel(), json!({ "requiresConcept": true }));
    let deliverable = Deliverable::of(&app, spec).await;
    for (act, input, side) in acts() {
        if act == "SubmitConcept" {
            continue;
        }
        let person = deliverable.deal.sides()[side];
        let answer = deliverable.acts(person, act, input).await;
        assert_eq!(answer.user_errors(), ["DELIVERABLE_STATE_INVALID"], "{act}");
    }
    let seen = deliverable
        .seen("state submissions { number } changeRequests { round } publication { url }")
        .await;
    assert_eq!(
        seen,
        json!({ "state": "PLANNED", "submissions": [], "changeRequests": [], "publication": null })
    );
}
