//! What nobody needs any more goes, and of what costs nothing there is only so much.

use chrono::TimeDelta;
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::support::market::content;
use crate::support::profiles::with;
use crate::support::{TestApp, succeeds};

async fn count(app: &TestApp, table: &str) -> i64 {
    let db = app.env().db.reader();
    let sql = format!("SELECT COUNT(*) AS it FROM {table}");
    let sql = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(sql).await.unwrap().unwrap();
    row.try_get("", "it").unwrap()
}

#[tokio::test]
async fn keys_sessions_and_used_tokens_go_in_time_and_not_before() {
    let app = TestApp::start().await;
    let zoe = app.micro("Zoe").await;
    let brand = app.rich_brand("Acme").await;
    brand.publishes_offer().await;
    let refresh = "mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { session { refreshToken } userErrors { code } } }";
    let mut token = zoe.refresh_token.clone();
    for _ in 0..3 {
        let fresh = app.asks(refresh, json!({ "token": token })).await.good();
        token = fresh.text("sessionRefresh.session.refreshToken");
    }
    let (keys, tokens, sessions) = (
        count(&app, "idempotency_key").await,
        count(&app, "refresh_token").await,
        count(&app, "session").await,
    );
    assert!(
        keys > 0 && tokens == sessions + 3,
        "{keys} {tokens} {sessions}"
    );

    app.passes(TimeDelta::days(6)).await;
    assert_eq!(count(&app, "refresh_token").await, tokens);
    app.passes(TimeDelta::days(2)).await;
    assert_eq!(count(&app, "refresh_token").await, sessions);
    // The newest still works.
    app.asks(refresh, json!({ "token": token })).await.good();

    app.passes(TimeDelta::days(21)).await;
    assert_eq!(count(&app, "idempotency_key").await, keys);
    app.passes(TimeDelta::days(2)).await;
    assert_eq!(count(&app, "idempotency_key").await, 0);
    assert_eq!(count(&app, "session").await, sessions);
    app.passes(TimeDelta::days(31)).await;
    assert_eq!(count(&app, "session").await, 0);
    assert_eq!(count(&app, "refresh_token").await, 0);
}

#[tokio::test]
async fn a_session_that_was_ended_goes_before_it_would_have_expired() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    app.clock.advance(TimeDelta::days(1));
    let again = zoe.logs_in_again().await;
    again.logs_out().await;
    app.passes(TimeDelta::days(29)).await;
    assert_eq!(count(&app, "session").await, 2);
    app.passes(TimeDelta::days(2)).await;
    assert_eq!(count(&app, "session").await, 1);
}

#[tokio::test]
async fn more_than_a_batch_goes_bit_by_bit() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let refresh = "mutation($token: String!) { sessionRefresh(input: { refreshToken: $token }) { session { refreshToken } userErrors { code } } }";
    let mut token = zoe.refresh_token.clone();
    for _ in 0..9 {
        let fresh = app.asks(refresh, json!({ "token": token })).await.good();
        token = fresh.text("sessionRefresh.session.refreshToken");
    }
    app.clock.advance(TimeDelta::days(8));
    let mut gone = Vec::new();
    for _ in 0..4 {
        gone.push(domain::retention::run(app.env(), 4).await.unwrap());
    }
    assert_eq!(gone, [4, 4, 1, 0]);
}

#[tokio::test]
async fn a_person_owns_twenty_brands_at_most() {
    let app = TestApp::start().await;
    let bea = app.person("Bea").await;
    let founds = |number: usize| {
        let input = json!({ "name": format!("Tea {number}"), "country": "DE" });
        let bea = &bea;
        async move { bea.does("brandCreate", input, "brand { id }").await }
    };
    for number in 0..18 {
        founds(number).await.good();
    }
    let rest = join_all((18..22).map(founds)).await;
    succeeds(2, &rest, "QUOTA_EXCEEDED");
    let refused = founds(30).await;
    let said = &refused.0["data"]["brandCreate"]["userErrors"][0];
    assert_eq!(
        said["message"],
        "There may be 20 brands at most, and so many are there. Remove one first."
    );
}

#[tokio::test]
async fn a_brand_has_a_hundred_drafts_at_most() {
    let app = TestApp::start().await;
    let brand = app.rich_brand("Acme").await;
    let mut offers = Vec::new();
    for _ in 0..100 {
        let draft = brand.drafts(json!({})).await.good();
        offers.push(draft.text("offerCreate.offer.id"));
    }
    assert_eq!(
        brand.drafts(json!({})).await.user_errors(),
        ["QUOTA_EXCEEDED"]
    );
    // What is published is no draft any more.
    brand.turns("offerPublish", &offers[0]).await.good();
    let content = with(content(), json!({ "title": "One more" }));
    brand.drafts(content).await.good();
}

#[tokio::test]
async fn of_too_many_sessions_the_one_that_was_longest_unused_ends() {
    let app = TestApp::start().await;
    let first = app.person("Zoe").await;
    let me = "{ viewer { id } }";
    for _ in 0..49 {
        app.clock.advance(TimeDelta::seconds(1));
        first.logs_in_again().await;
    }
    first.asks(me, json!({})).await.good();
    app.clock.advance(TimeDelta::seconds(1));
    let last = first.logs_in_again().await;
    assert_eq!(first.asks(me, json!({})).await.codes(), ["UNAUTHENTICATED"]);
    last.asks(me, json!({})).await.good();
}

#[tokio::test]
async fn more_sessions_than_there_may_be_end_with_the_next_log_in() {
    use domain::entity::session::{Column, Entity};
    use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let db = &app.env().db;
    let first = Entity::find().one(db.reader()).await.unwrap().unwrap();
    let tx = db.begin().await.unwrap();
    for _ in 0..60 {
        let mut another = first.clone();
        another.id = domain::id::SessionId::new();
        another.last_used_at -= TimeDelta::hours(1);
        another.into_active_model().insert(&tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    zoe.logs_in_again().await;
    let open = Entity::find().filter(Column::RevokedAt.is_null());
    assert_eq!(open.all(db.reader()).await.unwrap().len(), 50);
    // Those longest unused have ended, not the one she came with.
    zoe.asks("{ viewer { id } }", json!({})).await.good();
}
