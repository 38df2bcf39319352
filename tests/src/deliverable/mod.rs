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
struct Deliverable {
    deal: Deal,
    id: String,
}

impl Deliverable {
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
    let deliverable = Deliverable::of(&app, photo()).await;
    deliverable.submits().await.good();
    let waits = deliverable
        .seen("state decidesItselfAt releasedAt submissions { number kind links caption text changeRequest { round } }")
        .await;
    assert_eq!(waits["state"], "IN_REVIEW");
    assert_eq!(waits["decidesItselfAt"], "2026-11-26T09:00:00.000Z");
    let submission = json!({ "number": 1, "kind": "CONTENT", "links": ["https://example.com/draft"],
        "caption": "Tea!", "text": "", "changeRequest": null });
    assert_eq!(waits["submissions"], json!([submission]));
    assert_eq!(deliverable.deal.earned().await, None);

    deliverable.approves().await.good();
    let done = deliverable
        .seen("state decidesItselfAt approvedAt releasedAt collaboration { state endedAt }")
        .await;
    assert_eq!(done["state"], "APPROVED");
    assert!(done["decidesItselfAt"].is_null());
    assert_eq!(done["releasedAt"], "2026-11-23T09:00:00.000Z");
    assert_eq!(done["collaboration"]["state"], "COMPLETED");
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(deliverable.deal.wallet().await, "890.00");
    deliverable.deal.balances().await;

    let late = deliverable.publishes().await;
    assert_eq!(late.user_errors(), ["COLLABORATION_STATE_INVALID"]);
}

#[tokio::test]
async fn a_post_is_paid_when_it_is_verified() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, reel()).await;
    assert_eq!(
        deliverable.publishes().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    assert_eq!(deliverable.deal.earned().await, None);
    assert_eq!(deliverable.deal.state().await, "ACTIVE");

    deliverable.publishes().await.good();
    let posted = deliverable
        .seen("state decidesItselfAt publication { url postedAt proof mismatch }")
        .await;
    assert_eq!(posted["state"], "PUBLISHED");
    assert_eq!(posted["decidesItselfAt"], "2026-11-26T09:00:00.000Z");
    assert_eq!(posted["publication"]["url"], "https://example.com/p/1");

    deliverable.brand("Verify", json!({})).await.good();
    assert_eq!(deliverable.state().await, "VERIFIED");
    assert_eq!(deliverable.deal.state().await, "COMPLETED");
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn each_deliverable_is_paid_its_part() {
    let app = TestApp::start().await;
    let heavy = with(photo(), json!({ "weight": 2 }));
    let deal = Deal::over(&app, &[heavy, photo()]).await;
    let (first, second) = (deal.deliverable(1).await, deal.deliverable(2).await);
    let mut deliverable = Deliverable { deal, id: second };
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("33.33"));
    assert_eq!(deliverable.deal.state().await, "ACTIVE");

    deliverable.id = first;
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
    assert_eq!(deliverable.deal.state().await, "COMPLETED");
    deliverable.deal.balances().await;
}

#[tokio::test]
async fn a_concept_comes_before_the_content_where_it_is_owed() {
    let app = TestApp::start().await;
    let spec = with(photo(), json!({ "requiresConcept": true }));
    let deliverable = Deliverable::of(&app, spec).await;
    assert_eq!(
        deliverable.submits().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    let idea = json!({ "text": "At a window." });
    deliverable
        .creator("SubmitConcept", idea.clone())
        .await
        .good();
    assert_eq!(
        deliverable.approves().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );

    deliverable.wants_changes().await.good();
    assert_eq!(deliverable.state().await, "PLANNED");
    deliverable.creator("SubmitConcept", idea).await.good();
    deliverable.brand("ApproveConcept", json!({})).await.good();
    assert_eq!(deliverable.state().await, "CONCEPT_APPROVED");
    deliverable.submits().await.good();
    let seen = deliverable
        .seen("roundsUsed submissions { kind number }")
        .await;
    assert_eq!(seen["roundsUsed"], 1);
    assert_eq!(
        seen["submissions"][1],
        json!({ "kind": "CONCEPT", "number": 2 })
    );
    assert_eq!(
        seen["submissions"][2],
        json!({ "kind": "CONTENT", "number": 3 })
    );
    deliverable.approves().await.good();
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
}

#[tokio::test]
async fn where_no_concept_is_owed_none_is_taken() {
    let app = TestApp::start().await;
    let deliverable = Deliverable::of(&app, photo()).await;
    let idea = deliverable
        .creator("SubmitConcept", json!({ "text": "At a window." }))
        .await;
    assert_eq!(idea.user_errors(), ["CONCEPT_NOT_REQUIRED"]);
    deliverable.submits().await.good();
    assert_eq!(
        deliverable.publishes().await.user_errors(),
        ["PUBLICATION_NOT_REQUIRED"]
    );
    assert_eq!(deliverable.state().await, "IN_REVIEW");
}

#[tokio::test]
async fn a_contested_post_is_mended_and_published_again() {
    let app = TestApp::start().await;
    let mut deliverable = Deliverable::of(&app, reel()).await;
    deliverable.submits().await.good();
    deliverable.approves().await.good();
    deliverable.publishes().await.good();
    let long = deliverable
        .brand("Contest", json!({ "reason": "x".repeat(2_001) }))
        .await;
    assert_eq!(long.located_errors(), ["VALUE_TOO_LONG at input.reason"]);
    deliverable
        .brand("Contest", json!({ "reason": "It is another video." }))
        .await
        .good();
    let contested = deliverable
        .seen("state decidesItselfAt publication { mismatch }")
        .await;
    assert_eq!(contested["publication"]["mismatch"], "It is another video.");
    assert!(contested["decidesItselfAt"].is_null());
    assert_eq!(
        deliverable.brand("Verify", json!({})).await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );

    deliverable.deal.passes(TimeDelta::days(10)).await;
    assert_eq!(deliverable.state().await, "CONTESTED");
    deliverable.publishes().await.good();
    let mended = deliverable.seen("state publication { mismatch }").await;
    assert!(mended["publication"]["mismatch"].is_null());
    deliverable.brand("Verify", json!({})).await.good();
    assert_eq!(deliverable.deal.earned().await.as_deref(), Some("100.00"));
}
