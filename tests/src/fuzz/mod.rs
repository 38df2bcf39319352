//! Documents made up from the schema, and damaged ones, against the program as it runs: it never fails, and its memory
//! does not grow with what it is sent.
//!
//! `FUZZ_DOCUMENTS` sets how many, `FUZZ_SEED` where chance begins.

mod damage;
mod grammar;

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::database::{TestDatabase, setting};
use crate::support::dice::Dice;
use crate::support::program::{Running, settings_for, start};
use crate::support::schema::Published;

use grammar::Grammar;

/// Growth of the program's memory allowed from the middle to the end, in kB: what it keeps of documents is bounded by
/// more than this, but must have settled by then.
const GROWTH_MAX: u64 = 48 * 1024;

const PERSON: &str = r#"email: "zoe@example.com", password: "correct horse battery""#;

struct Target {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
    slowest: (Duration, String),
    codes: BTreeMap<String, usize>,
}

impl Target {
    async fn posts(&self, body: Value) -> Value {
        let request = self.http.post(&self.url).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn logs_in(&mut self) {
        let log_in = format!(
            "mutation {{ sessionCreate(input: {{ {PERSON} }}) {{ session {{ accessToken }} }} }}"
        );
        let session = self.posts(json!({ "query": log_in })).await;
        let token = &session["data"]["sessionCreate"]["session"]["accessToken"];
        self.token = Some(token.as_str().unwrap().to_owned());
    }

    /// Sends a document and insists that nothing of ours went wrong.
    async fn survives(&mut self, document: String, variables: Value, is_known: bool) {
        let mut request = self
            .http
            .post(&self.url)
            .json(&json!({ "query": document, "variables": variables }));
        if let Some(token) = self.token.as_ref().filter(|_| is_known) {
            request = request.bearer_auth(token);
        }
        let started = Instant::now();
        let response = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{error}: {document}"));
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let took = started.elapsed();
        assert!(status < 500, "{status} {text}: {document} {variables}");
        assert!(
            !text.contains("INTERNAL_SERVER_ERROR"),
            "{text}: {document} {variables}"
        );
        let answer: Value = serde_json::from_str(&text).unwrap();
        let code = answer["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or("executed");
        *self.codes.entry(code.to_owned()).or_default() += 1;
        if status == 401 {
            // It happened to log out.
            self.logs_in().await;
        }
        if took > self.slowest.0 {
            self.slowest = (took, document);
        }
    }
}

#[tokio::test]
async fn no_document_makes_the_server_fail() {
    let number = |name, usual: u64| setting(name).map_or(usual, |text| text.parse().unwrap());
    let (count, seed) = (number("FUZZ_DOCUMENTS", 300), number("FUZZ_SEED", 1));
    eprintln!("FUZZ_SEED={seed}");
    let database = TestDatabase::new().await;
    let mut settings = settings_for(&database);
    for name in [
        "RATE_POINTS",
        "RATE_MUTATIONS_PER_MINUTE",
        "RATE_MONEY_PER_MINUTE",
        "RATE_LOG_INS_PER_MINUTE",
        "RATE_SIGN_UPS_PER_HOUR",
    ] {
        settings.push((name, "0".to_owned()));
    }
    let mut program = start(&["serve", "--migrate"], &settings);
    let mut target = Target {
        http: reqwest::Client::new(),
        url: format!("{}/graphql", program.address()),
        token: None,
        slowest: (Duration::ZERO, String::new()),
        codes: BTreeMap::new(),
    };

    let schema = Published::read();
    let mut grammar = Grammar::of(&schema);
    grammar.ids = settles(&mut target).await;
    let mut dice = Dice::new(seed);
    let mut memory = 0;
    for round in 0..count {
        let made = grammar.request(&mut dice);
        let document = if dice.chance(40) {
            damage::damage(&made.document, &mut dice)
        } else {
            made.document
        };
        target
            .survives(document, made.variables.into(), dice.chance(60))
            .await;
        if round == count / 2 {
            memory = resident(&program);
        }
    }
    let grown = resident(&program).saturating_sub(memory);
    eprintln!("{:?}", target.codes);
    eprintln!("slowest {:?}: {}", target.slowest.0, target.slowest.1);
    eprintln!("memory {memory} kB in the middle, {grown} kB more at the end");
    assert!(grown < GROWTH_MAX, "{grown} kB");
    // It was not all refused at the door.
    let executed = target.codes.get("executed").copied().unwrap_or_default();
    assert!(
        executed > usize::try_from(count / 20).unwrap(),
        "{:?}",
        target.codes
    );
    assert_eq!(
        target.posts(json!({ "query": "{ __typename }" })).await["data"]["__typename"],
        "Query"
    );
    assert_eq!(program.stops().code, Some(0));
}

/// Somebody with a brand, an offer and a profile: objects to ask for.
async fn settles(target: &mut Target) -> Vec<String> {
    let sign_up = format!(
        "mutation {{ accountCreate(input: {{ {PERSON}, displayName: \"Zoe\" }}) {{ user {{ id }} }} }}"
    );
    let user = target.posts(json!({ "query": sign_up })).await;
    target.logs_in().await;
    let own = r#"mutation { brandCreate(input: { name: "Tea", country: "DE" }) { brand { id } }
        creatorCreate(input: { displayName: "Zoe", country: "DE", languages: ["de"], niches: [TECHNOLOGY], primaryNiche: TECHNOLOGY }) { creator { id } } }"#;
    let request = target
        .http
        .post(&target.url)
        .bearer_auth(target.token.as_ref().unwrap())
        .json(&json!({ "query": own }));
    let made: Value = request.send().await.unwrap().json().await.unwrap();
    let ids = [
        &user["data"]["accountCreate"]["user"]["id"],
        &made["data"]["brandCreate"]["brand"]["id"],
        &made["data"]["creatorCreate"]["creator"]["id"],
    ];
    ids.iter()
        .map(|id| {
            id.as_str()
                .unwrap_or_else(|| panic!("{user} {made}"))
                .to_owned()
        })
        .collect()
}

/// The program's memory in kB.
fn resident(program: &Running) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
