//! The public schema: one file per feature, merged here.

pub mod account;
pub mod application;
pub mod brand;
pub mod breakdown;
pub mod collaboration;
pub mod context;
pub mod creator;
pub mod deliverable;
pub mod deliverable_acts;
pub mod error;
pub mod live;
pub mod loaders;
pub mod node;
pub mod offer;
pub mod page;
pub mod payload;
pub mod payout;
pub mod scalars;
pub mod social_account;
pub mod submission;
pub mod terms;
pub mod vocabulary;
pub mod wallet;

use std::sync::Arc;

use async_graphql::{MergedObject, SDLExportOptions};
use domain::Env;
use domain::actor::Actor;

use crate::auth::Tokens;

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    node::NodeQuery,
    account::AccountQuery,
    offer::OfferQuery,
    application::ApplicationQuery,
    application::eligibility::EligibilityQuery,
    collaboration::CollaborationQuery,
    deliverable::DeliverableQuery,
    breakdown::BreakdownQuery,
    wallet::WalletQuery,
    payout::PayoutQuery,
    brand::BrandQuery,
    creator::CreatorQuery,
);

/// What can be done. Every mutation answers the object or `userErrors`, and changes nothing when it answers the latter.
#[derive(MergedObject, Default)]
pub struct Mutation(
    account::AccountMutation,
    offer::acts::OfferMutation,
    application::acts::ApplicationMutation,
    application::proposal::ProposalMutation,
    collaboration::CollaborationMutation,
    deliverable_acts::DeliverableMutation,
    wallet::WalletMutation,
    payout::PayoutMutation,
    brand::mutation::BrandMutation,
    creator::mutation::CreatorMutation,
    social_account::mutation::SocialAccountMutation,
);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, live::Subscription>;

/// Builds the schema; what it needs comes with each request.
pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), live::Subscription).finish()
}

/// The public contract as text: what `schema.graphql` holds.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident();
    let text = schema().sdl_with_options(options);
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
        .data(loaders::Loaders::new(env.clone()))
}
