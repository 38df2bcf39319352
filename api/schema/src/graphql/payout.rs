//! Money of creators, as moved.

use async_graphql::{Context, ID, Object};
use domain::error::Form;
use domain::id::{CreatorId, PayoutId};
use domain::payout::{PayoutDraft, commands};

use super::error::Nullable;
use crate::graph::bridge::Payout;
use crate::graph::scalars::{MoneyInput, read_id};
use crate::graphql::mutation::{Input, input, payload, run, which};

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

/// Creators' money, as moved.
#[derive(Default)]
pub struct PayoutMutation;

#[Object]
impl PayoutMutation {
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
