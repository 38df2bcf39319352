//! Money, as brands pay it in and creators take it out.

use async_graphql::{Context, ID, Object};
use domain::error::Form;
use domain::id::BrandId;
use domain::id::{CreatorId, PayoutId};
use domain::money::Money;
use domain::payments::{PayoutDraft, commands};

use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::payments::{Funding, OfFunding, OfPayout, Payout};
use crate::scalars::{MoneyInput, read_id};

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

input! {
    /// What asking for a payout needs.
    PayoutRequestInput, required key {
        /// Whose money: your own profile.
        pub creator_id: ID,
        /// How much of the available balance; above zero.
        pub amount: MoneyInput,
        /// The bank account: an IBAN, in upper or lower case, with or without spaces.
        pub iban: String,
    }
}

impl Input for PayoutRequestInput {
    type Read = (CreatorId, PayoutDraft);
    fn read(&self, form: &mut Form) -> Self::Read {
        let creator_id = read_id("creatorId", &self.creator_id, form);
        let amount = self.amount.read("amount", form);
        let iban = self.iban.clone();
        (creator_id, PayoutDraft { amount, iban })
    }
}

which! {
    "Which payout.", payout_id: PayoutId = "payoutId", "A payout that is still REQUESTED.";
    required: PayoutCancelInput;
}

payload!(PayoutRequestPayload {
    payout: Payout,
    payout_edges: OfPayout
});
payload!(PayoutCancelPayload { payout: Payout });

/// Money, as moved.
#[derive(Default)]
pub struct PayoutMutation;

#[Object]
impl PayoutMutation {
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

    /// Ask for available money to be sent to a bank account. Codes: AMOUNT_INVALID, BALANCE_INSUFFICIENT, IBAN_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn payout_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose money, how much, and where to.")] input: PayoutRequestInput,
    ) -> Nullable<PayoutRequestPayload> {
        run(ctx, input, commands::request).await
    }

    /// Take a payout back before it is sent; the money is available again. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, PAYOUT_STATE_INVALID, VALUE_INVALID.
    async fn payout_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payout.")] input: PayoutCancelInput,
    ) -> Nullable<PayoutCancelPayload> {
        run(ctx, input, commands::cancel).await
    }
}
