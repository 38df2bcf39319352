//! Places in a brand that were offered and not yet accepted, as answered.

use async_graphql::{Context, ID, Object};
use domain::Env;
use domain::actor::Intent;
use domain::brand::joining;
use domain::error::Form;
use domain::id::BrandId;

use crate::brand::Brand;
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::scalars::{EmailAddress, read_id};

input! {
    /// Which offered place is taken back.
    BrandMemberAddWithdrawInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// The address it was offered to.
        pub email: EmailAddress,
    }
}

impl Input for BrandMemberAddWithdrawInput {
    type Read = (BrandId, String);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("brandId", &self.brand_id, form);
        (id, self.email.0.clone())
    }
}

which! {
    "Which place.", brand_id: BrandId = "brandId", "The brand.";
    optional: BrandMembershipAcceptInput BrandMembershipDeclineInput;
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
        let withdraw = async |env: &Env, intent: &Intent, id, email: String| {
            joining::member_add_withdraw(env, intent, id, &email).await
        };
        run(ctx, input, withdraw).await
    }

    /// Accept the place in a brand that was offered to your address; see `User.pendingMemberships`. A brand has at most
    /// 100 members: QUOTA_EXCEEDED. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// QUOTA_EXCEEDED, VALUE_INVALID.
    async fn brand_membership_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipAcceptInput,
    ) -> Nullable<BrandMembershipAcceptPayload> {
        run(ctx, input, joining::membership_accept).await
    }

    /// Decline the place in a brand that was offered to your address. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_membership_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which place.")] input: BrandMembershipDeclineInput,
    ) -> Nullable<BrandMembershipDeclinePayload> {
        run(ctx, input, joining::membership_decline).await
    }
}
