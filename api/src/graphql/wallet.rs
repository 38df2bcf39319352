//! Money of brands: wallets and funding.

use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::entity;
use domain::error::Form;
use domain::id::{BrandId, FundingId, Id};
use domain::page::Sort;
use domain::payout::{self, commands, queries};
use uuid::Uuid;

use super::constraint::constraint;
use super::context::ContextExt;
use super::entries::Entries;
use super::error::{Nullable, nullable};
use super::page::{Connection, Listed, page};
use super::payload::{Found, answer, payload};
use super::scalars::{CurrencyCode, DateTime, Money, MoneyInput, opaque_id, parse_id, read_id};

/// A brand's money in one currency. Visible to its members and to operators.
#[derive(SimpleObject)]
pub struct Wallet {
    /// Free to be spent.
    available: Money,
    /// Set aside for the brand's offers.
    reserved: Money,
    /// Held for running collaborations, the marketplace's fee included.
    held: Money,
}

impl From<payout::Wallet> for Wallet {
    fn from(wallet: payout::Wallet) -> Self {
        Self {
            available: wallet.available.into(),
            reserved: wallet.reserved.into(),
            held: wallet.held.into(),
        }
    }
}

/// Where a funding stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payout::FundingState")]
pub enum FundingState {
    /// Asked of the payment provider, who has not answered for good yet.
    Requested,
    /// The money is in the wallet.
    Captured,
    /// The payment provider refused; `failure` says why.
    Failed,
}

/// Money a brand pays in.
#[derive(Clone)]
pub struct Funding(pub entity::funding::Model);

/// Money a brand pays in. Visible to the brand's members and to operators.
#[Object]
impl Funding {
    /// Identifies the funding; opaque.
    pub(super) async fn id(&self) -> ID {
        opaque_id(self.0.id)
    }

    /// Where it stands.
    async fn state(&self) -> FundingState {
        self.0.state.into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount().into()
    }

    /// Why the payment provider refused; null unless the funding has failed.
    async fn failure(&self) -> Option<&str> {
        self.0.failure.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the money reached the wallet; null before.
    async fn captured_at(&self) -> Option<DateTime> {
        self.0.captured_at.map(DateTime)
    }
}

impl From<entity::funding::Model> for Funding {
    fn from(row: entity::funding::Model) -> Self {
        Self(row)
    }
}

impl Listed for Funding {
    type Entity = entity::funding::Entity;
    fn sort() -> Sort<Self::Entity> {
        queries::funding_order()
    }
    fn row(&self) -> &entity::funding::Model {
        &self.0
    }
}

impl Found for Funding {
    async fn find(ctx: &Context<'_>, key: Uuid) -> domain::Result<Option<Self>> {
        let (db, id) = (ctx.reader(), FundingId::from_uuid(key));
        Ok(queries::funding(db, ctx.actor(), id).await?.map(Self))
    }
}

/// What paying money in needs.
#[derive(InputObject)]
pub struct WalletFundInput {
    /// Whose wallet. Owners, admins and finance may.
    pub brand_id: ID,
    /// How much; above zero.
    pub amount: MoneyInput,
    /// A word of yours, 1 to 255 printable ASCII characters: asking again with it charges once and answers the same
    /// funding.
    pub idempotency_key: String,
}

impl WalletFundInput {
    fn read(&self, form: &mut Form) -> (BrandId, domain::money::Money) {
        let brand_id = read_id("input.brandId", &self.brand_id, form);
        (brand_id, self.amount.read("input.amount", form))
    }
}

payload!(WalletFundPayload {
    funding: Funding,
    funding_edge
});
/// Brands' money, as asked for.
#[derive(Default)]
pub struct WalletQuery;

#[Object]
impl WalletQuery {
    /// A brand's money, one entry per currency ever used; empty before the first funding. For the brand's members and
    /// operators.
    #[graphql(directive = constraint::apply(CurrencyCode::items().len()))]
    async fn wallets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] brand_id: ID,
    ) -> Nullable<Entries<Wallet>> {
        nullable(async {
            let id = parse_id::<BrandId>("brandId", &brand_id)?;
            let wallets = queries::wallets(ctx.reader(), ctx.actor(), id).await?;
            Ok(Some(wallets.into_iter().map(Wallet::from).collect()))
        })
        .await
    }

    /// What a brand paid in, newest first. For the brand's members and operators.
    #[expect(
        clippy::too_many_arguments,
        reason = "a connection has four of its own"
    )]
    async fn fundings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] brand_id: ID,
        #[graphql(desc = "How many from the start, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Nullable<Connection<Funding>> {
        let list = async {
            let id = parse_id::<BrandId>("brandId", &brand_id)?;
            queries::fundings(ctx.reader(), ctx.actor(), id).await
        };
        page(ctx, list, (first, after, last, before)).await
    }
}

/// Brands' money, as moved.
#[derive(Default)]
pub struct WalletMutation;

#[Object]
impl WalletMutation {
    /// Pay money into a brand's wallet. The answer may be a funding that is still REQUESTED, or one that FAILED with the
    /// provider's reason. Codes: AMOUNT_INVALID, INVALID_ID, VALUE_INVALID, IDEMPOTENCY_KEY_REUSED,
    /// IDEMPOTENCY_IN_PROGRESS.
    async fn wallet_fund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose wallet, and how much.")] input: WalletFundInput,
    ) -> Nullable<WalletFundPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (brand_id, amount) = input.read(&mut form);
            let intent = ctx.intent_of(Some(&input.idempotency_key), &input, form);
            let funding = commands::fund_wallet(ctx.env(), &intent, brand_id, amount).await?;
            Ok(Funding(funding))
        })
        .await
    }
}
