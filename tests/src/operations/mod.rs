//! What whoever runs the program may rely on.

mod endings;
mod files;
mod logs;
mod places;
mod pooled;
mod staff;

use serde_json::{Value, json};

use crate::support::program::Running;

/// Somebody has signed up at a running program, and logs in: the access token.
async fn logs_in(address: &str, name: &str) -> String {
    let email = format!("{name}@example.com");
    let account =
        json!({ "email": email, "password": "correct horse battery", "displayName": name });
    let sign_up = "mutation SignUp($input: AccountCreateInput!) { accountCreate(input: $input) { user { id } } }";
    asks(address, None, sign_up, json!({ "input": account })).await;
    let session = json!({ "email": email, "password": "correct horse battery" });
    let log_in = "mutation LogIn($input: SessionCreateInput!) { sessionCreate(input: $input) { session { accessToken } } }";
    let answer = asks(address, None, log_in, json!({ "input": session })).await;
    let token = &answer["data"]["sessionCreate"]["session"]["accessToken"];
    token
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

async fn asks(address: &str, token: Option<&str>, query: &str, variables: Value) -> Value {
    let mut request = reqwest::Client::new()
        .post(format!("{address}/graphql"))
        .json(&json!({ "query": query, "variables": variables }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    request.send().await.unwrap().json().await.unwrap()
}

/// The status of a path.
async fn status(address: &str, path: &str) -> Option<u16> {
    let answer = reqwest::Client::new()
        .get(format!("{address}{path}"))
        .send();
    answer.await.ok().map(|answer| answer.status().as_u16())
}

/// Where a worker says that it tells how it is.
fn worker_address(worker: &mut Running) -> String {
    assert!(worker.line().starts_with("Clocks and outbox are running"));
    let line = worker.line();
    let (_, rest) = line.split_once("http://").unwrap();
    let host = rest.split('/').next().unwrap();
    format!("http://{host}")
}
