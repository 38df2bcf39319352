//! What is done to a deliverable.

use async_graphql::{Context, Object};
use domain::Env;
use domain::actor::Intent;
use domain::deliverable::commands;

use crate::deliverable::input::{
    DeliverableApproveConceptInput, DeliverableApproveInput, DeliverableContestInput,
    DeliverablePublishInput, DeliverableRejectInput, DeliverableRequestChangesInput,
    DeliverableSubmitConceptInput, DeliverableSubmitInput, DeliverableVerifyInput,
};

use crate::deliverable::Deliverable;
use crate::error::Nullable;
use crate::mutation::{payload, run};

payload!(DeliverableSubmitConceptPayload {
    deliverable: Deliverable
});
payload!(DeliverableApproveConceptPayload {
    deliverable: Deliverable
});
payload!(DeliverableSubmitPayload {
    deliverable: Deliverable
});
payload!(DeliverableRequestChangesPayload {
    deliverable: Deliverable
});
payload!(DeliverableApprovePayload {
    deliverable: Deliverable
});
payload!(DeliverableRejectPayload {
    deliverable: Deliverable
});
payload!(DeliverablePublishPayload {
    deliverable: Deliverable
});
payload!(DeliverableVerifyPayload {
    deliverable: Deliverable
});
payload!(DeliverableContestPayload {
    deliverable: Deliverable
});

/// Deliverables, as changed.
#[derive(Default)]
pub struct DeliverableMutation;

#[Object]
impl DeliverableMutation {
    /// Hand in a concept, where one is owed. For the creator. Codes: COLLABORATION_STATE_INVALID, CONCEPT_NOT_REQUIRED,
    /// DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_submit_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is handed in.")] input: DeliverableSubmitConceptInput,
    ) -> Nullable<DeliverableSubmitConceptPayload> {
        run(ctx, input, commands::submit_concept).await
    }

    /// Agree to the concept; the content is owed next. For members of the brand who manage the work. Codes:
    /// COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID.
    async fn deliverable_approve_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableApproveConceptInput,
    ) -> Nullable<DeliverableApproveConceptPayload> {
        run(ctx, input, commands::approve_concept).await
    }

    /// Hand in the content, for the first time or changed. For the creator. Codes: COLLABORATION_STATE_INVALID,
    /// DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is handed in.")] input: DeliverableSubmitInput,
    ) -> Nullable<DeliverableSubmitPayload> {
        run(ctx, input, commands::submit).await
    }

    /// Ask for changes to a concept or content. Uses one of the included rounds; each line cites a requirement of the
    /// terms. For members of the brand who manage the work. Codes: COLLABORATION_STATE_INVALID,
    /// DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// REQUIREMENT_UNKNOWN, REVISION_ROUNDS_EXHAUSTED, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_request_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to be changed.")] input: DeliverableRequestChangesInput,
    ) -> Nullable<DeliverableRequestChangesPayload> {
        run(ctx, input, commands::request_changes).await
    }

    /// Agree to the content. What need not be published is done with that, and its pay released. For members of the
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn deliverable_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableApproveInput,
    ) -> Nullable<DeliverableApprovePayload> {
        run(ctx, input, commands::approve).await
    }

    /// Finally reject the content, once all included rounds of changes are used, citing the requirements that are not
    /// met. Unless the creator escalates it, its pay goes back to the brand some business days later. For members of
    /// the brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, REQUIREMENT_UNKNOWN,
    /// REVISION_ROUNDS_LEFT, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable, and why.")] input: DeliverableRejectInput,
    ) -> Nullable<DeliverableRejectPayload> {
        run(ctx, input, commands::reject).await
    }

    /// Say where the approved content was posted, or posted again after the brand contested the post. For the creator.
    /// Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, PUBLICATION_NOT_REQUIRED, VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG.
    async fn deliverable_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The live post.")] input: DeliverablePublishInput,
    ) -> Nullable<DeliverablePublishPayload> {
        run(ctx, input, commands::publish).await
    }

    /// Agree that the post is what was approved: the deliverable is done, and its pay released. For members of the
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn deliverable_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableVerifyInput,
    ) -> Nullable<DeliverableVerifyPayload> {
        run(ctx, input, commands::verify).await
    }

    /// Say in what the post is not what was approved; the creator mends it and publishes again. That can be said twice,
    /// and after the second time the creator may escalate. For members of the brand who manage the work. Codes:
    /// COLLABORATION_STATE_INVALID, CONTESTS_EXHAUSTED, DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_contest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable, and what is wrong.")] input: DeliverableContestInput,
    ) -> Nullable<DeliverableContestPayload> {
        let contest = async |env: &Env, intent: &Intent, id, reason: String| {
            commands::contest(env, intent, id, &reason).await
        };
        run(ctx, input, contest).await
    }
}
