//! Who follows hears what was done, and on which side; of an offer everybody hears only what was done to itself.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::deal::photo;
use crate::support::market::{eur, key};
use crate::support::{Deal, Follower, TestApp};

const OFFERS: &str = "subscription { offerChanged { action by isOwn } }";
const APPLICATIONS: &str = "subscription { applicationChanged { action by isOwn } }";
const DELIVERABLES: &str = "subscription { deliverableChanged { action by isOwn } }";
const COLLABORATIONS: &str = "subscription { collaborationChanged { action by isOwn } }";

async fn hears(follower: &mut Follower, field: &str, (action, by, is_own): (&str, &str, bool)) {
    let expected = json!({ "action": action, "by": by, "isOwn": is_own });
    let told = follower.hears().await.good().at(field);
    assert_eq!(told, expected);
}

#[tokio::test]
async fn both_sides_hear_what_was_done_and_by_whom() {
    let app = TestApp::start().await;
    let _feed = app.feed_runs().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let (mut of_brand, mut of_zoe) = (
        brand.follows(APPLICATIONS, json!({})).await,
        zoe.follows(APPLICATIONS, json!({})).await,
    );
    let offer = brand.publishes_offer().await;
    let application = zoe.applies_to(&offer).await;
    let field = "applicationChanged";
    hears(
        &mut of_brand,
        field,
        ("APPLICATION_SUBMIT", "CREATOR", false),
    )
    .await;
    hears(&mut of_zoe, field, ("APPLICATION_SUBMIT", "CREATOR", true)).await;

    let pay = json!({ "applicationId": application, "pay": eur("220.00") });
    let made = brand
        .does("proposalCreate", pay, "proposal { id }")
        .await
        .good();
    for (follower, is_own) in [(&mut of_brand, true), (&mut of_zoe, false)] {
        // The application is negotiated now, and has a proposal.
        for _ in 0..2 {
            hears(follower, field, ("PROPOSAL_CREATE", "BRAND", is_own)).await;
        }
    }

    let mut works = zoe.follows(COLLABORATIONS, json!({})).await;
    let mut guest = app.follows_as(None, OFFERS, json!({})).await;
    guest.settles().await;
    let proposal = made.text("proposalCreate.proposal.id");
    let accept = json!({ "proposalId": proposal, "idempotencyKey": key() });
    zoe.does("proposalAccept", accept, "proposal { id }")
        .await
        .good();
    hears(
        &mut works,
        "collaborationChanged",
        ("PROPOSAL_ACCEPT", "CREATOR", true),
    )
    .await;
    // That a slot is taken is everybody's; by whom is the two sides' own.
    hears(
        &mut guest,
        "offerChanged",
        ("OFFER_FOLLOW", "SYSTEM", false),
    )
    .await;
    brand.turns("offerPause", &offer).await.good();
    hears(&mut guest, "offerChanged", ("OFFER_PAUSE", "BRAND", false)).await;
}

#[tokio::test]
async fn the_work_is_told_with_who_did_what() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo()]).await;
    let _feed = app.feed_runs().await;
    let mut deliverables = deal.creator.follows(DELIVERABLES, json!({})).await;
    let field = "deliverableChanged";
    deal.hands_in(1).await;
    hears(
        &mut deliverables,
        field,
        ("DELIVERABLE_SUBMIT", "CREATOR", true),
    )
    .await;
    let items = json!([{ "requirement": 1, "comment": "Closer." }]);
    let again = json!({ "deliverableId": deal.deliverable(1).await, "items": items });
    let asked = deal
        .brand
        .does("deliverableRequestChanges", again, "deliverable { id }")
        .await;
    asked.good();
    hears(
        &mut deliverables,
        field,
        ("DELIVERABLE_REQUEST_CHANGES", "BRAND", false),
    )
    .await;
    let olga = app.operator("Olga").await;
    let reason = json!({ "reason": "Fraud." });
    deal.acts(&olga, "collaborationTerminate", reason)
        .await
        .good();
    hears(
        &mut deliverables,
        field,
        ("COLLABORATION_TERMINATE", "OPERATOR", false),
    )
    .await;
}

#[tokio::test]
async fn what_a_clock_does_is_nobodys() {
    let app = TestApp::start().await;
    let (brand, zoe) = (app.rich_brand("Acme").await, app.micro("Zoe").await);
    let offer = brand.publishes_offer().await;
    zoe.applies_to(&offer).await;
    // That is the past by now.
    let _feed = app.feed_runs().await;
    app.clock.advance(TimeDelta::days(14));
    let zoe = zoe.logs_in_again().await;
    let mut follower = zoe.follows(APPLICATIONS, json!({})).await;
    app.works().await;
    let expired = ("APPLICATION_EXPIRE", "SYSTEM", false);
    hears(&mut follower, "applicationChanged", expired).await;
}

#[test]
fn every_command_that_changes_what_can_be_followed_has_an_action() {
    let schema = std::fs::read_to_string("../schema.graphql").unwrap();
    let known = schema.split("enum ChangeAction {").nth(1).unwrap();
    let known = known.split("\n}").next().unwrap();
    let mut found = 0;
    for feature in [
        "offer",
        "application",
        "collaboration",
        "deliverable",
        "payments",
    ] {
        for (file, text) in crate::tidy::sources(&format!("domain/src/{feature}")) {
            for part in text.split("begin(").skip(1) {
                let call = part.split(')').next().unwrap();
                let Some(action) = call.split('"').nth(1) else {
                    continue;
                };
                // What only its brand sees, or is about money that nobody follows.
                let is_followed = ![
                    "offer.create",
                    "offer.update",
                    "wallet.",
                    "funding.",
                    "earning.",
                    "payout.send",
                ]
                .iter()
                .any(|other| action.starts_with(other));
                let name = action.replace('.', "_").to_uppercase();
                let is_known = known.lines().any(|line| line.trim() == name);
                assert!(is_known || !is_followed, "{}: {action}", file.display());
                found += usize::from(is_followed);
            }
        }
    }
    assert!(found > 30, "{found}");
}
