//! Accounts and sessions.

mod todo;

use chrono::TimeDelta;
use domain::entity;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::support::people::{PASSWORD, document};
use crate::support::{Answer, Good, TestApp};

const VIEWER: &str = "{ viewer { user { id email displayName isOperator } } }";

async fn signs_up(app: &TestApp, email: &str, password: &str) -> Answer {
    let input = json!({ "input": { "email": email, "password": password, "displayName": "Zoë" } });
    app.asks(&document("accountCreate", "user { id email }"), input)
        .await
}

async fn logs_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let input = json!({ "input": { "email": email, "password": password } });
    app.asks(
        &document(
            "sessionCreate",
            "session { accessToken refreshToken user { id } }",
        ),
        input,
    )
    .await
}

async fn refreshes(app: &TestApp, token: &str) -> Answer {
    let input = json!({ "input": { "refreshToken": token } });
    app.asks(
        &document("sessionRefresh", "session { accessToken refreshToken }"),
        input,
    )
    .await
}

#[tokio::test]
async fn someone_signs_up_logs_in_and_is_known() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let viewer = zoe.asks(VIEWER, json!({})).await.good();
    assert_eq!(viewer.text("viewer.user.id"), zoe.id);
    assert_eq!(viewer.text("viewer.user.email"), "zoe@example.com");
    assert!(
        app.asks(VIEWER, json!({}))
            .await
            .good()
            .at("viewer")
            .is_null()
    );
}

#[tokio::test]
async fn signing_up_again_with_the_same_password_answers_the_same_account() {
    let app = TestApp::start().await;
    let first = signs_up(&app, "zoe@example.com", PASSWORD).await.good();
    let second = signs_up(&app, " ZOE@example.com ", PASSWORD).await.good();
    assert_eq!(
        first.at("accountCreate.user"),
        second.at("accountCreate.user")
    );
    let other = signs_up(&app, "zoe@example.com", "another password").await;
    assert_eq!(other.located_errors(), ["EMAIL_TAKEN at input.email"]);
}

#[tokio::test]
async fn an_address_signed_up_twice_at_once_is_one_account() {
    let app = TestApp::start().await;
    let tries = (0..8).map(|_| signs_up(&app, "zoe@example.com", PASSWORD));
    let answers = futures_util::future::join_all(tries).await;
    let mut ids: Vec<String> = answers
        .iter()
        .filter(|answer| answer.refusals().is_empty())
        .map(|answer| answer.clone().good().text("accountCreate.user.id"))
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert!(
        answers
            .iter()
            .flat_map(Answer::refusals)
            .all(|code| code == "EMAIL_TAKEN")
    );
}

#[tokio::test]
async fn all_mistakes_of_a_sign_up_come_back_together() {
    let app = TestApp::start().await;
    let input =
        json!({ "input": { "email": "nonsense", "password": "short", "displayName": "  " } });
    let answer = app
        .asks(&document("accountCreate", "user { id }"), input)
        .await;
    assert_eq!(
        answer.located_errors(),
        [
            "VALUE_INVALID at input.email",
            "VALUE_MISSING at input.displayName",
            "VALUE_TOO_SHORT at input.password"
        ]
    );
    assert!(answer.beside("accountCreate.user").is_null());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_answer_alike() {
    let app = TestApp::start().await;
    signs_up(&app, "zoe@example.com", PASSWORD).await.good();
    let wrong = logs_in(&app, "zoe@example.com", "wrong password").await;
    let unknown = logs_in(&app, "nobody@example.com", PASSWORD).await;
    assert_eq!(wrong.user_errors(), ["CREDENTIALS_INVALID"]);
    assert_eq!(wrong, unknown);
    assert_eq!(
        logs_in(&app, "zoe@example.com", &"x".repeat(100_000))
            .await
            .user_errors(),
        ["CREDENTIALS_INVALID"]
    );
}

#[tokio::test]
async fn an_access_token_expires_and_refreshing_gives_the_next() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(
        zoe.asks(VIEWER, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );

    let next = refreshes(&app, &zoe.refresh_token)
        .await
        .good()
        .text("sessionRefresh.session.accessToken");
    let viewer = app.asks_as(Some(&next), VIEWER, json!({})).await.good();
    assert_eq!(viewer.text("viewer.user.id"), zoe.id);
}

#[tokio::test]
async fn a_refresh_token_used_many_times_at_once_gives_all_the_same_next_one() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let answers =
        futures_util::future::join_all((0..8).map(|_| refreshes(&app, &zoe.refresh_token))).await;
    let mut nexts = Vec::new();
    for answer in &answers {
        let answer = answer.clone().good();
        let access = answer.text("sessionRefresh.session.accessToken");
        let viewer = app.asks_as(Some(&access), VIEWER, json!({})).await.good();
        assert_eq!(viewer.text("viewer.user.id"), zoe.id);
        nexts.push(next(&answer));
    }
    nexts.dedup();
    assert_eq!(nexts.len(), 1);
    assert_ne!(nexts[0], zoe.refresh_token);
    refreshes(&app, &nexts[0]).await.good();
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_asked_for_again_on_any_node() {
    let (here, there) = TestApp::two_nodes().await;
    let zoe = here.person("Zoe").await;
    let lost = refreshes(&here, &zoe.refresh_token).await.good();
    here.clock.advance(TimeDelta::seconds(9));
    let again = refreshes(&there, &zoe.refresh_token).await.good();
    assert_eq!(next(&lost), next(&again));
    // Asking again does not make the grace longer.
    here.clock.advance(TimeDelta::seconds(2));
    let late = refreshes(&there, &zoe.refresh_token).await;
    assert_eq!(late.user_errors(), ["REFRESH_TOKEN_INVALID"]);
    let ended = refreshes(&here, &next(&again)).await;
    assert_eq!(ended.user_errors(), ["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_session_that_was_logged_out_answers_no_lost_refresh() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    refreshes(&app, &zoe.refresh_token).await.good();
    zoe.logs_out().await;
    let again = refreshes(&app, &zoe.refresh_token).await;
    assert_eq!(again.user_errors(), ["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn what_the_database_keeps_of_a_session_is_no_token_and_leads_to_none() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let answer = refreshes(&app, &zoe.refresh_token).await.good();
    let kept = entity::refresh_token::Entity::find()
        .all(app.env().db.reader())
        .await
        .unwrap();
    assert_eq!(kept.len(), 2);
    for row in kept {
        assert!(![&zoe.refresh_token, &next(&answer)].contains(&&row.hash));
        let tried = refreshes(&app, &row.hash).await;
        assert_eq!(tried.user_errors(), ["REFRESH_TOKEN_INVALID"]);
    }
}

fn next(answer: &Good) -> String {
    answer.text("sessionRefresh.session.refreshToken")
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_later_ends_the_session() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    let thief = zoe.refresh_token.clone();
    let next = refreshes(&app, &zoe.refresh_token).await.good();
    let (access, refresh) = (
        next.text("sessionRefresh.session.accessToken"),
        next.text("sessionRefresh.session.refreshToken"),
    );
    assert!(
        app.asks_as(Some(&access), VIEWER, json!({}))
            .await
            .codes()
            .is_empty()
    );

    app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(
        refreshes(&app, &thief).await.user_errors(),
        ["REFRESH_TOKEN_INVALID"]
    );
    assert_eq!(
        app.asks_as(Some(&access), VIEWER, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        refreshes(&app, &refresh).await.user_errors(),
        ["REFRESH_TOKEN_INVALID"]
    );
}

#[tokio::test]
async fn a_session_idle_for_two_weeks_cannot_be_refreshed() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    app.clock.advance(TimeDelta::days(14));
    assert_eq!(
        refreshes(&app, &zoe.refresh_token).await.user_errors(),
        ["REFRESH_TOKEN_INVALID"]
    );
    assert_eq!(
        refreshes(&app, "nonsense").await.user_errors(),
        ["REFRESH_TOKEN_INVALID"]
    );
}

#[tokio::test]
async fn logging_out_ends_this_session_at_once_and_no_other() {
    let app = TestApp::start().await;
    let phone = app.person("Zoe").await;
    let laptop = phone.logs_in_again().await;
    let log_out = "mutation { sessionRevoke { user { id } userErrors { code } } }";
    assert_eq!(
        phone
            .asks(log_out, json!({}))
            .await
            .good()
            .text("sessionRevoke.user.id"),
        phone.id
    );

    assert_eq!(
        phone.asks(VIEWER, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        phone.asks(log_out, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );
    assert_eq!(
        refreshes(&app, &phone.refresh_token).await.user_errors(),
        ["REFRESH_TOKEN_INVALID"]
    );
    laptop.asks(VIEWER, json!({})).await.good();
    assert_eq!(
        app.asks(log_out, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );
}

#[tokio::test]
async fn a_revocation_missed_by_the_fast_memory_is_told_again() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    zoe.asks(VIEWER, json!({})).await.good();
    zoe.asks(
        "mutation { sessionRevoke { userErrors { code } } }",
        json!({}),
    )
    .await
    .good();
    app.works().await;
    assert_eq!(
        zoe.asks(VIEWER, json!({})).await.codes(),
        ["UNAUTHENTICATED"]
    );
}

#[tokio::test]
async fn strangers_do_not_see_a_person_and_guests_neither() {
    let app = TestApp::start().await;
    let (zoe, eve) = (app.person("Zoe").await, app.person("Eve").await);
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(
        zoe.asks(node, json!({ "id": zoe.id }))
            .await
            .good()
            .text("node.id"),
        zoe.id
    );
    assert!(
        eve.asks(node, json!({ "id": zoe.id }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert!(
        app.asks(node, json!({ "id": zoe.id }))
            .await
            .good()
            .at("node")
            .is_null()
    );
    assert_eq!(
        app.asks(node, json!({ "id": "nonsense" })).await.codes(),
        ["INVALID_ID"]
    );
}
