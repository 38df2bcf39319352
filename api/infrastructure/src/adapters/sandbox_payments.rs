//! A payment provider that moves no money: for trying out and for tests.
//!
//! Charges are captured at once; payouts arrive after a delay. Amounts that end in 13 minor units are refused when
//! charged, those that end in 17 stay pending; one IBAN refuses payouts, another gets no answer for a while, and then is
//! refused, so that nobody is warned of it for ever. Of payouts it remembers nothing: a transfer's reference says when it
//! was sent, so what became of it is known after a restart too. Asked without a reference it has never heard of a
//! transfer, which is then sent again; as nothing moves, nothing moves twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use domain::clock::Clock;
use domain::id::{FundingId, Id, PayoutId};
use domain::money::Money;
use domain::port::payment_provider::{Charge, PaymentProvider, ProviderUnavailable, Transfer};

/// Payouts to this account are refused.
pub const REFUSING_IBAN: &str = "DE62370400440532013001";

/// Payouts to this account get no answer, at first.
pub const SILENT_IBAN: &str = "DE35370400440532013002";

/// How often there is none.
const SILENCES: u32 = 8;

/// Funds at once, pays out after a delay.
pub struct SandboxPayments {
    clock: Arc<dyn Clock>,
    payout_delay: TimeDelta,
    silences: AtomicU32,
}

impl SandboxPayments {
    /// Payouts take so long.
    pub fn new(clock: Arc<dyn Clock>, payout_delay: Duration) -> Self {
        Self {
            clock,
            payout_delay: TimeDelta::from_std(payout_delay).unwrap_or(TimeDelta::MAX),
            silences: AtomicU32::new(0),
        }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for SandboxPayments {
    async fn charge(&self, id: FundingId, amount: Money) -> Result<Charge, ProviderUnavailable> {
        let reason = "The sandbox refuses amounts that end in 13.".to_owned();
        let reference = format!("sandbox-{}", id.uuid());
        Ok(match amount.minor() % 100 {
            13 => Charge::Refused { reason },
            17 => Charge::Pending,
            _ => Charge::Captured { reference },
        })
    }

    async fn send(
        &self,
        id: PayoutId,
        _: Money,
        iban: &str,
    ) -> Result<Transfer, ProviderUnavailable> {
        if iban == REFUSING_IBAN {
            let reason = "The sandbox refuses this account.".to_owned();
            return Ok(Transfer::Refused { reason });
        }
        if iban == SILENT_IBAN {
            if self.silences.fetch_add(1, Ordering::Relaxed) >= SILENCES {
                let reason =
                    "The sandbox was silent about this account for long enough.".to_owned();
                return Ok(Transfer::Refused { reason });
            }
            return Err(ProviderUnavailable(
                "the sandbox is silent about this account".into(),
            ));
        }
        let sent_at = self.clock.now().timestamp_micros();
        let reference = format!("sandbox-{sent_at}-{}", id.uuid());
        Ok(Transfer::InTransit { reference })
    }

    async fn look_up(
        &self,
        _: PayoutId,
        reference: Option<&str>,
    ) -> Result<Transfer, ProviderUnavailable> {
        let Some(reference) = reference else {
            return Ok(Transfer::Unknown);
        };
        let sent_at = reference
            .split('-')
            .nth(1)
            .and_then(|micros| micros.parse().ok())
            .and_then(DateTime::from_timestamp_micros)
            .ok_or_else(|| ProviderUnavailable(format!("`{reference}` is not the sandbox's")))?;
        let reference = reference.to_owned();
        Ok(if self.clock.now() - sent_at < self.payout_delay {
            Transfer::InTransit { reference }
        } else {
            Transfer::Paid { reference }
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::ManualClock;
    use domain::money::Currency;

    use super::*;

    const IBAN: &str = "DE89370400440532013000";

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::Eur).unwrap()
    }

    fn sandbox() -> (SandboxPayments, Arc<ManualClock>) {
        let clock = Arc::new(ManualClock::at(DateTime::UNIX_EPOCH));
        let sandbox = SandboxPayments::new(clock.clone(), Duration::from_secs(5));
        (sandbox, clock)
    }

    #[tokio::test]
    async fn a_payout_arrives_after_the_delay_whoever_asks() {
        let (sandbox, clock) = sandbox();
        let id = PayoutId::new();
        let sent = sandbox.send(id, eur(100), IBAN).await.unwrap();
        let Transfer::InTransit { reference } = sent.clone() else {
            panic!("{sent:?}");
        };
        let after_restart = SandboxPayments::new(clock.clone(), Duration::from_secs(5));

        clock.advance(TimeDelta::seconds(4));
        let seen = after_restart.look_up(id, Some(&reference)).await.unwrap();
        assert_eq!(seen, sent);
        clock.advance(TimeDelta::seconds(1));
        let seen = after_restart.look_up(id, Some(&reference)).await.unwrap();
        assert_eq!(seen, Transfer::Paid { reference });
    }

    #[tokio::test]
    async fn it_can_be_made_to_refuse() {
        let (sandbox, _) = sandbox();
        let charge = sandbox.charge(FundingId::new(), eur(2_513)).await;
        assert!(matches!(charge, Ok(Charge::Refused { .. })));
        let charge = sandbox.charge(FundingId::new(), eur(2_500)).await;
        assert!(matches!(charge, Ok(Charge::Captured { .. })));
        let sent = sandbox.send(PayoutId::new(), eur(100), REFUSING_IBAN).await;
        assert!(matches!(sent, Ok(Transfer::Refused { .. })));
    }

    #[tokio::test]
    async fn it_can_be_made_to_keep_people_waiting() {
        let (sandbox, _) = sandbox();
        let charge = sandbox.charge(FundingId::new(), eur(2_517)).await;
        assert!(matches!(charge, Ok(Charge::Pending)));
        for _ in 0..SILENCES {
            let sent = sandbox.send(PayoutId::new(), eur(100), SILENT_IBAN).await;
            assert!(sent.is_err());
        }
        // But not for ever: somebody would be warned again and again.
        let sent = sandbox.send(PayoutId::new(), eur(100), SILENT_IBAN).await;
        assert!(matches!(sent, Ok(Transfer::Refused { .. })));
    }

    #[tokio::test]
    async fn what_was_never_confirmed_is_unknown() {
        let (sandbox, _) = sandbox();
        let seen = sandbox.look_up(PayoutId::new(), None).await;
        assert!(matches!(seen, Ok(Transfer::Unknown)));
        assert!(sandbox.look_up(PayoutId::new(), Some("x")).await.is_err());
    }
}
