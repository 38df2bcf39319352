//! Wallets, balances, and what moved them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::accounts;
use crate::actor::Actor;
use crate::brand::{self, Permission};
use crate::creator;
use crate::entity;
use crate::error::Result;
use crate::id::{BrandId, CreatorId, EarningId};
use crate::ledger::{self, AccountKind};
use crate::money::{Currency, Money};
use crate::promise::{self, Promise, Violation};

/// A brand's money in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wallet {
    /// Free to be spent.
    pub available: Money,
    /// Set aside for its offers.
    pub reserved: Money,
    /// Held for its collaborations, fees included.
    pub held: Money,
}

/// A creator's money in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Released, in clearance.
    pub pending: Money,
    /// May be paid out.
    pub available: Money,
    /// Asked for or sent, not confirmed.
    pub in_transit: Money,
}

/// What is set aside for an offer.
pub async fn reserved(db: &impl ConnectionTrait, offer: &entity::offer::Model) -> Result<Money> {
    ledger::queries::balance(db, accounts::reserve(offer.id, offer.currency)).await
}

/// A brand's money, by currency; members and operators may see it.
pub async fn wallets(
    db: &impl ConnectionTrait,
    actor: Actor,
    brand_id: BrandId,
) -> Result<Vec<Wallet>> {
    brand::queries::require(db, actor, brand_id, Permission::View).await?;

    let mut owners = entity::brand::Entity::find_by_id(brand_id)
        .select_only()
        .column(entity::brand::Column::Id)
        .into_query();
    let offers = entity::offer::Entity::find()
        .select_only()
        .column(entity::offer::Column::Id)
        .filter(entity::offer::Column::BrandId.eq(brand_id))
        .into_query();
    let collaborations = entity::collaboration::Entity::find()
        .select_only()
        .column(entity::collaboration::Column::Id)
        .filter(entity::collaboration::Column::BrandId.eq(brand_id))
        .into_query();
    owners
        .union(UnionType::All, offers)
        .union(UnionType::All, collaborations);

    use AccountKind::*;
    let sums = sums(db, owners).await?;
    let wallet = |currency| Wallet {
        available: sum(&sums, currency, &[BrandWallet]),
        reserved: sum(&sums, currency, &[OfferReserve]),
        held: sum(&sums, currency, &[Escrow, FeeDeferred]),
    };
    Ok(currencies(&sums).map(wallet).collect())
}

/// A creator's money, by currency; the creator and operators may see it.
pub async fn balances(
    db: &impl ConnectionTrait,
    actor: Actor,
    creator_id: CreatorId,
) -> Result<Vec<Balance>> {
    require_sight(db, actor, creator_id).await?;

    let mut owners = entity::creator::Entity::find_by_id(creator_id)
        .select_only()
        .column(entity::creator::Column::Id)
        .into_query();
    let open_payouts = entity::payout::Entity::find()
        .select_only()
        .column(entity::payout::Column::Id)
        .filter(entity::payout::Column::CreatorId.eq(creator_id))
        .filter(Expr::cust("due_at IS NOT NULL"))
        .into_query();
    owners.union(UnionType::All, open_payouts);

    use AccountKind::*;
    let sums = sums(db, owners).await?;
    let balance = |currency| Balance {
        pending: sum(&sums, currency, &[CreatorPending]),
        available: sum(&sums, currency, &[CreatorAvailable]),
        in_transit: sum(&sums, currency, &[PayoutInTransit]),
    };
    Ok(currencies(&sums).map(balance).collect())
}

/// The earnings of a creator whose clearance has ended, and that the clock has not made available yet.
pub(super) async fn due_earnings(
    db: &impl ConnectionTrait,
    creator_id: CreatorId,
    now: DateTime<Utc>,
) -> Result<Vec<EarningId>> {
    use entity::earning::{Column, Entity};
    let due = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CreatorId.eq(creator_id))
        .filter(Expr::cust("state = 'pending_clearance'"))
        .filter(Column::ClearsAt.lte(now))
        .order_by_asc(Column::ClearsAt);
    Ok(due.into_tuple().all(db).await?)
}

/// What money in motion promises beyond the ledger's own promises.
pub(crate) const PROMISES: [Promise; 4] = [
    Promise {
        words: "a collaboration that has ended holds nothing",
        table: "collaboration",
        sql: "SELECT c.id, a.kind || ' ' || a.balance AS found, a.kind || ' 0' AS expected
              FROM collaboration c JOIN ledger_account a ON a.owner_id = c.id
              WHERE c.state NOT IN ('awaiting_funding', 'active')",
    },
    Promise {
        words: "an offer that has ended has nothing set aside",
        table: "offer",
        sql: "SELECT o.id, a.balance AS found, 0 AS expected
              FROM offer o JOIN ledger_account a ON a.owner_id = o.id WHERE o.state IN ('closed', 'cancelled')",
    },
    Promise {
        words: "the money of a payout is in transit until it ends",
        table: "payout",
        sql: "SELECT p.id, COALESCE(a.balance, 0) AS found,
                 CASE WHEN p.state IN ('requested', 'sending', 'in_transit') THEN p.amount_minor ELSE 0 END AS expected
              FROM payout p LEFT JOIN ledger_account a ON a.owner_id = p.id",
    },
    Promise {
        words: "a payout that arrived has the provider's name for it",
        table: "payout",
        sql: "SELECT id, provider_ref IS NOT NULL AS found, 1 = 1 AS expected FROM payout WHERE state = 'paid'",
    },
];

/// Everything that is wrong with the books and with what they stand for; nothing, or the house is broken.
pub async fn check(db: &impl ConnectionTrait) -> Result<Vec<Violation>> {
    let mut violations = ledger::queries::check(db).await?;
    violations.extend(promise::broken(db, &PROMISES).await?);
    Ok(violations)
}

/// Refuses who may not see a creator's money: all but the creator, operators and the clocks.
async fn require_sight(db: &impl ConnectionTrait, actor: Actor, id: CreatorId) -> Result<()> {
    if actor.is_operator() {
        return Ok(());
    }
    creator::queries::require_self(db, actor, id).await
}

type Sums = BTreeMap<(Currency, AccountKind), i64>;

/// What the accounts of these owners hold together.
async fn sums(db: &impl ConnectionTrait, owners: SelectStatement) -> Result<Sums> {
    let sum = Expr::col(entity::ledger_account::Column::Balance)
        .sum()
        .cast_as("bigint");
    let rows: Vec<(Currency, AccountKind, i64)> = entity::ledger_account::Entity::find()
        .select_only()
        .column(entity::ledger_account::Column::Currency)
        .column(entity::ledger_account::Column::Kind)
        .column_as(sum, "sum")
        .filter(entity::ledger_account::Column::OwnerId.in_subquery(owners))
        .group_by(entity::ledger_account::Column::Currency)
        .group_by(entity::ledger_account::Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    let entry = |(currency, kind, sum)| ((currency, kind), sum);
    Ok(rows.into_iter().map(entry).collect())
}

/// Each currency once, in order.
fn currencies(sums: &Sums) -> impl Iterator<Item = Currency> {
    let mut all: Vec<Currency> = sums.keys().map(|(currency, _)| *currency).collect();
    all.dedup();
    all.into_iter()
}

fn sum(sums: &Sums, currency: Currency, kinds: &[AccountKind]) -> Money {
    let minor = kinds
        .iter()
        .filter_map(|kind| sums.get(&(currency, *kind)))
        .sum();
    Money::stored(minor, currency)
}
