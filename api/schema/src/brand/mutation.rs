//! Founding brands, describing them, and who belongs to them.

use async_graphql::{Context, ID, MaybeUndefined, Object};
use domain::Env;
use domain::actor::Intent;
use domain::brand::Role;
use domain::brand::{commands, joining, spending};
use domain::error::Form;
use domain::id::{BrandId, UserId};
use domain::money::Money;

use crate::brand::types::BrandRole;
use crate::brand::{Brand, OfBrand};
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run};
use crate::scalars::{CountryCode, EmailAddress, MoneyInput, WebAddress, read_id};

input! {
    /// What founding a brand needs.
    BrandCreateInput, optional key {
        /// 2 to 80 characters.
        pub name: String,
        /// What it stands for: at most 2,000 characters; nothing when left out.
        pub about: Option<String>,
        /// Where it is at home on the web, with https.
        pub website: Option<WebAddress>,
        /// Where it is at home.
        pub country: CountryCode,
    }
}

input! {
    /// What changes of a brand; what is left out stays.
    BrandUpdateInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// 2 to 80 characters.
        pub name: Option<String>,
        /// At most 2,000 characters.
        pub about: Option<String>,
        /// With https; null takes it away.
        pub website: MaybeUndefined<WebAddress>,
        /// Where it is at home.
        pub country: Option<CountryCode>,
    }
}

input! {
    /// Whom to offer a place.
    BrandMemberAddInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// The address of somebody's account here.
        pub email: EmailAddress,
        /// What they may do once they have accepted.
        pub role: BrandRole,
    }
}

input! {
    /// Whose role changes.
    BrandMemberRoleSetInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// The member, by `BrandMember.userId`.
        pub user_id: ID,
        /// What they may do from now on.
        pub role: BrandRole,
    }
}

input! {
    /// Whose membership ends.
    BrandMemberRemoveInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// The member, by `BrandMember.userId`.
        pub user_id: ID,
    }
}

input! {
    /// Whose spending limit is set.
    BrandMemberSpendingLimitSetInput, optional key {
        /// The brand.
        pub brand_id: ID,
        /// The member, by `BrandMember.userId`.
        pub user_id: ID,
        /// How much they may take from the wallet from now on; null is nothing.
        pub limit: Option<MoneyInput>,
    }
}

impl Input for BrandCreateInput {
    type Read = (commands::Draft,);
    fn read(&self, _: &mut Form) -> Self::Read {
        let draft = commands::Draft {
            name: self.name.clone(),
            about: self.about.clone().unwrap_or_default(),
            website: self.website.as_ref().map(|website| website.0.clone()),
            country: self.country.0.clone(),
        };
        (draft,)
    }
}

impl Input for BrandUpdateInput {
    type Read = (BrandId, commands::Changes);
    fn read(&self, form: &mut Form) -> Self::Read {
        let website: Option<Option<WebAddress>> = self.website.clone().into();
        let changes = commands::Changes {
            name: self.name.clone(),
            about: self.about.clone(),
            website: website.map(|website| website.map(|website| website.0)),
            country: self.country.as_ref().map(|country| country.0.clone()),
        };
        (read_id("brandId", &self.brand_id, form), changes)
    }
}

impl Input for BrandMemberAddInput {
    type Read = (BrandId, String, Role);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("brandId", &self.brand_id, form);
        (id, self.email.0.clone(), self.role.into())
    }
}

impl Input for BrandMemberRoleSetInput {
    type Read = (BrandId, UserId, Role);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("brandId", &self.brand_id, form);
        let user_id = read_id("userId", &self.user_id, form);
        (id, user_id, self.role.into())
    }
}

impl Input for BrandMemberSpendingLimitSetInput {
    type Read = (BrandId, UserId, Option<Money>);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("brandId", &self.brand_id, form);
        let user_id = read_id("userId", &self.user_id, form);
        let limit = self.limit.as_ref();
        (id, user_id, limit.map(|limit| limit.read("limit", form)))
    }
}

impl Input for BrandMemberRemoveInput {
    type Read = (BrandId, UserId);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("brandId", &self.brand_id, form);
        (id, read_id("userId", &self.user_id, form))
    }
}

payload!(BrandCreatePayload {
    brand: Brand,
    brand_edges: OfBrand
});
payload!(BrandUpdatePayload { brand: Brand });
payload!(BrandMemberAddPayload { brand: Brand });
payload!(BrandMemberRoleSetPayload { brand: Brand });
payload!(BrandMemberRemovePayload { brand: Brand });
payload!(BrandMemberSpendingLimitSetPayload { brand: Brand });

/// Brands, as changed.
#[derive(Default)]
pub struct BrandMutation;

#[Object]
impl BrandMutation {
    /// Found a brand; you are its owner. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, QUOTA_EXCEEDED,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn brand_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The brand.")] input: BrandCreateInput,
    ) -> Nullable<BrandCreatePayload> {
        run(ctx, input, commands::create).await
    }

    /// Change how a brand shows itself; owners and admins may. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn brand_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: BrandUpdateInput,
    ) -> Nullable<BrandUpdatePayload> {
        run(ctx, input, commands::update).await
    }

    /// Offer the person behind an address a place in a brand; they are a member once they accept with
    /// `brandMembershipAccept`. It answers the same whether there is such a person or not: somebody who signs up later
    /// is added again. A second time changes the role. Owners and admins may, and only owners make owners. A brand has
    /// at most 100 members: QUOTA_EXCEEDED. Codes: BRAND_MEMBER_ALREADY_EXISTS, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, QUOTA_EXCEEDED, VALUE_INVALID, VALUE_TOO_LONG.
    async fn brand_member_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, as what.")] input: BrandMemberAddInput,
    ) -> Nullable<BrandMemberAddPayload> {
        let add = async |env: &Env, intent: &Intent, id, email: String, role| {
            joining::member_add(env, intent, id, &email, role).await
        };
        run(ctx, input, add).await
    }

    /// Give a member another role; owners and admins may, and only owners make and unmake owners. Codes:
    /// BRAND_OWNER_MISSING, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_role_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose role, and which.")] input: BrandMemberRoleSetInput,
    ) -> Nullable<BrandMemberRoleSetPayload> {
        run(ctx, input, commands::member_role_set).await
    }

    /// Let a member take money from the wallet in the course of the work, without a role that manages it; each time
    /// lowers what is left. Needs a role that manages money. Codes: AMOUNT_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_spending_limit_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose limit, and how much.")] input: BrandMemberSpendingLimitSetInput,
    ) -> Nullable<BrandMemberSpendingLimitSetPayload> {
        run(ctx, input, spending::limit_set).await
    }

    /// End a membership; owners and admins may, only owners for owners, and everybody may leave. Codes:
    /// BRAND_OWNER_MISSING, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose membership.")] input: BrandMemberRemoveInput,
    ) -> Nullable<BrandMemberRemovePayload> {
        run(ctx, input, commands::member_remove).await
    }
}
