//! What creators and brands do with applications.

use async_graphql::{Context, ID, Object};
use domain::Env;
use domain::actor::Intent;
use domain::application::commands::{self, ApplicationInput};
use domain::error::Form;
use domain::id::{ApplicationId, OfferId};

use crate::application::types::RejectionReason;
use crate::application::{Application, OfApplication};
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run, which};
use crate::scalars::{MoneyInput, read_id};

input! {
    /// What applying needs.
    ApplicationSubmitInput, optional key {
        /// The offer to apply to.
        pub offer_id: ID,
        /// Why it fits: at most 3,000 characters.
        pub message: Option<String>,
        /// The pay asked for; the offer's when left out. Another one only where the offer is negotiable.
        pub pay: Option<MoneyInput>,
    }
}

impl Input for ApplicationSubmitInput {
    type Read = (OfferId, ApplicationInput);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("offerId", &self.offer_id, form);
        let pay = self.pay.as_ref().map(|pay| pay.read("pay", form));
        let message = self.message.clone().unwrap_or_default();
        (id, ApplicationInput { message, pay })
    }
}

which! {
    "Which application.", application_id: ApplicationId = "applicationId", "The application.";
    optional: ApplicationWithdrawInput ApplicationShortlistInput ApplicationReconfirmInput;
    required: ApplicationAcceptInput;
}

input! {
    /// What saying no needs.
    ApplicationRejectInput, optional key {
        /// The application to reject.
        pub application_id: ID,
        /// Why.
        pub reason: RejectionReason,
        /// The same in words: at most 1,000 characters; needed for OTHER.
        pub text: Option<String>,
    }
}

impl Input for ApplicationRejectInput {
    type Read = (ApplicationId, domain::application::RejectionReason, String);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("applicationId", &self.application_id, form);
        (
            id,
            self.reason.into(),
            self.text.clone().unwrap_or_default(),
        )
    }
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
        run(ctx, input, commands::submit).await
    }

    /// Take your application back. Codes: APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
    /// INVALID_ID, VALUE_INVALID.
    async fn application_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationWithdrawInput,
    ) -> Nullable<ApplicationWithdrawPayload> {
        run(ctx, input, commands::withdraw).await
    }

    /// Mark an application as interesting; the creator sees it. Codes: APPLICATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn application_shortlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationShortlistInput,
    ) -> Nullable<ApplicationShortlistPayload> {
        run(ctx, input, commands::shortlist).await
    }

    /// Say no, with a reason the creator sees. Codes: APPLICATION_STATE_INVALID, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG.
    async fn application_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application, and why.")] input: ApplicationRejectInput,
    ) -> Nullable<ApplicationRejectPayload> {
        let reject = async |env: &Env, intent: &Intent, id, reason, text: String| {
            commands::reject(env, intent, id, reason, &text).await
        };
        run(ctx, input, reject).await
    }

    /// Agree to the present version of an offer that changed since you applied. Codes: APPLICATION_STATE_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, VALUE_INVALID.
    async fn application_reconfirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which application.")] input: ApplicationReconfirmInput,
    ) -> Nullable<ApplicationReconfirmPayload> {
        run(ctx, input, commands::reconfirm).await
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
        run(ctx, input, commands::accept).await
    }
}
