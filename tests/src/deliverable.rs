//! Deliverables: handed in, answered, published, paid - by people, or by the silence of the brand.

use chrono::TimeDelta;
use domain::actor::Intent;
use domain::brand::Role;
use domain::deliverable::commands;
use domain::id::DeliverableId;
use domain::offer::DeliverableSpec;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::agreement::{brief, photo, reel};
use crate::support::people::document;
use crate::support::{Agreement, Answer, Person, TestApp};

/// One deliverable of an agreement, and what is done to it.
struct Piece {
    deal: Agreement,
    id: String,
}

impl Piece {
    /// The only deliverable of an agreement.
    async fn of(app: &TestApp, spec: DeliverableSpec) -> Self {
        let deal = Agreement::on(app, brief(vec![spec])).await;
        let id = deal.deliverable(1).await;
        Self { deal, id }
    }

    async fn acts(&self, person: &Person, act: &str, mut input: Value) -> Answer {
        input["deliverableId"] = json!(self.id);
        let fields = "deliverable { id state roundsUsed }";
        person
            .does(&format!("deliverable{act}"), input, fields)
            .await
    }

    /// Somebody who is not logged in tries.
    async fn guest(&self, app: &TestApp, act: &str, mut input: Value) -> Answer {
        input["deliverableId"] = json!(self.id);
        let asked = document(&format!("deliverable{act}"), "deliverable { id }");
        app.asks(&asked, json!({ "input": input })).await
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
            json!({ "links": ["https://example.com/draft"], "caption": "Run!" }),
        )
        .await
    }

    async fn wants_changes(&self) -> Answer {
        let items = json!([{ "requirement": 1, "comment": "The sole is not seen." }]);
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
        api::graphql::scalars::parse_id("id", &self.id.as_str().into()).unwrap()
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
        "caption": "Run!", "text": "", "changeRequest": null });
    assert_eq!(waits["submissions"], json!([submission]));
    assert_eq!(piece.deal.earned().await, 0);

    piece.approves().await.good();
    let done = piece
        .seen("state decidesItselfAt approvedAt releasedAt collaboration { state endedAt }")
        .await;
    assert_eq!(done["state"], "APPROVED");
    assert!(done["decidesItselfAt"].is_null());
    assert_eq!(done["releasedAt"], "2026-11-23T09:00:00.000Z");
    assert_eq!(done["collaboration"]["state"], "COMPLETED");
    assert_eq!(piece.deal.earned().await, 10_000);
    assert_eq!(piece.deal.wallet().await, 89_000);
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
    assert_eq!(piece.deal.earned().await, 0);
    assert_eq!(piece.deal.text("state").await, "ACTIVE");

    piece.publishes().await.good();
    let posted = piece
        .seen("state decidesItselfAt publication { url postedAt proof mismatch }")
        .await;
    assert_eq!(posted["state"], "PUBLISHED");
    assert_eq!(posted["decidesItselfAt"], "2026-11-26T09:00:00.000Z");
    assert_eq!(posted["publication"]["url"], "https://example.com/p/1");

    piece.brand("Verify", json!({})).await.good();
    assert_eq!(piece.state().await, "VERIFIED");
    assert_eq!(piece.deal.text("state").await, "COMPLETED");
    assert_eq!(piece.deal.earned().await, 10_000);
    piece.deal.balances().await;
}

#[tokio::test]
async fn each_deliverable_is_paid_its_part() {
    let app = TestApp::start().await;
    let heavy = DeliverableSpec {
        weight: 2,
        ..photo()
    };
    let deal = Agreement::on(&app, brief(vec![heavy, photo()])).await;
    let (first, second) = (deal.deliverable(1).await, deal.deliverable(2).await);
    let mut piece = Piece { deal, id: second };
    piece.submits().await.good();
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await, 3_333);
    assert_eq!(piece.deal.text("state").await, "ACTIVE");

    piece.id = first;
    piece.submits().await.good();
    piece.approves().await.good();
    assert_eq!(piece.deal.earned().await, 10_000);
    assert_eq!(piece.deal.text("state").await, "COMPLETED");
    piece.deal.balances().await;
}

#[tokio::test]
async fn a_concept_comes_before_the_content_where_it_is_owed() {
    let app = TestApp::start().await;
    let spec = DeliverableSpec {
        requires_concept: true,
        ..photo()
    };
    let piece = Piece::of(&app, spec).await;
    assert_eq!(
        piece.submits().await.user_errors(),
        ["DELIVERABLE_STATE_INVALID"]
    );
    let idea = json!({ "text": "At sunrise, along the river." });
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
    assert_eq!(piece.deal.earned().await, 10_000);
}

#[tokio::test]
async fn where_no_concept_is_owed_none_is_taken() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    let idea = piece
        .creator("SubmitConcept", json!({ "text": "At sunrise." }))
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
async fn changes_cite_requirements_and_have_counted_rounds() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let unknown = json!({ "items": [
        { "requirement": 2, "comment": "Say Acme." },
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
    let item = json!({ "requirement": 1, "comment": "The sole is not seen." });
    assert_eq!(seen["changeRequests"][0]["items"], json!([item]));
    assert_eq!(seen["submissions"][1]["changeRequest"]["round"], 2);
    assert!(seen["submissions"][2]["changeRequest"].is_null());
}

#[tokio::test]
async fn a_rejection_comes_last_and_gives_the_money_back_after_five_business_days() {
    let app = TestApp::start().await;
    let spec = DeliverableSpec {
        rounds_included: 1,
        ..photo()
    };
    let mut piece = Piece::of(&app, spec).await;
    piece.submits().await.good();
    let reason = json!({ "reason": "The sole is still not seen." });
    assert_eq!(
        piece.brand("Reject", reason.clone()).await.user_errors(),
        ["REVISION_ROUNDS_LEFT"]
    );
    piece.wants_changes().await.good();
    piece.submits().await.good();
    let empty = piece.brand("Reject", json!({ "reason": " " })).await;
    assert_eq!(empty.located_errors(), ["VALUE_MISSING at input.reason"]);
    piece.brand("Reject", reason).await.good();
    let rejected = piece.seen("state rejectionReason decidesItselfAt").await;
    assert_eq!(rejected["rejectionReason"], "The sole is still not seen.");
    assert_eq!(rejected["decidesItselfAt"], "2026-11-30T09:00:00.000Z");

    piece
        .deal
        .passes(TimeDelta::days(7) - TimeDelta::seconds(1))
        .await;
    assert_eq!(piece.state().await, "REJECTED");
    piece.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(piece.state().await, "REFUNDED");
    assert_eq!(piece.deal.text("state").await, "COMPLETED");
    assert_eq!(
        (piece.deal.wallet().await, piece.deal.earned().await),
        (100_000, 0)
    );
    piece.deal.balances().await;
}

#[tokio::test]
async fn the_silence_of_the_brand_approves_and_verifies() {
    let app = TestApp::start().await;
    let spec = DeliverableSpec {
        requires_concept: true,
        ..reel()
    };
    let mut piece = Piece::of(&app, spec).await;
    piece
        .creator("SubmitConcept", json!({ "text": "At sunrise." }))
        .await
        .good();
    piece
        .deal
        .passes(TimeDelta::days(3) - TimeDelta::seconds(1))
        .await;
    assert_eq!(piece.state().await, "CONCEPT_REVIEW");
    piece.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(piece.state().await, "CONCEPT_APPROVED");

    // A Thursday: three business days end on Tuesday.
    piece.submits().await.good();
    piece
        .deal
        .passes(TimeDelta::days(5) - TimeDelta::seconds(1))
        .await;
    assert_eq!(piece.state().await, "IN_REVIEW");
    piece.deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(piece.state().await, "APPROVED");

    piece.publishes().await.good();
    piece.deal.passes(TimeDelta::days(3)).await;
    assert_eq!(piece.state().await, "VERIFIED");
    assert_eq!(piece.deal.text("state").await, "COMPLETED");
    piece.deal.balances().await;
}

#[tokio::test]
async fn a_clock_that_comes_after_an_answer_decides_nothing() {
    let app = TestApp::start().await;
    let mut piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    app.clock.advance(TimeDelta::days(3));
    piece.deal.brand = piece.deal.brand.logs_in_again().await;
    piece.deal.creator = piece.deal.creator.logs_in_again().await;
    piece.wants_changes().await.good();
    piece.submits().await.good();

    let early = commands::approve(app.env(), &Intent::system(), piece.domain_id()).await;
    assert!(matches!(early, Err(domain::Error::User(_))));
    app.works().await;
    assert_eq!(piece.state().await, "IN_REVIEW");
    assert_eq!(piece.deal.earned().await, 0);
}

#[tokio::test]
async fn two_workers_decide_once() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    app.clock.advance(TimeDelta::days(3));
    let runs = join_all((0..4).map(|_| commands::run_due(app.env(), 10))).await;
    let decided: usize = runs.into_iter().map(Result::unwrap).sum();
    assert_eq!(decided, 1);
    assert_eq!(piece.deal.earned().await, 10_000);
    piece.deal.balances().await;
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
    assert_eq!(piece.deal.earned().await, 10_000);
}

#[tokio::test]
async fn all_mistakes_of_a_submission_come_back_together() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, reel()).await;
    let nothing = piece.creator("Submit", json!({ "caption": " " })).await;
    assert_eq!(nothing.located_errors(), ["VALUE_MISSING at input"]);
    let bad = json!({ "links": ["https://example.com", "javascript:alert(1)"], "caption": "x".repeat(2_201) });
    let refused = piece.creator("Submit", bad).await;
    assert_eq!(
        refused.located_errors(),
        [
            "VALUE_INVALID at input.links.1",
            "VALUE_TOO_LONG at input.caption"
        ]
    );
    let many = piece
        .creator(
            "Submit",
            json!({ "links": vec!["https://example.com"; 11] }),
        )
        .await;
    assert_eq!(many.located_errors(), ["LIST_TOO_LONG at input.links"]);
    assert_eq!(
        piece.seen("state submissions { number }").await,
        json!({ "state": "PLANNED", "submissions": [] })
    );

    piece.submits().await.good();
    piece.approves().await.good();
    let future =
        json!({ "url": "http://example.com", "postedAt": "2026-11-23T09:00:01Z", "proof": "" });
    assert_eq!(
        piece.creator("Publish", future).await.located_errors(),
        [
            "VALUE_INVALID at input.url",
            "VALUE_MISSING at input.proof",
            "VALUE_OUT_OF_RANGE at input.postedAt"
        ]
    );
    assert_eq!(piece.state().await, "APPROVED");
}

/// Every mutation with an input that is good in itself, and whose act it is.
fn acts() -> Vec<(&'static str, Value, bool)> {
    let text = json!({ "text": "At sunrise." });
    let post = json!({ "url": "https://example.com/p", "postedAt": "2026-11-23T08:00:00Z", "proof": "Mine" });
    let items = json!({ "items": [{ "requirement": 1, "comment": "The sole." }] });
    let reason = json!({ "reason": "No." });
    vec![
        ("SubmitConcept", text.clone(), true),
        ("Submit", text, true),
        ("Publish", post, true),
        ("ApproveConcept", json!({}), false),
        ("RequestChanges", items, false),
        ("Approve", json!({}), false),
        ("Reject", reason.clone(), false),
        ("Verify", json!({}), false),
        ("Contest", reason, false),
    ]
}

#[tokio::test]
async fn each_act_belongs_to_one_side() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, reel()).await;
    let eve = app.person("Eve").await;
    let finance = piece.deal.member("Fin", Role::Finance).await;
    for (act, input, is_creators) in acts() {
        assert_eq!(
            piece.acts(&eve, act, input.clone()).await.codes(),
            ["NOT_FOUND"],
            "{act}"
        );
        assert_eq!(
            piece.acts(&finance, act, input.clone()).await.codes(),
            ["FORBIDDEN"],
            "{act}"
        );
        let other = if is_creators {
            &piece.deal.brand
        } else {
            &piece.deal.creator
        };
        assert_eq!(
            piece.acts(other, act, input.clone()).await.codes(),
            ["FORBIDDEN"],
            "{act}"
        );
        let asked = piece.guest(&app, act, input).await;
        assert_eq!(asked.codes(), ["UNAUTHENTICATED"], "{act}");
    }
    let wrong_kind = json!({ "deliverableId": piece.deal.id });
    let answer = piece
        .deal
        .brand
        .does("deliverableApprove", wrong_kind, "deliverable { id }")
        .await;
    assert_eq!(
        answer.located_errors(),
        ["INVALID_ID at input.deliverableId"]
    );
    assert_eq!(piece.state().await, "PLANNED");
}

#[tokio::test]
async fn nobody_works_before_the_money_is_held_or_after_the_end() {
    let app = TestApp::start().await;
    let spec = DeliverableSpec {
        requires_concept: true,
        ..reel()
    };
    let deal = Agreement::with_wallet(&app, brief(vec![spec]), 0).await;
    let id = deal.deliverable(1).await;
    let piece = Piece { deal, id };
    for end in [false, true] {
        if end {
            piece
                .deal
                .acts(&piece.deal.creator, "collaborationCancel", json!({}))
                .await
                .good();
        }
        for (act, input, is_creators) in acts() {
            let person = if is_creators {
                &piece.deal.creator
            } else {
                &piece.deal.brand
            };
            let answer = piece.acts(person, act, input).await;
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
    let spec = DeliverableSpec {
        requires_concept: true,
        ..reel()
    };
    let piece = Piece::of(&app, spec).await;
    for (act, input, is_creators) in acts() {
        if act == "SubmitConcept" {
            continue;
        }
        let person = if is_creators {
            &piece.deal.creator
        } else {
            &piece.deal.brand
        };
        let answer = piece.acts(person, act, input).await;
        assert_eq!(answer.user_errors(), ["DELIVERABLE_STATE_INVALID"], "{act}");
    }
    let seen = piece
        .seen("state submissions { number } changeRequests { round } publication { url }")
        .await;
    assert_eq!(
        seen,
        json!({ "state": "PLANNED", "submissions": [], "changeRequests": [], "publication": null })
    );
}

#[tokio::test]
async fn approved_many_times_at_once_it_is_paid_once() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let answers = join_all((0..8).map(|_| piece.approves())).await;
    let good = answers
        .iter()
        .filter(|answer| answer.refusals().is_empty())
        .count();
    assert_eq!(good, 1);
    assert_eq!(piece.deal.earned().await, 10_000);
    piece.deal.balances().await;
}

#[tokio::test]
async fn approving_and_asking_for_changes_at_once_one_of_them_counts() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let (approved, sent_back) = futures_util::join!(piece.approves(), piece.wants_changes());
    let goods = [&approved, &sent_back].map(|answer| answer.refusals().is_empty());
    assert_eq!(goods.iter().filter(|good| **good).count(), 1);
    let paid = if goods[0] { 10_000 } else { 0 };
    assert_eq!(piece.deal.earned().await, paid);
    piece.deal.balances().await;
}

#[tokio::test]
async fn the_same_key_does_it_once_and_answers_alike() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    let input = json!({ "caption": "Run!", "idempotencyKey": "a" });
    let first = piece.creator("Submit", input.clone()).await.good();
    let answers = join_all((0..3).map(|_| piece.creator("Submit", input.clone()))).await;
    assert!(answers.into_iter().all(|answer| answer.good() == first));
    let other = piece
        .creator(
            "Submit",
            json!({ "caption": "Walk!", "idempotencyKey": "a" }),
        )
        .await;
    assert_eq!(
        other.located_errors(),
        ["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]
    );
    assert_eq!(
        piece.seen("submissions { number }").await["submissions"],
        json!([{ "number": 1 }])
    );
}
