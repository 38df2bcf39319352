//! Money of brands, as moved.

use async_graphql::{Context, ID, Object};
use domain::error::Form;
use domain::id::BrandId;
use domain::money::Money;
use domain::payout::commands;

use super::error::Nullable;
use crate::graph::bridge::Funding;
use crate::graph::scalars::{MoneyInput, read_id};
use crate::graphql::mutation::{Input, input, payload, run};

input! {
    /// What paying money in needs.
    WalletFundInput, required key {
        /// Whose wallet. Owners, admins and finance may.
        pub brand_id: ID,
        /// How much; above zero.
        pub amount: MoneyInput,
    }
}

impl Input for WalletFundInput {
    type Read = (BrandId, Money);
    fn read(&self, form: &mut Form) -> Self::Read {
        let brand_id = read_id("brandId", &self.brand_id, form);
        (brand_id, self.amount.read("amount", form))
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
        run(ctx, input, commands::fund_wallet).await
    }
}
