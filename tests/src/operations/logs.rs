//! What the log tells, and what it does not.

use serde_json::{Value, json};

use super::{asks, logs_in};
use crate::support::TestDatabase;
use crate::support::program::{self, settings_for};

const PASSWORD: &str = "correct horse battery";

/// What a program logs while somebody signs up, logs in, is refused, and mistypes the password.
async fn log_of_a_day(format: &str) -> (String, String) {
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    settings.push(("LOG_FORMAT", format.to_owned()));
    let mut server = program::start(&["serve", "--no-worker"], &settings);
    let address = server.address();
    let token = logs_in(&address, "zoe").await;
    let wrong = json!({ "email": "zoe@example.com", "password": "not-the-password" });
    let log_in = "mutation LogIn($input: SessionCreateInput!) { sessionCreate(input: $input) { userErrors { code } } }";
    asks(&address, None, log_in, json!({ "input": wrong })).await;
    let viewer =
        "query Who($secret: Boolean = true) { viewer { user { id @include(if: $secret) } } }";
    let answer = asks(&address, Some(&token), viewer, json!({ "secret": true })).await;
    let id = answer["data"]["viewer"]["user"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("{address}/graphql?query=%7Bviewer%7Bid%7D%7D&token=s3cret");
    reqwest::get(path).await.unwrap();
    reqwest::get(format!("{address}/nowhere")).await.unwrap();
    let log = server.stops().stderr;
    for secret in [
        PASSWORD,
        "not-the-password",
        "s3cret",
        token.as_str(),
        "zoe@example.com",
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    assert!(!log.contains('\u{1b}'), "{log}");
    (log, id)
}

/// The lines that hold all these words.
fn lines<'a>(log: &'a str, words: &[&str]) -> Vec<&'a str> {
    let holds = |line: &&str| words.iter().all(|word| line.contains(word));
    log.lines().filter(holds).collect()
}

#[tokio::test]
async fn each_request_has_one_line_and_so_has_whoever_comes_in() {
    let (log, _) = log_of_a_day("text").await;
    for words in [
        [
            "POST",
            "path=\"/graphql\"",
            "status=200",
            "operation=\"SignUp\"",
            "cost=5",
        ],
        [
            "POST",
            "status=200",
            "operation=\"Who\"",
            "actor_id=",
            "cost=2",
        ],
        [
            "GET",
            "path=\"/graphql\"",
            "status=200",
            "request_id=",
            "ms=",
        ],
        [
            "GET",
            "path=\"/nowhere\"",
            "status=404",
            "request_id=",
            "ms=",
        ],
    ] {
        assert_eq!(lines(&log, &words).len(), 1, "{words:?} in {log}");
    }
    assert_eq!(
        lines(&log, &["logged in", "user=", "address=127.0.0.1"]).len(),
        1,
        "{log}"
    );
    let failed = lines(
        &log,
        &[
            "log-in failed",
            "wrong password",
            "user=",
            "address=127.0.0.1",
        ],
    );
    assert_eq!(failed.len(), 1, "{log}");
}

#[tokio::test]
async fn as_json_each_line_is_an_object() {
    let (log, _) = log_of_a_day("json").await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    let of_who: Vec<&Value> = lines
        .iter()
        .filter(|line| line["operation"] == "Who")
        .collect();
    let [line] = of_who[..] else {
        panic!("{lines:?}");
    };
    assert_eq!(line["level"], "INFO", "{line}");
    assert_eq!(
        (&line["method"], &line["path"]),
        (&json!("POST"), &json!("/graphql"))
    );
    assert_eq!(
        (&line["status"], &line["cost"]),
        (&json!(200), &json!(2)),
        "{line}"
    );
    assert!(line["ms"].is_u64() && line["request_id"].is_string() && line["actor_id"].is_string());
}

#[tokio::test]
async fn operators_and_those_who_are_refused_are_named() {
    let database = TestDatabase::new().await;
    let settings = settings_for(&database);
    let mut server = program::start(&["serve", "--no-worker"], &settings);
    let address = server.address();
    let bea = logs_in(&address, "bea").await;
    let found =
        "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } } }";
    let brand = asks(&address, Some(&bea), found, Value::Null).await;
    let brand = brand["data"]["brandCreate"]["brand"]["id"]
        .as_str()
        .unwrap();
    let ann = logs_in(&address, "ann").await;
    for (who, mutation) in [
        (
            &bea,
            "brandMemberAdd(input: { brandId: $brand, email: \"ann@example.com\", role: VIEWER }) { userErrors { code } }",
        ),
        (
            &ann,
            "brandMembershipAccept(input: { brandId: $brand }) { userErrors { code } }",
        ),
    ] {
        let document = format!("mutation($brand: ID!) {{ {mutation} }}");
        let answer = asks(&address, Some(who), &document, json!({ "brand": brand })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
    }
    server.stops();
    let ended = program::run(&["operator", "grant", "ann@example.com"], &settings);
    assert!(
        ended.stderr.contains("an operator was appointed"),
        "{ended:?}"
    );

    let mut server = program::start(&["serve", "--no-worker"], &settings);
    let address = server.address();
    let ann = logs_in(&address, "ann").await;
    // Who may only look may not fill the wallet.
    let fund = format!(
        "mutation Fund {{ walletFund(input: {{ brandId: \"{brand}\", amount: {{ amount: \"1.00\", currencyCode: EUR }}, idempotencyKey: \"a\" }}) {{ funding {{ id }} }} }}"
    );
    let answer = asks(&address, Some(&ann), &fund, Value::Null).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "FORBIDDEN",
        "{answer}"
    );
    asks(
        &address,
        Some(&ann),
        "mutation Leave { sessionRevoke { userErrors { code } } }",
        Value::Null,
    )
    .await;
    let log = server.stops().stderr;
    let refused = lines(
        &log,
        &["forbidden", "role", "actor=", "address=127.0.0.1", "Fund"],
    );
    assert_eq!(refused.len(), 1, "{log}");
    let acted = lines(
        &log,
        &[
            "an operator acted",
            "account.log_out",
            "user=",
            "address=127.0.0.1",
        ],
    );
    assert_eq!(acted.len(), 1, "{log}");
}
