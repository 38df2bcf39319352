//! Proposals: rounds of negotiation.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::application::negotiation;
use domain::application::queries;
use domain::entity;
use domain::error::Form;
use domain::id::{ApplicationId, Id, ProposalId};
use uuid::Uuid;

use super::Application;
use crate::graphql::context::ContextExt;
use crate::graphql::error::{Nullable, nullable};
use crate::graphql::payload::{Found, answer, payload};
use crate::graphql::scalars::{DateTime, Money, MoneyInput, int, opaque_id, parse_id, read_id};
use crate::graphql::terms::Side;

/// Where a proposal stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::ProposalState")]
pub enum ProposalState {
    /// Waits for the other side.
    Open,
    /// Answered by another proposal.
    Countered,
    /// The other side agreed.
    Accepted,
    /// The other side said no.
    Declined,
    /// Its own side took it back.
    Withdrawn,
    /// Nobody answered in time, or the application ended first.
    Expired,
}

/// One immutable round of negotiation.
#[derive(Clone)]
pub struct Proposal(pub entity::proposal::Model);

/// One immutable round of negotiation. Seen by both sides of its application, and by operators.
#[Object]
impl Proposal {
    /// Identifies the proposal; opaque.
    pub(in crate::graphql) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Which round it is: 1 to 6.
    async fn round(&self) -> i32 {
        int(self.0.round)
    }

    /// Who proposes; the other side answers.
    async fn side(&self) -> Side {
        self.0.side.into()
    }

    /// Where it stands.
    async fn state(&self) -> ProposalState {
        self.0.state.into()
    }

    /// The pay proposed for all deliverables together.
    async fn pay(&self) -> Money {
        self.0.pay().into()
    }

    /// Why, in words; may be empty.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Until when the other side can answer.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// The application it negotiates.
    async fn application(&self, ctx: &Context<'_>) -> Nullable<Application> {
        nullable(Application::find(ctx, self.0.application_id.uuid())).await
    }
}

impl Found for Proposal {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let id = ProposalId::from_uuid(key);
        Ok(queries::proposal(ctx.reader(), ctx.actor(), id)
            .await?
            .map(Self))
    }
}

/// What a proposal needs.
#[derive(InputObject)]
pub struct ProposalCreateInput {
    /// The application to negotiate.
    pub application_id: ID,
    /// The pay proposed, in the offer's currency.
    pub pay: MoneyInput,
    /// Why, in words: at most 3,000 characters.
    pub message: Option<String>,
    /// Makes asking twice the same as asking once: 1 to 255 characters, new for each new intention.
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
            /// Makes asking twice the same as asking once: 1 to 255 characters, new for each new intention.
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
    /// Makes asking twice the same as asking once: 1 to 255 characters, new for each new intention.
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
            Ok(Proposal($command($ctx.env(), &intent, id).await?))
        })
        .await
    }};
}

#[Object]
impl ProposalMutation {
    /// Propose other pay, or counter the other side's open proposal. Either side may start; then strictly in turns, at
    /// most 6 rounds, 72 hours to answer each. Codes: INVALID_ID, PAY_NOT_NEGOTIABLE, PROPOSAL_NOT_YOUR_TURN,
    /// PROPOSAL_ROUNDS_EXHAUSTED, APPLICATION_STATE_INVALID, AMOUNT_INVALID, CURRENCY_MISMATCH, VALUE_TOO_LONG.
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
            Ok(Proposal(proposal))
        })
        .await
    }

    /// Agree to the other side's proposal: the application is accepted at its pay and the collaboration opens. It is
    /// paid from the reserve, then from the wallet as far as whoever spoke for the brand may spend. Codes:
    /// INVALID_ID, PROPOSAL_NOT_YOUR_TURN, PROPOSAL_STATE_INVALID, APPLICATION_STATE_INVALID, OFFER_FULL,
    /// OFFER_STATE_INVALID, OFFER_BUDGET_EXCEEDED.
    async fn proposal_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalAcceptInput,
    ) -> Nullable<ProposalAcceptPayload> {
        let intent = ctx.intent(Some(&input.idempotency_key), &input);
        answer(ctx, || async {
            let id = parse_id("input.proposalId", &input.proposal_id)?;
            Ok(Proposal(negotiation::accept(ctx.env(), &intent, id).await?))
        })
        .await
    }

    /// Say no to the other side's proposal; the application goes on. Codes: INVALID_ID, PROPOSAL_NOT_YOUR_TURN,
    /// PROPOSAL_STATE_INVALID.
    async fn proposal_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalDeclineInput,
    ) -> Nullable<ProposalDeclinePayload> {
        turn!(ctx, input, negotiation::decline)
    }

    /// Take your side's proposal back; the application goes on. Codes: INVALID_ID, PROPOSAL_STATE_INVALID.
    async fn proposal_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which proposal.")] input: ProposalWithdrawInput,
    ) -> Nullable<ProposalWithdrawPayload> {
        turn!(ctx, input, negotiation::withdraw)
    }
}
