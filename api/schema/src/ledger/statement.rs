//! Statements: the ledger, as somebody reads it whose money it is.

use async_graphql::Enum;
use domain::id::{Id, StatementLineId};
use domain::money::Money;
use domain::sight;

use crate::collaboration::types::COLLABORATION;
use crate::deliverable::types::DELIVERABLE;
use crate::money::amount_in;
use crate::offer::types::OFFER;
use crate::payments::types::PAYOUT;
use crate::payments::wallet::FUNDING;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Leaf, Link, Page, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, made, object, one, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CurrencyCode, DateTime};
use crate::stored::stored;

/// What happened to money.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum StatementLineKind {
    /// A brand paid in.
    Funded,
    /// Wallet money was set aside for an offer.
    Reserved,
    /// What was set aside for an offer went back to the wallet.
    ReserveFreed,
    /// Pay and the brand's fee are held for a collaboration: from the wallet, or from what was set aside for its offer.
    Held,
    /// A collaboration ended early; what was held went back where it came from.
    Returned,
    /// A deliverable is done: its pay, less the creator's fee, is the creator's, in clearance.
    Released,
    /// A deliverable was finally rejected; its pay and fee went back to the wallet.
    Refunded,
    /// The marketplace's staff divided what was held for a deliverable.
    Decided,
    /// A payout was asked for.
    PayoutRequested,
    /// A payout failed or was cancelled; the money is available again.
    PayoutUndone,
}

/// Which way money went, seen from whose statement it is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum StatementDirection {
    /// In.
    Credit,
    /// Out.
    Debit,
}

shown_enums!(StatementLineKind, StatementDirection);

object! {
    /// A line of a statement: what one event did to the money of a brand, of a creator, or to what is held for a
    /// collaboration. It never changes. Seen by whose money it is, and by operators.
    pub STATEMENT_LINE: "StatementLine" from Source {
        table: "statement_line",
        tag: Some(StatementLineId::TAG),
        open: "",
        seen: sight::STATEMENT_LINE,
        usual: Some(&STATEMENT_LINES),
    } => {
        /// Identifies the line; opaque.
        id = id();
        /// What happened.
        kind = word::<StatementLineKind>("kind");
        /// In or out.
        direction = made(&["change"], &Made(|row| Ok(match row.int(0) {
            Some(change) if change < 0 => StatementDirection::Debit,
            _ => StatementDirection::Credit,
        })));
        /// How much went in or out.
        amount = made(&["change", "currency"], &Made(|row| {
            let change = row.int(0).unwrap_or_default();
            Ok(Money::stored(change.abs(), stored(row.text(1))?))
        }));
        /// How much there was afterwards, in this currency.
        balance = amount_in(&["balance", "currency"]);
        /// When it happened.
        postedAt = time::<DateTime>("posted_at");
        /// What a brand paid in; null unless FUNDED.
        funding = one(&FUNDING, Link::to("funding_id"));
        /// What is paid out; null unless PAYOUT_REQUESTED or PAYOUT_UNDONE.
        payout = one(&PAYOUT, Link::to("payout_id"));
        /// The offer it was for; null where it was for none.
        offer = one(&OFFER, Link::to("offer_id"));
        /// The collaboration it was for; null where it was for none.
        collaboration = one(&COLLABORATION, Link::to("collaboration_id"));
        /// The deliverable it was for; null unless RELEASED, REFUNDED or DECIDED.
        deliverable = one(&DELIVERABLE, Link::to("deliverable_id"));
    }
}

/// Whose it is: a brand's, a creator's, a collaboration's.
pub static STATEMENT: Page = Page {
    of: &STATEMENT_LINE,
    link: Some(Link::from("owner_id")),
    only: "",
    filter: Some(&STATEMENT_FILTER),
    orders: &STATEMENT_LINES,
    search: None,
};

static STATEMENT_LINES: Orders = Orders {
    name: "StatementOrder",
    doc: "The order of a statement.",
    fields: &[order::number(
        "POSTED_AT",
        "When it happened: each balance follows from the one before it in its currency.",
        "position",
    )],
    direction: Direction::Desc,
};

static STATEMENT_FILTER: Filter = Filter {
    name: "StatementFilter",
    doc: "Which lines are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "kindIn",
            doc: "What happened is one of these; at most 10.",
            takes: Takes::Words(Leaf::of::<StatementLineKind>(), 10),
            on: On::Row("{t}.kind {in}"),
        },
        Member {
            name: "currency",
            doc: "In this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "postedAfter",
            doc: "Happened at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.posted_at >= :value"),
        },
        Member {
            name: "postedBefore",
            doc: "Happened before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.posted_at < :value"),
        },
    ],
};

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;
    use domain::ledger::EntryKind;
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;

    #[test]
    fn every_kind_of_entry_that_changes_what_somebody_has_can_be_told() {
        // What is cleared stays the creator's, and what a payout's end changes is its state.
        let silent = [EntryKind::Cleared, EntryKind::PayoutPaid];
        let told: Vec<&str> = StatementLineKind::items()
            .iter()
            .map(|it| it.name)
            .collect();
        for kind in EntryKind::iter() {
            let name = kind.to_value().to_uppercase();
            assert_eq!(
                told.contains(&name.as_str()),
                !silent.contains(&kind),
                "{name}"
            );
        }
    }
}
