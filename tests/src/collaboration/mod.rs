//! Collaborations: what was agreed, and who sees it.

mod ending;
mod funding;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::deal::{photo, reel};
use crate::support::{Deal, TestApp};

const BY_BRAND: &str = "query($of: ID!, $in: [CollaborationState!], $first: Int, $after: String) { of: brand(id: $of) {
    collaborations(filter: { stateIn: $in }, first: $first, after: $after) {
        totalCount nodes { id state } pageInfo { endCursor hasNextPage }
    }
} }";
const BY_CREATOR: &str = "query($of: ID!, $in: [CollaborationState!], $first: Int, $after: String) { of: creator(id: $of) {
    collaborations(filter: { stateIn: $in }, first: $first, after: $after) {
        totalCount nodes { id state } pageInfo { endCursor hasNextPage }
    }
} }";

#[tokio::test]
async fn both_sides_see_what_they_agreed_to() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel(), photo()]).await;
    let fields = "state pay { amount currencyCode } createdAt endedAt offer { title slotsTaken }
        breakdown { brandFee { amount } creatorFee { amount } totalCharged { amount } parts { amount } clearanceDays }
        terms { version previousHash title requirements { number text } disclosures product { name } overdueDays }
        signatures { side version signedAt }
        deliverables { position platform format pay { amount } state dueAt isOverdue requiresPublication }";
    let seen = deal.seen(fields).await;
    assert_eq!(seen, deal.seen_by(&deal.creator, fields).await);

    assert_eq!(
        seen["pay"],
        json!({ "amount": "100.00", "currencyCode": "EUR" })
    );
    assert_eq!(seen["breakdown"]["brandFee"]["amount"], "10.00");
    assert_eq!(seen["breakdown"]["totalCharged"]["amount"], "110.00");
    assert_eq!(seen["breakdown"]["parts"][1]["amount"], "50.00");
    assert_eq!(
        seen["terms"]["requirements"][1],
        json!({ "number": 2, "text": "Name the flavour" })
    );
    assert_eq!(seen["terms"]["disclosures"], json!(["PAID_PARTNERSHIP"]));
    assert_eq!(seen["signatures"][0]["side"], "BRAND");
    assert_eq!(seen["signatures"][1]["side"], "CREATOR");
    assert_eq!(seen["deliverables"][0]["requiresPublication"], true);
    assert_eq!(seen["deliverables"][0]["dueAt"], "2026-12-07T09:00:00.000Z");
    assert_eq!(seen["deliverables"][1]["format"], "UGC_PHOTO");
}

#[tokio::test]
async fn the_hash_is_that_of_the_terms_that_were_signed() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let terms = deal.seen_by(&deal.creator, "terms { content hash }").await["terms"].clone();
    let content = terms["content"].as_str().unwrap();
    assert_eq!(terms["hash"], sha256(content));
    assert!(content.starts_with(r#"{"application_id":"#));
    let read: Value = serde_json::from_str(content).unwrap();
    assert_eq!(read["pay_minor"], 10_000);
    assert_eq!(read["policy"]["review_business_days"], 3);
}

#[tokio::test]
async fn what_happens_to_the_offer_later_changes_nothing() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let fields = "offer { id } terms { hash title requirements { text } }";
    let before = deal.seen(fields).await;
    let offer = before["offer"]["id"].as_str().unwrap();
    let changes = json!({ "title": "Winter tea", "requirements": ["Wear a hat"] });
    deal.brand.amends(offer, changes).await.good();
    assert_eq!(deal.seen(fields).await, before);
}

#[tokio::test]
async fn strangers_and_guests_see_nothing_of_it() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let eve = app.person("Eve").await;
    let deliverable = deal.deliverable(1).await;
    let query = "query($id: ID!, $deliverable: ID!) {
        collaboration(id: $id) { id } node(id: $id) { id } deliverable(id: $deliverable) { id } owed: node(id: $deliverable) { id }
    }";
    let variables = json!({ "id": deal.id, "deliverable": deliverable });
    let nothing = json!({ "collaboration": null, "node": null, "deliverable": null, "owed": null });
    assert_eq!(
        eve.asks(query, variables.clone()).await.good().0["data"],
        nothing
    );
    assert_eq!(
        app.asks(query, variables.clone()).await.good().0["data"],
        nothing
    );

    let viewer = deal.member("Vic", "VIEWER").await;
    let staff = app.operator("Olga").await;
    for person in [&viewer, &staff, &deal.creator] {
        let seen = person.asks(query, variables.clone()).await.good();
        assert_eq!(seen.text("node.id"), deal.id);
        assert_eq!(seen.text("deliverable.id"), deliverable);
    }
}

#[tokio::test]
async fn each_side_lists_its_own_collaborations_page_by_page() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let lists = [(BY_BRAND, &deal.brand.id), (BY_CREATOR, &deal.creator.id)];
    for (person, (list, of)) in deal.sides().into_iter().zip(lists) {
        let page = person
            .asks(list, json!({ "of": of, "first": 1 }))
            .await
            .good();
        assert_eq!(page.at("of.collaborations.totalCount"), 1);
        assert_eq!(page.text("of.collaborations.nodes.0.id"), deal.id);
        let after = page.text("of.collaborations.pageInfo.endCursor");
        let rest = person
            .asks(list, json!({ "of": of, "after": after }))
            .await
            .good();
        assert_eq!(rest.at("of.collaborations.nodes"), json!([]));
        let ended = json!({ "of": of, "in": ["COMPLETED", "CANCELLED"] });
        let ended = person.asks(list, ended).await.good();
        assert_eq!(ended.at("of.collaborations.totalCount"), 0);
    }
    let [(by_brand, brand), (by_creator, creator)] = lists;
    for (person, list, of) in [
        (Some(&deal.brand.founder), by_creator, creator),
        (Some(&deal.creator.person), by_brand, brand),
        (None, by_brand, brand),
    ] {
        let token = person.map(|person| person.access_token.as_str());
        let seen = app.asks_as(token, list, json!({ "of": of })).await.good();
        assert_eq!(seen.at("of"), json!({ "collaborations": null }));
    }
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
