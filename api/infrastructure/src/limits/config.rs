//! The budgets of a marketplace, from its settings.

use std::time::Duration;

use crate::settings::number;

use super::token_bucket::TokenBucket;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// The highest rate that can be set.
const MOST: u32 = 1_000_000;

/// How much may be used of what; none is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Points of cost, per person or guest: `RATE_POINTS` at once, `RATE_POINTS_PER_SECOND`.
    pub points: Option<TokenBucket>,
    /// Mutations, per person or guest: `RATE_MUTATIONS_PER_MINUTE`.
    pub mutations: Option<TokenBucket>,
    /// Mutations that move money, per person: `RATE_MONEY_PER_MINUTE`.
    pub money: Option<TokenBucket>,
    /// Log-ins, per address: `RATE_LOG_INS_PER_MINUTE`, twice as many at once.
    pub log_ins: Option<TokenBucket>,
    /// Log-ins, per network of IPv6 addresses: twice as many as per address.
    pub network_log_ins: Option<TokenBucket>,
    /// Log-ins, per account: half as many as per address, and at once as many.
    pub account_log_ins: Option<TokenBucket>,
    /// Sign-ups, per address: `RATE_SIGN_UPS_PER_HOUR`.
    pub sign_ups: Option<TokenBucket>,
}

impl LimitsConfig {
    /// Reads settings by name; 0 is no limit.
    pub fn from(setting: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let points = number(setting, "RATE_POINTS", 10_000, 0..=1_000_000_000)?;
        let points_per_second = number(setting, "RATE_POINTS_PER_SECOND", 200, 0..=MOST)?;
        let mutations = number(setting, "RATE_MUTATIONS_PER_MINUTE", 60, 0..=MOST)?;
        let money = number(setting, "RATE_MONEY_PER_MINUTE", 10, 0..=MOST)?;
        let log_ins: u32 = number(setting, "RATE_LOG_INS_PER_MINUTE", 10, 0..=MOST)?;
        let sign_ups = number(setting, "RATE_SIGN_UPS_PER_HOUR", 5, 0..=MOST)?;
        let twice = log_ins.saturating_mul(2);
        Ok(Self {
            points: TokenBucket::new(points, points_per_second, SECOND),
            mutations: TokenBucket::new(mutations, mutations, MINUTE),
            money: TokenBucket::new(money, money, MINUTE),
            log_ins: TokenBucket::new(twice, log_ins, MINUTE),
            network_log_ins: TokenBucket::new(twice, twice, MINUTE),
            account_log_ins: TokenBucket::new(log_ins, log_ins.div_ceil(2), MINUTE),
            sign_ups: TokenBucket::new(sign_ups, sign_ups, HOUR),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rates_can_be_changed_and_switched_off() {
        let usual = LimitsConfig::from(&|_| None).unwrap();
        let points = usual.points.unwrap();
        assert_eq!((points.size(), points.per_second()), (10_000, 200));
        assert_eq!(points.window(), Duration::from_secs(50));
        let account = usual.account_log_ins.unwrap();
        assert_eq!((account.size(), account.window()), (10, 2 * MINUTE));
        assert_eq!(usual.sign_ups.unwrap().window(), HOUR);

        let off = LimitsConfig::from(&|_| Some("0".to_owned())).unwrap();
        assert_eq!(off, LimitsConfig::default());
        let wrong = LimitsConfig::from(&|name| (name == "RATE_POINTS").then(|| "many".to_owned()));
        assert!(wrong.unwrap_err().to_string().contains("RATE_POINTS"));
    }
}
