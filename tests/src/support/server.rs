//! The real server, started on a free port.

use std::net::SocketAddr;

use infrastructure::limits::{Limits, LimitsConfig};
use serde_json::{Value, json};
use server::config::Config;
use server::http::connections::ConnectionLimits;

use super::{Answer, RunningFeed, TestApp};

/// A started server; it stops with the test.
pub struct TestServer {
    pub address: SocketAddr,
    handle: actix_web::dev::ServerHandle,
    pub http: reqwest::Client,
    feed: Option<RunningFeed>,
    /// Its database goes with the last who holds it.
    _app: TestApp,
}

impl TestServer {
    /// Serves a marketplace over HTTP.
    pub async fn start(app: &TestApp) -> Self {
        Self::with(app, &[]).await
    }

    /// Serves it under other settings.
    pub async fn with(app: &TestApp, settings: &'static [(&str, &str)]) -> Self {
        Self::configured(app, settings, ConnectionLimits::default()).await
    }

    /// Serves it with other numbers for sockets and event streams.
    pub async fn paced(app: &TestApp, numbers: ConnectionLimits) -> Self {
        Self::configured(app, &[], numbers).await
    }

    async fn configured(
        app: &TestApp,
        settings: &'static [(&str, &str)],
        numbers: ConnectionLimits,
    ) -> Self {
        let service = app.service.clone();
        let (tell, told) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let setting = |name: &str| {
                    let found = settings
                        .iter()
                        .find(|(key, _)| *key == name)
                        .map(|(_, value)| (*value).to_owned());
                    found.or_else(|| (name == "LISTEN").then(|| "127.0.0.1:0".to_owned()))
                };
                let mut config = Config::from(setting).unwrap();
                config.connections = numbers;
                let is_limited = settings.iter().any(|(name, _)| name.starts_with("RATE_"));
                let rates = if is_limited {
                    config.rates
                } else {
                    LimitsConfig::default()
                };
                let limits = Limits::new(rates, service.env.clock.clone());
                let service = service.under(config.service()).within(limits);
                let (server, address) = server::start(service, &config).unwrap();
                tell.send((address, server.handle())).ok().unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = told.await.unwrap();
        Self {
            address,
            handle,
            http: reqwest::Client::new(),
            feed: Some(RunningFeed::of(app).await),
            _app: app.clone(),
        }
    }

    /// Stops telling what happens.
    pub fn tells_nothing(&mut self) {
        self.feed = None;
    }

    /// Where something is served.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Posts a document as most clients do.
    pub async fn posts(&self, bearer: Option<&str>, query: &str, variables: Value) -> Answer {
        let mut request = self
            .http
            .post(self.url("/graphql"))
            .json(&json!({ "query": query, "variables": variables }));
        if let Some(token) = bearer {
            request = request.bearer_auth(token);
        }
        Answer(request.send().await.unwrap().json().await.unwrap())
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // Not waited for: the test is over.
        drop(self.handle.stop(false));
    }
}
