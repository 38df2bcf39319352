//! Leaving an agreement, and being made to.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::deal::{photo, reel};
use crate::support::{Answer, Deal, Person, TestApp, succeeds};

async fn cancels(deal: &Deal, person: &Person) -> Answer {
    deal.acts(person, "collaborationCancel", json!({})).await
}

async fn terminates(deal: &Deal, person: &Person, reason: &str) -> Answer {
    let input = json!({ "reason": reason });
    deal.acts(person, "collaborationTerminate", input).await
}

#[tokio::test]
async fn either_side_may_leave_before_anything_is_handed_in() {
    for side in [0, 1] {
        let app = TestApp::start().await;
        let deal = Deal::over(&app, &[reel(), photo()]).await;
        assert_eq!(deal.wallet().await, "890.00");
        let left = cancels(&deal, deal.sides()[side]).await.good();
        assert_eq!(
            left.text("collaborationCancel.collaboration.state"),
            "CANCELLED"
        );

        let ended = deal
            .seen("deliverables { state } offer { state slotsTaken }")
            .await;
        assert_eq!(ended["deliverables"][1]["state"], "CANCELLED");
        assert_eq!(
            ended["offer"],
            json!({ "state": "PUBLISHED", "slotsTaken": 0 })
        );
        assert_eq!(deal.wallet().await, "1000.00");
        let again = cancels(&deal, deal.sides()[side]).await;
        assert_eq!(again.user_errors(), ["COLLABORATION_STATE_INVALID"]);
        deal.balances().await;
    }
}

#[tokio::test]
async fn an_unfunded_collaboration_can_be_cancelled() {
    let app = TestApp::start().await;
    let deal = Deal::with_wallet(&app, &[reel()], "5.00").await;
    cancels(&deal, &deal.creator).await.good();
    assert_eq!(deal.wallet().await, "5.00");
    deal.balances().await;
}

#[tokio::test]
async fn nobody_leaves_once_work_is_handed_in() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel(), photo()]).await;
    deal.hands_in(1).await;
    for person in deal.sides() {
        assert_eq!(
            cancels(&deal, person).await.user_errors(),
            ["CANCEL_NOT_ALLOWED"]
        );
    }
    assert_eq!(deal.state().await, "ACTIVE");
    assert_eq!(deal.wallet().await, "890.00");
}

#[tokio::test]
async fn the_brand_may_leave_when_content_is_long_overdue_and_pays_what_is_done() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[photo(), reel()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;

    deal.passes(TimeDelta::days(21)).await;
    let seen = deal.seen("deliverables { isOverdue }").await;
    assert_eq!(
        seen["deliverables"],
        json!([{ "isOverdue": false }, { "isOverdue": true }])
    );
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
    assert_eq!(deal.wallet().await, "945.00");
    let seen = deal.seen("deliverables { state }").await;
    assert_eq!(
        seen["deliverables"],
        json!([{ "state": "APPROVED" }, { "state": "CANCELLED" }])
    );
    deal.balances().await;
}

#[tokio::test]
async fn the_brand_cannot_leave_work_it_owes_an_answer() {
    let app = TestApp::start().await;
    let mut deal = Deal::over(&app, &[reel(), photo()]).await;
    deal.hands_in(1).await;
    deal.approves(1).await;
    deal.passes(TimeDelta::days(22)).await;
    assert_eq!(
        cancels(&deal, &deal.brand).await.user_errors(),
        ["CANCEL_NOT_ALLOWED"]
    );
}

#[tokio::test]
async fn strangers_and_low_roles_cannot_cancel() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let (eve, viewer) = (app.person("Eve").await, deal.member("Vic", "VIEWER").await);
    assert_eq!(cancels(&deal, &eve).await.codes(), ["NOT_FOUND"]);
    assert_eq!(cancels(&deal, &viewer).await.codes(), ["FORBIDDEN"]);
    let input = json!({ "collaborationId": deal.id });
    let guest = app
        .does("collaborationCancel", input, "collaboration { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    let bad = json!({ "collaborationId": deal.deliverable(1).await });
    let answer = deal
        .brand
        .does("collaborationCancel", bad, "collaboration { id }")
        .await;
    assert_eq!(
        answer.located_errors(),
        ["INVALID_ID at input.collaborationId"]
    );
    assert_eq!(deal.state().await, "ACTIVE");
}

#[tokio::test]
async fn left_by_both_sides_at_once_it_ends_once() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    let people = [deal.sides(), deal.sides()].concat();
    let answers = join_all(people.into_iter().map(|person| cancels(&deal, person))).await;
    succeeds(1, &answers, "COLLABORATION_STATE_INVALID");
    assert_eq!(deal.wallet().await, "1000.00");
    assert_eq!(
        deal.seen("offer { slotsTaken }").await["offer"]["slotsTaken"],
        0
    );
    deal.balances().await;
}

#[tokio::test]
async fn staff_ends_a_collaboration_for_a_reason_both_sides_read() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel(), photo()]).await;
    deal.hands_in(1).await;
    let (staff, eve) = (app.operator("Olga").await, app.person("Eve").await);
    for person in [&deal.brand.founder, &deal.creator.person, &eve] {
        assert_eq!(
            terminates(&deal, person, "No.").await.codes(),
            ["FORBIDDEN"]
        );
    }
    let input = json!({ "collaborationId": deal.id, "reason": "No." });
    let guest = app
        .does("collaborationTerminate", input, "collaboration { id }")
        .await;
    assert_eq!(guest.codes(), ["UNAUTHENTICATED"]);
    let empty = terminates(&deal, &staff, "  ").await;
    assert_eq!(empty.located_errors(), ["VALUE_MISSING at input.reason"]);

    terminates(&deal, &staff, "Counterfeit goods").await.good();
    let fields = "state endReason deliverables { state decidesItselfAt }";
    let seen = deal.seen_by(&deal.creator, fields).await;
    assert_eq!(seen["state"], "TERMINATED");
    assert_eq!(seen["endReason"], "Counterfeit goods");
    assert_eq!(
        seen["deliverables"][0],
        json!({ "state": "CANCELLED", "decidesItselfAt": null })
    );
    let again = terminates(&deal, &staff, "Again").await;
    assert_eq!(again.user_errors(), ["COLLABORATION_STATE_INVALID"]);
    assert_eq!(deal.wallet().await, "1000.00");
    deal.balances().await;
}

#[tokio::test]
async fn ended_by_staff_many_times_at_once_it_ends_once() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[photo()]).await;
    let staff = app.operator("Olga").await;
    let tries = join_all((0..4).map(|_| terminates(&deal, &staff, "Counterfeit goods"))).await;
    succeeds(1, &tries, "COLLABORATION_STATE_INVALID");
    deal.balances().await;
}
