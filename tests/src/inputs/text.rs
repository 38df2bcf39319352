//! Text and formats as they really come: pasted, typed on another keyboard, cut in the midst of a character.

use serde_json::{Value, json};

use crate::support::deal::{Deal, reel};
use crate::support::market::{eur, key};
use crate::support::people::PASSWORD;
use crate::support::{Person, TestApp, TestServer};

/// Tries to sign up; the codes and places of what is wrong.
async fn signs_up(app: &TestApp, email: &str, password: &str, name: &str) -> Vec<String> {
    let document = "mutation($input: AccountCreateInput!) { accountCreate(input: $input) { user { id } userErrors { code path } } }";
    let input = json!({ "email": email, "password": password, "displayName": name });
    app.asks(document, json!({ "input": input }))
        .await
        .located_errors()
}

#[tokio::test]
async fn an_address_with_a_name_around_it_makes_no_second_account() {
    let app = TestApp::start().await;
    app.person("Bea").await;
    for email in [
        "Mallory <bea@example.com>",
        "<bea@example.com>",
        "\"bea\"@example.com",
        "bea@example.com (Mallory)",
        "mailto:bea@example.com",
    ] {
        let wrong = signs_up(&app, email, PASSWORD, "Mallory").await;
        assert_eq!(wrong, ["VALUE_INVALID at input.email"], "{email}");
    }
    let wrong = signs_up(&app, " BEA@Example.com\u{200B}", "another password", "Bea").await;
    assert_eq!(wrong, ["EMAIL_TAKEN at input.email"]);
}

#[tokio::test]
async fn a_name_that_looks_empty_is_empty() {
    let app = TestApp::start().await;
    for name in [
        "\u{200B}",
        "\u{3164}",
        "\u{AD}",
        "\u{2800}\u{FE0F}",
        "\u{2066}\u{2069}\u{200D}",
    ] {
        let wrong = signs_up(&app, "zoe@example.com", PASSWORD, name).await;
        assert_eq!(wrong.len(), 1, "{name:?}");
        assert!(
            wrong[0].ends_with("at input.displayName"),
            "{name:?}: {wrong:?}"
        );
    }
    let turned = signs_up(&app, "zoe@example.com", PASSWORD, "Zoe \u{202E}eoZ").await;
    assert_eq!(turned, ["VALUE_INVALID at input.displayName"]);
    let parted = signs_up(&app, "zoe@example.com", PASSWORD, "Zoe\u{2028}Boss").await;
    assert_eq!(parted, ["VALUE_INVALID at input.displayName"]);
}

#[tokio::test]
async fn a_password_is_the_same_in_every_spelling() {
    let app = TestApp::start().await;
    let composed = "caf\u{e9} cr\u{e8}me \u{fb01}n";
    assert!(
        signs_up(&app, "zoe@example.com", composed, "Zoe")
            .await
            .is_empty()
    );
    let log_in = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { session { accessToken } userErrors { code } } }";
    let tries = async |password: &str| {
        let input = json!({ "email": "zoe@example.com", "password": password });
        app.asks(log_in, json!({ "input": input })).await.refusals()
    };
    assert!(tries("cafe\u{301} cre\u{300}me fin").await.is_empty());
    assert!(tries(composed).await.is_empty());
    assert_eq!(tries("cafe creme fin").await, ["CREDENTIALS_INVALID"]);
    // Signing up again with it is asking for the lost answer, in whatever spelling.
    let again = signs_up(
        &app,
        "zoe@example.com",
        "cafe\u{301} cre\u{300}me fin",
        "Zoe",
    )
    .await;
    assert!(again.is_empty(), "{again:?}");
}

#[tokio::test]
async fn handles_are_of_all_scripts_and_addresses_as_long_as_they_are_stored() {
    let app = TestApp::start().await;
    let zoe = app.creator("Zoe").await;
    for (platform, handle) in [("TIKTOK", "@ครัวคุณต๋อย"), ("INSTAGRAM", "हिन्दी_ब्लॉग")]
    {
        let input = json!({ "creatorId": zoe.id, "platform": platform, "handle": handle });
        let answer = zoe
            .does("socialAccountAdd", input, "socialAccount { handle }")
            .await;
        let kept = answer.good().text("socialAccountAdd.socialAccount.handle");
        assert_eq!(kept, handle.trim_start_matches('@'));
    }
    let found = |country: &str, website: String| {
        let input = json!({ "name": "Acme", "country": country, "website": website });
        let zoe = zoe.clone();
        async move {
            zoe.does("brandCreate", input, "brand { website }")
                .await
                .located_errors()
        }
    };
    let long = format!("https://example.com/{}", "漢".repeat(1_000));
    assert_eq!(found("DE", long).await, ["VALUE_TOO_LONG at input.website"]);
    let fine = || "https://example.com/漢".to_owned();
    assert_eq!(found("ß", fine()).await, ["VALUE_INVALID at input.country"]);
    assert!(found("de", fine()).await.is_empty());
}

#[tokio::test]
async fn an_iban_is_taken_as_it_was_copied() {
    let app = TestApp::start().await;
    let deal = Deal::over(&app, &[reel()]).await;
    for iban in [
        "de89\u{A0}3704\u{202F}0044 0532\r\n0130 00",
        "DE89370400440532013000",
    ] {
        let input = json!({ "creatorId": deal.creator.id, "amount": eur("1.00"), "iban": iban, "idempotencyKey": key() });
        let answer = deal
            .creator
            .does("payoutRequest", input, "payout { id }")
            .await;
        // Nothing is earned yet: the account itself is fine.
        assert_eq!(answer.user_errors(), ["BALANCE_INSUFFICIENT"], "{iban:?}");
    }
}

#[tokio::test]
async fn characters_are_read_however_a_document_writes_them() {
    let app = TestApp::start().await;
    let zoe = app.person("Zoe").await;
    for (written, meant) in [
        (r#""Tea \uD83D\uDE00""#, "Tea 😀"),
        (r#""Tea \u{1F600}""#, "Tea 😀"),
        (r#""Tea \u{22}x\u{22}""#, "Tea \"x\""),
        (r#""""Tea \u{1F600}""""#, "Tea \\u{1F600}"),
    ] {
        assert_eq!(
            founds(&zoe, written)
                .await
                .good()
                .text("brandCreate.brand.name"),
            meant
        );
    }
    for half in [
        r#""Tea \uD83D""#,
        r#""Tea \u{DE00}""#,
        r#""Tea \u{110000}""#,
    ] {
        let answer = founds(&zoe, half).await;
        assert_eq!(answer.codes(), ["GRAPHQL_PARSE_FAILED"], "{half}");
    }
    // What comes after such a string is found where it stands.
    let later = "{ a: node(id: \"\\u{1F600}\") { id } b: nothing }";
    let answer = zoe.asks(later, Value::Null).await.0;
    assert_eq!(
        answer["errors"][0]["locations"][0]["column"],
        later.find("b:").unwrap() + 1,
        "{answer}"
    );
}

async fn founds(person: &Person, name: &str) -> crate::support::Answer {
    let document = format!(
        "mutation {{ brandCreate(input: {{ name: {name}, country: \"DE\" }}) {{ brand {{ name }} userErrors {{ code }} }} }}"
    );
    person.asks(&document, Value::Null).await
}

#[tokio::test]
async fn half_a_character_in_a_variable_is_named() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let posts = async |body: &str| {
        let request = server.http.post(server.url("/graphql"));
        let request = request.header("content-type", "application/json");
        let sent = request.body(body.to_owned()).send().await.unwrap();
        sent.json::<Value>().await.unwrap()
    };
    let query = "query($id: ID!, $f: OfferFilter) { node(id: $id) { __typename } offers(filter: $f) { nodes { id } } }";
    for (variables, path) in [
        (r#"{"id":"x\ud83d"}"#, json!(["id"])),
        (
            r#"{"id":"x","f":{"country":"\udead"}}"#,
            json!(["f", "country"]),
        ),
    ] {
        let body = format!(r#"{{"query":"{query}","variables":{variables}}}"#);
        let answer = posts(&body).await;
        let told = &answer["errors"][0];
        assert_eq!(told["extensions"]["code"], "BAD_USER_INPUT", "{answer}");
        assert_eq!(told["extensions"]["path"], path, "{answer}");
        assert!(
            told["message"].as_str().unwrap().starts_with("Variable $"),
            "{answer}"
        );
    }
    let whole = r#"{"query":"{ node(id: \"\ud83d\ude00\") { id } }"}"#;
    let answer = posts(whole).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "INVALID_ID",
        "{answer}"
    );
    let cut = r#"{"query":"{ node(id: \"\ud83d\") { id } }"}"#;
    let answer = posts(cut).await;
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "GRAPHQL_PARSE_FAILED",
        "{answer}"
    );
}
