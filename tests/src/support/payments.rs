//! The sandbox provider with a bad line to it, and a memory of what reached it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use domain::id::{FundingId, PayoutId};
use domain::money::Money;
use domain::port::payment_provider::{Charge, PaymentProvider, ProviderUnavailable, Transfer};
use infrastructure::adapters::SandboxPayments;

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never reaches the provider.
    LostBefore,
    /// The provider acts, but its answer is lost.
    LostAfter,
    /// What talks to the provider is broken itself.
    Panic,
}

/// A payment provider that can be told what goes wrong next.
pub struct TestPayments {
    sandbox: SandboxPayments,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    faults: VecDeque<Fault>,
    calls: Vec<&'static str>,
    sent: BTreeMap<PayoutId, Transfer>,
}

impl TestPayments {
    pub fn over(sandbox: SandboxPayments) -> Self {
        Self {
            sandbox,
            memory: Mutex::default(),
        }
    }

    /// The next calls go wrong like this, one each.
    pub fn fails_next(&self, faults: &[Fault]) {
        self.memory.lock().unwrap().faults.extend(faults);
    }

    /// What reached the provider since asked last: `charge`, `send`, `look_up`.
    pub fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.memory.lock().unwrap().calls)
    }

    /// Notes that a call reached the provider, unless it is lost; says whether its answer will be.
    fn reached(&self, call: &'static str) -> Result<bool, ProviderUnavailable> {
        let mut memory = self.memory.lock().unwrap();
        let fault = memory.faults.pop_front();
        if fault == Some(Fault::Panic) {
            drop(memory);
            panic!("the provider's library is broken");
        }
        if fault == Some(Fault::LostBefore) {
            return Err(ProviderUnavailable("lost on the way".into()));
        }
        memory.calls.push(call);
        Ok(fault == Some(Fault::LostAfter))
    }
}

fn unless_lost<T>(is_lost: bool, answer: T) -> Result<T, ProviderUnavailable> {
    if is_lost {
        Err(ProviderUnavailable("lost on the way back".into()))
    } else {
        Ok(answer)
    }
}

#[async_trait::async_trait]
impl PaymentProvider for TestPayments {
    async fn charge(&self, id: FundingId, amount: Money) -> Result<Charge, ProviderUnavailable> {
        let is_lost = self.reached("charge")?;
        unless_lost(is_lost, self.sandbox.charge(id, amount).await?)
    }

    async fn send(
        &self,
        id: PayoutId,
        amount: Money,
        iban: &str,
    ) -> Result<Transfer, ProviderUnavailable> {
        let is_lost = self.reached("send")?;
        let answer = self.sandbox.send(id, amount, iban).await?;
        let mut memory = self.memory.lock().unwrap();
        let before = memory.sent.insert(id, answer.clone());
        assert!(before.is_none(), "a payout was sent twice");
        unless_lost(is_lost, answer)
    }

    async fn look_up(
        &self,
        id: PayoutId,
        _: Option<&str>,
    ) -> Result<Transfer, ProviderUnavailable> {
        let is_lost = self.reached("look_up")?;
        let sent = self.memory.lock().unwrap().sent.get(&id).cloned();
        let answer = match &sent {
            Some(Transfer::InTransit { reference }) => {
                self.sandbox.look_up(id, Some(reference)).await?
            }
            Some(answer) => answer.clone(),
            None => Transfer::Unknown,
        };
        unless_lost(is_lost, answer)
    }
}
