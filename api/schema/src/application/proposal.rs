//! Proposals: rounds of negotiation, as made and answered.

use async_graphql::{Context, ID, Object};
use domain::Env;
use domain::actor::Intent;
use domain::application::negotiation;
use domain::error::Form;
use domain::id::{ApplicationId, ProposalId};
use domain::money::Money;

use crate::application::Proposal;
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::scalars::{MoneyInput, read_id};

input! {
    /// What a proposal needs.
    ProposalCreateInput, optional key {
        /// The application to negotiate.
        pub application_id: ID,
        /// The pay proposed, in the offer's currency.
        pub pay: MoneyInput,
        /// Why, in words: at most 3,000 characters.
        pub message: Option<String>,
    }
}

impl Input for ProposalCreateInput {
    type Read = (ApplicationId, Money, String);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("applicationId", &self.application_id, form);
        let text = self.message.clone().unwrap_or_default();
        (id, self.pay.read("pay", form), text)
    }
}

which! {
    "Which proposal.", proposal_id: ProposalId = "proposalId", "The proposal.";
    optional: ProposalDeclineInput ProposalWithdrawInput;
    required: ProposalAcceptInput;
}

payload!(ProposalCreatePayload { proposal: Proposal });
payload!(ProposalAcceptPayload { proposal: Proposal });
payload!(ProposalDeclinePayload { proposal: Proposal });
payload!(ProposalWithdrawPayload { proposal: Proposal });

/// Proposals, as made and answered.
#[derive(Default)]
pub struct ProposalMutation;

#[Object]
impl ProposalMutation {
    /// Propose other pay, or counter the other side's open proposal. Either side may start; then strictly in turns, at
    /// most 6 rounds, 72 hours to answer each. Codes: AMOUNT_INVALID, APPLICATION_STATE_INVALID, CURRENCY_MISMATCH,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, PAY_NOT_NEGOTIABLE, PROPOSAL_NOT_YOUR_TURN,
    /// PROPOSAL_ROUNDS_EXHAUSTED, VALUE_INVALID, VALUE_TOO_LONG.
    async fn proposal_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal.")] input: ProposalCreateInput,
    ) -> Nullable<ProposalCreatePayload> {
        let propose = async |env: &Env, intent: &Intent, id, pay, text: String| {
            negotiation::propose(env, intent, id, pay, &text).await
        };
        run(ctx, input, propose).await
    }

    /// Agree to the other side's proposal: the application is accepted at its pay and the collaboration opens. It is
    /// paid from the reserve, then from the wallet as far as whoever spoke for the brand may spend. Codes:
    /// APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_BUDGET_EXCEEDED,
    /// OFFER_FULL, OFFER_NOT_OPEN, OFFER_STATE_INVALID, PROPOSAL_NOT_YOUR_TURN, PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn proposal_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalAcceptInput,
    ) -> Nullable<ProposalAcceptPayload> {
        run(ctx, input, negotiation::accept).await
    }

    /// Say no to the other side's proposal; the application goes on. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, PROPOSAL_NOT_YOUR_TURN, PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn proposal_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalDeclineInput,
    ) -> Nullable<ProposalDeclinePayload> {
        run(ctx, input, negotiation::decline).await
    }

    /// Take your side's proposal back; the application goes on. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn proposal_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalWithdrawInput,
    ) -> Nullable<ProposalWithdrawPayload> {
        run(ctx, input, negotiation::withdraw).await
    }
}
