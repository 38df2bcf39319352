//! Subscriptions: objects as they change.

mod changes;
mod stream;

use async_graphql::{Context, ID, Subscription};
use domain::id::{BrandId, OfferId};
use domain::live::Topic;
use futures_util::Stream;

use super::error::{ApiError, Nullable};
use changes::OfferChange;
use stream::{Wish, follow};

/// What can be followed.
pub struct Subscription;

/// Objects as they change. Each event carries a cursor: keep the last one. When the connection was lost, subscribe again
/// with it as `since`, and you are told what you missed: every object that changed in between, once, as it is now. Then
/// it goes on without a gap. RESYNC_REQUIRED: too much has happened since, or too long ago (a day is kept, and at most
/// 1,000 changes are told afterwards); ask for everything again, and subscribe without `since`. SLOW_CONSUMER: you read
/// more slowly than things happen; subscribe again with the last cursor. To miss nothing at the start, subscribe before
/// you ask for what you show. You hear only of what you may see at the moment it is told; who may see what stands at
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
}
