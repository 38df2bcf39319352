//! The worst documents that the points of one request buy: what they take of the memory, and of others' time.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{Server, settings};
use crate::support::{Answer, Creator, TestApp};

/// As many at once as they would send who mean no good.
const AT_ONCE: usize = 8;
/// kB that all of them together may take: eight answers of 4 MiB, each for a while as a tree of values.
const MEMORY_MAX: u64 = 512 * 1024;

/// A creator whose every list is full.
async fn full_creator(app: &TestApp) -> Creator {
    let zoe = app.person("Zoe").await;
    let zoe = zoe
        .becomes_creator(json!({ "bio": "🍵".repeat(2_000) }))
        .await;
    let share = |number: usize| json!({ "dimension": "CITY", "bucket": format!("City {number}"), "share": 0.001 });
    let shares: Vec<Value> = (0..200).map(share).collect();
    for number in 0..20 {
        let account = json!({ "creatorId": zoe.id, "platform": "INSTAGRAM", "handle": format!("zoe{number}"), "followers": 10_000 });
        let added = zoe
            .does("socialAccountAdd", account, "socialAccount { id }")
            .await;
        let id = added.good().text("socialAccountAdd.socialAccount.id");
        let audience = json!({ "socialAccountId": id, "shares": shares });
        zoe.does("audienceSet", audience, "socialAccount { id }")
            .await
            .good();
    }
    zoe
}

/// An offer whose brief is as long as may be.
async fn long_offer(app: &TestApp) -> String {
    let line = |number: usize| format!("{number} {}", "🍵".repeat(490));
    let lines: Vec<String> = (0..30).map(line).collect();
    let brand = app.rich_brand("Acme").await;
    brand
        .publishes(json!({ "requirements": lines, "suggestions": lines }))
        .await
}

/// Each shape once, as large as 2,000 points allow.
fn documents(creator: &str, offer: &str) -> Vec<(&'static str, String, Value)> {
    let hundred = |id: &str| json!({ "ids": vec![id; 100] });
    let names = ["a", "b", "c", "d", "e", "f"];
    let texts: String = names.map(|name| format!("{name}: suggestions ")).concat();
    let bios: String = (0..30).map(|number| format!("b{number}: bio ")).collect();
    let way = "socialAccounts { creator { socialAccounts { creator { bio displayName city country languages } } } }";
    vec![
        ("there and back", format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Creator {{ {way} }} }} }}"), json!({ "ids": [creator, creator] })),
        ("audiences", "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Creator { socialAccounts { audience { dimension bucket share source } } } } }".into(), json!({ "ids": vec![creator; 4] })),
        ("lines", "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Offer { brief { requirements { number text } } } } }".into(), hundred(offer)),
        ("texts", format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Offer {{ brief {{ {texts} }} }} }} }}"), hundred(offer)),
        ("aliases", format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Creator {{ {bios} }} }} }}"), hundred(creator)),
        ("the schema", "{ __schema { types { name description fields { name description args { name description type { kind name ofType { kind name ofType { kind name } } } } } enumValues { name description } inputFields { name description defaultValue } } } }".into(), json!({})),
    ]
}

#[tokio::test]
async fn the_worst_that_points_buy_leaves_the_server_well() {
    let app = TestApp::start().await;
    let (zoe, offer) = (full_creator(&app).await, long_offer(&app).await);
    let server = Server::start(&settings(&app.database));
    for (shape, document, variables) in documents(&zoe.id, &offer) {
        let before = server.size();
        let all = join_all((0..AT_ONCE).map(|_| server.asks(None, &document, variables.clone())));
        let (answers, slowest, most) = server.stays_awake(all).await;
        let taken = most.saturating_sub(before);
        let size = answers
            .iter()
            .map(|answer| answer.0.to_string().len())
            .max()
            .unwrap();
        let Answer(first) = &answers[0];
        let cost = &first["extensions"]["cost"]["requested"];
        let outcome = answers[0]
            .codes()
            .first()
            .cloned()
            .unwrap_or("answered".into());
        eprintln!(
            "{shape}: {cost} points, {size} bytes, {outcome}; {taken} kB more; /healthz at most {slowest:?}"
        );
        assert!(size < 5 * 1024 * 1024, "{shape}: {size} bytes");
        assert!(taken < MEMORY_MAX, "{shape}: {taken} kB");
        assert!(
            matches!(
                outcome.as_str(),
                "answered" | "ANSWER_TOO_LARGE" | "TIMEOUT"
            ),
            "{shape}: {outcome}"
        );
    }
}

impl Server {
    /// What the process keeps in memory now, in kB.
    fn size(&self) -> u64 {
        self.memory_of("VmRSS:")
    }

    /// Asks `/healthz` again and again until something has ended; how long the slowest took, and the most that was seen in
    /// memory meanwhile. (An allocator gives memory back, so that the end tells nothing.)
    async fn stays_awake<T>(&self, work: impl Future<Output = T>) -> (T, Duration, u64) {
        let mut work = pin!(work);
        let (mut slowest, mut most) = (Duration::ZERO, self.size());
        loop {
            let asked = Instant::now();
            tokio::select! {
                biased;
                ended = &mut work => return (ended, slowest, most.max(self.size())),
                reply = self.http.get(self.url("/healthz")).send() => {
                    assert!(reply.unwrap().status().is_success());
                    slowest = slowest.max(asked.elapsed());
                    most = most.max(self.size());
                }
            }
        }
    }
}
