//! People who act. Each acts as its user would: over GraphQL, with an access token.

use gateway::document::SchemaIndex;
use serde_json::{Value, json};

use super::market::key;
use super::{Answer, TestApp};

/// Someone logged in.
#[derive(Clone)]
pub struct Person {
    pub app: TestApp,
    pub id: String,
    pub email: String,
    pub access_token: String,
    pub refresh_token: String,
}

pub const PASSWORD: &str = "correct horse battery";

impl Person {
    /// Signs up and logs in.
    pub async fn new(app: &TestApp, name: &str) -> Self {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let sign_up = "mutation($input: AccountCreateInput!) { accountCreate(input: $input) { user { id } userErrors { code path } } }";
        let input =
            json!({ "input": { "email": email, "password": PASSWORD, "displayName": name } });
        let id = app
            .asks(sign_up, input)
            .await
            .good()
            .text("accountCreate.user.id");
        let (access_token, refresh_token) = log_in(app, &email).await;
        Self {
            app: app.clone(),
            id,
            email,
            access_token,
            refresh_token,
        }
    }

    /// Logs in once more.
    pub async fn logs_in_again(&self) -> Self {
        let (access_token, refresh_token) = log_in(&self.app, &self.email).await;
        Self {
            access_token,
            refresh_token,
            ..self.clone()
        }
    }

    /// Logs out.
    pub async fn logs_out(&self) {
        let end = "mutation { sessionRevoke { userErrors { code } } }";
        self.asks(end, Value::Null).await.good();
    }

    /// Sends a document.
    pub async fn asks(&self, query: &str, variables: Value) -> Answer {
        self.app
            .asks_as(Some(&self.access_token), query, variables)
            .await
    }

    /// Runs one mutation by name: `input` is its input, `fields` what to ask of the payload besides the user errors.
    /// Where money moves and no key is given, it is a new intention.
    pub async fn does(&self, mutation: &str, input: Value, fields: &str) -> Answer {
        let input = json!({ "input": keyed(mutation, input) });
        self.asks(&document(mutation, fields), input).await
    }
}

/// The input under a key of its own, where one must be given and none is.
pub fn keyed(mutation: &str, mut input: Value) -> Value {
    let moves_money = SchemaIndex::published().moves_money(mutation);
    if moves_money && input.get("idempotencyKey").is_none() {
        input["idempotencyKey"] = json!(key());
    }
    input
}

/// A document with one mutation whose input is `$input`.
pub fn document(mutation: &str, fields: &str) -> String {
    let mut input_type = mutation.to_owned();
    input_type[..1].make_ascii_uppercase();
    format!(
        "mutation($input: {input_type}Input!) {{ {mutation}(input: $input) {{ {fields} userErrors {{ code message path }} }} }}"
    )
}

async fn log_in(app: &TestApp, email: &str) -> (String, String) {
    let log_in = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { session { accessToken refreshToken } userErrors { code } } }";
    let session = app
        .asks(
            log_in,
            json!({ "input": { "email": email, "password": PASSWORD } }),
        )
        .await
        .good();
    (
        session.text("sessionCreate.session.accessToken"),
        session.text("sessionCreate.session.refreshToken"),
    )
}
