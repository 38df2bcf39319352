//! Money of creators: balances, earnings, payouts.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::entity;
use domain::error::Form;
use domain::id::{CreatorId, DeliverableId, EarningId, Id, PayoutId};
use domain::page::Sort;
use domain::payout::{self, PayoutDraft, commands, queries};
use uuid::Uuid;

use super::constraint::constraint;
use super::context::ContextExt;
use super::deliverable::Deliverable;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id};
use super::page::{Connection, Listed, page};
use super::payload::{Found, answer, payload};
use super::scalars::{CurrencyCode, DateTime, Money, MoneyInput, opaque_id, parse_id, read_id};

/// A creator's money in one currency. Visible to the creator and to operators.
#[derive(SimpleObject)]
pub struct CreatorBalance {
    /// Earned, in clearance; see the earnings for when each becomes available.
    pending: Money,
    /// May be paid out.
    available: Money,
    /// In payouts that have not ended.
    in_transit: Money,
}

impl From<payout::Balance> for CreatorBalance {
    fn from(balance: payout::Balance) -> Self {
        Self {
            pending: balance.pending.into(),
            available: balance.available.into(),
            in_transit: balance.in_transit.into(),
        }
    }
}

/// Where an earning stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payout::EarningState")]
pub enum EarningState {
    /// Earned, in clearance until `clearsAt`.
    PendingClearance,
    /// May be paid out, or has been.
    Available,
}

/// Where a payout stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payout::State")]
pub enum PayoutState {
    /// Asked for; may still be cancelled.
    Requested,
    /// Handed to the payment provider, who has not answered yet.
    Sending,
    /// On its way to the bank account.
    InTransit,
    /// It arrived.
    Paid,
    /// Taken back before it was sent; the money is available again.
    Cancelled,
    /// The payment provider refused it; the money is available again.
    Failed,
}

/// Pay released for one deliverable.
#[derive(Clone)]
pub struct Earning(pub entity::earning::Model);

/// Pay released for one deliverable, after the creator's fee. Visible to the creator and to operators.
#[Object]
impl Earning {
    /// Identifies the earning; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> EarningState {
        self.0.state.into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount().into()
    }

    /// What was paid for.
    async fn deliverable(&self, ctx: &Context<'_>) -> Nullable<Deliverable> {
        nullable(async {
            let row = ctx.loaders().load(self.0.deliverable_id).await?;
            Ok(row.map(Deliverable))
        })
        .await
    }

    /// When the deliverable was done.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When its clearance ends.
    async fn clears_at(&self) -> DateTime {
        DateTime(self.0.clears_at)
    }

    /// When it became available; null before.
    async fn cleared_at(&self) -> Option<DateTime> {
        self.0.cleared_at.map(DateTime)
    }
}

impl From<entity::earning::Model> for Earning {
    fn from(row: entity::earning::Model) -> Self {
        Self(row)
    }
}

impl Listed for Earning {
    type Entity = entity::earning::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::earning_order()
    }
    fn row(&self) -> &entity::earning::Model {
        &self.0
    }
}

impl Found for Earning {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let (db, id) = (ctx.reader(), EarningId::from_uuid(key));
        Ok(queries::earning(db, ctx.actor(), id).await?.map(Self))
    }
}

/// Money sent to a creator.
#[derive(Clone)]
pub struct Payout(pub entity::payout::Model);

/// Money sent to a creator's bank account. Visible to the creator and to operators.
#[Object]
impl Payout {
    /// Identifies the payout; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> PayoutState {
        self.0.state.into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount().into()
    }

    /// The last four characters of the IBAN it goes to; the rest is never shown.
    async fn iban_ending(&self) -> &str {
        let iban = &self.0.iban;
        iban.get(iban.len().saturating_sub(4)..).unwrap_or_default()
    }

    /// Why the payment provider refused it; null unless it has failed.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// When it arrived, failed or was cancelled; null before.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

impl From<entity::payout::Model> for Payout {
    fn from(row: entity::payout::Model) -> Self {
        Self(row)
    }
}

impl Listed for Payout {
    type Entity = entity::payout::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::payout_order()
    }
    fn row(&self) -> &entity::payout::Model {
        &self.0
    }
}

impl Found for Payout {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let (db, id) = (ctx.reader(), PayoutId::from_uuid(key));
        Ok(queries::payout(db, ctx.actor(), id).await?.map(Self))
    }
}

/// What asking for a payout needs.
#[derive(InputObject)]
pub struct PayoutRequestInput {
    /// Whose money: your own profile.
    pub creator_id: ID,
    /// How much of the available balance; above zero.
    pub amount: MoneyInput,
    /// The bank account: an IBAN, in upper or lower case, with or without spaces.
    pub iban: String,
    /// A word of yours, 1 to 255 printable ASCII characters: asking again with it sends once and answers the same
    /// payout.
    pub idempotency_key: String,
}

impl PayoutRequestInput {
    fn read(&self, form: &mut Form) -> (CreatorId, PayoutDraft) {
        let creator_id = read_id("input.creatorId", &self.creator_id, form);
        let amount = self.amount.read("input.amount", form);
        let iban = self.iban.clone();
        (creator_id, PayoutDraft { amount, iban })
    }
}

/// What taking a payout back needs.
#[derive(InputObject)]
pub struct PayoutCancelInput {
    /// A payout that is still REQUESTED.
    pub payout_id: ID,
    /// A word of yours: asking again with it answers the same.
    pub idempotency_key: String,
}

payload!(PayoutRequestPayload {
    payout: Payout,
    payout_edge
});
payload!(PayoutCancelPayload { payout: Payout });

/// Creators' money, as asked for.
#[derive(Default)]
pub struct PayoutQuery;

#[Object]
impl PayoutQuery {
    /// A creator's money, one entry per currency ever used; empty before the first earning. For the creator and
    /// operators.
    #[graphql(directive = constraint::apply(CurrencyCode::items().len()))]
    async fn balances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] creator_id: ID,
    ) -> Nullable<Entries<CreatorBalance>> {
        nullable(async {
            let id = parse_id::<CreatorId>("creatorId", &creator_id)?;
            let balances = queries::balances(ctx.reader(), ctx.actor(), id).await?;
            Ok(Some(
                balances.into_iter().map(CreatorBalance::from).collect(),
            ))
        })
        .await
    }

    /// What a creator earned, newest first. For the creator and operators.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn earnings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] creator_id: ID,
        #[graphql(desc = "How many from the start, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<Earning>> {
        let list = async {
            let id = parse_id::<CreatorId>("creatorId", &creator_id)?;
            queries::earnings(ctx.reader(), ctx.actor(), id).await
        };
        page(ctx, list, (first, after, last, before)).await
    }

    /// What a creator was paid out, newest first. For the creator and operators.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn payouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] creator_id: ID,
        #[graphql(desc = "How many from the start, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<Payout>> {
        let list = async {
            let id = parse_id::<CreatorId>("creatorId", &creator_id)?;
            queries::payouts(ctx.reader(), ctx.actor(), id).await
        };
        page(ctx, list, (first, after, last, before)).await
    }
}

/// Creators' money, as moved.
#[derive(Default)]
pub struct PayoutMutation;

#[Object]
impl PayoutMutation {
    /// Ask for available money to be sent to a bank account. Codes: AMOUNT_INVALID, BALANCE_INSUFFICIENT, IBAN_INVALID,
    /// INVALID_ID, VALUE_INVALID, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.
    async fn payout_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose money, how much, and where to.")] input: PayoutRequestInput,
    ) -> Nullable<PayoutRequestPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (creator_id, draft) = input.read(&mut form);
            let intent = ctx.intent_of(Some(&input.idempotency_key), &input, form);
            let payout = commands::request(ctx.env(), &intent, creator_id, draft).await?;
            Ok(Payout(payout))
        })
        .await
    }

    /// Take a payout back before it is sent; the money is available again. Codes: PAYOUT_STATE_INVALID, INVALID_ID,
    /// VALUE_INVALID, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS.
    async fn payout_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which payout.")] input: PayoutCancelInput,
    ) -> Nullable<PayoutCancelPayload> {
        answer(ctx, || async {
            let id = parse_id::<PayoutId>("input.payoutId", &input.payout_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Payout(commands::cancel(ctx.env(), &intent, id).await?))
        })
        .await
    }
}

impl Loader<DeliverableId> for Rows {
    type Value = entity::deliverable::Model;
    type Error = LoadError;
    async fn load(
        &self,
        ids: &[DeliverableId],
    ) -> Result<HashMap<DeliverableId, Self::Value>, LoadError> {
        let rows = domain::deliverable::queries::by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}
