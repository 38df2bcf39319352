//! Guessing at the password of one account slows down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use infrastructure::limits::{Limits, LimitsConfig, TokenBucket};
use serde_json::{Value, json};

use super::limits;
use crate::support::people::PASSWORD;
use crate::support::{Answer, TestApp};

const EMAIL: &str = "zoe@example.com";
const LOG_IN: &str = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { session { accessToken } userErrors { code } } }";

/// Many log-ins at once, so that only failures slow down.
fn rates() -> LimitsConfig {
    LimitsConfig {
        account_log_ins: TokenBucket::new(1_000, 1_000, Duration::from_secs(1)),
        ..LimitsConfig::default()
    }
}

async fn tries(app: &TestApp, email: &str, password: &str) -> Answer {
    app.asks(
        LOG_IN,
        json!({ "input": { "email": email, "password": password } }),
    )
    .await
}

fn code(answer: &Answer) -> &Value {
    &answer.0["errors"][0]["extensions"]["code"]
}

#[tokio::test]
async fn ten_failures_are_free_and_then_one_has_to_wait() {
    let limits = limits(rates()).await;
    for _ in 0..10 {
        limits.log_in_of(EMAIL, None).await.unwrap();
    }
    // However it is written, it is the same account; another is not.
    let limited = limits
        .log_in_of(" Zoe@Example.com", None)
        .await
        .unwrap_err();
    assert_eq!(limited.bucket, "account-log-ins");
    assert!(limited.retry_after <= Duration::from_secs(2), "{limited:?}");
    limits.log_in_of("bea@example.com", None).await.unwrap();

    let patience = Instant::now() + Duration::from_secs(20);
    while let Err(limited) = limits.log_in_of(EMAIL, None).await {
        tokio::time::sleep(limited.retry_after).await;
        assert!(Instant::now() < patience, "it never ends");
    }
    let limited = limits.log_in_of(EMAIL, None).await.unwrap_err();
    assert!(limited.retry_after > Duration::from_secs(2), "{limited:?}");

    limits.logged_in(EMAIL, None).await;
    for _ in 0..10 {
        limits.log_in_of(EMAIL, None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_guesses_at_once_are_not_more_than_ten() {
    let limits = Arc::new(limits(rates()).await);
    let guesses: Vec<_> = (0..50)
        .map(|_| {
            let limits = limits.clone();
            tokio::spawn(async move { limits.log_in_of(EMAIL, None).await.is_ok() })
        })
        .collect();
    let mut allowed = 0;
    for guess in guesses {
        allowed += u32::from(guess.await.unwrap());
    }
    assert_eq!(allowed, 10);
}

#[tokio::test]
async fn an_account_takes_only_so_many_log_ins_a_minute() {
    let limits = limits(LimitsConfig {
        account_log_ins: TokenBucket::new(3, 1, Duration::from_secs(3_600)),
        ..LimitsConfig::default()
    })
    .await;
    for _ in 0..3 {
        limits.log_in_of(EMAIL, None).await.unwrap();
        limits.logged_in(EMAIL, None).await;
    }
    let limited = limits.log_in_of(EMAIL, None).await.unwrap_err();
    assert!(limited.retry_after > Duration::from_secs(3_000));
}

#[tokio::test]
async fn the_right_password_has_to_wait_after_ten_wrong_ones() {
    let mut app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    app.service = app
        .service
        .clone()
        .within(Limits::new(rates(), app.clock.clone()));
    let limited = |answer: &Answer| {
        let error = &answer.0["errors"][0];
        assert_eq!(code(answer), "RATE_LIMITED", "{answer:?}");
        assert_eq!(error["path"], json!(["sessionCreate"]));
        error["extensions"]["retryAfterMs"].as_u64().unwrap()
    };

    for _ in 0..10 {
        let answer = tries(&app, &zoe.email, "a wrong password").await;
        assert_eq!(answer.refusals(), ["CREDENTIALS_INVALID"]);
    }
    assert_eq!(limited(&tries(&app, &zoe.email, PASSWORD).await), 2_000);
    // An account that is not there behaves the same.
    for _ in 0..10 {
        let answer = tries(&app, "nobody@example.com", PASSWORD).await;
        assert_eq!(answer.refusals(), ["CREDENTIALS_INVALID"]);
    }
    let answer = tries(&app, "nobody@example.com", PASSWORD).await;
    assert_eq!(limited(&answer), 2_000);
    // Signing up would tell as well whether a password is right.
    let sign_up = "mutation($input: AccountCreateInput!) { accountCreate(input: $input) { userErrors { code } } }";
    let input = json!({ "email": zoe.email, "password": PASSWORD, "displayName": "Zoe" });
    let answer = app.asks(sign_up, json!({ "input": input })).await;
    assert_eq!(code(&answer), "RATE_LIMITED", "{answer:?}");

    app.clock.advance(TimeDelta::seconds(2));
    tries(&app, &zoe.email, PASSWORD).await.good();
    for _ in 0..10 {
        let answer = tries(&app, &zoe.email, "a wrong password").await;
        assert_eq!(answer.refusals(), ["CREDENTIALS_INVALID"]);
    }
    assert_eq!(limited(&tries(&app, &zoe.email, PASSWORD).await), 2_000);
}
