//! Buckets of many nodes: in Redis, by its clock, one call for all that a request takes.

use std::time::Duration;

use domain::port::cache::CacheUnavailable;
use redis::aio::ConnectionManager;
use redis::{RedisError, Script};

use super::login_backoff::{FREE, LoginBackoff, REMEMBERED};
use super::store::{Debit, Shortfall, Store};
use crate::adapters::connect_to_redis;

/// How long a call may take, a lost connection included: a request must not wait for its limits.
const PATIENCE: Duration = Duration::from_millis(150);
/// From this number of tries on the pause does not grow any more.
const PAUSES: u32 = FREE + 10;

/// Buckets in Redis.
pub struct InRedis {
    connection: ConnectionManager,
    prefix: String,
    debit: Script,
    record_attempt: Script,
}

impl InRedis {
    /// Connects; fails when Redis does not answer now. All keys start with the prefix.
    pub async fn connect(url: &str, prefix: &str) -> anyhow::Result<Self> {
        Ok(Self {
            connection: connect_to_redis(url).await?,
            prefix: prefix.to_owned(),
            debit: Script::new(include_str!("take.lua")),
            record_attempt: Script::new(include_str!("try.lua")),
        })
    }

    /// Moves all buckets: away from being full, or back. The answer is that of the script.
    async fn shift(&self, debits: &[Debit], sign: i64) -> Result<Vec<u64>, CacheUnavailable> {
        let mut call = self.debit.prepare_invoke();
        for debit in debits {
            let taken = i64::try_from(debit.budget.span(debit.amount)).unwrap_or(i64::MAX);
            call.key(format!("{}{}", self.prefix, debit.key));
            call.arg(taken * sign).arg(micros(debit.budget.window()));
        }
        within(call.invoke_async(&mut self.connection.clone())).await
    }

    fn tries(&self, account: &str) -> String {
        format!("{}limit:{{account:{account}}}:tries", self.prefix)
    }
}

#[async_trait::async_trait]
impl Store for InRedis {
    async fn take(
        &self,
        debits: &[Debit],
    ) -> Result<Result<Vec<Duration>, Shortfall>, CacheUnavailable> {
        let answer = self.shift(debits, 1).await?;
        match answer.as_slice() {
            [0, until_full @ ..] if until_full.len() == debits.len() => {
                let until_full = until_full.iter().copied();
                Ok(Ok(until_full.map(Duration::from_micros).collect()))
            }
            [place @ 1..=u64::MAX, wait] => Ok(Err(Shortfall {
                index: usize::try_from(place - 1).unwrap_or(usize::MAX),
                wait: Duration::from_micros(*wait),
            })),
            _ => Err(CacheUnavailable(format!("the script answered {answer:?}"))),
        }
    }

    async fn give_back(&self, debit: &Debit) -> Result<Duration, CacheUnavailable> {
        let answer = self.shift(std::slice::from_ref(debit), -1).await?;
        let until_full = answer.last().copied().unwrap_or(0);
        Ok(Duration::from_micros(until_full))
    }

    async fn record_attempt(
        &self,
        account: &str,
    ) -> Result<Result<(), Duration>, CacheUnavailable> {
        let mut call = self.record_attempt.key(self.tries(account));
        call.arg(micros(REMEMBERED));
        for count in 1..=PAUSES {
            call.arg(micros(LoginBackoff::pause(count)));
        }
        match within(call.invoke_async(&mut self.connection.clone())).await? {
            0 => Ok(Ok(())),
            wait => Ok(Err(Duration::from_micros(wait))),
        }
    }

    async fn reset_attempts(&self, account: &str) -> Result<(), CacheUnavailable> {
        let mut call = redis::cmd("DEL");
        call.arg(self.tries(account));
        within(call.query_async(&mut self.connection.clone())).await
    }
}

/// An answer within the patience, or none.
async fn within<T>(
    call: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, CacheUnavailable> {
    match tokio::time::timeout(PATIENCE, call).await {
        Ok(answer) => answer.map_err(|error| CacheUnavailable(error.to_string())),
        Err(_) => Err(CacheUnavailable("no answer in time".to_owned())),
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
