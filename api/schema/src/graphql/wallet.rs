//! Money of brands, as moved.

use async_graphql::{Context, ID, InputObject, Object};
use domain::error::Form;
use domain::id::BrandId;
use domain::payout::commands;

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Funding;
use crate::graph::scalars::{MoneyInput, read_id};

/// What paying money in needs.
#[derive(InputObject)]
pub struct WalletFundInput {
    /// Whose wallet. Owners, admins and finance may.
    pub brand_id: ID,
    /// How much; above zero.
    pub amount: MoneyInput,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

impl WalletFundInput {
    fn read(&self, form: &mut Form) -> (BrandId, domain::money::Money) {
        let brand_id = read_id("input.brandId", &self.brand_id, form);
        (brand_id, self.amount.read("input.amount", form))
    }
}

payload!(WalletFundPayload {
    funding: Funding,
    funding_edges: OfFunding
});
/// Brands' money, as moved.
#[derive(Default)]
pub struct WalletMutation;

#[Object]
impl WalletMutation {
    /// Pay money into a brand's wallet. The answer may be a funding that is still REQUESTED, or one that FAILED with
    /// the provider's reason. Codes: AMOUNT_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// VALUE_INVALID.
    async fn wallet_fund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose wallet, and how much.")] input: WalletFundInput,
    ) -> Nullable<WalletFundPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (brand_id, amount) = input.read(&mut form);
            let intent = ctx.intent_of(Some(&input.idempotency_key), &input, form);
            let funding = commands::fund_wallet(ctx.env(), &intent, brand_id, amount).await?;
            Ok(Funding::from(funding))
        })
        .await
    }
}
