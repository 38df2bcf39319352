//! Founding brands, describing them, and who belongs to them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::brand::{commands, joining, spending};
use domain::error::Form;
use domain::id::{BrandId, UserId};

use crate::graph::brand::BrandRole;
use crate::graph::bridge::Brand;
use crate::graph::scalars::{CountryCode, EmailAddress, MoneyInput, WebAddress, parse_id, read_id};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};

/// What founding a brand needs.
#[derive(InputObject, Clone)]
pub struct BrandCreateInput {
    /// 2 to 80 characters.
    pub name: String,
    /// What it stands for: at most 2,000 characters; nothing when left out.
    pub about: Option<String>,
    /// Where it is at home on the web, with https.
    pub website: Option<WebAddress>,
    /// Where it is at home.
    pub country: CountryCode,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What changes of a brand; what is left out stays.
#[derive(InputObject, Clone)]
pub struct BrandUpdateInput {
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
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Whom to offer a place.
#[derive(InputObject, Clone)]
pub struct BrandMemberAddInput {
    /// The brand.
    pub brand_id: ID,
    /// The address of somebody's account here.
    pub email: EmailAddress,
    /// What they may do once they have accepted.
    pub role: BrandRole,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Whose role changes.
#[derive(InputObject, Clone)]
pub struct BrandMemberRoleSetInput {
    /// The brand.
    pub brand_id: ID,
    /// The member, by `BrandMember.userId`.
    pub user_id: ID,
    /// What they may do from now on.
    pub role: BrandRole,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Whose membership ends.
#[derive(InputObject, Clone)]
pub struct BrandMemberRemoveInput {
    /// The brand.
    pub brand_id: ID,
    /// The member, by `BrandMember.userId`.
    pub user_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// Whose spending limit is set.
#[derive(InputObject, Clone)]
pub struct BrandMemberSpendingLimitSetInput {
    /// The brand.
    pub brand_id: ID,
    /// The member, by `BrandMember.userId`.
    pub user_id: ID,
    /// How much they may take from the wallet from now on; null is nothing.
    pub limit: Option<MoneyInput>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

impl BrandMemberSpendingLimitSetInput {
    fn read(&self, form: &mut Form) -> (BrandId, UserId, Option<domain::money::Money>) {
        let brand_id = read_id("input.brandId", &self.brand_id, form);
        let user_id = read_id("input.userId", &self.user_id, form);
        let limit = self.limit.as_ref();
        (
            brand_id,
            user_id,
            limit.map(|limit| limit.read("input.limit", form)),
        )
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

impl From<BrandCreateInput> for commands::Draft {
    fn from(input: BrandCreateInput) -> Self {
        Self {
            name: input.name,
            about: input.about.unwrap_or_default(),
            website: input.website.map(|website| website.0),
            country: input.country.0,
        }
    }
}

impl From<BrandUpdateInput> for commands::Changes {
    fn from(input: BrandUpdateInput) -> Self {
        let website: Option<Option<WebAddress>> = input.website.into();
        Self {
            name: input.name,
            about: input.about,
            website: website.map(|website| website.map(|website| website.0)),
            country: input.country.map(|country| country.0),
        }
    }
}

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
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let brand = commands::create(ctx.env(), &intent, input.clone().into()).await?;
            Ok(Brand::from(brand))
        })
        .await
    }

    /// Change how a brand shows itself; owners and admins may. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn brand_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: BrandUpdateInput,
    ) -> Nullable<BrandUpdatePayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let brand = commands::update(ctx.env(), &intent, id, input.clone().into()).await?;
            Ok(Brand::from(brand))
        })
        .await
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
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let (email, role) = (&input.email.0, input.role.into());
            Ok(Brand::from(
                joining::member_add(ctx.env(), &intent, id, email, role).await?,
            ))
        })
        .await
    }

    /// Give a member another role; owners and admins may, and only owners make and unmake owners. Codes:
    /// BRAND_OWNER_MISSING, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_role_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose role, and which.")] input: BrandMemberRoleSetInput,
    ) -> Nullable<BrandMemberRoleSetPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let user_id = parse_id("input.userId", &input.user_id)?;
            let role = input.role.into();
            Ok(Brand::from(
                commands::member_set_role(ctx.env(), &intent, id, user_id, role).await?,
            ))
        })
        .await
    }

    /// Let a member take money from the wallet in the course of the work, without a role that manages it; each time
    /// lowers what is left. Needs a role that manages money. Codes: AMOUNT_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_spending_limit_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose limit, and how much.")] input: BrandMemberSpendingLimitSetInput,
    ) -> Nullable<BrandMemberSpendingLimitSetPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (id, user_id, limit) = input.read(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            Ok(Brand::from(
                spending::limit_set(ctx.env(), &intent, id, user_id, limit).await?,
            ))
        })
        .await
    }

    /// End a membership; owners and admins may, only owners for owners, and everybody may leave. Codes:
    /// BRAND_OWNER_MISSING, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn brand_member_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose membership.")] input: BrandMemberRemoveInput,
    ) -> Nullable<BrandMemberRemovePayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.brandId", &input.brand_id)?;
            let user_id = parse_id("input.userId", &input.user_id)?;
            Ok(Brand::from(
                commands::member_remove(ctx.env(), &intent, id, user_id).await?,
            ))
        })
        .await
    }
}
