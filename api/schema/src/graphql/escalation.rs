//! What a creator takes to the marketplace's staff, and what they decide.

use async_graphql::{Context, ID, InputObject, Object};
use domain::collaboration::Ruling;
use domain::deliverable::escalation;

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Deliverable;
use crate::graph::scalars::parse_id;

/// What escalating needs.
#[derive(InputObject)]
pub struct DeliverableEscalateInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Why you do not agree, for the staff and the brand to read: 1 to 2,000 characters.
    pub statement: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What deciding needs.
#[derive(InputObject)]
pub struct DeliverableDecideInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// The creator's share of the pay in basis points, 0 to 10,000; fees are divided alike.
    pub creator_share_bps: i32,
    /// Why, for both sides to read: 1 to 2,000 characters.
    pub reason: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

impl DeliverableDecideInput {
    fn read(&self) -> Ruling {
        Ruling {
            creator_share_bps: self.creator_share_bps.into(),
            reason: self.reason.clone(),
        }
    }
}

payload!(DeliverableEscalatePayload {
    deliverable: Deliverable
});
payload!(DeliverableDecidePayload {
    deliverable: Deliverable
});

/// Deliverables that the staff have before them.
#[derive(Default)]
pub struct EscalationMutation;

#[Object]
impl EscalationMutation {
    /// Take a rejection, or the second contest of a post, to the marketplace's staff, until `escalatableUntil`:
    /// everything rests until they decide. For the creator. Codes: COLLABORATION_STATE_INVALID,
    /// DELIVERABLE_STATE_INVALID, ESCALATION_NOT_ALLOWED, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_escalate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable, and why.")] input: DeliverableEscalateInput,
    ) -> Nullable<DeliverableEscalatePayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            let escalated = escalation::escalate(ctx.env(), &intent, id, &input.statement).await?;
            Ok(Deliverable::from(escalated))
        })
        .await
    }

    /// Divide the pay held for an escalated deliverable between the creator and the brand, and its fees alike.
    /// Operators only, who are on neither side. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE,
    /// VALUE_TOO_LONG.
    async fn deliverable_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable, and how.")] input: DeliverableDecideInput,
    ) -> Nullable<DeliverableDecidePayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            let decided = escalation::decide(ctx.env(), &intent, id, input.read()).await?;
            Ok(Deliverable::from(decided))
        })
        .await
    }
}
