//! Subscriptions: objects as they change.

mod actions;
mod changes;
mod stream;

use async_graphql::{Context, ID, Subscription};
use domain::change_feed::Topic;
use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, OfferId, PayoutId,
};
use futures_util::Stream;

use crate::error::{ApiError, Nullable};
use changes::{
    ApplicationChange, CollaborationChange, DeliverableChange, OfferChange, PayoutChange,
};
use stream::{Wish, follow};

/// What can be followed.
pub struct Subscription;

/// Objects as they change. Each event carries a cursor: keep the last one. When the connection was lost, subscribe again
/// with it as `since`, and you are told what you missed: every object that changed in between, once, as it is now. Then
/// it goes on without a gap. RESYNC_REQUIRED: too much has happened since, or too long ago (a day is kept, and at most
/// 1,000 changes are told afterwards); ask for everything again, and subscribe without `since`. SLOW_CONSUMER: you read
/// more slowly than things happen; subscribe again with the last cursor. To miss nothing at the start, ask for `feedCursor`
/// together with what you show, and subscribe with it as `since`. You hear only of what you may see at the moment it is told; who may see what stands at
/// each type.
#[Subscription]
impl Subscription {
    /// Offers that change, from their publishing on: also when slots are taken or freed. Everybody hears of public offers,
    /// only members of the brand of others. Codes: INVALID_ID, INVALID_PAGINATION, RESYNC_REQUIRED, SLOW_CONSUMER.
    async fn offer_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this offer.")] offer_id: Option<ID>,
        #[graphql(desc = "Only offers of this brand.")] brand_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event you have seen, of any subscription.")]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Nullable<OfferChange>>, ApiError> {
        let wish = Wish::of(Topic::Offer)
            .within::<OfferId>("offerId", offer_id)?
            .within::<BrandId>("brandId", brand_id)?;
        follow(ctx, wish, since).await
    }

    /// Applications that change: when one is submitted or answered, with each proposal, and when time ends it. The
    /// creator and members of the brand hear of them. Codes: UNAUTHENTICATED, INVALID_ID, INVALID_PAGINATION,
    /// RESYNC_REQUIRED, SLOW_CONSUMER.
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each thing an object belongs to"
    )]
    async fn application_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this application.")] application_id: Option<ID>,
        #[graphql(desc = "Only those to this offer.")] offer_id: Option<ID>,
        #[graphql(desc = "Only those of this brand.")] brand_id: Option<ID>,
        #[graphql(desc = "Only those of this creator.")] creator_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event you have seen, of any subscription.")]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Nullable<ApplicationChange>>, ApiError> {
        let wish = Wish::of(Topic::Application)
            .within::<ApplicationId>("applicationId", application_id)?
            .within::<OfferId>("offerId", offer_id)?
            .within::<BrandId>("brandId", brand_id)?
            .within::<CreatorId>("creatorId", creator_id)?;
        follow(ctx, wish, since).await
    }

    /// Collaborations that change: when one is opened, funded or ended, and with each of its deliverables. The creator and
    /// members of the brand hear of them. Codes: UNAUTHENTICATED, INVALID_ID, INVALID_PAGINATION, RESYNC_REQUIRED,
    /// SLOW_CONSUMER.
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each thing an object belongs to"
    )]
    async fn collaboration_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this collaboration.")] collaboration_id: Option<ID>,
        #[graphql(desc = "Only those that come of this offer.")] offer_id: Option<ID>,
        #[graphql(desc = "Only those of this brand.")] brand_id: Option<ID>,
        #[graphql(desc = "Only those of this creator.")] creator_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event you have seen, of any subscription.")]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Nullable<CollaborationChange>>, ApiError> {
        let wish = Wish::of(Topic::Collaboration)
            .within::<CollaborationId>("collaborationId", collaboration_id)?
            .within::<OfferId>("offerId", offer_id)?
            .within::<BrandId>("brandId", brand_id)?
            .within::<CreatorId>("creatorId", creator_id)?;
        follow(ctx, wish, since).await
    }

    /// Deliverables that change: what is handed in, asked for, approved, published, and decided by time. The creator and
    /// members of the brand hear of them. Codes: UNAUTHENTICATED, INVALID_ID, INVALID_PAGINATION, RESYNC_REQUIRED,
    /// SLOW_CONSUMER.
    #[expect(
        clippy::too_many_arguments,
        reason = "one for each thing an object belongs to"
    )]
    async fn deliverable_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this deliverable.")] deliverable_id: Option<ID>,
        #[graphql(desc = "Only those of this collaboration.")] collaboration_id: Option<ID>,
        #[graphql(desc = "Only those of this brand.")] brand_id: Option<ID>,
        #[graphql(desc = "Only those of this creator.")] creator_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event you have seen, of any subscription.")]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Nullable<DeliverableChange>>, ApiError> {
        let wish = Wish::of(Topic::Deliverable)
            .within::<DeliverableId>("deliverableId", deliverable_id)?
            .within::<CollaborationId>("collaborationId", collaboration_id)?
            .within::<BrandId>("brandId", brand_id)?
            .within::<CreatorId>("creatorId", creator_id)?;
        follow(ctx, wish, since).await
    }

    /// Payouts that change, from the request to the bank's answer. The creator hears of them. Codes: UNAUTHENTICATED,
    /// INVALID_ID, INVALID_PAGINATION, RESYNC_REQUIRED, SLOW_CONSUMER.
    async fn payout_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this payout.")] payout_id: Option<ID>,
        #[graphql(desc = "Only those of this creator.")] creator_id: Option<ID>,
        #[graphql(desc = "The cursor of the last event you have seen, of any subscription.")]
        since: Option<String>,
    ) -> Result<impl Stream<Item = Nullable<PayoutChange>>, ApiError> {
        let wish = Wish::of(Topic::Payout)
            .within::<PayoutId>("payoutId", payout_id)?
            .within::<CreatorId>("creatorId", creator_id)?;
        follow(ctx, wish, since).await
    }
}
