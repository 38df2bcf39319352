//! What brands do to offers.

use async_graphql::{Context, ID, Object};
use domain::Env;
use domain::actor::Intent;
use domain::collaboration::queries::has_running;
use domain::entity;
use domain::error::Form;
use domain::id::BrandId;
use domain::id::OfferId;
use domain::offer::Changes;
use domain::offer::{Edit, commands};

use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::offer::input::OfferContentInput;
use crate::offer::{OfOffer, Offer};
use crate::scalars::read_id;

input! {
    /// What starting a draft needs.
    OfferCreateInput, optional key {
        /// The brand that makes the offer.
        pub brand_id: ID,
        /// What is in it.
        pub content: OfferContentInput,
    }
}

input! {
    /// What rewriting a draft needs.
    OfferUpdateInput, optional key {
        /// The offer to change.
        pub offer_id: ID,
        /// What changes: what is left out stays, null clears.
        pub content: OfferContentInput,
        /// The offer's version that you looked at: where it has another one by now, nothing changes, with
        /// OFFER_VERSION_CONFLICT. Left out, whatever it has is changed.
        pub expected_version: Option<i32>,
    }
}

input! {
    /// What changing a published offer needs. Money set aside follows, so the key is required.
    OfferAmendInput, required key {
        /// The offer to change.
        pub offer_id: ID,
        /// What changes: what is left out stays, null clears.
        pub content: OfferContentInput,
        /// The offer's version that you looked at: where it has another one by now, nothing changes, with
        /// OFFER_VERSION_CONFLICT. Left out, whatever it has is changed.
        pub expected_version: Option<i32>,
    }
}

which! {
    "Which offer.", offer_id: OfferId = "offerId", "The offer.";
    optional: OfferPublishInput OfferPauseInput OfferResumeInput;
    required: OfferReserveInput OfferCloseInput OfferCancelInput;
}

impl Input for OfferCreateInput {
    type Read = (BrandId, Changes);
    fn read(&self, form: &mut Form) -> Self::Read {
        let brand_id = read_id("brandId", &self.brand_id, form);
        (brand_id, self.content.changes(form))
    }
}

impl Input for OfferUpdateInput {
    type Read = (OfferId, Edit);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("offerId", &self.offer_id, form);
        (id, edit(&self.content, self.expected_version, form))
    }
}

impl Input for OfferAmendInput {
    type Read = (OfferId, Edit);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("offerId", &self.offer_id, form);
        (id, edit(&self.content, self.expected_version, form))
    }
}

payload!(OfferCreatePayload {
    offer: Offer,
    offer_edges: OfOffer
});
payload!(OfferUpdatePayload { offer: Offer });
payload!(OfferPublishPayload { offer: Offer });
payload!(OfferPausePayload { offer: Offer });
payload!(OfferResumePayload { offer: Offer });
payload!(OfferAmendPayload { offer: Offer });
payload!(OfferReservePayload { offer: Offer });
payload!(OfferClosePayload { offer: Offer });
payload!(OfferCancelPayload { offer: Offer });

/// Offers, as changed.
#[derive(Default)]
pub struct OfferMutation;

async fn cancel(env: &Env, intent: &Intent, id: OfferId) -> domain::Result<entity::offer::Model> {
    commands::cancel(env, intent, id, has_running).await
}

fn edit(content: &OfferContentInput, expected_version: Option<i32>, form: &mut Form) -> Edit {
    Edit {
        changes: content.changes(form),
        expected_version: expected_version.map(Into::into),
    }
}

#[Object]
impl OfferMutation {
    /// Start a draft that only the brand sees. Needs a role that manages work. Codes: AMOUNT_INVALID,
    /// CURRENCY_MISMATCH, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, QUOTA_EXCEEDED,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn offer_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: OfferCreateInput,
    ) -> Nullable<OfferCreatePayload> {
        run(ctx, input, commands::create).await
    }

    /// Change a draft. Codes: AMOUNT_INVALID, CURRENCY_MISMATCH, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, LIST_TOO_LONG, OFFER_NOT_DRAFT, OFFER_VERSION_CONFLICT, VALUE_INVALID, VALUE_MISSING,
    /// VALUE_OUT_OF_RANGE, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn offer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: OfferUpdateInput,
    ) -> Nullable<OfferUpdatePayload> {
        run(ctx, input, commands::update).await
    }

    /// Open a draft for applications. OFFER_INCOMPLETE comes once for each thing that is missing, with `path` naming it
    /// as `offerUpdate` does: `["input", "content", "goal"]`. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_INCOMPLETE, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: OfferPublishInput,
    ) -> Nullable<OfferPublishPayload> {
        run(ctx, input, commands::publish).await
    }

    /// Take no applications for a while; those made stay. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferPauseInput,
    ) -> Nullable<OfferPausePayload> {
        run(ctx, input, commands::pause).await
    }

    /// Take applications again. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferResumeInput,
    ) -> Nullable<OfferResumePayload> {
        run(ctx, input, commands::resume).await
    }

    /// Change a published offer by a new version. A change of pay, deliverables, rights, requirements or marking asks
    /// those who applied to confirm. Money set aside follows; what that takes from the wallet must be yours to spend.
    /// VALUE_OUT_OF_RANGE when more is promised already. Codes: AMOUNT_INVALID, CURRENCY_MISMATCH,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, OFFER_INCOMPLETE,
    /// OFFER_STATE_INVALID, OFFER_VERSION_CONFLICT, SPENDING_LIMIT_EXCEEDED, VALUE_INVALID, VALUE_MISSING,
    /// VALUE_OUT_OF_RANGE, VALUE_TOO_LONG, VALUE_TOO_SHORT, WALLET_INSUFFICIENT.
    async fn offer_amend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: OfferAmendInput,
    ) -> Nullable<OfferAmendPayload> {
        run(ctx, input, commands::amend).await
    }

    /// Set the money for all open slots aside from the brand's wallet, whole or not at all: creators see that it is
    /// there. Needs a role that manages money, or a spending limit that covers it. Codes: IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_ALREADY_RESERVED, OFFER_STATE_INVALID, SPENDING_LIMIT_EXCEEDED,
    /// VALUE_INVALID, WALLET_INSUFFICIENT.
    async fn offer_reserve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferReserveInput,
    ) -> Nullable<OfferReservePayload> {
        run(ctx, input, commands::reserve).await
    }

    /// End an offer: open applications are ended with a reason, collaborations go on, reserved money goes back to the
    /// wallet. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferCloseInput,
    ) -> Nullable<OfferClosePayload> {
        run(ctx, input, commands::close).await
    }

    /// Call an offer off; not while a collaboration of it runs. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_HAS_COLLABORATIONS, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferCancelInput,
    ) -> Nullable<OfferCancelPayload> {
        run(ctx, input, cancel).await
    }
}
