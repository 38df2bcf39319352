//! The signed agreement and the work.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use domain::collaboration::{Ruling, State, Terms as Agreed, commands, queries};
use domain::entity;
use domain::id::{ApplicationId, CollaborationId, Id};
use domain::page::{List, Sort};
use uuid::Uuid;

use super::brand::Brand;
use super::breakdown::MoneyBreakdown;
use super::constraint::constraint;
use super::context::ContextExt;
use super::creator::Creator;
use super::deliverable::Deliverable;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::loaders::{LoadError, Rows, by_id, by_owner};
use super::offer::Offer;
use super::page::{Connection, Listed, page};
use super::payload::{Found, answer, payload};
use super::scalars::{DateTime, Money, opaque_id, parse_id};
use super::terms::{Signature, SignaturesOf, Terms, TermsOf};

/// Where a collaboration stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::collaboration::State")]
pub enum CollaborationState {
    /// Agreed, but pay and fee are not held yet; no deadline of the work runs.
    AwaitingFunding,
    /// Pay and fee are held and the work runs.
    Active,
    /// Everything owed is done, and paid or refunded.
    Completed,
    /// Called off by one of the sides.
    Cancelled,
    /// Ended by the marketplace's staff, with a reason.
    Terminated,
    /// The brand did not fund it in time.
    Expired,
}

/// The signed agreement and the work.
#[derive(Clone)]
pub struct Collaboration(pub entity::collaboration::Model);

/// The signed agreement of a brand and a creator, and the work. Seen by members of the brand, the creator and operators.
#[Object]
impl Collaboration {
    /// Identifies the collaboration; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> CollaborationState {
        self.0.state.into()
    }

    /// The offer it came from, as it is now; what was agreed is in the terms.
    async fn offer(&self, ctx: &Context<'_>) -> Nullable<Offer> {
        nullable(async { Ok(ctx.loaders().load(self.0.offer_id).await?.map(Offer)) }).await
    }

    /// Who pays.
    async fn brand(&self, ctx: &Context<'_>) -> Nullable<Brand> {
        nullable(async { Ok(ctx.loaders().load(self.0.brand_id).await?.map(Brand)) }).await
    }

    /// Who works.
    async fn creator(&self, ctx: &Context<'_>) -> Nullable<Creator> {
        nullable(async { Ok(ctx.loaders().load(self.0.creator_id).await?.map(Creator)) }).await
    }

    /// What the creator is paid for all deliverables together.
    async fn pay(&self) -> Money {
        self.0.pay().into()
    }

    /// What it costs the brand and brings the creator: the same numbers for both.
    async fn breakdown(&self, ctx: &Context<'_>) -> Nullable<MoneyBreakdown> {
        nullable(async {
            let row = ctx.loaders().load(TermsOf(self.0.id)).await?;
            let agreed = row.map(|row| Agreed::read(&row.content)).transpose()?;
            Ok(agreed.map(|agreed| agreed.breakdown().into()))
        })
        .await
    }

    /// What both sides agreed to; it never changes.
    async fn terms(&self, ctx: &Context<'_>) -> Nullable<Terms> {
        nullable(async {
            let row = ctx.loaders().load(TermsOf(self.0.id)).await?;
            row.map(Terms::of).transpose()
        })
        .await
    }

    /// Who agreed to the terms, when: one person for each side.
    #[graphql(directive = constraint::apply(2))]
    async fn signatures(&self, ctx: &Context<'_>) -> Nullable<Entries<Signature>> {
        nullable(async {
            let rows = ctx.loaders().load(SignaturesOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(Signature).collect()))
        })
        .await
    }

    /// What is owed, in order; at most 20.
    #[graphql(directive = constraint::apply(20))]
    async fn deliverables(&self, ctx: &Context<'_>) -> Nullable<Entries<Deliverable>> {
        nullable(async {
            let rows = ctx.loaders().load(DeliverablesOf(self.0.id)).await?;
            Ok(rows.map(|rows| rows.into_iter().map(Deliverable).collect()))
        })
        .await
    }

    /// When both sides agreed.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Until when the brand has to fund it, or it expires; null unless it waits for that.
    async fn funding_due_at(&self) -> Option<DateTime> {
        self.0.funding_due_at.map(DateTime)
    }

    /// When pay and fee were held and the work began; null before.
    async fn started_at(&self) -> Option<DateTime> {
        self.0.started_at.map(DateTime)
    }

    /// When it was completed or ended; null while it runs.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Why the marketplace's staff ended it; null unless they did.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }
}

impl From<entity::collaboration::Model> for Collaboration {
    fn from(row: entity::collaboration::Model) -> Self {
        Self(row)
    }
}

impl Listed for Collaboration {
    type Entity = entity::collaboration::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::newest()
    }
    fn row(&self) -> &entity::collaboration::Model {
        &self.0
    }
}

impl Found for Collaboration {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let (db, id) = (ctx.reader(), CollaborationId::from_uuid(key));
        Ok(queries::by_id(db, ctx.actor(), id).await?.map(Self))
    }
}

/// Whose collaborations are asked for: exactly one.
#[derive(OneofObject)]
pub enum CollaborationOwnerInput {
    /// Those of a brand; for its members.
    BrandId(ID),
    /// Those of a creator; for the creator.
    CreatorId(ID),
}

impl CollaborationOwnerInput {
    async fn list(
        &self,
        ctx: &Context<'_>,
        states: &[State],
    ) -> domain::Result<List<entity::collaboration::Entity>> {
        let (db, actor) = (ctx.reader(), ctx.actor());
        match self {
            Self::BrandId(id) => {
                queries::of_brand(db, actor, parse_id("of.brandId", id)?, states).await
            }
            Self::CreatorId(id) => {
                queries::of_creator(db, actor, parse_id("of.creatorId", id)?, states).await
            }
        }
    }
}

/// What funding needs.
#[derive(InputObject)]
pub struct CollaborationFundInput {
    /// The collaboration to fund.
    pub collaboration_id: ID,
    /// A word of your choice for this one intention, 1 to 255 characters: sent again, it answers the first result.
    pub idempotency_key: String,
}

/// What cancelling needs.
#[derive(InputObject)]
pub struct CollaborationCancelInput {
    /// The collaboration to call off.
    pub collaboration_id: ID,
    /// A word of your choice for this one intention, 1 to 255 characters: sent again, it answers the first result.
    pub idempotency_key: String,
}

/// What terminating needs.
#[derive(InputObject)]
pub struct CollaborationTerminateInput {
    /// The collaboration to end.
    pub collaboration_id: ID,
    /// Why, for both sides to read: 1 to 2,000 characters.
    pub reason: String,
    /// The creator's share of the pay of what is not settled, 0 to 10,000 basis points; nothing when left out. Fees are
    /// divided alike.
    pub creator_share_bps: Option<i32>,
    /// A word of your choice for this one intention, 1 to 255 characters: sent again, it answers the first result.
    pub idempotency_key: String,
}

impl CollaborationTerminateInput {
    fn read(&self) -> Ruling {
        Ruling {
            creator_share_bps: self.creator_share_bps.unwrap_or_default().into(),
            reason: self.reason.clone(),
        }
    }
}

payload!(CollaborationFundPayload {
    collaboration: Collaboration
});
payload!(CollaborationCancelPayload {
    collaboration: Collaboration
});
payload!(CollaborationTerminatePayload {
    collaboration: Collaboration
});

/// Collaborations, as asked for.
#[derive(Default)]
pub struct CollaborationQuery;

#[Object]
impl CollaborationQuery {
    /// A collaboration; null when there is none that you may see.
    async fn collaboration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collaboration's id.")] id: ID,
    ) -> Nullable<Collaboration> {
        nullable(async {
            let id: CollaborationId = parse_id("id", &id)?;
            Collaboration::find(ctx, id.uuid()).await
        })
        .await
    }

    /// The collaborations of a brand you are a member of, or of yourself as a creator, newest first.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn collaborations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose collaborations.")] of: CollaborationOwnerInput,
        #[graphql(
            desc = "Only those in one of these states; at most 6.",
            directive = constraint::apply(6)
        )]
        state_in: Option<Vec<CollaborationState>>,
        #[graphql(desc = "So many from the start, at most 100; 20 by default.")] first: Option<i32>,
        #[graphql(desc = "Those after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Those before this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<Collaboration>> {
        let list = async {
            let states = state_in.unwrap_or_default();
            let states: Vec<_> = states.into_iter().map(Into::into).collect();
            of.list(ctx, &states).await
        };
        page(ctx, list, (first, after, last, before)).await
    }
}

/// Collaborations, as changed.
#[derive(Default)]
pub struct CollaborationMutation;

#[Object]
impl CollaborationMutation {
    /// Hold pay and fee for a collaboration that waits for it, from the offer's reserve and then the brand's wallet;
    /// the work begins. For members of the brand who manage money, or whose spending limit covers it. Codes:
    /// COLLABORATION_STATE_INVALID, WALLET_INSUFFICIENT, SPENDING_LIMIT_EXCEEDED.
    async fn collaboration_fund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration.")] input: CollaborationFundInput,
    ) -> Nullable<CollaborationFundPayload> {
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Collaboration(commands::fund(ctx.env(), &intent, id).await?))
        })
        .await
    }

    /// Call a collaboration off. Either side may until something is handed in; afterwards only the brand, when content
    /// is overdue by more than the agreed days and no other work waits for its answer or was approved. The brand gets
    /// back what is held; what was released stays released. Codes: COLLABORATION_STATE_INVALID, CANCEL_NOT_ALLOWED.
    async fn collaboration_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration.")] input: CollaborationCancelInput,
    ) -> Nullable<CollaborationCancelPayload> {
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            Ok(Collaboration(
                commands::cancel(ctx.env(), &intent, id).await?,
            ))
        })
        .await
    }

    /// End a collaboration as the marketplace's staff: the creator gets a share of the pay of what is not settled, the
    /// brand the rest of what is held. Operators only, who are on neither side. Codes: COLLABORATION_STATE_INVALID,
    /// VALUE_OUT_OF_RANGE, VALUE_MISSING, VALUE_TOO_LONG, VALUE_INVALID.
    async fn collaboration_terminate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which collaboration, and why.")] input: CollaborationTerminateInput,
    ) -> Nullable<CollaborationTerminatePayload> {
        answer(ctx, || async {
            let id = parse_id("input.collaborationId", &input.collaboration_id)?;
            let intent = ctx.intent(Some(&input.idempotency_key), &input);
            let ended = commands::terminate(ctx.env(), &intent, id, input.read()).await?;
            Ok(Collaboration(ended))
        })
        .await
    }
}

/// The collaboration an application has led to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CollaborationOf(pub(super) ApplicationId);

/// The deliverables of a collaboration.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct DeliverablesOf(CollaborationId);

impl Loader<CollaborationId> for Rows {
    type Value = entity::collaboration::Model;
    type Error = LoadError;
    async fn load(
        &self,
        ids: &[CollaborationId],
    ) -> Result<HashMap<CollaborationId, Self::Value>, LoadError> {
        let rows = queries::by_ids(self.0.db.reader(), ids).await?;
        Ok(by_id(rows, |row| row.id))
    }
}

impl Loader<CollaborationOf> for Rows {
    type Value = entity::collaboration::Model;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[CollaborationOf],
    ) -> Result<HashMap<CollaborationOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::of_applications(self.0.db.reader(), &ids).await?;
        Ok(by_id(rows, |row| CollaborationOf(row.application_id)))
    }
}

impl Loader<DeliverablesOf> for Rows {
    type Value = Vec<entity::deliverable::Model>;
    type Error = LoadError;
    async fn load(
        &self,
        keys: &[DeliverablesOf],
    ) -> Result<HashMap<DeliverablesOf, Self::Value>, LoadError> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = queries::deliverables_of(self.0.db.reader(), &ids).await?;
        Ok(by_owner(keys, rows, |row| {
            DeliverablesOf(row.collaboration_id)
        }))
    }
}
