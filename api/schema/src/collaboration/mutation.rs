//! Collaborations, as changed.

use async_graphql::{Context, ID, Object};
use domain::collaboration::{Ruling, commands};
use domain::error::Form;
use domain::id::CollaborationId;

use crate::collaboration::Collaboration;
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::scalars::read_id;

which! {
    "Which collaboration.", collaboration_id: CollaborationId = "collaborationId", "The collaboration.";
    required: CollaborationFundInput CollaborationCancelInput;
}

input! {
    /// What terminating needs.
    CollaborationTerminateInput, required key {
        /// The collaboration to end.
        pub collaboration_id: ID,
        /// Why, for both sides to read: 1 to 2,000 characters.
        pub reason: String,
        /// The creator's share of the pay of what is not settled, 0 to 10,000 basis points; nothing when left out. Fees are
        /// divided alike.
        pub creator_share_bps: Option<i32>,
    }
}

impl Input for CollaborationTerminateInput {
    type Read = (CollaborationId, Ruling);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("collaborationId", &self.collaboration_id, form);
        let ruling = Ruling {
            creator_share_bps: self.creator_share_bps.unwrap_or_default().into(),
            reason: self.reason.clone(),
        };
        (id, ruling)
    }
}

payload!(CollaborationFundPayload {
    collaboration: Collaboration
});
payload!(CollaborationCancelPayload {
    collaboration: Collaboration
});
payload!(CollaborationTerminatePayload {
    collaboration: Collaboration
});

/// Collaborations, as changed.
#[derive(Default)]
pub struct CollaborationMutation;

#[Object]
impl CollaborationMutation {
    /// Hold pay and fee for a collaboration that waits for it, from the offer's reserve and then the brand's wallet;
    /// the work begins. For members of the brand who manage money, or whose spending limit covers it. Codes:
    /// COLLABORATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// SPENDING_LIMIT_EXCEEDED, VALUE_INVALID, WALLET_INSUFFICIENT.
    async fn collaboration_fund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration.")] input: CollaborationFundInput,
    ) -> Nullable<CollaborationFundPayload> {
        run(ctx, input, commands::fund).await
    }

    /// Call a collaboration off. Either side may until something is handed in; afterwards only the brand, when content
    /// is overdue by more than the agreed days and no other work waits for its answer or was approved. The brand gets
    /// back what is held; what was released stays released. Codes: CANCEL_NOT_ALLOWED, COLLABORATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn collaboration_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration.")] input: CollaborationCancelInput,
    ) -> Nullable<CollaborationCancelPayload> {
        run(ctx, input, commands::cancel).await
    }

    /// End a collaboration as the marketplace's staff: the creator gets a share of the pay of what is not settled, the
    /// brand the rest of what is held. Operators only, who are on neither side. Codes: COLLABORATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE,
    /// VALUE_TOO_LONG.
    async fn collaboration_terminate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration, and why.")] input: CollaborationTerminateInput,
    ) -> Nullable<CollaborationTerminatePayload> {
        run(ctx, input, commands::terminate).await
    }
}
