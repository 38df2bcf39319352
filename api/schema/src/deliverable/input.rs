//! What the mutations of deliverables take.

use async_graphql::{ID, InputObject};
use domain::deliverable::{Change, HandIn, Post, Rejection};
use domain::error::Form;
use domain::id::DeliverableId;

use crate::mutation::{Input, input, which};
use crate::reading::constraint::constraint;
use crate::scalars::given::Given;
use crate::scalars::{DateTime, WebAddress, read_id};

which! {
    "Which deliverable.", deliverable_id: DeliverableId = "deliverableId", "Which deliverable.";
    optional: DeliverableApproveConceptInput;
    required: DeliverableApproveInput DeliverableVerifyInput;
}

input! {
    /// What handing in a concept needs.
    DeliverableSubmitConceptInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// Where it can be seen: at most 10.
        #[graphql(directive = constraint::apply(10))]
        pub links: Option<Vec<WebAddress>>,
        /// The text of the post: at most 2,200 characters.
        pub caption: Option<String>,
        /// The content where it is text, or a word to the brand: at most 10,000 characters.
        pub text: Option<String>,
    }
}

input! {
    /// What handing in content needs.
    DeliverableSubmitInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// Where it can be seen: at most 10.
        #[graphql(directive = constraint::apply(10))]
        pub links: Option<Vec<WebAddress>>,
        /// The text of the post: at most 2,200 characters.
        pub caption: Option<String>,
        /// The content where it is text, or a word to the brand: at most 10,000 characters.
        pub text: Option<String>,
    }
}

input! {
    /// What asking for changes needs.
    DeliverableRequestChangesInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// The wanted changes: 1 to 20.
        #[graphql(directive = constraint::apply(20))]
        pub items: Vec<ChangeItemInput>,
    }
}

input! {
    /// What rejecting content needs.
    DeliverableRejectInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// The requirements that are not met, by their numbers: lines of the terms, from 1; 1 to 20.
        #[graphql(directive = constraint::apply(20))]
        pub requirements: Vec<i32>,
        /// Why, for the creator to read: 1 to 2,000 characters.
        pub reason: String,
    }
}

impl Input for DeliverableRejectInput {
    type Read = (DeliverableId, Rejection);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        let rejection = Rejection {
            requirements: self.requirements.iter().copied().map(i64::from).collect(),
            reason: self.reason.clone(),
        };
        (id, rejection)
    }
}

input! {
    /// What publishing needs.
    DeliverablePublishInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// Where the post is.
        pub url: WebAddress,
        /// When it went live; not in the future.
        pub posted_at: Given<DateTime>,
        /// What shows that it is yours and as agreed: 1 to 2,000 characters.
        pub proof: String,
    }
}

impl Input for DeliverablePublishInput {
    type Read = (DeliverableId, Post);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        let posted_at = self.posted_at.read("postedAt", form);
        let post = Post {
            url: self.url.0.clone(),
            posted_at: posted_at.map(|at| at.0).unwrap_or_default(),
            proof: self.proof.clone(),
        };
        (id, post)
    }
}

input! {
    /// What contesting a post needs.
    DeliverableContestInput, optional key {
        /// Which deliverable.
        pub deliverable_id: ID,
        /// In what the post is not what was agreed: 1 to 2,000 characters.
        pub reason: String,
    }
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

impl Input for DeliverableRequestChangesInput {
    type Read = (DeliverableId, Vec<Change>);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        (id, self.items.iter().map(Into::into).collect())
    }
}

impl Input for DeliverableContestInput {
    type Read = (DeliverableId, String);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("deliverableId", &self.deliverable_id, form);
        (id, self.reason.clone())
    }
}

/// Two inputs with the same members.
macro_rules! handed_in {
    ($($name:ident)+) => {$(
        impl Input for $name {
            type Read = (DeliverableId, HandIn);
            fn read(&self, form: &mut Form) -> Self::Read {
                let links = self.links.iter().flatten();
                let hand_in = HandIn {
                    links: links.map(|link| link.0.clone()).collect(),
                    caption: self.caption.clone().unwrap_or_default(),
                    text: self.text.clone().unwrap_or_default(),
                };
                (read_id("deliverableId", &self.deliverable_id, form), hand_in)
            }
        }
    )+};
}
handed_in! { DeliverableSubmitConceptInput DeliverableSubmitInput }
