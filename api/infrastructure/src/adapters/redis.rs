//! The cache of many nodes: Redis, on one multiplexed connection that mends itself.

use std::time::Duration;

use anyhow::Context;
use domain::port::cache::{Cache, CacheUnavailable};
use futures_util::StreamExt;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, ExistenceCheck, RedisError, SetExpiry, SetOptions};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::secret_url::shown;

/// A session look-up must not hold a request up: rather ask the database.
const ANSWER: Duration = Duration::from_millis(100);
const CONNECT: Duration = Duration::from_millis(300);

/// Redis.
pub struct Redis {
    client: Client,
    connection: ConnectionManager,
    prefix: String,
}

impl Redis {
    /// Connects; fails when Redis does not answer now. All keys start with the prefix.
    pub async fn connect(url: &str, prefix: &str) -> anyhow::Result<Self> {
        let client = client(url)?;
        Ok(Self {
            connection: manage(client.clone(), url).await?,
            client,
            prefix: prefix.to_owned(),
        })
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }

    async fn set(
        &self,
        key: &str,
        value: &str,
        options: SetOptions,
    ) -> Result<(), CacheUnavailable> {
        let mut command = redis::cmd("SET");
        command.arg(self.key(key)).arg(value).arg(options);
        command
            .query_async::<redis::Value>(&mut self.connection.clone())
            .await
            .map_err(away)?;
        Ok(())
    }
}

#[async_trait::async_trait]
impl Cache for Redis {
    async fn get(&self, key: &str) -> Result<Option<String>, CacheUnavailable> {
        redis::cmd("GET")
            .arg(self.key(key))
            .query_async(&mut self.connection.clone())
            .await
            .map_err(away)
    }

    async fn put(&self, key: &str, value: &str, ttl: Duration) -> Result<(), CacheUnavailable> {
        self.set(
            key,
            value,
            SetOptions::default().with_expiration(expiry(ttl)),
        )
        .await
    }

    async fn set_if_absent(
        &self,
        key: &str,
        value: &str,
        ttl: Duration,
    ) -> Result<(), CacheUnavailable> {
        let options = SetOptions::default()
            .with_expiration(expiry(ttl))
            .conditional_set(ExistenceCheck::NX);
        self.set(key, value, options).await
    }

    async fn publish(&self, channel: &str) -> Result<(), CacheUnavailable> {
        let mut command = redis::cmd("PUBLISH");
        command.arg(self.key(channel)).arg("");
        command
            .query_async::<redis::Value>(&mut self.connection.clone())
            .await
            .map_err(away)?;
        Ok(())
    }

    async fn subscribe(&self, channel: &str) -> Result<watch::Receiver<u64>, CacheUnavailable> {
        let key = self.key(channel);
        let subscribing = async {
            let mut own = self.client.get_async_pubsub().await?;
            own.subscribe(key).await?;
            Ok(own.into_on_message())
        };
        let mut messages = timeout(CONNECT, subscribing)
            .await
            .map_err(|_| CacheUnavailable("no answer to a subscription".to_owned()))?
            .map_err(away)?;
        let (calls, heard) = watch::channel(0_u64);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    message = messages.next() => if message.is_none() { return },
                    () = calls.closed() => return,
                }
                calls.send_modify(|calls| *calls = calls.wrapping_add(1));
            }
        });
        Ok(heard)
    }

    async fn ping(&self) -> Result<(), CacheUnavailable> {
        redis::cmd("PING")
            .query_async::<redis::Value>(&mut self.connection.clone())
            .await
            .map_err(away)?;
        Ok(())
    }
}

/// A connection that mends itself; fails when Redis does not answer now.
pub async fn connect(url: &str) -> anyhow::Result<ConnectionManager> {
    manage(client(url)?, url).await
}

fn client(url: &str) -> anyhow::Result<Client> {
    Client::open(url).context("REDIS_URL is not a Redis URL")
}

async fn manage(client: Client, url: &str) -> anyhow::Result<ConnectionManager> {
    let config = ConnectionManagerConfig::new()
        .set_number_of_retries(1)
        .set_response_timeout(Some(ANSWER))
        .set_connection_timeout(Some(CONNECT));
    ConnectionManager::new_with_config(client, config)
        .await
        .with_context(|| format!("cannot reach Redis at {}", shown(url)))
}

fn expiry(ttl: Duration) -> SetExpiry {
    SetExpiry::PX(u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX).max(1))
}

fn away(error: RedisError) -> CacheUnavailable {
    CacheUnavailable(error.to_string())
}
