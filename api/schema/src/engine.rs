//! The engine over the whole schema: what can be asked, done and followed, merged from the features.

use std::sync::{Arc, LazyLock};

use async_graphql::{MergedObject, SDLExportOptions, ValidationMode};
use domain::Env;
use domain::actor::Actor;
use infrastructure::auth::Tokens;

use crate::query::Query;
use crate::{
    account, application, brand, change_feed, collaboration, creator, deliverable, error, offer,
    payments,
};

/// What can be done. Every mutation answers the object or `userErrors`, and changes nothing when it answers the latter.
#[derive(MergedObject, Default)]
pub struct Mutation(
    account::mutation::AccountMutation,
    offer::mutation::OfferMutation,
    application::mutation::ApplicationMutation,
    application::proposal::ProposalMutation,
    collaboration::mutation::CollaborationMutation,
    deliverable::mutation::DeliverableMutation,
    deliverable::escalation::EscalationMutation,
    payments::mutation::PayoutMutation,
    brand::mutation::BrandMutation,
    brand::joining::JoiningMutation,
    creator::mutation::CreatorMutation,
    creator::social_account::mutation::SocialAccountMutation,
);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, change_feed::Subscription>;

/// The schema, built once for all ways to use it; what it needs comes with each request.
struct Schemas {
    strict: Schema,
    terse: Schema,
    fast: Schema,
}

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    let build = || Schema::build(Query, Mutation::default(), change_feed::Subscription);
    Schemas {
        strict: build().finish(),
        terse: build().disable_suggestions().finish(),
        fast: build().validation_mode(ValidationMode::Fast).finish(),
    }
});

/// Applies every rule to a document: for those not seen before. Suggests names that were perhaps meant, or does not.
pub fn strict(suggests: bool) -> Schema {
    if suggests {
        &SCHEMAS.strict
    } else {
        &SCHEMAS.terse
    }
    .clone()
}

/// Executes documents and variables that were checked.
pub fn fast() -> Schema {
    SCHEMAS.fast.clone()
}

/// The public contract as text: what `schema.graphql` holds.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident();
    let text = SCHEMAS.strict.sdl_with_options(options);
    format!("{}\n", text.trim())
}

/// Puts what resolvers need into a request.
pub fn equip(
    request: async_graphql::Request,
    env: &Arc<Env>,
    tokens: &Arc<Tokens>,
    actor: Actor,
) -> async_graphql::Request {
    request
        .data(env.clone())
        .data(tokens.clone())
        .data(actor)
        .data(error::TOLD)
}
