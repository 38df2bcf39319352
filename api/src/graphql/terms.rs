//! What both sides agreed to, and their signatures.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Enum, Object};
use domain::collaboration::{Terms as Agreed, queries};
use domain::entity;
use domain::id::CollaborationId;

use super::constraint::constraint;
use super::entries::Entries;
use super::loaders::{LoadError, Rows, by_id, by_owner};
use super::offer::brief::{Disclosure, Product, Requirement, UsageRight, percent};
use super::scalars::{DateTime, Decimal, int};

/// What both sides agreed to.
pub struct Terms {
    row: entity::terms::Model,
    agreed: Agreed,
}

impl Terms {
    pub(super) fn of(row: entity::terms::Model) -> domain::Result<Self> {
        let agreed = Agreed::read(&row.content)?;
        Ok(Self { row, agreed })
    }
}

/// What both sides agreed to, frozen: nothing that happens to the offer later changes it.
#[Object]
impl Terms {
    /// Counts from 1 up with each amendment.
    async fn version(&self) -> i32 {
        int(self.row.version)
    }

    /// SHA-256 of `content`, in hex: what the signatures stand for.
    async fn hash(&self) -> &str {
        &self.row.hash
    }

    /// The hash of the version before, which is part of this version's content; null for the first.
    async fn previous_hash(&self) -> Option<&str> {
        self.row.previous_hash.as_deref()
    }

    /// Everything agreed, as canonical JSON. Keep these bytes to prove later what was signed.
    async fn content(&self) -> &str {
        &self.row.content
    }

    /// The title of the offer.
    async fn title(&self) -> &str {
        &self.agreed.title
    }

    /// The binding lines of the brief: the only ones a change request may cite. At most 30.
    #[graphql(directive = constraint::apply(30))]
    async fn requirements(&self) -> Entries<Requirement> {
        Requirement::numbered(&self.agreed.requirements)
    }

    /// What the brand may do with the content beyond the creator's own post; nothing that is not listed. At most 20.
    #[graphql(directive = constraint::apply(20))]
    async fn usage_rights(&self) -> Entries<UsageRight> {
        let rights = self.agreed.usage_rights.iter();
        let currency = self.agreed.currency;
        rights.map(|it| UsageRight::of(it, currency)).collect()
    }

    /// How posts must be marked.
    #[graphql(directive = constraint::apply(4))]
    async fn disclosures(&self) -> Vec<Disclosure> {
        let disclosures = self.agreed.disclosures.iter().copied();
        disclosures.map(Into::into).collect()
    }

    /// What the creator receives besides money; null for nothing.
    async fn product(&self) -> Option<Product> {
        Product::of(self.agreed.product.as_ref(), self.agreed.currency)
    }

    /// The creator's share of sales in percent; null for none.
    async fn commission_percent(&self) -> Option<Decimal> {
        self.agreed.commission_bps.map(percent)
    }

    /// Days content may be overdue before the brand may cancel at no cost.
    async fn overdue_days(&self) -> u32 {
        self.agreed.policy.overdue_days
    }

    /// Business days a creator has to dispute a final rejection before it is refunded.
    async fn rejection_business_days(&self) -> u32 {
        self.agreed.policy.rejection_business_days
    }
}

/// Who agreed to the terms.
pub struct Signature(pub entity::signature::Model);

/// Someone's agreement to the terms. Address and account of the signer are kept as proof and not shown.
#[Object]
impl Signature {
    /// For which side.
    async fn side(&self) -> Side {
        self.0.side.into()
    }

    /// Which version of the terms.
    async fn version(&self) -> i32 {
        int(self.0.version)
    }

    /// When.
    async fn signed_at(&self) -> DateTime {
        DateTime(self.0.signed_at)
    }
}

/// The two sides of an agreement.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Side")]
pub enum Side {
    /// The brand, which pays.
    Brand,
    /// The creator, who works.
    Creator,
}

/// The terms in force of a collaboration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TermsOf(pub(super) CollaborationId);

/// The signatures under a collaboration's terms.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SignaturesOf(pub(super) CollaborationId);

impl Loader<TermsOf> for Rows {
    type Value = entity::terms::Model;
    type Error = LoadError;
    async fn load(&self, keys: &[TermsOf]) -> Result<HashMap<TermsOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::terms_of(self.0.db.reader(), &ids).await?;
        Ok(by_id(rows, |row| TermsOf(row.collaboration_id)))
    }
}

impl Loader<SignaturesOf> for Rows {
    type Value = Vec<entity::signature::Model>;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[SignaturesOf],
    ) -> Result<HashMap<SignaturesOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::signatures_of(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| {
            SignaturesOf(row.collaboration_id)
        }))
    }
}
