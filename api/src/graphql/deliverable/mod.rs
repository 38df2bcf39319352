//! What is done to a deliverable.

use async_graphql::{Context, ID, InputObject, Object};
use domain::deliverable::{Change, HandIn, Post, Rejection, commands};
use domain::error::Form;
use domain::id::DeliverableId;

use super::context::ContextExt;
use super::error::Nullable;
use super::payload::{answer, payload};
use crate::graph::bridge::Deliverable;
use crate::graph::given::Given;
use crate::graph::scalars::{DateTime, WebAddress, parse_id, read_id};
use crate::reading::constraint::constraint;

/// What handing in a concept needs.
#[derive(InputObject)]
pub struct DeliverableSubmitConceptInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Where it can be seen: at most 10.
    #[graphql(directive = constraint::apply(10))]
    pub links: Option<Vec<WebAddress>>,
    /// The text of the post: at most 2,200 characters.
    pub caption: Option<String>,
    /// The content where it is text, or a word to the brand: at most 10,000 characters.
    pub text: Option<String>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What agreeing to a concept needs.
#[derive(InputObject)]
pub struct DeliverableApproveConceptInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What handing in content needs.
#[derive(InputObject)]
pub struct DeliverableSubmitInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Where it can be seen: at most 10.
    #[graphql(directive = constraint::apply(10))]
    pub links: Option<Vec<WebAddress>>,
    /// The text of the post: at most 2,200 characters.
    pub caption: Option<String>,
    /// The content where it is text, or a word to the brand: at most 10,000 characters.
    pub text: Option<String>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What asking for changes needs.
#[derive(InputObject)]
pub struct DeliverableRequestChangesInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// The wanted changes: 1 to 20.
    #[graphql(directive = constraint::apply(20))]
    pub items: Vec<ChangeItemInput>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What approving content needs.
#[derive(InputObject)]
pub struct DeliverableApproveInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// What rejecting content needs.
#[derive(InputObject)]
pub struct DeliverableRejectInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// The requirements that are not met, by their numbers: lines of the terms, from 1; 1 to 20.
    #[graphql(directive = constraint::apply(20))]
    pub requirements: Vec<i32>,
    /// Why, for the creator to read: 1 to 2,000 characters.
    pub reason: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

impl DeliverableRejectInput {
    fn read(&self) -> Rejection {
        Rejection {
            requirements: self.requirements.iter().copied().map(i64::from).collect(),
            reason: self.reason.clone(),
        }
    }
}

/// What publishing needs.
#[derive(InputObject)]
pub struct DeliverablePublishInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Where the post is.
    pub url: WebAddress,
    /// When it went live; not in the future.
    pub posted_at: Given<DateTime>,
    /// What shows that it is yours and as agreed: 1 to 2,000 characters.
    pub proof: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

impl DeliverablePublishInput {
    fn read(&self, form: &mut Form) -> (DeliverableId, Post) {
        let id = read_id("input.deliverableId", &self.deliverable_id, form);
        let posted_at = self.posted_at.read("input.postedAt", form);
        let post = Post {
            url: self.url.0.clone(),
            posted_at: posted_at.map(|at| at.0).unwrap_or_default(),
            proof: self.proof.clone(),
        };
        (id, post)
    }
}

/// What verifying a post needs.
#[derive(InputObject)]
pub struct DeliverableVerifyInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// What contesting a post needs.
#[derive(InputObject)]
pub struct DeliverableContestInput {
    /// Which deliverable.
    pub deliverable_id: ID,
    /// In what the post is not what was agreed: 1 to 2,000 characters.
    pub reason: String,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// One wanted change.
#[derive(InputObject)]
pub struct ChangeItemInput {
    /// The number of the requirement it cites: a line of the terms, from 1.
    pub requirement: i32,
    /// What is missing: 1 to 2,000 characters.
    pub comment: String,
}

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
    /// Hand in a concept, where one is owed. For the creator. Codes: COLLABORATION_STATE_INVALID,
    /// DELIVERABLE_STATE_INVALID, CONCEPT_NOT_REQUIRED, VALUE_MISSING, VALUE_TOO_LONG, VALUE_INVALID, LIST_TOO_LONG.
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
    /// COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID.
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
    /// DELIVERABLE_STATE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_INVALID, LIST_TOO_LONG.
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
    /// DELIVERABLE_STATE_INVALID, REVISION_ROUNDS_EXHAUSTED, REQUIREMENT_UNKNOWN, VALUE_MISSING, VALUE_TOO_LONG,
    /// VALUE_INVALID, LIST_TOO_LONG.
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
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID.
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
    /// met. Unless the creator escalates it, its pay goes back to the brand some business days later. For members of the
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, REVISION_ROUNDS_LEFT,
    /// REQUIREMENT_UNKNOWN, VALUE_MISSING, VALUE_TOO_LONG, VALUE_INVALID, LIST_TOO_LONG.
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
    /// Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, PUBLICATION_NOT_REQUIRED, VALUE_MISSING,
    /// VALUE_TOO_LONG, VALUE_INVALID, VALUE_OUT_OF_RANGE.
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
    /// brand who manage the work. Codes: COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID.
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
    /// COLLABORATION_STATE_INVALID, DELIVERABLE_STATE_INVALID, CONTESTS_EXHAUSTED, VALUE_MISSING, VALUE_TOO_LONG,
    /// VALUE_INVALID.
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

impl From<&ChangeItemInput> for Change {
    fn from(item: &ChangeItemInput) -> Self {
        Self {
            requirement: item.requirement.into(),
            comment: item.comment.clone(),
        }
    }
}

fn hand_in(
    links: &Option<Vec<WebAddress>>,
    caption: &Option<String>,
    text: &Option<String>,
) -> HandIn {
    let links = links.iter().flatten().map(|link| link.0.clone()).collect();
    let (caption, text) = (
        caption.clone().unwrap_or_default(),
        text.clone().unwrap_or_default(),
    );
    HandIn {
        links,
        caption,
        text,
    }
}
