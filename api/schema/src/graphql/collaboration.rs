//! Collaborations, as changed.

use async_graphql::{Context, ID, InputObject, Object};
use domain::collaboration::{Ruling, commands};

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Collaboration;
use crate::graph::scalars::parse_id;

/// What funding needs.
#[derive(InputObject)]
pub struct CollaborationFundInput {
    /// The collaboration to fund.
    pub collaboration_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// What cancelling needs.
#[derive(InputObject)]
pub struct CollaborationCancelInput {
    /// The collaboration to call off.
    pub collaboration_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// What terminating needs.
#[derive(InputObject)]
pub struct CollaborationTerminateInput {
    /// The collaboration to end.
    pub collaboration_id: ID,
    /// Why, for both sides to read: 1 to 2,000 characters.
    pub reason: String,
    /// The creator's share of the pay of what is not settled, 0 to 10,000 basis points; nothing when left out. Fees are
    /// divided alike.
    pub creator_share_bps: Option<i32>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

impl CollaborationTerminateInput {
    fn read(&self) -> Ruling {
        Ruling {
            creator_share_bps: self.creator_share_bps.unwrap_or_default().into(),
            reason: self.reason.clone(),
        }
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
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Collaboration::from(
                commands::fund(ctx.env(), &intent, id).await?,
            ))
        })
        .await
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
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Collaboration::from(
                commands::cancel(ctx.env(), &intent, id).await?,
            ))
        })
        .await
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
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            let ended = commands::terminate(ctx.env(), &intent, id, input.read()).await?;
            Ok(Collaboration::from(ended))
        })
        .await
    }
}
