//! What an agreement costs and brings, shown before and after it is made.

use async_graphql::{Context, Object, SimpleObject};
use domain::error::Form;
use domain::input;
use domain::payout::{self, rules};

use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::scalars::{Money, MoneyInput, int};

/// Deliverables in one breakdown at most.
const PARTS_MAX: usize = 20;
/// The largest weight of a deliverable.
const WEIGHT_MAX: i64 = 1_000_000;

/// What an agreement costs the brand and brings the creator: the same numbers for both, before they agree and
/// afterwards.
#[derive(SimpleObject)]
pub struct MoneyBreakdown {
    /// What the creator is paid for all deliverables together, before the creator's fee.
    pay: Money,
    /// The marketplace's fee on top, paid by the brand.
    brand_fee: Money,
    /// The marketplace's fee out of the pay.
    creator_fee: Money,
    /// All the brand is charged: pay and brand fee.
    total_charged: Money,
    /// All the creator receives: pay without the creator fee.
    total_received: Money,
    /// The pay of each deliverable, in the order of the brief; they sum to the pay.
    #[graphql(directive = constraint::apply(PARTS_MAX))]
    parts: Entries<Money>,
    /// Business days of silence after which a submission counts as approved.
    review_business_days: i32,
    /// Days of silence after which a publication counts as verified.
    verify_days: i32,
    /// Days from approval, or from verification where publication is owed, until the pay is available for payout.
    clearance_days: i32,
}

impl From<payout::Breakdown> for MoneyBreakdown {
    fn from(breakdown: payout::Breakdown) -> Self {
        Self {
            pay: breakdown.pay.into(),
            brand_fee: breakdown.brand_fee.into(),
            creator_fee: breakdown.creator_fee.into(),
            total_charged: breakdown.total_charged.into(),
            total_received: breakdown.total_received.into(),
            parts: breakdown.parts.into_iter().map(Money::from).collect(),
            review_business_days: int(breakdown.review_business_days.into()),
            verify_days: int(breakdown.verify_days.into()),
            clearance_days: int(breakdown.clearance_days.into()),
        }
    }
}

/// Fees, as asked for.
#[derive(Default)]
pub struct BreakdownQuery;

#[Object]
impl BreakdownQuery {
    /// What a pay comes to under today's fees, for both sides: for forms, before anything is agreed. Codes:
    /// AMOUNT_INVALID, LIST_TOO_LONG, VALUE_OUT_OF_RANGE.
    async fn money_breakdown(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The pay for all deliverables together.")] pay: MoneyInput,
        #[graphql(
            desc = "The weight of each deliverable, 0 to 1,000,000; at most 20. Equal parts when all are 0.",
            directive = constraint::apply(PARTS_MAX)
        )]
        weights: Vec<i32>,
    ) -> Nullable<MoneyBreakdown> {
        nullable(async {
            let (pay, weights) = read(pay, &weights)?;
            let policy = &ctx.env().policy.agreement;
            Ok(Some(rules::breakdown(pay, &weights, policy).into()))
        })
        .await
    }
}

fn read(pay: MoneyInput, weights: &[i32]) -> domain::Result<(domain::money::Money, Vec<i64>)> {
    let mut form = Form::default();
    let pay = pay.parse("pay", &mut form);
    for (at, weight) in weights.iter().enumerate() {
        let weight = input::number((*weight).into(), 0..=WEIGHT_MAX);
        form.take(format!("weights.{at}"), weight);
    }
    let (Some(pay), true) = (pay, form.is_clean()) else {
        return Err(form.refuse());
    };
    Ok((pay, weights.iter().copied().map(i64::from).collect()))
}
