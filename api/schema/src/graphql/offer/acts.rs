//! What brands do to offers.

use async_graphql::{Context, ID, InputObject, Object};
use domain::Env;
use domain::actor::Intent;
use domain::collaboration::queries::has_running;
use domain::entity;
use domain::error::Form;
use domain::id::OfferId;
use domain::offer::{Edit, commands};

use super::input::OfferContentInput;
use crate::graph::bridge::Offer;
use crate::graph::scalars::{parse_id, read_id};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};

/// What starting a draft needs.
#[derive(InputObject)]
pub struct OfferCreateInput {
    /// The brand that makes the offer.
    pub brand_id: ID,
    /// What is in it.
    pub content: OfferContentInput,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What rewriting a draft needs.
#[derive(InputObject)]
pub struct OfferUpdateInput {
    /// The offer to change.
    pub offer_id: ID,
    /// What changes: what is left out stays, null clears.
    pub content: OfferContentInput,
    /// The offer's version that you looked at: where it has another one by now, nothing changes, with
    /// OFFER_VERSION_CONFLICT. Left out, whatever it has is changed.
    pub expected_version: Option<i32>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What changing a published offer needs. Money set aside follows, so the key is required.
#[derive(InputObject)]
pub struct OfferAmendInput {
    /// The offer to change.
    pub offer_id: ID,
    /// What changes: what is left out stays, null clears.
    pub content: OfferContentInput,
    /// The offer's version that you looked at: where it has another one by now, nothing changes, with
    /// OFFER_VERSION_CONFLICT. Left out, whatever it has is changed.
    pub expected_version: Option<i32>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// The input of mutations that need only the offer; the key is a must where money may move.
macro_rules! which {
    ($($name:ident: $key:ty),+) => {$(
        /// Which offer.
        #[derive(InputObject)]
        pub struct $name {
            /// The offer.
            pub offer_id: ID,
            /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
            pub idempotency_key: $key,
        }
    )+};
}
which! {
    OfferPublishInput: Option<String>, OfferPauseInput: Option<String>, OfferResumeInput: Option<String>,
    OfferReserveInput: String, OfferCloseInput: String, OfferCancelInput: String
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

/// A mutation that turns an offer from one state to another.
macro_rules! turn {
    ($ctx:ident, $input:ident, $command:path) => {
        turn!($ctx, $input, $command, $input.idempotency_key.as_deref())
    };
    ($ctx:ident, $input:ident, $command:path, $key:expr) => {{
        let intent = $ctx.intent($key, &$input);
        answer($ctx, || async {
            let id: OfferId = parse_id("input.offerId", &$input.offer_id)?;
            Ok(Offer::from($command($ctx.env(), &intent, id).await?))
        })
        .await
    }};
}

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
        answer(ctx, || async {
            let mut form = Form::default();
            let brand_id = read_id("input.brandId", &input.brand_id, &mut form);
            let content = input.content.changes(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            Ok(Offer::from(
                commands::create(ctx.env(), &intent, brand_id, content).await?,
            ))
        })
        .await
    }

    /// Change a draft. Codes: AMOUNT_INVALID, CURRENCY_MISMATCH, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, LIST_TOO_LONG, OFFER_NOT_DRAFT, OFFER_VERSION_CONFLICT, VALUE_INVALID, VALUE_MISSING,
    /// VALUE_OUT_OF_RANGE, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn offer_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: OfferUpdateInput,
    ) -> Nullable<OfferUpdatePayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let id = read_id("input.offerId", &input.offer_id, &mut form);
            let edit = edit(&input.content, input.expected_version, &mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            Ok(Offer::from(
                commands::update(ctx.env(), &intent, id, edit).await?,
            ))
        })
        .await
    }

    /// Open a draft for applications. OFFER_INCOMPLETE comes once for each thing that is missing, with `path` naming it
    /// as `offerUpdate` does: `["input", "content", "goal"]`. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_INCOMPLETE, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft.")] input: OfferPublishInput,
    ) -> Nullable<OfferPublishPayload> {
        turn!(ctx, input, commands::publish)
    }

    /// Take no applications for a while; those made stay. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferPauseInput,
    ) -> Nullable<OfferPausePayload> {
        turn!(ctx, input, commands::pause)
    }

    /// Take applications again. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID,
    /// OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferResumeInput,
    ) -> Nullable<OfferResumePayload> {
        turn!(ctx, input, commands::resume)
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
        answer(ctx, || async {
            let mut form = Form::default();
            let id = read_id("input.offerId", &input.offer_id, &mut form);
            let edit = edit(&input.content, input.expected_version, &mut form);
            let intent = ctx.intent_of(Some(&input.idempotency_key), &input, form);
            Ok(Offer::from(
                commands::amend(ctx.env(), &intent, id, edit).await?,
            ))
        })
        .await
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
        turn!(ctx, input, commands::reserve, Some(&input.idempotency_key))
    }

    /// End an offer: open applications are ended with a reason, collaborations go on, reserved money goes back to the
    /// wallet. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_close(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferCloseInput,
    ) -> Nullable<OfferClosePayload> {
        turn!(ctx, input, commands::close, Some(&input.idempotency_key))
    }

    /// Call an offer off; not while a collaboration of it runs. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, OFFER_HAS_COLLABORATIONS, OFFER_STATE_INVALID, VALUE_INVALID.
    async fn offer_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] input: OfferCancelInput,
    ) -> Nullable<OfferCancelPayload> {
        turn!(ctx, input, cancel, Some(&input.idempotency_key))
    }
}
