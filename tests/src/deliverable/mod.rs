//! Deliverables: handed in, answered, published, paid - by people, or by the silence of the brand.

mod at_once;
mod changes;
mod escalating;
mod refusals;
mod silence;

use chrono::TimeDelta;
use domain::id::DeliverableId;
use serde_json::{Value, json};

use crate::support::deal::{photo, reel};
use crate::support::profiles::with;
use crate::support::{Answer, Deal, Person, TestApp};

/// One deliverable of an agreement, and what is done to it.
struct Piece {
    deal: Deal,
    id: String,
}

impl Piece {
    /// The only deliverable of an agreement.
    async fn of(app: &TestApp, spec: Value) -> Self {
        let deal = Deal::over(app, &[spec]).await;
        let id = deal.deliverable(1).await;
        Self { deal, id }
    }

    async fn acts(&self, person: &Person, act: &str, mut input: Value) -> Answer {
        input["deliverableId"] = json!(self.id);
        let mutation = format!("deliverable{act}");
        person
            .does(&mutation, input, "deliverable { id state roundsUsed }")
            .await
    }

    async fn creator(&self, act: &str, input: Value) -> Answer {
        self.acts(&self.deal.creator, act, input).await
    }

    async fn brand(&self, act: &str, input: Value) -> Answer {
        self.acts(&self.deal.brand, act, input).await
    }

    async fn submits(&self) -> Answer {
        self.creator(
            "Submit",
            json!({ "links": ["https://example.com/draft"], "caption": "Tea!" }),
        )
        .await
    }

    async fn wants_changes(&self) -> Answer {
        let items = json!([{ "requirement": 1, "comment": "The packaging is not seen." }]);
        self.brand("RequestChanges", json!({ "items": items }))
            .await
    }

    async fn approves(&self) -> Answer {
        self.brand("Approve", json!({})).await
    }

    async fn publishes(&self) -> Answer {
        let now = self.deal.app.env().clock.now().to_rfc3339();
        let post =
            json!({ "url": "https://example.com/p/1", "postedAt": now, "proof": "My account" });
        self.creator("Publish", post).await
    }

    async fn seen(&self, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ deliverable(id: $id) {{ {fields} }} }}");
        let person = &self.deal.brand;
        person
            .asks(&query, json!({ "id": self.id }))
            .await
            .good()
            .at("deliverable")
    }

    async fn state(&self) -> String {
        self.seen("state").await["state"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn domain_id(&self) -> DeliverableId {
        schema::scalars::parse_id("id", &self.id.as_str().into()).unwrap()
    }
}

#[tokio::test]
async fn content_for_the_brand_is_paid_when_it_is_approved() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let waits = piece
        .seen("state decidesItselfAt releasedAt submissions { number kind links caption text changeRequest { round } }")
        .await;
    assert_eq!(waits["state"], "IN_REVIEW");
    assert_eq!(waits["decidesItselfAt"], "2026-11-26T09:00:00.000Z");
    let submission = json!({ "number": 1, "kind": "CONTENT", "links": ["https://example.com/draft"],
        "caption": "Tea!", "text": "", "changeRequest": null });
    assert_eq!(waits["submissions"], json!([submission]));
    assert_eq!(piece.deal.earned().await, None);

    piece.approves().await.good();
    let done = piece
        .seen("state decidesItselfAt approvedAt releasedAt collaboration { state endedAt }")
        .await;
    assert_eq!(done["state"], "APPROVED");
    assert!(done["decidesItselfAt"].is_null());
    assert_eq!(done["releasedAt"], "2026-11-23T09:00:00.000Z");
    assert_eq!(done["collaboration"]["state"], "COMPLETED");
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(piece.deal.wallet().await, "890.00");
    piece.deal.balances().await;

    let late = piece.publishes().await;
    assert_eq!(late.user_errors(), ["COLLABORATION_STATE_INVALID"]);
}

#[tokio::test]
async fn a_post_is_paid_when_it_is_verified() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, reel()).await;
    assert_eq!(
        piece.publishes().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    piece.submits().await.good();
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await, None);
    assert_eq!(piece.deal.state().await, "ACTIVE");

    piece.publishes().await.good();
    let posted = piece
        .seen("state decidesItselfAt publication { url postedAt proof mismatch }")
        .await;
    assert_eq!(posted["state"], "PUBLISHED");
    assert_eq!(posted["decidesItselfAt"], "2026-11-26T09:00:00.000Z");
    assert_eq!(posted["publication"]["url"], "https://example.com/p/1");

    piece.brand("Verify", json!({})).await.good();
    assert_eq!(piece.state().await, "VERIFIED");
    assert_eq!(piece.deal.state().await, "COMPLETED");
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
    piece.deal.balances().await;
}

#[tokio::test]
async fn each_deliverable_is_paid_its_part() {
    let app = TestApp::start().await;
    let heavy = with(photo(), json!({ "weight": 2 }));
    let deal = Deal::over(&app, &[heavy, photo()]).await;
    let (first, second) = (deal.deliverable(1).await, deal.deliverable(2).await);
    let mut piece = Piece { deal, id: second };
    piece.submits().await.good();
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await.as_deref(), Some("33.33"));
    assert_eq!(piece.deal.state().await, "ACTIVE");

    piece.id = first;
    piece.submits().await.good();
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(piece.deal.state().await, "COMPLETED");
    piece.deal.balances().await;
}

#[tokio::test]
async fn a_concept_comes_before_the_content_where_it_is_owed() {
    let app = TestApp::start().await;
    let spec = with(photo(), json!({ "requiresConcept": true }));
    let piece = Piece::of(&app, spec).await;
    assert_eq!(
        piece.submits().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    let idea = json!({ "text": "At a window." });
    piece.creator("SubmitConcept", idea.clone()).await.good();
    assert_eq!(
        piece.approves().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );

    piece.wants_changes().await.good();
    assert_eq!(piece.state().await, "PLANNED");
    piece.creator("SubmitConcept", idea).await.good();
    piece.brand("ApproveConcept", json!({})).await.good();
    assert_eq!(piece.state().await, "CONCEPT_APPROVED");
    piece.submits().await.good();
    let seen = piece.seen("roundsUsed submissions { kind number }").await;
    assert_eq!(seen["roundsUsed"], 1);
    assert_eq!(
        seen["submissions"][1],
        json!({ "kind": "CONCEPT", "number": 2 })
    );
    assert_eq!(
        seen["submissions"][2],
        json!({ "kind": "CONTENT", "number": 3 })
    );
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn where_no_concept_is_owed_none_is_taken() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    let idea = piece
        .creator("SubmitConcept", json!({ "text": "At a window." }))
        .await;
    assert_eq!(idea.user_errors(), ["CONCEPT_NOT_REQUIRED"]);
    piece.submits().await.good();
    assert_eq!(
        piece.publishes().await.user_errors(),
        ["PUBLICATION_NOT_REQUIRED"]
    );
    assert_eq!(piece.state().await, "IN_REVIEW");
}

#[tokio::test]
async fn a_contested_post_is_mended_and_published_again() {
    let app = TestApp::start().await;
    let mut piece = Piece::of(&app, reel()).await;
    piece.submits().await.good();
    piece.approves().await.good();
    piece.publishes().await.good();
    let long = piece
        .brand("Contest", json!({ "reason": "x".repeat(2_001) }))
        .await;
    assert_eq!(long.located_errors(), ["VALUE_TOO_LONG at input.reason"]);
    piece
        .brand("Contest", json!({ "reason": "It is another video." }))
        .await
        .good();
    let contested = piece
        .seen("state decidesItselfAt publication { mismatch }")
        .await;
    assert_eq!(contested["publication"]["mismatch"], "It is another video.");
    assert!(contested["decidesItselfAt"].is_null());
    assert_eq!(
        piece.brand("Verify", json!({})).await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );

    piece.deal.passes(TimeDelta::days(10)).await;
    assert_eq!(piece.state().await, "CONTESTED");
    piece.publishes().await.good();
    let mended = piece.seen("state publication { mismatch }").await;
    assert!(mended["publication"]["mismatch"].is_null());
    piece.brand("Verify", json!({})).await.good();
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
}
