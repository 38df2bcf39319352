//! What the mutations of deliverables take.

use async_graphql::{ID, InputObject};
use domain::deliverable::{Change, HandIn, Post, Rejection};
use domain::error::Form;
use domain::id::DeliverableId;

use crate::graph::given::Given;
use crate::graph::scalars::{DateTime, WebAddress, read_id};
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
    pub(super) fn read(&self) -> Rejection {
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
    pub(super) fn read(&self, form: &mut Form) -> (DeliverableId, Post) {
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

impl From<&ChangeItemInput> for Change {
    fn from(item: &ChangeItemInput) -> Self {
        Self {
            requirement: item.requirement.into(),
            comment: item.comment.clone(),
        }
    }
}

pub(super) fn hand_in(
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
