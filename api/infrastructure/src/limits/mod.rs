//! How much one may ask: budgets per person, per guest and per account.
//!
//! A request is admitted with what it may cost, and settled with what it did cost. Budgets are shared by all nodes through
//! Redis. Without it, or while it is away, each node keeps its own, and those which hold guessing and money back are half as
//! large; no request fails because the limits cannot be looked up. Nodes take a little in advance (`leases.rs`), so that most
//! requests ask nobody.

mod admission;
mod breaker;
mod config;
mod headers;
mod leases;
mod login_backoff;
mod memory;
mod owner;
mod redis;
mod store;
mod token_bucket;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::clock::Clock;
use domain::port::cache::CacheUnavailable;
use moka::sync::Cache;

pub use admission::{Admission, BucketState};
pub use config::LimitsConfig;
pub use headers::Headers;
pub use memory::InProcess;
pub use redis::InRedis;
pub use store::{Debit, Shortfall, Store};
pub use token_bucket::TokenBucket;

use crate::auth::Device;

use admission::{Backend, Paid, state};
use breaker::Breaker;
use leases::Leases;
use owner::{known, network, owner, payer, side};

/// Buckets that hold guessing and money back: half as large in a node that has lost Redis.
const GUARDED: [&str; 4] = ["log-ins", "network-log-ins", "account-log-ins", "money"];

/// How long a refusal stands without another look; less where points come back sooner.
const SURE_FOR: Duration = Duration::from_millis(500);
/// Refused people and guests remembered.
const REFUSED_MAX: u64 = 10_000;

/// What a request is going to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// Its cost at most.
    pub points: u32,
    /// Its mutations, of whatever kind.
    pub mutations: u32,
    /// Those that log in.
    pub log_ins: u32,
    /// Who logs in, where it is a device that did so before.
    pub device: Option<Device>,
    /// Those that create an account.
    pub sign_ups: u32,
    /// Those that move money.
    pub money: u32,
}

/// A budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimited {
    /// Which: `points`, `mutations`, `money`, `log-ins`, `network-log-ins`, `account-log-ins` or `sign-ups`.
    pub bucket: &'static str,
    /// When to try again.
    pub retry_after: Duration,
}

/// All budgets.
pub struct Limits {
    rates: LimitsConfig,
    own: InProcess,
    shared: Option<Arc<dyn Store>>,
    breaker: Breaker,
    leases: Leases,
    clock: Arc<dyn Clock>,
    /// Who has just been refused points, when, and for how long.
    refused: Cache<String, (DateTime<Utc>, Duration)>,
}

impl Limits {
    /// Budgets of this process alone.
    pub fn new(rates: LimitsConfig, clock: Arc<dyn Clock>) -> Self {
        Self {
            rates,
            own: InProcess::new(clock.clone()),
            clock,
            shared: None,
            breaker: Breaker::default(),
            leases: Leases::default(),
            refused: Cache::builder()
                .max_capacity(REFUSED_MAX)
                .time_to_live(SURE_FOR)
                .build(),
        }
    }

    /// The same budgets, shared by all nodes.
    pub fn shared_in(self, store: Arc<dyn Store>) -> Self {
        Self {
            shared: Some(store),
            ..self
        }
    }

    /// Refuses who was refused points a moment ago, without looking at the request or asking anybody: what it would cost
    /// to find out is what the points are for.
    pub fn recently_rejected(
        &self,
        actor: Actor,
        address: Option<IpAddr>,
    ) -> Result<(), RateLimited> {
        let Some((since, retry_after)) = self.refused.get(&owner(actor, address)) else {
            return Ok(());
        };
        let passed = (self.clock.now() - since).to_std().unwrap_or_default();
        if passed >= retry_after.min(SURE_FOR) {
            return Ok(());
        }
        Err(RateLimited {
            bucket: "points",
            retry_after: retry_after - passed,
        })
    }

    /// Lets a request in, or refuses it and takes nothing.
    pub async fn admit(
        &self,
        actor: Actor,
        address: Option<IpAddr>,
        charge: &Charge,
    ) -> Result<Admission, RateLimited> {
        let payer = payer(actor, address, charge);
        let taken = self.take(self.debits(&payer, address, charge)).await;
        let (taken, place) = taken.inspect_err(|limited| {
            if limited.bucket == "points" {
                let refused = (self.clock.now(), limited.retry_after);
                self.refused.insert(payer, refused);
            }
        })?;
        let mut taken = taken.into_iter();
        let points = taken.find(|(debit, _)| debit.bucket == "points");
        Ok(Admission(points.map(|(debit, until_full)| Paid {
            debit,
            until_full,
            place,
        })))
    }

    /// Gives back the points that were not used, and tells what is left; none where points are not limited. When all were
    /// used nothing is asked once more: it tells what was left when the request was let in.
    pub async fn settle(&self, admission: Admission, used: u32) -> Option<BucketState> {
        let Paid {
            mut debit,
            mut until_full,
            place,
        } = admission.0?;
        debit.amount = debit.amount.min(debit.budget.size()).saturating_sub(used);
        if debit.amount > 0 {
            // Only where it was taken: elsewhere it would be a present.
            match place {
                Backend::Own => until_full = self.own.give_back_here(&debit),
                Backend::Shared | Backend::Leased => {
                    let kept = self
                        .leases
                        .keep_unused(&debit, until_full, self.clock.now());
                    until_full = match kept {
                        Some(after) => after,
                        None => self.give_back(&debit).await.unwrap_or(until_full),
                    };
                }
            }
        }
        Some(state(debit.budget, until_full))
    }

    /// Gives back to the shared store; lost with it, it comes back by itself.
    async fn give_back(&self, debit: &Debit) -> Option<Duration> {
        self.noted(self.reachable()?.give_back(debit).await)
    }

    /// Counts a try to log in to an account, there or not, before its password is looked at. It counts as failed until
    /// [`Self::logged_in`]. After ten failures each further try has to wait twice as long, up to 15 minutes. A device that
    /// logged in before is counted for itself: strangers who guess do not keep it waiting, nor does it help them.
    pub async fn log_in_of(&self, email: &str, device: Option<Device>) -> Result<(), RateLimited> {
        let Some(budget) = self.rates.account_log_ins else {
            return Ok(());
        };
        let account = side(email, device);
        let bucket = "account-log-ins";
        let debit = Debit {
            bucket,
            key: format!("limit:{{account:{account}}}:log-ins"),
            budget,
            amount: 1,
        };
        self.take(vec![debit]).await?;
        let tried = match self.reachable() {
            Some(store) => self.noted(store.record_attempt(&account).await),
            None => None,
        };
        let tried = tried.unwrap_or_else(|| self.own.record_attempt_here(&account));
        tried.map_err(|retry_after| RateLimited {
            bucket,
            retry_after,
        })
    }

    /// Forgets the failures of an account, or those of a device with it: its owner has logged in.
    pub async fn logged_in(&self, email: &str, device: Option<Device>) {
        if self.rates.account_log_ins.is_none() {
            return;
        }
        let account = side(email, device);
        self.own.reset_attempts_here(&account);
        if let Some(store) = self.reachable() {
            self.noted(store.reset_attempts(&account).await);
        }
    }

    /// What a request takes. All of it belongs to one owner, and in a Redis cluster to one slot.
    fn debits(&self, owner: &str, address: Option<IpAddr>, charge: &Charge) -> Vec<Debit> {
        let rates = &self.rates;
        let address = known(address);
        let mut debits = Vec::new();
        let mut add = |bucket, budget: Option<TokenBucket>, amount, of: &str| {
            if let Some(budget) = budget.filter(|_| amount > 0) {
                let key = format!("limit:{{{owner}}}:{bucket}{of}");
                debits.push(Debit {
                    bucket,
                    key,
                    budget,
                    amount,
                });
            }
        };
        add("points", rates.points, charge.points, "");
        add("mutations", rates.mutations, charge.mutations, "");
        add("money", rates.money, charge.money, "");
        add(
            "log-ins",
            rates.log_ins,
            charge.log_ins,
            &format!(":{address}"),
        );
        if network(address).is_some() && charge.device.is_none() {
            add("network-log-ins", rates.network_log_ins, charge.log_ins, "");
        }
        add("sign-ups", rates.sign_ups, charge.sign_ups, "");
        debits
    }

    async fn take(
        &self,
        mut debits: Vec<Debit>,
    ) -> Result<(Vec<(Debit, Duration)>, Backend), RateLimited> {
        if debits.is_empty() {
            return Ok((Vec::new(), Backend::Own));
        }
        let is_leased = self.shared.is_some() && leases::are_leased(&debits);
        if is_leased && let Some(until_full) = self.leases.take(&debits, self.clock.now()) {
            return Ok((
                debits.into_iter().zip(until_full).collect(),
                Backend::Leased,
            ));
        }
        let taken = match self.reachable() {
            Some(store) if is_leased => self.noted(self.lease(store, &debits).await),
            Some(store) => self.noted(store.take(&debits).await.map(|it| (it, Backend::Shared))),
            None => None,
        };
        let (taken, place) = match taken {
            Some(taken) => taken,
            None => {
                if self.shared.is_some() {
                    debits.iter_mut().for_each(guard);
                }
                (self.own.take_here(&debits), Backend::Own)
            }
        };
        match taken {
            Ok(until_full) => Ok((debits.into_iter().zip(until_full).collect(), place)),
            Err(Shortfall { index, wait }) => Err(RateLimited {
                bucket: debits.get(index).map_or("points", |debit| debit.bucket),
                retry_after: wait,
            }),
        }
    }

    /// Takes more than is asked for, for the requests that follow; where there is no more, as much as is asked for.
    async fn lease(
        &self,
        store: &dyn Store,
        debits: &[Debit],
    ) -> Result<(Result<Vec<Duration>, Shortfall>, Backend), CacheUnavailable> {
        self.give_back_leases();
        let now = self.clock.now();
        let rest = self.leases.use_up(debits, now);
        for is_more in [true, false] {
            let wanted = rest.wanted(is_more);
            if let Ok(until_full) = store.take(&wanted).await? {
                let until_full = self.leases.keep(&wanted, &until_full, is_more, now);
                return Ok((Ok(until_full), Backend::Leased));
            }
        }
        // Others may have leased meanwhile what was not to be had here.
        self.leases.put_back(&rest, now);
        if let Some(until_full) = self.leases.take(debits, now) {
            return Ok((Ok(until_full), Backend::Leased));
        }
        Ok((store.take(debits).await?, Backend::Shared))
    }

    /// Gives back what nobody used of leases that are over.
    fn give_back_leases(&self) {
        let (over, store) = (self.leases.over(self.clock.now()), self.shared.clone());
        if let Some(store) = store.filter(|_| !over.is_empty()) {
            tokio::spawn(async move {
                for debit in over {
                    // What cannot be given back comes back by itself.
                    if store.give_back(&debit).await.is_err() {
                        return;
                    }
                }
            });
        }
    }

    /// The shared store, unless it has just proved to be away.
    fn reachable(&self) -> Option<&dyn Store> {
        let store = self.shared.as_deref()?;
        self.breaker.lets_through(Instant::now()).then_some(store)
    }

    /// What the shared store answered, if it did. Its going and coming is logged once.
    fn noted<T>(&self, answer: Result<T, CacheUnavailable>) -> Option<T> {
        match answer {
            Ok(answer) => {
                if self.breaker.succeeded() {
                    tracing::info!("rate limits: Redis is back; counting there again");
                }
                Some(answer)
            }
            Err(away) => {
                if self.breaker.failed(Instant::now()) {
                    tracing::warn!(%away, "rate limits: Redis is unavailable; counting in this process");
                }
                None
            }
        }
    }
}

/// A node alone allows less of what is worth guarding: there may be many such nodes.
fn guard(debit: &mut Debit) {
    if GUARDED.contains(&debit.bucket) {
        debit.budget = debit.budget.halved();
    }
}
