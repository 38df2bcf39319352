//! What happens when somebody hangs up, something is full, or something is gone: it holds, and is well again by itself.

mod disk;
mod failover;
mod panics;
mod storm;
mod worst;

use serde_json::{Value, json};

use crate::support::program::{self, Running, Settings};
use crate::support::{Answer, TestDatabase};

/// The built program, and one who asks it over HTTP.
struct Server {
    program: Running,
    address: String,
    http: reqwest::Client,
}

/// No limits on how much one may ask, so that only what is tested here says no.
fn settings(database: &TestDatabase) -> Settings {
    let mut settings = program::settings_for(database);
    for unlimited in [
        "RATE_POINTS",
        "RATE_MUTATIONS_PER_MINUTE",
        "RATE_MONEY_PER_MINUTE",
        "RATE_LOG_INS_PER_MINUTE",
        "RATE_SIGN_UPS_PER_HOUR",
    ] {
        settings.push((unlimited, "0".into()));
    }
    settings
}

impl Server {
    fn start(settings: &[(&'static str, String)]) -> Self {
        let mut program = program::start(&["serve", "--migrate"], settings);
        let address = program.address();
        let address = address.trim_start_matches("http://").to_owned();
        Self {
            program,
            address,
            http: reqwest::Client::new(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends a document; nothing where the line broke.
    async fn tries(&self, bearer: Option<&str>, query: &str, variables: Value) -> Option<Answer> {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.http.post(self.url("/graphql")).json(&body);
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        Some(Answer(request.send().await.ok()?.json().await.ok()?))
    }

    async fn asks(&self, bearer: Option<&str>, query: &str, variables: Value) -> Answer {
        self.tries(bearer, query, variables).await.unwrap()
    }

    /// The status of `/readyz`, and what it says of the database.
    async fn readiness(&self) -> (u16, String) {
        let reply = self.http.get(self.url("/readyz")).send().await.unwrap();
        let status = reply.status().as_u16();
        let body: Value = reply.json().await.unwrap();
        (status, body["database"].as_str().unwrap().to_owned())
    }

    /// A line of what the system tells of the process's memory, in kB.
    fn memory_of(&self, name: &str) -> u64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with(name));
        let number = line.and_then(|line| line.split_whitespace().nth(1));
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Someone signs up and logs in; their access token.
    async fn person(&self, email: &str) -> String {
        let sign_up = "mutation($email: EmailAddress!) { accountCreate(input: { email: $email, password: \"correct horse battery\", displayName: \"Bea\" }) { user { id } userErrors { code } } }";
        let variables = json!({ "email": email });
        self.asks(None, sign_up, variables.clone()).await.good();
        let log_in = self.asks(None, LOG_IN, variables).await;
        log_in.good().text("sessionCreate.session.accessToken")
    }

    /// A brand of somebody; its id.
    async fn brand(&self, bearer: &str) -> String {
        let create = "mutation { brandCreate(input: { name: \"Tea\", country: \"DE\" }) { brand { id } userErrors { code } } }";
        let answer = self.asks(Some(bearer), create, Value::Null).await;
        answer.good().text("brandCreate.brand.id")
    }
}

const LOG_IN: &str = "mutation($email: EmailAddress!) { sessionCreate(input: { email: $email, password: \"correct horse battery\" }) { session { accessToken } userErrors { code } } }";
const FUND: &str = "mutation($brand: ID!, $key: String!) { walletFund(input: { brandId: $brand, amount: { amount: \"10.00\", currencyCode: EUR }, idempotencyKey: $key }) { funding { id state } userErrors { code } } }";
