//! What is done to a deliverable.

pub mod input;

use async_graphql::{Context, Object};
use domain::deliverable::commands;
use domain::error::Form;

use input::{
    DeliverableApproveConceptInput, DeliverableApproveInput, DeliverableContestInput,
    DeliverablePublishInput, DeliverableRejectInput, DeliverableRequestChangesInput,
    DeliverableSubmitConceptInput, DeliverableSubmitInput, DeliverableVerifyInput, hand_in,
};

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Deliverable;
use crate::graph::scalars::parse_id;

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
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            let hand_in = hand_in(&input.links, &input.caption, &input.text);
            Ok(Deliverable::from(
                commands::submit_concept(ctx.env(), &intent, id, hand_in).await?,
            ))
        })
        .await
    }

    /// Agree to the concept; the content is owed next. For members of the brand who manage the work. Codes:
    /// COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID.
    async fn deliverable_approve_concept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableApproveConceptInput,
    ) -> Nullable<DeliverableApproveConceptPayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            Ok(Deliverable::from(
                commands::approve_concept(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }

    /// Hand in the content, for the first time or changed. For the creator. Codes: COLLABORATION_STATE_INVALID,
    /// DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn deliverable_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is handed in.")] input: DeliverableSubmitInput,
    ) -> Nullable<DeliverableSubmitPayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            let hand_in = hand_in(&input.links, &input.caption, &input.text);
            Ok(Deliverable::from(
                commands::submit(ctx.env(), &intent, id, hand_in).await?,
            ))
        })
        .await
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
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            let changes = input.items.iter().map(Into::into).collect();
            Ok(Deliverable::from(
                commands::request_changes(ctx.env(), &intent, id, changes).await?,
            ))
        })
        .await
    }

    /// Agree to the content. What need not be published is done with that, and its pay released. For members of the
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn deliverable_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableApproveInput,
    ) -> Nullable<DeliverableApprovePayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Deliverable::from(
                commands::approve(ctx.env(), &intent, id).await?,
            ))
        })
        .await
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
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            Ok(Deliverable::from(
                commands::reject(ctx.env(), &intent, id, input.read()).await?,
            ))
        })
        .await
    }

    /// Say where the approved content was posted, or posted again after the brand contested the post. For the creator.
    /// Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, PUBLICATION_NOT_REQUIRED, VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG.
    async fn deliverable_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The live post.")] input: DeliverablePublishInput,
    ) -> Nullable<DeliverablePublishPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (id, post) = input.read(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            let published = commands::publish(ctx.env(), &intent, id, post).await?;
            Ok(Deliverable::from(published))
        })
        .await
    }

    /// Agree that the post is what was approved: the deliverable is done, and its pay released. For members of the
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn deliverable_verify(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which deliverable.")] input: DeliverableVerifyInput,
    ) -> Nullable<DeliverableVerifyPayload> {
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Deliverable::from(
                commands::verify(ctx.env(), &intent, id).await?,
            ))
        })
        .await
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
        answer(ctx, || async {
            let id = parse_id("input.deliverableId", &input.deliverable_id)?;
            let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
            Ok(Deliverable::from(
                commands::contest(ctx.env(), &intent, id, &input.reason).await?,
            ))
        })
        .await
    }
}
