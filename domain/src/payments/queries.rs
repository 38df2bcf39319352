//! What is set aside, what clears, and what must hold of money in motion.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::accounts;
use crate::entity;
use crate::error::Result;
use crate::id::{CreatorId, EarningId};
use crate::invariant::{self, Invariant, Violation};
use crate::ledger;
use crate::money::Money;
use crate::outbox::Parties;

/// What is set aside for an offer.
pub async fn reserved(db: &impl ConnectionTrait, offer: &entity::offer::Model) -> Result<Money> {
    ledger::queries::balance(db, accounts::reserve(offer.id, offer.currency)).await
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

/// What must hold of money in motion beyond the ledger's own invariants.
pub(crate) const INVARIANTS: [Invariant; 4] = [
    Invariant {
        words: "a collaboration that has ended holds nothing",
        table: "collaboration",
        sql: "SELECT c.id, a.kind || ' ' || a.balance AS found, a.kind || ' 0' AS expected
              FROM collaboration c JOIN ledger_account a ON a.owner_id = c.id
              WHERE c.state NOT IN ('awaiting_funding', 'active')",
    },
    Invariant {
        words: "an offer that has ended has nothing set aside",
        table: "offer",
        sql: "SELECT o.id, a.balance AS found, 0 AS expected
              FROM offer o JOIN ledger_account a ON a.owner_id = o.id WHERE o.state IN ('closed', 'cancelled')",
    },
    Invariant {
        words: "the money of a payout is in transit until it ends",
        table: "payout",
        sql: "SELECT p.id, COALESCE(a.balance, 0) AS found,
                 CASE WHEN p.state IN ('requested', 'sending', 'in_transit') THEN p.amount_minor ELSE 0 END AS expected
              FROM payout p LEFT JOIN ledger_account a ON a.owner_id = p.id",
    },
    Invariant {
        words: "a payout that arrived has the provider's name for it",
        table: "payout",
        sql: "SELECT id, provider_ref IS NOT NULL AS found, 1 = 1 AS expected FROM payout WHERE state = 'paid'",
    },
];

/// Everything that is wrong with the books and with what they stand for; nothing, or the house is broken.
pub async fn check(db: &impl ConnectionTrait) -> Result<Vec<Violation>> {
    let mut violations = ledger::queries::check(db).await?;
    violations.extend(invariant::broken(db, &INVARIANTS).await?);
    Ok(violations)
}

impl From<&entity::funding::Model> for Parties {
    fn from(funding: &entity::funding::Model) -> Self {
        Self {
            brand_id: Some(funding.brand_id),
            ..Self::default()
        }
    }
}

impl From<&entity::payout::Model> for Parties {
    fn from(payout: &entity::payout::Model) -> Self {
        Self {
            creator_id: Some(payout.creator_id),
            ..Self::default()
        }
    }
}
