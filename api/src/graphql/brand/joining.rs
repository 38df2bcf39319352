//! Places in a brand that were offered and not yet accepted.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, ID, InputObject, Object};
use domain::brand::{joining, queries};
use domain::entity;
use domain::id::BrandId;

use super::{Brand, BrandRole};
use crate::graphql::context::ContextExt;
use crate::graphql::error::{Nullable, nullable};
use crate::graphql::loaders::{LoadError, Rows, by_owner};
use crate::graphql::payload::{answer, payload};
use crate::graphql::scalars::{DateTime, EmailAddress, parse_id};

/// A place in a brand, offered to an address.
pub struct PendingMember(pub(super) entity::pending_member::Model);

/// A place in a brand, offered to the person behind an address, as the brand sees it: until it is accepted, it shows
/// nothing of that person, nor whether there is one.
#[Object]
impl PendingMember {
    /// The address it was offered to.
    async fn email(&self) -> EmailAddress {
        EmailAddress(self.0.email.clone())
    }

    /// What they may do once they have accepted.
    async fn role(&self) -> BrandRole {
        self.0.role.into()
    }

    /// When it was offered.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.added_at)
    }
}

/// A place in a brand, offered to somebody.
pub struct PendingMembership(pub entity::pending_member::Model);

/// A place in a brand, offered to you: accept it with `brandMembershipAccept`, or decline.
#[Object]
impl PendingMembership {
    /// The brand.
    async fn brand(&self, ctx: &Context<'_>) -> Nullable<Brand> {
        nullable(async { Ok(ctx.loaders().load(self.0.brand_id).await?.map(Brand)) }).await
    }

    /// What you may do once you have accepted.
    async fn role(&self) -> BrandRole {
        self.0.role.into()
    }

    /// When it was offered.
    async fn added_at(&self) -> DateTime {
        DateTime(self.0.added_at)
    }
}

/// The places a brand has offered.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PendingOf(pub(super) BrandId);

impl Loader<PendingOf> for Rows {
    type Value = Vec<entity::pending_member::Model>;
    type Error = LoadError;
    async fn load(&self, keys: &[PendingOf]) -> Result<HashMap<PendingOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::pending_members(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| PendingOf(row.brand_id)))
    }
}

/// Which offered place is taken back.
#[derive(InputObject, Clone)]
pub struct BrandMemberAddWithdrawInput {
    /// The brand.
    pub brand_id: ID,
    /// The address it was offered to.
    pub email: EmailAddress,
    /// Your own word for this request, 1 to 255 characters: sent again, it answers the same.
    pub idempotency_key: Option<String>,
}

/// Which place is accepted.
#[derive(InputObject, Clone)]
pub struct BrandMembershipAcceptInput {
    /// The brand.
    pub brand_id: ID,
    /// Your own word for this request, 1 to 255 characters: sent again, it answers the same.
    pub idempotency_key: Option<String>,
}

/// Which place is declined.
#[derive(InputObject, Clone)]
pub struct BrandMembershipDeclineInput {
    /// The brand.
    pub brand_id: ID,
    /// Your own word for this request, 1 to 255 characters: sent again, it answers the same.
    pub idempotency_key: Option<String>,
}

payload!(BrandMemberAddWithdrawPayload { brand: Brand });
payload!(BrandMembershipAcceptPayload { brand: Brand });
payload!(BrandMembershipDeclinePayload { brand: Brand });

/// Offered places, as answered.
#[derive(Default)]
pub struct JoiningMutation;

#[Object]
impl JoiningMutation {
    /// Take back a place that was offered and not accepted yet; owners and admins may, only owners that of an owner.
    /// Codes: VALUE_INVALID, INVALID_ID.
    async fn brand_member_add_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMemberAddWithdrawInput,
    ) -> Nullable<BrandMemberAddWithdrawPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let (env, email) = (ctx.env(), &input.email.0);
            Ok(Brand(
                joining::member_add_withdraw(env, &intent, id, email).await?,
            ))
        })
        .await
    }

    /// Accept the place in a brand that was offered to your address; see `User.pendingMemberships`. Codes: INVALID_ID,
    /// LIST_TOO_LONG (a brand has at most 100 members).
    async fn brand_membership_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipAcceptInput,
    ) -> Nullable<BrandMembershipAcceptPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            Ok(Brand(
                joining::membership_accept(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }

    /// Decline the place in a brand that was offered to your address. Codes: INVALID_ID.
    async fn brand_membership_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipDeclineInput,
    ) -> Nullable<BrandMembershipDeclinePayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            Ok(Brand(
                joining::membership_decline(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }
}
