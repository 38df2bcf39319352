//! What creators and brands do with applications.

use async_graphql::{Context, ID, InputObject, Object};
use domain::application::commands::{self, Bid};
use domain::error::Form;
use domain::id::{ApplicationId, OfferId};

use crate::graph::application::RejectionReason;
use crate::graph::bridge::Application;
use crate::graph::scalars::{MoneyInput, parse_id, read_id};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};

/// What applying needs.
#[derive(InputObject)]
pub struct ApplicationSubmitInput {
    /// The offer to apply to.
    pub offer_id: ID,
    /// Why it fits: at most 3,000 characters.
    pub message: Option<String>,
    /// The pay asked for; the offer's when left out. Another one only where the offer is negotiable.
    pub pay: Option<MoneyInput>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

impl ApplicationSubmitInput {
    fn read(&self, form: &mut Form) -> (OfferId, Bid) {
        let id = read_id("input.offerId", &self.offer_id, form);
        let pay = self.pay.as_ref().map(|pay| pay.read("input.pay", form));
        let message = self.message.clone().unwrap_or_default();
        (id, Bid { message, pay })
    }
}

/// The input of mutations that need only the application.
macro_rules! which {
    ($($name:ident)+) => {$(
        /// Which application.
        #[derive(InputObject)]
        pub struct $name {
            /// The application.
            pub application_id: ID,
            /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
            pub idempotency_key: Option<String>,
        }
    )+};
}
which! { ApplicationWithdrawInput ApplicationShortlistInput ApplicationReconfirmInput }

/// What accepting needs. Accepting may move money, so the key is required.
#[derive(InputObject)]
pub struct ApplicationAcceptInput {
    /// The application to accept.
    pub application_id: ID,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: String,
}

/// What saying no needs.
#[derive(InputObject)]
pub struct ApplicationRejectInput {
    /// The application to reject.
    pub application_id: ID,
    /// Why.
    pub reason: RejectionReason,
    /// The same in words: at most 1,000 characters; needed for OTHER.
    pub text: Option<String>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

payload!(ApplicationSubmitPayload {
    application: Application,
    application_edges: OfApplication
});
payload!(ApplicationWithdrawPayload {
    application: Application
});
payload!(ApplicationShortlistPayload {
    application: Application
});
payload!(ApplicationRejectPayload {
    application: Application
});
payload!(ApplicationReconfirmPayload {
    application: Application
});
payload!(ApplicationAcceptPayload {
    application: Application
});

/// Applications, as changed.
#[derive(Default)]
pub struct ApplicationMutation;

/// A mutation that turns an application from one state to another.
macro_rules! turn {
    ($ctx:ident, $input:ident, $command:path) => {{
        let intent = $ctx.intent($input.idempotency_key.as_deref(), &$input);
        answer($ctx, || async {
            let id: ApplicationId = parse_id("input.applicationId", &$input.application_id)?;
            Ok(Application::from($command($ctx.env(), &intent, id).await?))
        })
        .await
    }};
}

#[Object]
impl ApplicationMutation {
    /// Apply to an open offer with your creator profile. You agree to its present version. Codes: AMOUNT_INVALID,
    /// APPLICATION_ALREADY_EXISTS, APPLICATION_OWN_OFFER, CREATOR_NOT_ELIGIBLE, CURRENCY_MISMATCH,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_NOT_OPEN, PAY_NOT_NEGOTIABLE, VALUE_INVALID,
    /// VALUE_TOO_LONG.
    async fn application_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The application.")] input: ApplicationSubmitInput,
    ) -> Nullable<ApplicationSubmitPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (id, bid) = input.read(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            let application = commands::submit(ctx.env(), &intent, id, bid).await?;
            Ok(Application::from(application))
        })
        .await
    }

    /// Take your application back. Codes: APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID.
    async fn application_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationWithdrawInput,
    ) -> Nullable<ApplicationWithdrawPayload> {
        turn!(ctx, input, commands::withdraw)
    }

    /// Mark an application as interesting; the creator sees it. Codes: APPLICATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn application_shortlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationShortlistInput,
    ) -> Nullable<ApplicationShortlistPayload> {
        turn!(ctx, input, commands::shortlist)
    }

    /// Say no, with a reason the creator sees. Codes: APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn application_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application, and why.")] input: ApplicationRejectInput,
    ) -> Nullable<ApplicationRejectPayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.applicationId", &input.application_id)?;
            let text = input.text.as_deref().unwrap_or_default();
            Ok(Application::from(
                commands::reject(ctx.env(), &intent, id, input.reason.into(), text).await?,
            ))
        })
        .await
    }

    /// Agree to the present version of an offer that changed since you applied. Codes: APPLICATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn application_reconfirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationReconfirmInput,
    ) -> Nullable<ApplicationReconfirmPayload> {
        turn!(ctx, input, commands::reconfirm)
    }

    /// Accept an application at the pay it asks for: takes a slot, freezes and signs the terms, opens the
    /// collaboration, which starts at once when the reserve covers it, or the wallet as far as you may spend; else it
    /// waits for `collaborationFund`. Codes: APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, OFFER_BUDGET_EXCEEDED, OFFER_FULL, OFFER_NOT_OPEN, OFFER_STATE_INVALID,
    /// PROPOSAL_STATE_INVALID, VALUE_INVALID.
    async fn application_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationAcceptInput,
    ) -> Nullable<ApplicationAcceptPayload> {
        let intent = ctx.intent(Some(&input.idempotency_key), &input);
        answer(ctx, || async {
            let id = parse_id("input.applicationId", &input.application_id)?;
            Ok(Application::from(
                commands::accept(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }
}
