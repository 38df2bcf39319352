//! What is handed in for a deliverable, what the brand wants changed, and the live post.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::deliverable::{ChangeItem as Item, queries};
use domain::entity;
use domain::id::DeliverableId;

use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_owner};
use super::scalars::{DateTime, WebAddress, int};

/// What was handed in.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::deliverable::SubmissionKind")]
pub enum SubmissionKind {
    /// An idea to agree on before the work.
    Concept,
    /// The content itself.
    Content,
}

/// One handed-in version.
pub struct Submission(pub entity::submission::Model);

/// One handed-in version of a deliverable.
#[Object]
impl Submission {
    /// Counts from 1 up with each version, concepts included.
    async fn number(&self) -> i32 {
        int(self.0.number)
    }

    /// Whether it is a concept or the content.
    async fn kind(&self) -> SubmissionKind {
        self.0.kind.into()
    }

    /// Where it can be seen; at most 10.
    #[graphql(directive = constraint::apply(10))]
    async fn links(&self) -> Vec<WebAddress> {
        self.0.links.0.iter().cloned().map(WebAddress).collect()
    }

    /// The text of the post; empty when none was given.
    async fn caption(&self) -> &str {
        &self.0.caption
    }

    /// The content where it is text, or a word to the brand; empty when none was given.
    async fn text(&self) -> &str {
        &self.0.body
    }

    /// What the brand wanted changed in this version; null when nothing.
    async fn change_request(&self, ctx: &Context<'_>) -> Nullable<ChangeRequest> {
        nullable(async {
            let owner = ChangeRequestsOf(self.0.deliverable_id);
            let rows = ctx.loaders().load(owner).await?.unwrap_or_default();
            let own = |row: &entity::change_request::Model| row.submission_id == self.0.id;
            Ok(rows.into_iter().find(own).map(ChangeRequest))
        })
        .await
    }

    /// When it was handed in.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// What a brand wants changed.
pub struct ChangeRequest(pub entity::change_request::Model);

/// What the brand wants changed in a submission. Each uses one of the included rounds.
#[Object]
impl ChangeRequest {
    /// Which of the included rounds it used, from 1.
    async fn round(&self) -> i32 {
        int(self.0.round)
    }

    /// The wanted changes; 1 to 20.
    #[graphql(directive = constraint::apply(20))]
    async fn items(&self) -> Entries<ChangeItem> {
        self.0.items.0.iter().cloned().map(Into::into).collect()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// One wanted change.
#[derive(SimpleObject)]
pub struct ChangeItem {
    /// The number of the requirement it cites: a line of the terms, from 1.
    requirement: i32,
    /// What is missing.
    comment: String,
}

impl From<Item> for ChangeItem {
    fn from(item: Item) -> Self {
        Self {
            requirement: int(item.requirement),
            comment: item.comment,
        }
    }
}

/// The live post.
pub struct Publication(pub entity::publication::Model);

/// The live post of a deliverable, with proof.
#[Object]
impl Publication {
    /// Where it is.
    async fn url(&self) -> WebAddress {
        WebAddress(self.0.url.clone())
    }

    /// When it went live, as the creator says.
    async fn posted_at(&self) -> DateTime {
        DateTime(self.0.posted_at)
    }

    /// What shows that it is the creator's and as agreed.
    async fn proof(&self) -> &str {
        &self.0.proof
    }

    /// In what it is not what was agreed, as the brand says; null unless contested.
    async fn mismatch(&self) -> Option<&str> {
        self.0.mismatch.as_deref()
    }

    /// When the creator handed in the proof.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// The submissions of a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SubmissionsOf(pub(super) DeliverableId);

/// The change requests of a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ChangeRequestsOf(pub(super) DeliverableId);

/// The publications of a deliverable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PublicationsOf(pub(super) DeliverableId);

impl Loader<SubmissionsOf> for Rows {
    type Value = Vec<entity::submission::Model>;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[SubmissionsOf],
    ) -> Result<HashMap<SubmissionsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::submissions_of(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| {
            SubmissionsOf(row.deliverable_id)
        }))
    }
}

impl Loader<ChangeRequestsOf> for Rows {
    type Value = Vec<entity::change_request::Model>;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[ChangeRequestsOf],
    ) -> Result<HashMap<ChangeRequestsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::change_requests_of(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| {
            ChangeRequestsOf(row.deliverable_id)
        }))
    }
}

impl Loader<PublicationsOf> for Rows {
    type Value = Vec<entity::publication::Model>;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[PublicationsOf],
    ) -> Result<HashMap<PublicationsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::publications_of(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| {
            PublicationsOf(row.deliverable_id)
        }))
    }
}
