//! Collaborations: what was agreed, what it costs, and how it ends.

use chrono::TimeDelta;
use domain::brand::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::agreement::{brief, operator, photo, reel};
use crate::support::{Agreement, Answer, Person, TestApp};

const PAGE: &str = "query($of: CollaborationOwnerInput!, $in: [CollaborationState!], $first: Int, $after: String) {
    collaborations(of: $of, stateIn: $in, first: $first, after: $after) {
        totalCount nodes { id state } pageInfo { endCursor hasNextPage }
    }
}";

async fn cancels(deal: &Agreement, person: &Person) -> Answer {
    deal.acts(person, "collaborationCancel", json!({})).await
}

async fn funds(deal: &Agreement, person: &Person, key: &str) -> Answer {
    let input = json!({ "idempotencyKey": key });
    deal.acts(person, "collaborationFund", input).await
}

async fn terminates(deal: &Agreement, person: &Person, reason: &str) -> Answer {
    let input = json!({ "reason": reason });
    deal.acts(person, "collaborationTerminate", input).await
}

async fn submits(deal: &Agreement, position: usize) {
    let input = json!({ "deliverableId": deal.deliverable(position).await, "caption": "Run!" });
    let fields = "deliverable { state }";
    deal.creator
        .does("deliverableSubmit", input, fields)
        .await
        .good();
}

#[tokio::test]
async fn both_sides_see_what_they_agreed_to() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel(), photo()])).await;
    let fields = "state pay { amount currencyCode } brandFee { amount } creatorFee { amount } createdAt endedAt
        offer { id } terms { version hash previousHash content title requirements { number text } usageRights { kind } }
        signatures { side version signedAt }
        deliverables { position platform format pay { amount } state dueAt isOverdue requiresPublication }";
    let seen = deal.seen_by(&deal.brand, fields).await.good();
    assert_eq!(seen, deal.seen_by(&deal.creator, fields).await.good());

    let collaboration = seen.at("collaboration");
    assert_eq!(
        collaboration["pay"],
        json!({ "amount": "100.00", "currencyCode": "EUR" })
    );
    assert_eq!(collaboration["brandFee"]["amount"], "10.00");
    assert_eq!(
        collaboration["terms"]["requirements"][1],
        json!({ "number": 2, "text": "Name the brand" })
    );
    assert_eq!(seen.at("collaboration.signatures.0.side"), "BRAND");
    assert_eq!(seen.at("collaboration.signatures.1.side"), "CREATOR");
    assert_eq!(seen.at("collaboration.deliverables.0.pay.amount"), "50.00");
    assert_eq!(seen.at("collaboration.deliverables.1.format"), "UGC_PHOTO");
    assert_eq!(
        seen.at("collaboration.deliverables.0.dueAt"),
        "2026-12-07T09:00:00.000Z"
    );
}

#[tokio::test]
async fn the_hash_is_that_of_the_terms_that_were_signed() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel()])).await;
    let terms = deal
        .seen_by(&deal.creator, "terms { content hash }")
        .await
        .good();
    let content = terms.text("collaboration.terms.content");
    assert_eq!(terms.text("collaboration.terms.hash"), sha256(&content));
    assert!(content.starts_with(r#"{"application_id":"#));
    let read: Value = serde_json::from_str(&content).unwrap();
    assert_eq!(read["pay_minor"], 10_000);
    assert_eq!(read["policy"]["review_business_days"], 3);
}

#[tokio::test]
async fn strangers_and_guests_see_nothing_of_it() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel()])).await;
    let eve = app.person("Eve").await;
    let piece = deal.deliverable(1).await;
    let query = "query($id: ID!, $piece: ID!) {
        collaboration(id: $id) { id } node(id: $id) { id } deliverable(id: $piece) { id } piece: node(id: $piece) { id }
    }";
    let variables = json!({ "id": deal.id, "piece": piece });
    let nothing =
        json!({ "collaboration": null, "node": null, "deliverable": null, "piece": null });
    assert_eq!(
        eve.asks(query, variables.clone()).await.good().0["data"],
        nothing
    );
    assert_eq!(
        app.asks(query, variables.clone()).await.good().0["data"],
        nothing
    );

    let viewer = deal.member("Vic", Role::Viewer).await;
    let staff = operator(&app, "Olga").await;
    for person in [&viewer, &staff, &deal.creator] {
        let seen = person.asks(query, variables.clone()).await.good();
        assert_eq!(seen.text("node.id"), deal.id);
        assert_eq!(seen.text("deliverable.id"), piece);
    }
}

#[tokio::test]
async fn covered_by_the_wallet_it_starts_at_once() {
    let app = TestApp::start().await;
    let deal = Agreement::with_wallet(&app, brief(vec![reel()]), 11_000).await;
    assert_eq!(deal.text("state").await, "ACTIVE");
    assert_eq!(deal.wallet().await, 0);
    deal.balances().await;
}

#[tokio::test]
async fn nothing_is_due_before_the_money_is_held() {
    let app = TestApp::start().await;
    let mut deal = Agreement::with_wallet(&app, brief(vec![reel()]), 10_999).await;
    let fields = "state fundingDueAt startedAt deliverables { dueAt }";
    let waits = deal
        .seen_by(&deal.creator, fields)
        .await
        .good()
        .at("collaboration");
    assert_eq!(waits["state"], "AWAITING_FUNDING");
    assert_eq!(waits["fundingDueAt"], "2026-11-26T09:00:00.000Z");
    assert!(waits["startedAt"].is_null() && waits["deliverables"][0]["dueAt"].is_null());
    assert_eq!(
        funds(&deal, &deal.brand, "a").await.user_errors(),
        ["WALLET_INSUFFICIENT"]
    );
    assert_eq!(deal.wallet().await, 10_999);

    deal.passes(TimeDelta::days(1)).await;
    deal.pays_in(1).await;
    funds(&deal, &deal.brand, "b").await.good();
    let runs = deal
        .seen_by(&deal.creator, fields)
        .await
        .good()
        .at("collaboration");
    assert_eq!(runs["state"], "ACTIVE");
    assert_eq!(runs["startedAt"], "2026-11-24T09:00:00.000Z");
    assert_eq!(runs["deliverables"][0]["dueAt"], "2026-12-08T09:00:00.000Z");
    assert!(runs["fundingDueAt"].is_null());
    deal.balances().await;
}

#[tokio::test]
async fn a_gift_needs_no_money() {
    let app = TestApp::start().await;
    let mut gift = brief(vec![photo()]);
    gift.compensation.pay_minor = 0;
    let deal = Agreement::with_wallet(&app, gift, 0).await;
    assert_eq!(deal.text("state").await, "ACTIVE");
    submits(&deal, 1).await;
    let input = json!({ "deliverableId": deal.deliverable(1).await });
    deal.brand
        .does("deliverableApprove", input, "deliverable { state }")
        .await
        .good();
    assert_eq!(deal.text("state").await, "COMPLETED");
    deal.balances().await;
}

#[tokio::test]
async fn only_who_manages_money_funds() {
    let app = TestApp::start().await;
    let deal = Agreement::with_wallet(&app, brief(vec![reel()]), 0).await;
    deal.pays_in(11_000).await;
    let (eve, manager) = (
        app.person("Eve").await,
        deal.member("Max", Role::Manager).await,
    );
    assert_eq!(funds(&deal, &eve, "a").await.codes(), ["NOT_FOUND"]);
    assert_eq!(funds(&deal, &manager, "a").await.codes(), ["FORBIDDEN"]);
    assert_eq!(
        funds(&deal, &deal.creator, "a").await.codes(),
        ["FORBIDDEN"]
    );
    let guest = "mutation($id: ID!) { collaborationFund(input: { collaborationId: $id, idempotencyKey: \"a\" }) { userErrors { code } } }";
    assert_eq!(
        app.asks(guest, json!({ "id": deal.id })).await.codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(deal.wallet().await, 11_000);

    let finance = deal.member("Fin", Role::Finance).await;
    funds(&deal, &finance, "a").await.good();
    assert_eq!(
        funds(&deal, &finance, "b").await.user_errors(),
        ["COLLABORATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn funded_twice_at_once_it_is_funded_once() {
    let app = TestApp::start().await;
    let deal = Agreement::with_wallet(&app, brief(vec![reel()]), 0).await;
    deal.pays_in(50_000).await;
    let keys: Vec<String> = (0..6).map(|number| format!("key {number}")).collect();
    let answers = join_all(keys.iter().map(|key| funds(&deal, &deal.brand, key))).await;
    let good = answers
        .iter()
        .filter(|answer| answer.refusals().is_empty())
        .count();
    assert_eq!(good, 1);
    assert_eq!(deal.wallet().await, 39_000);

    let again = join_all((0..3).map(|_| funds(&deal, &deal.creator, "c"))).await;
    assert!(again.iter().all(|answer| answer.codes() == ["FORBIDDEN"]));
    deal.balances().await;
}

#[tokio::test]
async fn the_same_key_funds_once_and_answers_alike() {
    let app = TestApp::start().await;
    let deal = Agreement::with_wallet(&app, brief(vec![reel()]), 0).await;
    deal.pays_in(22_000).await;
    let first = funds(&deal, &deal.brand, "a").await.good();
    let second = funds(&deal, &deal.brand, "a").await.good();
    assert_eq!(first, second);
    assert_eq!(deal.wallet().await, 11_000);
}

#[tokio::test]
async fn unfunded_for_three_days_it_expires_and_frees_its_slot() {
    let app = TestApp::start().await;
    let mut deal = Agreement::with_wallet(&app, brief(vec![reel()]), 0).await;
    deal.passes(TimeDelta::days(3) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deal.text("state").await, "AWAITING_FUNDING");

    deal.passes(TimeDelta::seconds(1)).await;
    let fields = "state endedAt deliverables { state }";
    let ended = deal
        .seen_by(&deal.brand, fields)
        .await
        .good()
        .at("collaboration");
    assert_eq!(ended["state"], "EXPIRED");
    assert_eq!(ended["deliverables"][0]["state"], "CANCELLED");
    assert_eq!(
        (
            deal.offer().await.slots_taken,
            deal.offer().await.committed_minor
        ),
        (0, 0)
    );
    deal.pays_in(11_000).await;
    assert_eq!(
        funds(&deal, &deal.brand, "a").await.user_errors(),
        ["COLLABORATION_STATE_INVALID"]
    );
}

#[tokio::test]
async fn either_side_may_leave_before_anything_is_handed_in() {
    for side in ["brand", "creator"] {
        let app = TestApp::start().await;
        let deal = Agreement::on(&app, brief(vec![reel(), photo()])).await;
        assert_eq!(deal.wallet().await, 89_000);
        let person = if side == "brand" {
            &deal.brand
        } else {
            &deal.creator
        };
        let left = cancels(&deal, person).await.good();
        assert_eq!(
            left.text("collaborationCancel.collaboration.state"),
            "CANCELLED"
        );

        let ended = deal
            .seen_by(&deal.creator, "endedAt deliverables { state }")
            .await
            .good();
        assert_eq!(ended.at("collaboration.deliverables.1.state"), "CANCELLED");
        assert_eq!(deal.wallet().await, 100_000);
        assert_eq!(
            (
                deal.offer().await.slots_taken,
                deal.offer().await.committed_minor
            ),
            (0, 0)
        );
        assert_eq!(
            cancels(&deal, person).await.user_errors(),
            ["COLLABORATION_STATE_INVALID"]
        );
        deal.balances().await;
    }
}

#[tokio::test]
async fn an_unfunded_collaboration_can_be_cancelled() {
    let app = TestApp::start().await;
    let deal = Agreement::with_wallet(&app, brief(vec![reel()]), 500).await;
    cancels(&deal, &deal.creator).await.good();
    assert_eq!(deal.wallet().await, 500);
    deal.balances().await;
}

#[tokio::test]
async fn nobody_leaves_once_work_is_handed_in() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel(), photo()])).await;
    submits(&deal, 1).await;
    for person in [&deal.brand, &deal.creator] {
        assert_eq!(
            cancels(&deal, person).await.user_errors(),
            ["CANCEL_NOT_ALLOWED"]
        );
    }
    assert_eq!(deal.text("state").await, "ACTIVE");
    assert_eq!(deal.wallet().await, 89_000);
}

#[tokio::test]
async fn the_brand_may_leave_when_content_is_long_overdue_and_pays_what_is_done() {
    let app = TestApp::start().await;
    let mut deal = Agreement::on(&app, brief(vec![photo(), reel()])).await;
    submits(&deal, 1).await;
    let input = json!({ "deliverableId": deal.deliverable(1).await });
    deal.brand
        .does("deliverableApprove", input, "deliverable { state }")
        .await
        .good();

    deal.passes(TimeDelta::days(21)).await;
    let overdue = deal
        .seen_by(&deal.brand, "deliverables { isOverdue }")
        .await
        .good();
    assert_eq!(overdue.at("collaboration.deliverables.0.isOverdue"), false);
    assert_eq!(overdue.at("collaboration.deliverables.1.isOverdue"), true);
    assert_eq!(
        cancels(&deal, &deal.brand).await.user_errors(),
        ["CANCEL_NOT_ALLOWED"]
    );

    deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(
        cancels(&deal, &deal.creator).await.user_errors(),
        ["CANCEL_NOT_ALLOWED"]
    );
    cancels(&deal, &deal.brand).await.good();
    assert_eq!(deal.wallet().await, 94_500);
    let states = deal
        .seen_by(&deal.brand, "deliverables { state }")
        .await
        .good();
    assert_eq!(states.at("collaboration.deliverables.0.state"), "APPROVED");
    assert_eq!(states.at("collaboration.deliverables.1.state"), "CANCELLED");
    deal.balances().await;
}

#[tokio::test]
async fn strangers_and_low_roles_cannot_cancel() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel()])).await;
    let (eve, viewer) = (
        app.person("Eve").await,
        deal.member("Vic", Role::Viewer).await,
    );
    assert_eq!(cancels(&deal, &eve).await.codes(), ["NOT_FOUND"]);
    assert_eq!(cancels(&deal, &viewer).await.codes(), ["FORBIDDEN"]);
    let guest = "mutation($id: ID!) { collaborationCancel(input: { collaborationId: $id }) { userErrors { code } } }";
    assert_eq!(
        app.asks(guest, json!({ "id": deal.id })).await.codes(),
        ["UNAUTHENTICATED"]
    );
    let bad = json!({ "collaborationId": deal.deliverable(1).await });
    let answer = deal
        .brand
        .does("collaborationCancel", bad, "collaboration { id }")
        .await;
    assert_eq!(
        answer.located_errors(),
        ["INVALID_ID at input.collaborationId"]
    );
    assert_eq!(deal.text("state").await, "ACTIVE");
}

#[tokio::test]
async fn left_by_both_sides_at_once_it_ends_once() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel()])).await;
    let people = [&deal.brand, &deal.creator, &deal.brand, &deal.creator];
    let answers = join_all(people.map(|person| cancels(&deal, person))).await;
    let good = answers
        .iter()
        .filter(|answer| answer.refusals().is_empty())
        .count();
    assert_eq!(good, 1);
    assert_eq!(deal.wallet().await, 100_000);
    assert_eq!(deal.offer().await.slots_taken, 0);
    deal.balances().await;
}

#[tokio::test]
async fn staff_ends_a_collaboration_for_a_reason_both_sides_read() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel(), photo()])).await;
    submits(&deal, 1).await;
    let staff = operator(&app, "Olga").await;
    for person in [&deal.brand, &deal.creator] {
        assert_eq!(
            terminates(&deal, person, "No.").await.codes(),
            ["FORBIDDEN"]
        );
    }
    let empty = terminates(&deal, &staff, "  ").await;
    assert_eq!(empty.located_errors(), ["VALUE_MISSING at input.reason"]);

    terminates(&deal, &staff, "Counterfeit goods").await.good();
    let seen = deal
        .seen_by(
            &deal.creator,
            "state endReason deliverables { state decidesItselfAt }",
        )
        .await
        .good();
    assert_eq!(seen.text("collaboration.state"), "TERMINATED");
    assert_eq!(seen.text("collaboration.endReason"), "Counterfeit goods");
    assert!(
        seen.at("collaboration.deliverables.0.decidesItselfAt")
            .is_null()
    );
    assert_eq!(
        terminates(&deal, &staff, "Again").await.user_errors(),
        ["COLLABORATION_STATE_INVALID"]
    );
    assert_eq!(deal.wallet().await, 100_000);
    deal.balances().await;
}

#[tokio::test]
async fn each_side_lists_its_own_collaborations_page_by_page() {
    let app = TestApp::start().await;
    let deal = Agreement::on(&app, brief(vec![reel()])).await;
    let brand = json!({ "brandId": api::graphql::scalars::opaque_id(deal.brand_id).to_string() });
    let creator =
        json!({ "creatorId": api::graphql::scalars::opaque_id(deal.creator_id).to_string() });
    for (person, of) in [(&deal.brand, &brand), (&deal.creator, &creator)] {
        let page = person
            .asks(PAGE, json!({ "of": of, "first": 1 }))
            .await
            .good();
        assert_eq!(page.at("collaborations.totalCount"), 1);
        assert_eq!(page.text("collaborations.nodes.0.id"), deal.id);
        let after = page.text("collaborations.pageInfo.endCursor");
        let rest = person
            .asks(PAGE, json!({ "of": of, "after": after }))
            .await
            .good();
        assert_eq!(rest.at("collaborations.nodes"), json!([]));
        let ended = json!({ "of": of, "in": ["COMPLETED", "CANCELLED"] });
        assert_eq!(
            person
                .asks(PAGE, ended)
                .await
                .good()
                .at("collaborations.totalCount"),
            0
        );
    }
    let other_side = deal.brand.asks(PAGE, json!({ "of": creator })).await;
    assert_eq!(other_side.codes(), ["NOT_FOUND"]);
    assert_eq!(
        deal.creator
            .asks(PAGE, json!({ "of": brand }))
            .await
            .codes(),
        ["NOT_FOUND"]
    );
    assert_eq!(
        app.asks(PAGE, json!({ "of": brand })).await.codes(),
        ["UNAUTHENTICATED"]
    );
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
