//! Strangers who guess at a password do not lock its owner out.

use std::time::Duration;

use infrastructure::limits::{Limits, LimitsConfig, TokenBucket};
use serde_json::{Value, json};

use super::only;
use crate::support::people::PASSWORD;
use crate::support::{Answer, Person, TestApp};

const LOG_IN: &str = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { session { deviceToken accessToken refreshToken } userErrors { code } } }";
const REFRESH: &str = "mutation($input: SessionRefreshInput!) { sessionRefresh(input: $input) { session { deviceToken accessToken } userErrors { code } } }";

/// A marketplace with somebody in it, and then with limits: so many log-ins of one address.
async fn guarded(log_ins: u32) -> (TestApp, Person, Person) {
    let mut app = TestApp::start().await;
    let (zoe, eve) = (app.person("Zoe").await, app.person("Eve").await);
    let rates = LimitsConfig {
        log_ins: only(log_ins),
        account_log_ins: TokenBucket::new(1_000, 1_000, Duration::from_secs(1)),
        ..LimitsConfig::default()
    };
    let limits = Limits::new(rates, app.clock.clone());
    app.service = app.service.clone().within(limits);
    (app, zoe, eve)
}

async fn tries(app: &TestApp, who: &Person, password: &str, device: Option<&str>) -> Answer {
    let input = json!({ "email": who.email, "password": password, "deviceToken": device });
    app.asks(LOG_IN, json!({ "input": input })).await
}

/// Somebody logs in; gives what the device shows next time.
async fn device_of(app: &TestApp, who: &Person, known: Option<&str>) -> String {
    let answer = tries(app, who, PASSWORD, known).await.good();
    answer.text("sessionCreate.session.deviceToken")
}

async fn fails(app: &TestApp, who: &Person, device: Option<&str>, times: usize) {
    for _ in 0..times {
        let answer = tries(app, who, "a wrong password", device).await;
        assert_eq!(answer.user_errors(), ["CREDENTIALS_INVALID"], "{answer:?}");
    }
}

#[tokio::test]
async fn a_device_that_logged_in_before_does_not_wait_for_strangers_who_guess() {
    let (app, zoe, _) = guarded(1_000).await;
    let device = device_of(&app, &zoe, None).await;
    fails(&app, &zoe, None, 10).await;
    let stranger = tries(&app, &zoe, PASSWORD, None).await;
    assert_eq!(stranger.codes(), ["RATE_LIMITED"]);

    let renewed = device_of(&app, &zoe, Some(&device)).await;
    device_of(&app, &zoe, Some(&renewed)).await;
    // Its log-ins do not help those who guess.
    let stranger = tries(&app, &zoe, PASSWORD, None).await;
    assert_eq!(stranger.codes(), ["RATE_LIMITED"]);
}

#[tokio::test]
async fn nor_for_strangers_at_the_same_address() {
    let (app, zoe, eve) = guarded(4).await;
    let device = device_of(&app, &zoe, None).await;
    fails(&app, &eve, None, 3).await;
    let without = tries(&app, &zoe, PASSWORD, None).await;
    assert_eq!(without.codes(), ["RATE_LIMITED"]);
    device_of(&app, &zoe, Some(&device)).await;

    // However the log-in is written.
    for document in [
        "mutation($e: EmailAddress!, $p: String!, $d: String) { sessionCreate(input: { email: $e, password: $p, deviceToken: $d }) { userErrors { code } } }",
        "mutation($e: EmailAddress!, $p: String!, $d: String) { ...F } fragment F on Mutation { ... { in: sessionCreate(input: { email: $e, password: $p, deviceToken: $d }) { userErrors { code } } } }",
    ] {
        let variables = json!({ "e": zoe.email, "p": PASSWORD, "d": device });
        let answer = app.asks(document, variables).await;
        assert_eq!(answer.codes(), [""; 0], "{document}");
        let variables = json!({ "e": zoe.email, "p": PASSWORD });
        let answer = app.asks(document, variables).await;
        assert_eq!(answer.codes(), ["RATE_LIMITED"], "{document}");
    }
}

#[tokio::test]
async fn wrong_passwords_from_a_known_device_keep_only_that_device_waiting() {
    let (app, zoe, _) = guarded(1_000).await;
    let phone = device_of(&app, &zoe, None).await;
    let laptop = device_of(&app, &zoe, None).await;
    fails(&app, &zoe, Some(&phone), 10).await;
    let waiting = tries(&app, &zoe, PASSWORD, Some(&phone)).await;
    assert_eq!(waiting.codes(), ["RATE_LIMITED"]);
    device_of(&app, &zoe, Some(&laptop)).await;
    device_of(&app, &zoe, None).await;
    let waiting = tries(&app, &zoe, PASSWORD, Some(&phone)).await;
    assert_eq!(waiting.codes(), ["RATE_LIMITED"]);
}

#[tokio::test]
async fn a_forged_or_foreign_device_token_counts_as_none() {
    let (app, zoe, eve) = guarded(1_000).await;
    let own = device_of(&app, &zoe, None).await;
    let foreign = device_of(&app, &eve, None).await;
    let forged = format!("{}AAAA", &own[..own.len() - 4]);
    fails(&app, &zoe, Some(&foreign), 5).await;
    fails(&app, &zoe, Some(&forged), 5).await;
    for token in [
        None,
        Some(foreign.as_str()),
        Some(&forged),
        Some("nonsense"),
        Some(""),
    ] {
        let answer = tries(&app, &zoe, PASSWORD, token).await;
        assert_eq!(answer.codes(), ["RATE_LIMITED"], "{token:?}");
    }
    // Nor does it open anything.
    let answer = app
        .asks_as(Some(&own), "{ viewer { user { id } } }", Value::Null)
        .await;
    assert_eq!(answer.codes(), ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn who_is_logged_in_notices_nothing_of_those_who_guess() {
    let (app, zoe, _) = guarded(10).await;
    fails(&app, &zoe, None, 10).await;
    let limited = tries(&app, &zoe, PASSWORD, None).await;
    assert_eq!(limited.codes(), ["RATE_LIMITED"]);

    let input = json!({ "input": { "refreshToken": zoe.refresh_token } });
    let refreshed = app.asks(REFRESH, input).await.good();
    assert!(refreshed.at("sessionRefresh.session.deviceToken").is_null());
    let token = refreshed.text("sessionRefresh.session.accessToken");
    let viewer = app
        .asks_as(Some(&token), "{ viewer { user { id } } }", Value::Null)
        .await;
    assert_eq!(viewer.good().text("viewer.user.id"), zoe.id);
}
