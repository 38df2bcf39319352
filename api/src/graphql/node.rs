//! One way to any object by its id. What may not be seen is null, exactly as what does not exist.

use async_graphql::{Context, ID, Interface, Object};
use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, EarningId, FundingId, Id,
    OfferId, PayoutId, ProposalId, SocialAccountId, SocialPostId, UserId,
};

use super::account::User;
use super::application::Application;
use super::application::proposal::Proposal;
use super::brand::Brand;
use super::collaboration::Collaboration;
use super::constraint::constraint;
use super::creator::Creator;
use super::deliverable::Deliverable;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::offer::Offer;
use super::payload::Found;
use super::payout::{Earning, Payout};
use super::scalars::split_id;
use super::social_account::{SocialAccount, SocialPost};
use super::wallet::Funding;

/// An object with an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Identifies the object; opaque."))]
pub enum Node {
    /// A person.
    User(User),
    /// What a brand asks for and pays.
    Offer(Offer),
    /// A creator's bid.
    Application(Application),
    /// A round of negotiation.
    Proposal(Proposal),
    /// The signed agreement and the work.
    Collaboration(Collaboration),
    /// One piece of content owed.
    Deliverable(Deliverable),
    /// Money a brand pays in.
    Funding(Funding),
    /// Pay released for one deliverable.
    Earning(Earning),
    /// Money sent to a creator.
    Payout(Payout),
    /// An organisation that posts offers.
    Brand(Brand),
    /// A micro-influencer.
    Creator(Creator),
    /// A creator's account on a platform.
    SocialAccount(SocialAccount),
    /// A post on a platform.
    SocialPost(SocialPost),
}

/// Objects by id.
#[derive(Default)]
pub struct NodeQuery;

/// At most so many objects at once.
const NODES_MAX: usize = 100;

#[Object]
impl NodeQuery {
    /// The object with this id; null when there is none that you may see. INVALID_ID when it is not one of our ids.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Any id this API has given.")] id: ID,
    ) -> Nullable<Node> {
        nullable(find(ctx, "id", &id)).await
    }

    /// The objects with these ids, in the same order, null where there is none that you may see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Ids this API has given, at most 100.",
            directive = constraint::apply(NODES_MAX)
        )]
        ids: Vec<ID>,
    ) -> Nullable<Entries<Nullable<Node>>> {
        let finds = ids.iter().map(|id| nullable(find(ctx, "ids", id)));
        Some(Ok(futures_util::future::join_all(finds).await.into()))
    }
}

async fn find(ctx: &Context<'_>, path: &'static str, id: &ID) -> domain::Result<Option<Node>> {
    let (tag, key) = split_id(path, id)?;
    Ok(match tag {
        UserId::TAG => User::find(ctx, key).await?.map(Node::User),
        OfferId::TAG => Offer::find(ctx, key).await?.map(Node::Offer),
        ApplicationId::TAG => Application::find(ctx, key).await?.map(Node::Application),
        ProposalId::TAG => Proposal::find(ctx, key).await?.map(Node::Proposal),
        CollaborationId::TAG => Collaboration::find(ctx, key)
            .await?
            .map(Node::Collaboration),
        DeliverableId::TAG => Deliverable::find(ctx, key).await?.map(Node::Deliverable),
        FundingId::TAG => Funding::find(ctx, key).await?.map(Node::Funding),
        EarningId::TAG => Earning::find(ctx, key).await?.map(Node::Earning),
        PayoutId::TAG => Payout::find(ctx, key).await?.map(Node::Payout),
        BrandId::TAG => Brand::find(ctx, key).await?.map(Node::Brand),
        CreatorId::TAG => Creator::find(ctx, key).await?.map(Node::Creator),
        SocialAccountId::TAG => SocialAccount::find(ctx, key)
            .await?
            .map(Node::SocialAccount),
        SocialPostId::TAG => SocialPost::find(ctx, key).await?.map(Node::SocialPost),
        _ => None,
    })
}
