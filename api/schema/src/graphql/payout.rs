//! Money of creators, as moved.

use async_graphql::{Context, ID, InputObject, Object};
use domain::error::Form;
use domain::id::{CreatorId, PayoutId};
use domain::payout::{PayoutDraft, commands};

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Payout;
use crate::graph::scalars::{MoneyInput, parse_id, read_id};

/// What asking for a payout needs.
#[derive(InputObject)]
pub struct PayoutRequestInput {
    /// Whose money: your own profile.
    pub creator_id: ID,
    /// How much of the available balance; above zero.
    pub amount: MoneyInput,
    /// The bank account: an IBAN, in upper or lower case, with or without spaces.
    pub iban: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

impl PayoutRequestInput {
    fn read(&self, form: &mut Form) -> (CreatorId, PayoutDraft) {
        let creator_id = read_id("input.creatorId", &self.creator_id, form);
        let amount = self.amount.read("input.amount", form);
        let iban = self.iban.clone();
        (creator_id, PayoutDraft { amount, iban })
    }
}

/// What taking a payout back needs.
#[derive(InputObject)]
pub struct PayoutCancelInput {
    /// A payout that is still REQUESTED.
    pub payout_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
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
        answer(ctx, || async {
            let mut form = Form::default();
            let (creator_id, draft) = input.read(&mut form);
            let intent = ctx.intent_of(Some(&input.idempotency_key), &input, form);
            let payout = commands::request(ctx.env(), &intent, creator_id, draft).await?;
            Ok(Payout::from(payout))
        })
        .await
    }

    /// Take a payout back before it is sent; the money is available again. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, PAYOUT_STATE_INVALID, VALUE_INVALID.
    async fn payout_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payout.")] input: PayoutCancelInput,
    ) -> Nullable<PayoutCancelPayload> {
        answer(ctx, || async {
            let id = parse_id::<PayoutId>("input.payoutId", &input.payout_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Payout::from(
                commands::cancel(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }
}
