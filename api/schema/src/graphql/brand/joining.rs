//! Places in a brand that were offered and not yet accepted, as answered.

use async_graphql::{Context, ID, InputObject, Object};
use domain::brand::joining;

use crate::graph::bridge::Brand;
use crate::graph::scalars::{EmailAddress, parse_id};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};

/// Which offered place is taken back.
#[derive(InputObject, Clone)]
pub struct BrandMemberAddWithdrawInput {
    /// The brand.
    pub brand_id: ID,
    /// The address it was offered to.
    pub email: EmailAddress,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Which place is accepted.
#[derive(InputObject, Clone)]
pub struct BrandMembershipAcceptInput {
    /// The brand.
    pub brand_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Which place is declined.
#[derive(InputObject, Clone)]
pub struct BrandMembershipDeclineInput {
    /// The brand.
    pub brand_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
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
    /// Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_TOO_LONG.
    async fn brand_member_add_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMemberAddWithdrawInput,
    ) -> Nullable<BrandMemberAddWithdrawPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let (env, email) = (ctx.env(), &input.email.0);
            Ok(Brand::from(
                joining::member_add_withdraw(env, &intent, id, email).await?,
            ))
        })
        .await
    }

    /// Accept the place in a brand that was offered to your address; see `User.pendingMemberships`. A brand has at most
    /// 100 members: QUOTA_EXCEEDED. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// QUOTA_EXCEEDED, VALUE_INVALID.
    async fn brand_membership_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipAcceptInput,
    ) -> Nullable<BrandMembershipAcceptPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            Ok(Brand::from(
                joining::membership_accept(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }

    /// Decline the place in a brand that was offered to your address. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_membership_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipDeclineInput,
    ) -> Nullable<BrandMembershipDeclinePayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            Ok(Brand::from(
                joining::membership_decline(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }
}
