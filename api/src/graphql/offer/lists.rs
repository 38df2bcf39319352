//! Offers, as asked for.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::error::Form;
use domain::input;
use domain::offer::queries::{self, OpenFilter, OpenOrder};

use super::{Offer, OfferState};
use crate::graphql::constraint::constraint;
use crate::graphql::context::ContextExt;
use crate::graphql::error::{Nullable, nullable};
use crate::graphql::page::{Connection, page};
use crate::graphql::payload::Found;
use crate::graphql::scalars::{CountryCode, DateTime, MoneyInput, parse_id};
use crate::graphql::vocabulary::{Niche, Platform};

/// Which open offers are wanted; what is left out asks nothing. An offer that does not restrict a kind is found too.
#[derive(InputObject, Default)]
pub struct OfferFilter {
    /// Looked for in at least one of these; at most 24.
    #[graphql(directive = constraint::apply(24))]
    pub niche_in: Option<Vec<Niche>>,
    /// Looked for on at least one of these; at most 11.
    #[graphql(directive = constraint::apply(11))]
    pub platform_in: Option<Vec<Platform>>,
    /// Open to creators who live here.
    pub country: Option<CountryCode>,
    /// Pays at least this, in this currency.
    pub pay_min: Option<MoneyInput>,
    /// Pays at most this, in this currency.
    pub pay_max: Option<MoneyInput>,
    /// Open at least until then.
    pub closes_after: Option<DateTime>,
    /// Closes by then.
    pub closes_before: Option<DateTime>,
    /// Whether the money for it is set aside.
    pub is_reserved: Option<bool>,
}

/// The order of open offers.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::offer::queries::OpenOrder")]
pub enum OfferOrder {
    /// Last published first.
    Newest,
    /// First to close first.
    Deadline,
    /// Best pay first; filter by currency to make it meaningful.
    Pay,
}

/// Offers, as asked for.
#[derive(Default)]
pub struct OfferQuery;

#[Object]
impl OfferQuery {
    /// An offer; null when there is none that you may see. INVALID_ID when it is not the id of an offer.
    async fn offer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] id: ID,
    ) -> Nullable<Offer> {
        nullable(async {
            let id: domain::id::OfferId = parse_id("id", &id)?;
            Offer::find(ctx, domain::id::Id::uuid(id)).await
        })
        .await
    }

    /// Offers that take applications now.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<OfferFilter>,
        #[graphql(desc = "NEWEST when left out.")] order_by: Option<OfferOrder>,
        #[graphql(desc = "So many from the start or after `after`: 1 to 100, 20 when left out.")]
        first: Option<i32>,
        #[graphql(desc = "Cursor of the entry before the page.")] after: Option<String>,
        #[graphql(desc = "So many from the end or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor of the entry after the page.")] before: Option<String>,
    ) -> Nullable<Connection<Offer>> {
        let order = order_by.map_or(OpenOrder::Newest, Into::into);
        let list = async {
            let filter = filter.unwrap_or_default().read()?;
            Ok(queries::open(&filter, order, ctx.env().clock.now()))
        };
        page(ctx, list, (first, after, last, before)).await
    }

    /// A brand's offers, newest first: all of them for its members, those that are or were public for others.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn brand_offers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which brand.")] brand_id: ID,
        #[graphql(desc = "Only those in this state.")] state: Option<OfferState>,
        #[graphql(desc = "So many from the start or after `after`: 1 to 100, 20 when left out.")]
        first: Option<i32>,
        #[graphql(desc = "Cursor of the entry before the page.")] after: Option<String>,
        #[graphql(desc = "So many from the end or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor of the entry after the page.")] before: Option<String>,
    ) -> Nullable<Connection<Offer>> {
        let list = async {
            let id = parse_id("brandId", &brand_id)?;
            queries::of_brand(ctx.reader(), ctx.actor(), id, state.map(Into::into)).await
        };
        page(ctx, list, (first, after, last, before)).await
    }
}

impl OfferFilter {
    fn read(self) -> domain::Result<OpenFilter> {
        let mut form = Form::default();
        let country = self
            .country
            .and_then(|code| form.take("filter.country", input::country(&code.0)));
        let pay_min = self
            .pay_min
            .as_ref()
            .and_then(|pay| pay.parse("filter.payMin", &mut form));
        let pay_max = self
            .pay_max
            .as_ref()
            .and_then(|pay| pay.parse("filter.payMax", &mut form));
        form.finish()?;
        Ok(OpenFilter {
            niches: self
                .niche_in
                .into_iter()
                .flatten()
                .map(Into::into)
                .collect(),
            platforms: self
                .platform_in
                .into_iter()
                .flatten()
                .map(Into::into)
                .collect(),
            country,
            pay_min,
            pay_max,
            closes_after: self.closes_after.map(|at| at.0),
            closes_before: self.closes_before.map(|at| at.0),
            reserved_only: self.is_reserved,
        })
    }
}
