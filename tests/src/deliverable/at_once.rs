//! The same thing twice, and two things at once.

use futures_util::future::join_all;
use serde_json::json;

use super::Piece;
use crate::support::deal::photo;
use crate::support::{TestApp, succeeds};

#[tokio::test]
async fn approved_many_times_at_once_it_is_paid_once() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    piece.submits().await.good();
    let answers = join_all((0..8).map(|_| piece.approves())).await;
    succeeds(1, &answers, "COLLABORATION_STATE_INVALID");
    assert_eq!(piece.deal.earned().await.as_deref(), Some("100.00"));
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
    let paid = goods[0].then_some("100.00");
    assert_eq!(piece.deal.earned().await.as_deref(), paid);
    piece.deal.balances().await;
}

#[tokio::test]
async fn the_same_key_does_it_once_and_answers_alike() {
    let app = TestApp::start().await;
    let piece = Piece::of(&app, photo()).await;
    let input = json!({ "caption": "Tea!", "idempotencyKey": "a" });
    let first = piece.creator("Submit", input.clone()).await.good();
    let answers = join_all((0..3).map(|_| piece.creator("Submit", input.clone()))).await;
    assert!(answers.into_iter().all(|answer| answer.good() == first));
    let other = piece
        .creator(
            "Submit",
            json!({ "caption": "Coffee!", "idempotencyKey": "a" }),
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
