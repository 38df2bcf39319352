//! The marketplace's numbers among the settings, within bounds.

use anyhow::{Context, bail, ensure};
use domain::policy::Policy;
use infrastructure::settings::number;

use super::list;

/// Days that may be named as holidays: those of a long while, and never all.
const HOLIDAYS_MAX: usize = 1_000;

/// Reads them; what is not set is as the product has it.
pub(super) fn policy(setting: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Policy> {
    let mut policy = Policy::default();
    let followers = 0..=1_000_000_000;
    policy.followers_min = number(
        setting,
        "FOLLOWERS_MIN",
        policy.followers_min,
        followers.clone(),
    )?;
    policy.followers_max = number(setting, "FOLLOWERS_MAX", policy.followers_max, followers)?;
    if policy.followers_min > policy.followers_max {
        bail!("FOLLOWERS_MIN must not be above FOLLOWERS_MAX");
    }
    // At most half of the pay.
    let fee = 0..=5_000;
    let agreement = &mut policy.agreement;
    agreement.brand_fee_bps = number(
        setting,
        "BRAND_FEE_BPS",
        agreement.brand_fee_bps,
        fee.clone(),
    )?;
    agreement.creator_fee_bps = number(setting, "CREATOR_FEE_BPS", agreement.creator_fee_bps, fee)?;
    agreement.clearance_days =
        number(setting, "CLEARANCE_DAYS", agreement.clearance_days, 0..=365)?;
    policy.access_token_seconds = number(
        setting,
        "ACCESS_TOKEN_SECONDS",
        policy.access_token_seconds,
        1..=3_600,
    )?;
    policy.holidays = list(setting, "HOLIDAYS", |day| {
        day.parse().context("it is not a date such as 2026-12-25")
    })?;
    ensure!(
        policy.holidays.len() <= HOLIDAYS_MAX,
        "HOLIDAYS names {} days; it names at most {HOLIDAYS_MAX}",
        policy.holidays.len()
    );
    Ok(policy)
}
