//! Proposals: rounds of negotiation, as made and answered.

use async_graphql::{Context, ID, InputObject, Object};
use domain::application::negotiation;
use domain::error::Form;
use domain::id::{ApplicationId, ProposalId};

use crate::graph::bridge::Proposal;
use crate::graph::scalars::{MoneyInput, parse_id, read_id};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};

/// What a proposal needs.
#[derive(InputObject)]
pub struct ProposalCreateInput {
    /// The application to negotiate.
    pub application_id: ID,
    /// The pay proposed, in the offer's currency.
    pub pay: MoneyInput,
    /// Why, in words: at most 3,000 characters.
    pub message: Option<String>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

impl ProposalCreateInput {
    fn read(&self, form: &mut Form) -> (ApplicationId, domain::money::Money) {
        let id = read_id("input.applicationId", &self.application_id, form);
        (id, self.pay.read("input.pay", form))
    }
}

/// The input of mutations that need only the proposal.
macro_rules! which {
    ($($name:ident)+) => {$(
        /// Which proposal.
        #[derive(InputObject)]
        pub struct $name {
            /// The proposal.
            pub proposal_id: ID,
            /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
            pub idempotency_key: Option<String>,
        }
    )+};
}
which! { ProposalDeclineInput ProposalWithdrawInput }

/// What agreeing needs. Agreeing may move money, so the key is required.
#[derive(InputObject)]
pub struct ProposalAcceptInput {
    /// The proposal.
    pub proposal_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

payload!(ProposalCreatePayload { proposal: Proposal });
payload!(ProposalAcceptPayload { proposal: Proposal });
payload!(ProposalDeclinePayload { proposal: Proposal });
payload!(ProposalWithdrawPayload { proposal: Proposal });

/// Proposals, as made and answered.
#[derive(Default)]
pub struct ProposalMutation;

/// A mutation that answers a proposal.
macro_rules! turn {
    ($ctx:ident, $input:ident, $command:path) => {{
        let intent = $ctx.intent($input.idempotency_key.as_deref(), &$input);
        answer($ctx, || async {
            let id: ProposalId = parse_id("input.proposalId", &$input.proposal_id)?;
            Ok(Proposal::from($command($ctx.env(), &intent, id).await?))
        })
        .await
    }};
}

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
        answer(ctx, || async {
            let mut form = Form::default();
            let (id, pay) = input.read(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            let text = input.message.as_deref().unwrap_or_default();
            let proposal = negotiation::propose(ctx.env(), &intent, id, pay, text).await?;
            Ok(Proposal::from(proposal))
        })
        .await
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
        let intent = ctx.intent(Some(&input.idempotency_key), &input);
        answer(ctx, || async {
            let id = parse_id("input.proposalId", &input.proposal_id)?;
            Ok(Proposal::from(
                negotiation::accept(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }

    /// Say no to the other side's proposal; the application goes on. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, PROPOSAL_NOT_YOUR_TURN, PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn proposal_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalDeclineInput,
    ) -> Nullable<ProposalDeclinePayload> {
        turn!(ctx, input, negotiation::decline)
    }

    /// Take your side's proposal back; the application goes on. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn proposal_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalWithdrawInput,
    ) -> Nullable<ProposalWithdrawPayload> {
        turn!(ctx, input, negotiation::withdraw)
    }
}
