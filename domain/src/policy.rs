//! The marketplace's numbers: bounds, fees, clocks. Configuration, with the defaults of the product.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// All numbers of one running marketplace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Fewest followers, on at least one account, to apply.
    pub followers_min: i64,
    /// Most followers to apply.
    pub followers_max: i64,
    /// Fewest followers of the tier above the smallest.
    pub micro_followers_min: i64,
    /// Fewest followers of the tier above that.
    pub upper_micro_followers_min: i64,
    /// What a new agreement is made under; frozen into its terms.
    pub agreement: AgreementPolicy,
    /// Days a brand has to answer an application.
    pub answer_days: u32,
    /// Days a creator has to confirm an application after a material change of the offer.
    pub reconfirm_days: u32,
    /// Hours the other side has to answer a proposal.
    pub proposal_hours: u32,
    /// Rounds of negotiation per application.
    pub proposal_rounds: i64,
    /// Days a session lives without being used.
    pub session_idle_days: u32,
    /// Days a session lives at most.
    pub session_days: u32,
    /// Seconds an access token is valid.
    pub access_token_seconds: u32,
    /// Hours a fact is kept once everybody has heard it: so long a client may be away and still catch up.
    pub facts_kept_hours: u32,
    /// Days on which no business-day clock runs.
    pub holidays: Vec<NaiveDate>,
}

/// What an agreement was made under: versioned, frozen into its terms, never changed for it afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementPolicy {
    /// Which version of the fee and clock policy this is.
    pub version: u32,
    /// Fee on top of the pay, charged to the brand, in basis points.
    pub brand_fee_bps: u32,
    /// Fee taken from the pay, in basis points.
    pub creator_fee_bps: u32,
    /// Days a brand has to fund after accepting.
    pub funding_days: u32,
    /// Business days of silence after which a submission is approved.
    pub review_business_days: u32,
    /// Days of silence after which a publication is verified.
    pub verify_days: u32,
    /// Business days after which a final rejection refunds the brand.
    pub rejection_business_days: u32,
    /// Hours to mend a publication that does not match.
    pub contest_hours: u32,
    /// Hours the other side has to answer a request to cancel.
    pub cancel_hours: u32,
    /// Days past a deadline after which the brand may cancel at no cost.
    pub overdue_days: u32,
    /// Days between release and payout.
    pub clearance_days: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            followers_min: 1_000,
            followers_max: 100_000,
            micro_followers_min: 10_000,
            upper_micro_followers_min: 50_000,
            agreement: AgreementPolicy::default(),
            answer_days: 14,
            reconfirm_days: 5,
            proposal_hours: 72,
            proposal_rounds: 6,
            session_idle_days: 14,
            session_days: 30,
            access_token_seconds: 600,
            facts_kept_hours: 24,
            holidays: Vec::new(),
        }
    }
}

impl Default for AgreementPolicy {
    fn default() -> Self {
        Self {
            version: 1,
            brand_fee_bps: 1_000,
            creator_fee_bps: 0,
            funding_days: 3,
            review_business_days: 3,
            verify_days: 3,
            rejection_business_days: 5,
            contest_hours: 48,
            cancel_hours: 72,
            overdue_days: 7,
            clearance_days: 3,
        }
    }
}
