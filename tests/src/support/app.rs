//! A marketplace for one test: its own database, its own time.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::Env;
use domain::clock::ManualClock;
use domain::commit_signal::CommitSignal;
use domain::passwords::{Cost, Passwords};
use domain::policy::Policy;
use domain::port::cache::Cache;
use domain::sessions::Sessions;
use gateway::service::{GraphQlRequest, RequestMeta, Service, written};
use infrastructure::adapters::{InProcess, Redis, SandboxPayments};
use infrastructure::auth::{SigningKey, Tokens};
use serde_json::Value;

use super::database::{TestDatabase, setting};
use super::{Answer, Person, TestPayments, codes};

/// A marketplace. Clones are the same one.
#[derive(Clone)]
pub struct TestApp {
    pub service: Service,
    pub clock: Arc<ManualClock>,
    pub payments: Arc<TestPayments>,
    pub database: Arc<TestDatabase>,
}

impl TestApp {
    /// Opens it on a Monday morning.
    pub async fn start() -> Self {
        Self::with(Policy::default()).await
    }

    /// Opens it under other numbers.
    pub async fn with(policy: Policy) -> Self {
        let mut nodes = Self::nodes(policy, 1).await;
        nodes.remove(0)
    }

    /// Opens it on two nodes: each with its own connections, and its own memory where there is no Redis.
    pub async fn two_nodes() -> (Self, Self) {
        let mut nodes = Self::nodes(Policy::default(), 2).await;
        let there = nodes.remove(1);
        (nodes.remove(0), there)
    }

    async fn nodes(policy: Policy, count: usize) -> Vec<Self> {
        let database = Arc::new(TestDatabase::new().await);
        let clock = Arc::new(ManualClock::at("2026-11-23T09:00:00Z".parse().unwrap()));
        let sandbox = SandboxPayments::new(clock.clone(), Duration::ZERO);
        let payments = Arc::new(TestPayments::over(sandbox));
        let tokens = Tokens::new(SigningKey::passing().unwrap(), TimeDelta::minutes(10));
        let tokens = Arc::new(tokens);
        let prefix = format!("test:{}:", domain::id::Id::uuid(domain::id::FactId::new()));
        let mut nodes = Vec::new();
        for _ in 0..count {
            let env = Arc::new(Env {
                db: database.connect().await,
                clock: clock.clone(),
                policy: policy.clone(),
                passwords: Passwords::new(Cost::WEAK, 4).unwrap(),
                sessions: Sessions::default(),
                cache: cache(&prefix).await,
                payments: payments.clone(),
                committed: CommitSignal::default(),
            });
            nodes.push(Self {
                service: Service::new(env, tokens.clone()),
                clock: clock.clone(),
                payments: payments.clone(),
                database: database.clone(),
            });
        }
        nodes
    }

    /// What commands and queries need.
    pub fn env(&self) -> &Arc<Env> {
        &self.service.env
    }

    /// Sends a document as a guest.
    pub async fn asks(&self, query: &str, variables: Value) -> Answer {
        self.asks_as(None, query, variables).await
    }

    /// Sends a document with an access token.
    pub async fn asks_as(&self, bearer: Option<&str>, query: &str, variables: Value) -> Answer {
        let question = GraphQlRequest {
            query: query.to_owned(),
            variables,
            ..GraphQlRequest::default()
        };
        let sender = RequestMeta {
            bearer,
            address: Some([127, 0, 0, 1].into()),
            request_id: "test",
            note: None,
        };
        let response = self.service.answer(question, sender).await;
        let answer = Answer(serde_json::from_slice(&written(&response)).unwrap());
        codes::are_documented(&answer);
        answer
    }

    /// Someone signs up and logs in.
    pub async fn person(&self, name: &str) -> Person {
        Person::new(self, name).await
    }

    /// Time passes, and the worker does what is due.
    pub async fn passes(&self, time: TimeDelta) {
        self.clock.advance(time);
        self.works().await;
    }

    /// The worker does what is due now.
    pub async fn works(&self) {
        for _ in 0..100 {
            if server::worker::round(self.env()).await == 0 {
                return;
            }
        }
        panic!("the worker does not come to rest");
    }
}

/// Redis where the run has one; each test has keys of its own.
async fn cache(prefix: &str) -> Arc<dyn Cache> {
    match setting("TEST_REDIS_URL") {
        None => Arc::new(InProcess::new()),
        Some(url) => Arc::new(Redis::connect(&url, prefix).await.unwrap()),
    }
}
