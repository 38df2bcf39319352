//! What an agreement costs the brand and brings the creator.

use domain::money::Money;
use domain::payments;

use crate::reading::plain::plain;
use crate::scalars::int;

/// What an agreement costs the brand and brings the creator.
pub struct Breakdown(pub payments::Breakdown);

plain! {
    /// What an agreement costs the brand and brings the creator: the same numbers for both, before they agree and
    /// afterwards.
    "MoneyBreakdown": |it: Breakdown| {
        /// What the creator is paid for all deliverables together, before the creator's fee.
        pay: Money = it.0.pay;
        /// The marketplace's fee on top, paid by the brand.
        brandFee: Money = it.0.brand_fee;
        /// The marketplace's fee out of the pay.
        creatorFee: Money = it.0.creator_fee;
        /// All the brand is charged: pay and brand fee.
        totalCharged: Money = it.0.total_charged;
        /// All the creator receives: pay without the creator fee.
        totalReceived: Money = it.0.total_received;
        /// The pay of each deliverable, in the order of the brief; they sum to the pay.
        parts: Vec<Money> [at most 20] = it.0.parts.clone();
        /// Business days of silence after which a submission counts as approved.
        reviewBusinessDays: i32 = int(it.0.review_business_days.into());
        /// Days of silence after which a publication counts as verified.
        verifyDays: i32 = int(it.0.verify_days.into());
        /// Days from approval, or from verification where publication is owed, until the pay is available for payout.
        clearanceDays: i32 = int(it.0.clearance_days.into());
    }
}
