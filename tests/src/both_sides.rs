//! Somebody who stands on both sides acts for one of them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::deal::reel;
use crate::support::market::{eur, key};
use crate::support::profiles::with;
use crate::support::{Brand, Deal, Person, TestApp};

/// The creator of an agreement, whom the brand has made a member since.
async fn insider(app: &TestApp, role: &str) -> Deal {
    let spec = with(reel(), json!({ "requiresConcept": true }));
    let deal = Deal::over(app, &[spec]).await;
    let taken_in = deal.brand.takes_in(&deal.brand, &deal.creator, role).await;
    taken_in.good();
    deal
}

async fn acts(person: &Person, deliverable: &str, act: &str, input: Value) -> Vec<String> {
    let input = with(
        input,
        json!({ "deliverableId": deliverable, "idempotencyKey": key() }),
    );
    let fields = "deliverable { id }";
    person
        .does(&format!("deliverable{act}"), input, fields)
        .await
        .refusals()
}

#[tokio::test]
async fn a_creator_never_approves_their_own_work_whatever_they_are_in_the_brand() {
    let refused = ["FORBIDDEN".to_owned()];
    for role in ["MANAGER", "OWNER"] {
        let app = TestApp::start().await;
        let deal = insider(&app, role).await;
        let (zoe, acme) = (&deal.creator, &deal.brand);
        let deliverable = deal.deliverable(1).await;
        let items = json!({ "items": [{ "requirement": 1, "comment": "The packaging." }] });
        let reason = json!({ "reason": "No." });
        let unmet = json!({ "requirements": [1], "reason": "No." });

        assert!(
            acts(
                zoe,
                &deliverable,
                "SubmitConcept",
                json!({ "text": "Rain." })
            )
            .await
            .is_empty()
        );
        assert_eq!(
            acts(zoe, &deliverable, "ApproveConcept", json!({})).await,
            refused
        );
        assert_eq!(
            acts(zoe, &deliverable, "RequestChanges", items.clone()).await,
            refused
        );
        assert!(
            acts(acme, &deliverable, "ApproveConcept", json!({}))
                .await
                .is_empty()
        );

        assert!(
            acts(zoe, &deliverable, "Submit", json!({ "text": "Tea." }))
                .await
                .is_empty()
        );
        assert_eq!(
            acts(zoe, &deliverable, "RequestChanges", items).await,
            refused
        );
        assert_eq!(acts(zoe, &deliverable, "Approve", json!({})).await, refused);
        assert_eq!(acts(zoe, &deliverable, "Reject", unmet).await, refused);
        assert!(
            acts(acme, &deliverable, "Approve", json!({}))
                .await
                .is_empty()
        );

        let post = json!({ "url": "https://example.com/p", "postedAt": "2026-11-23T08:00:00Z", "proof": "Mine" });
        assert!(acts(zoe, &deliverable, "Publish", post).await.is_empty());
        assert_eq!(acts(zoe, &deliverable, "Verify", json!({})).await, refused);
        assert_eq!(acts(zoe, &deliverable, "Contest", reason).await, refused);
        assert_eq!(deal.earned().await, None);
    }
}

#[tokio::test]
async fn a_creator_never_answers_their_own_application_nor_funds_their_own_collaboration() {
    let app = TestApp::start().await;
    let (acme, zoe) = (app.brand("Acme").await, app.micro("Zoe").await);
    let offer = acme.publishes(json!({ "slots": 2 })).await;
    let application = zoe.applies_to(&offer).await;
    acme.takes_in(&acme, &zoe, "OWNER").await.good();
    let inside = Brand {
        id: acme.id.clone(),
        founder: zoe.person.clone(),
    };

    assert_eq!(inside.accepts(&application).await.codes(), ["FORBIDDEN"]);
    for (mutation, input) in [
        ("applicationShortlist", json!({})),
        ("applicationReject", json!({ "reason": "BUDGET" })),
    ] {
        let input = with(input, json!({ "applicationId": application }));
        let answer = zoe.does(mutation, input, "application { id }").await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{mutation}");
    }
    // What they propose is the creator's word, and the brand's to answer.
    let proposed = json!({ "applicationId": application, "pay": eur("190.00"), "message": "" });
    let proposed = zoe
        .does("proposalCreate", proposed, "proposal { id side }")
        .await
        .good();
    assert_eq!(proposed.at("proposalCreate.proposal.side"), "CREATOR");
    let id = proposed.text("proposalCreate.proposal.id");
    let input = json!({ "proposalId": id, "idempotencyKey": key() });
    for mutation in ["proposalAccept", "proposalDecline"] {
        let own = zoe.does(mutation, input.clone(), "proposal { id }").await;
        assert_eq!(own.user_errors(), ["PROPOSAL_NOT_YOUR_TURN"], "{mutation}");
    }
    acme.does("proposalAccept", input, "proposal { id }")
        .await
        .good();

    let works = "query($id: ID!) { creator(id: $id) { collaborations { nodes { id state } } } }";
    let works = zoe.asks(works, json!({ "id": zoe.id })).await.good();
    assert_eq!(
        works.text("creator.collaborations.nodes.0.state"),
        "AWAITING_FUNDING"
    );
    acme.pays_in("1000.00").await.good();
    let input = json!({ "collaborationId": works.text("creator.collaborations.nodes.0.id"), "idempotencyKey": key() });
    let funded = zoe
        .does("collaborationFund", input.clone(), "collaboration { id }")
        .await;
    assert_eq!(funded.codes(), ["FORBIDDEN"]);
    acme.does("collaborationFund", input, "collaboration { id }")
        .await
        .good();
}

#[tokio::test]
async fn a_creator_in_the_brand_cancels_as_the_creator() {
    let app = TestApp::start().await;
    let mut deal = insider(&app, "MANAGER").await;
    let deliverable = deal.deliverable(1).await;
    let concept = json!({ "text": "Rain." });
    assert!(
        acts(&deal.creator, &deliverable, "SubmitConcept", concept)
            .await
            .is_empty()
    );
    deal.passes(TimeDelta::days(30)).await;
    // The brand may: the content is long overdue.
    let as_creator = deal
        .acts(&deal.creator, "collaborationCancel", json!({}))
        .await;
    assert_eq!(as_creator.user_errors(), ["CANCEL_NOT_ALLOWED"]);
    deal.acts(&deal.brand, "collaborationCancel", json!({}))
        .await
        .good();
}

#[tokio::test]
async fn staff_decide_in_no_matter_of_their_own() {
    let app = TestApp::start().await;
    let (creator, other) = (app.micro("Op").await, app.operator("Ada").await);
    let acme = app.rich_brand("Acme").await;
    let offer = acme.publishes(json!({ "slots": 2 })).await;
    let application = creator.applies_to(&offer).await;
    let input = json!({ "applicationId": application, "idempotencyKey": key() });
    let accepted = acme
        .does(
            "applicationAccept",
            input,
            "application { collaboration { id } }",
        )
        .await
        .good();
    let id = accepted.text("applicationAccept.application.collaboration.id");
    let input = json!({ "collaborationId": id, "reason": "Fraud.", "idempotencyKey": key() });
    let fields = "collaboration { state }";

    let op = app.makes_staff(&creator).await;
    let own = op
        .does("collaborationTerminate", input.clone(), fields)
        .await;
    assert_eq!(own.codes(), ["FORBIDDEN"]);
    acme.takes_in(&acme, &other, "VIEWER").await.good();
    let own = other
        .does("collaborationTerminate", input.clone(), fields)
        .await;
    assert_eq!(own.codes(), ["FORBIDDEN"]);
    let third = app.operator("Bob").await;
    third
        .does("collaborationTerminate", input, fields)
        .await
        .good();
}
