//! Who is platform staff.

use serde_json::{Value, json};

use super::{asks, logs_in};
use crate::cli::refuses;
use crate::support::TestDatabase;
use crate::support::program::{self, settings_for};

#[tokio::test]
async fn an_operator_is_somebody_who_signed_up() {
    let database = TestDatabase::new().await;
    let settings = settings_for(&database);
    for (command, email) in [
        ("grant", "nobody@example.com"),
        ("revoke", "nobody@example.com"),
        ("grant", "nobody"),
    ] {
        let ended = program::run(&["operator", command, email], &settings);
        refuses(&ended, &[email]);
    }
}

#[tokio::test]
async fn operators_are_listed_granted_and_revoked_and_it_is_said_when_nothing_changed() {
    let database = TestDatabase::new().await;
    let settings = settings_for(&database);
    let says = |arguments: &[&str]| {
        let ended = program::run(&[&["operator"], arguments].concat(), &settings);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout.trim_end().to_owned()
    };
    let mut server = program::start(&[], &settings);
    let token = logs_in(&server.address(), "ann").await;
    server.stops();

    assert_eq!(says(&["list"]), "There are no operators.");
    assert!(says(&["revoke", "ann@example.com"]).contains("nothing changed"));
    assert!(says(&["grant", "Ann@Example.com"]).contains("is an operator now"));
    assert!(says(&["grant", "ann@example.com"]).contains("nothing changed"));
    assert_eq!(says(&["list"]), "ann@example.com");

    let mut server = program::start(&[], &settings);
    let address = server.address();
    let staff = logs_in(&address, "ann").await;
    let viewer = "{ viewer { user { isOperator } } }";
    let answer = asks(&address, Some(&staff), viewer, Value::Null).await;
    assert_eq!(
        answer["data"]["viewer"],
        json!({ "user": { "isOperator": true } })
    );
    server.stops();

    assert!(says(&["revoke", "ann@example.com"]).contains("no operator any more"));
    assert_eq!(says(&["list"]), "There are no operators.");
    let mut server = program::start(&[], &settings);
    let address = server.address();
    // At once: what she was logged in with has ended.
    for token in [token, staff] {
        let answer = asks(&address, Some(&token), viewer, Value::Null).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!(code, "UNAUTHENTICATED", "{answer}");
    }
}
