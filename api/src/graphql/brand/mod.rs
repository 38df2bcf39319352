//! Brands and their members.

pub mod joining;
pub mod mutation;

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, Object};
use domain::brand::{Permission, queries};
use domain::entity;
use domain::id::{BrandId, Id, UserId};
use domain::page::Sort;
use uuid::Uuid;

use self::joining::{PendingMember, PendingOf};
use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id};
use super::page::{Connection, Listed, page};
use super::payload::Found;
use super::scalars::{CountryCode, DateTime, EmailAddress, Money, WebAddress, opaque_id, parse_id};

/// An organisation that posts offers.
#[derive(Clone)]
pub struct Brand(pub entity::brand::Model);

/// An organisation that posts offers. Everybody may see brands.
#[Object]
impl Brand {
    /// Identifies the brand; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// What it is called: 2 to 80 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it stands for, in plain text with line breaks; may be empty.
    async fn about(&self) -> &str {
        &self.0.about
    }

    /// Where it is at home on the web.
    async fn website(&self) -> Option<WebAddress> {
        self.0.website.clone().map(WebAddress)
    }

    /// Where it is at home.
    async fn country(&self) -> CountryCode {
        CountryCode(self.0.country.clone())
    }

    /// When it was founded here.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Your role in it; null when you are not a member.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Nullable<BrandRole> {
        nullable(async {
            let Some(user_id) = ctx.actor().user_id() else {
                return Ok(None);
            };
            let member = ctx.loaders().load(Membership(self.0.id, user_id)).await?;
            Ok(member.map(|member| member.role.into()))
        })
        .await
    }

    /// The places that were offered and not accepted yet, oldest first; at most 100. For members who manage members;
    /// null for others.
    #[graphql(directive = constraint::apply(100))]
    async fn pending_members(&self, ctx: &Context<'_>) -> Nullable<Entries<PendingMember>> {
        nullable(async {
            if !manages_members(ctx, self.0.id).await? {
                return Ok(None);
            }
            let rows = ctx.loaders().load(PendingOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(PendingMember).collect()))
        })
        .await
    }

    /// Who belongs to it, longest first. For members and operators; others get NOT_FOUND.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100; 20 when nothing is said.")]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<BrandMember>> {
        let db = ctx.reader();
        let members = queries::members(db, ctx.actor(), self.0.id);
        page(ctx, members, (first, after, last, before)).await
    }
}

/// True for members of the brand, and for operators.
pub(super) async fn may_view(ctx: &Context<'_>, id: BrandId) -> domain::Result<bool> {
    let Some(user_id) = ctx.actor().user_id() else {
        return Ok(false);
    };
    let is_operator = ctx.actor().is_operator();
    Ok(is_operator || ctx.loaders().load(Membership(id, user_id)).await?.is_some())
}

/// True when the caller is a member who manages the others.
async fn manages_members(ctx: &Context<'_>, id: BrandId) -> domain::Result<bool> {
    let Some(user_id) = ctx.actor().user_id() else {
        return Ok(false);
    };
    let member = ctx.loaders().load(Membership(id, user_id)).await?;
    Ok(member.is_some_and(|member| member.role.may(Permission::ManageMembers)))
}

impl From<entity::brand::Model> for Brand {
    fn from(row: entity::brand::Model) -> Self {
        Self(row)
    }
}

impl Listed for Brand {
    type Entity = entity::brand::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::by_age()
    }
    fn row(&self) -> &entity::brand::Model {
        &self.0
    }
}

impl Found for Brand {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        Ok(ctx.loaders().load(BrandId::from_uuid(key)).await?.map(Self))
    }
}

/// A person's place in a brand.
#[derive(Clone)]
pub struct BrandMember(entity::brand_member::Model);

/// A person's place in a brand. Members of the brand and operators see each other.
#[Object]
impl BrandMember {
    /// Identifies the person; for changing the role and for removing.
    async fn user_id(&self) -> ID {
        opaque_id(self.0.user_id)
    }

    /// How others see this person.
    async fn display_name(&self, ctx: &Context<'_>) -> Nullable<String> {
        let user = ctx.loaders().load(self.0.user_id);
        nullable(async { Ok(user.await?.map(|user| user.display_name)) }).await
    }

    /// The address they log in with.
    async fn email(&self, ctx: &Context<'_>) -> Nullable<EmailAddress> {
        let user = ctx.loaders().load(self.0.user_id);
        nullable(async { Ok(user.await?.map(|user| EmailAddress(user.email))) }).await
    }

    /// What they may do.
    async fn role(&self) -> BrandRole {
        self.0.role.into()
    }

    /// How much they may still take from the wallet in the course of the work, without a role that manages money: each
    /// accepting, reserving or funding lowers it. Null when nothing.
    async fn spending_limit(&self) -> Option<Money> {
        self.0.spending_limit().map(Money::from)
    }

    /// Since when they belong to it.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl From<entity::brand_member::Model> for BrandMember {
    fn from(row: entity::brand_member::Model) -> Self {
        Self(row)
    }
}

impl Listed for BrandMember {
    type Entity = entity::brand_member::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::by_seniority()
    }
    fn row(&self) -> &entity::brand_member::Model {
        &self.0
    }
}

/// What a member of a brand may do.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::brand::Role")]
pub enum BrandRole {
    /// Everything. A brand always has an owner.
    Owner,
    /// Everything but making and unmaking owners.
    Admin,
    /// Offers, applications, reviews of what is handed in.
    Manager,
    /// Funding, payouts, invoices.
    Finance,
    /// Sees everything, changes nothing.
    Viewer,
}

impl Loader<BrandId> for Rows {
    type Value = entity::brand::Model;
    type Error = LoadError;
    async fn load(&self, ids: &[BrandId]) -> Result<HashMap<BrandId, Self::Value>, LoadError> {
        let rows = queries::by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}

/// A person's place in a brand, to be loaded. Keys of a request are of one person, those of an event of all who hear it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Membership(BrandId, UserId);

impl Loader<Membership> for Rows {
    type Value = entity::brand_member::Model;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[Membership],
    ) -> Result<HashMap<Membership, Self::Value>, LoadError> {
        let brands: Vec<BrandId> = keys.iter().map(|key| key.0).collect();
        let users: Vec<UserId> = keys.iter().map(|key| key.1).collect();
        let rows = queries::memberships(self.0.db.reader(), &users, &brands).await?;
        Ok(by_id(rows, |row| Membership(row.brand_id, row.user_id)))
    }
}

/// Brands, as asked for.
#[derive(Default)]
pub struct BrandQuery;

#[Object]
impl BrandQuery {
    /// A brand; null when there is none.
    async fn brand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The brand.")] id: ID,
    ) -> Nullable<Brand> {
        nullable(async {
            let id: BrandId = parse_id("id", &id)?;
            Ok(ctx.loaders().load(id).await?.map(Brand))
        })
        .await
    }
}
