//! What a creator takes to the marketplace's staff, and what they decide.

use async_graphql::{Context, ID, Object};
use domain::Env;
use domain::actor::Intent;
use domain::collaboration::Ruling;
use domain::deliverable::escalation;
use domain::error::Form;
use domain::id::DeliverableId;

use crate::deliverable::Deliverable;
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run};
use crate::scalars::read_id;

input! {
    /// What escalating needs.
    DeliverableEscalateInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// Why you do not agree, for the staff and the brand to read: 1 to 2,000 characters.
        pub statement: String,
    }
}

input! {
    /// What deciding needs.
    DeliverableDecideInput, required key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// The creator's share of the pay in basis points, 0 to 10,000; fees are divided alike.
        pub creator_share_bps: i32,
        /// Why, for both sides to read: 1 to 2,000 characters.
        pub reason: String,
    }
}

impl Input for DeliverableEscalateInput {
    type Read = (DeliverableId, String);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        (id, self.statement.clone())
    }
}

impl Input for DeliverableDecideInput {
    type Read = (DeliverableId, Ruling);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        let ruling = Ruling {
            creator_share_bps: self.creator_share_bps.into(),
            reason: self.reason.clone(),
        };
        (id, ruling)
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
        let escalate = async |env: &Env, intent: &Intent, id, statement: String| {
            escalation::escalate(env, intent, id, &statement).await
        };
        run(ctx, input, escalate).await
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
        run(ctx, input, escalation::decide).await
    }
}
