//! Money of creators: balances, earnings, payouts.

use async_graphql::Enum;
use domain::id::{CreatorBalanceId, EarningId, Id, PayoutId};
use domain::sight;

use crate::creator::types::CREATOR;
use crate::deliverable::types::DELIVERABLE;
use crate::money::amount_in;
use crate::payments::actions;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Leaf, Link, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, made, object, one, text, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CurrencyCode, DateTime};

object! {
    /// A creator's money in one currency. Visible to the creator and to operators.
    pub CREATOR_BALANCE: "CreatorBalance" from Source {
        table: BALANCES,
        tag: Some(CreatorBalanceId::TAG),
        open: "",
        seen: sight::CREATORS,
        usual: None,
    } => {
        /// Identifies the balance; opaque.
        id = id();
        /// Whose it is.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// Earned, in clearance; see the earnings for when each becomes available.
        pending = amount_in(&["pending", "currency"]);
        /// May be paid out.
        available = amount_in(&["available", "currency"]);
        /// In payouts that have not ended.
        inTransit = amount_in(&["in_transit", "currency"]);
    }
}

/// A creator's accounts and those of open payouts, by currency. What is earned is in clearance first, so that account is
/// there from the first earning on, and stands for all of them.
const BALANCES: &str = "(SELECT p.id, p.owner_id AS creator_id, p.currency, p.balance AS pending,
    COALESCE((SELECT a.balance FROM ledger_account a
        WHERE a.kind = 'creator_available' AND a.owner_id = p.owner_id AND a.currency = p.currency), 0) AS available,
    (SELECT CAST(COALESCE(SUM(a.balance), 0) AS bigint) FROM payout o JOIN ledger_account a ON a.owner_id = o.id
        WHERE o.creator_id = p.owner_id AND o.due_at IS NOT NULL AND a.currency = p.currency AND a.kind = 'payout_in_transit')
        AS in_transit
    FROM ledger_account p WHERE p.kind = 'creator_pending')";

/// Where an earning stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payments::EarningState")]
pub enum EarningState {
    /// Earned, in clearance until `clearsAt`.
    PendingClearance,
    /// May be paid out, or has been.
    Available,
}

/// Where a payout stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payments::State")]
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

shown_enums!(EarningState, PayoutState);

object! {
    /// Pay released for one deliverable, after the creator's fee. Visible to the creator and to operators.
    pub EARNING: "Earning" from Source {
        table: "earning",
        tag: Some(EarningId::TAG),
        open: "",
        seen: sight::CREATORS,
        usual: Some(&EARNINGS),
    } => {
        /// Identifies the earning; opaque.
        id = id();
        /// Who earned it.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// Where it stands.
        state = word::<EarningState>("state");
        /// How much.
        amount = amount_in(&["amount_minor", "currency"]);
        /// What was paid for.
        deliverable = one(&DELIVERABLE, Link::to("deliverable_id"));
        /// When the deliverable was done.
        createdAt = time::<DateTime>("created_at");
        /// When its clearance ends.
        clearsAt = time::<DateTime>("clears_at");
        /// When it became available; null before.
        clearedAt = time::<DateTime>("cleared_at").or_null();
    }
}

object! {
    /// Money sent to a creator's bank account. Visible to the creator and to operators.
    pub PAYOUT: "Payout" from Source {
        table: "payout",
        tag: Some(PayoutId::TAG),
        open: "",
        seen: sight::CREATORS,
        usual: Some(&PAYOUTS),
    } => {
        /// Identifies the payout; opaque.
        id = id();
        /// To whom it goes.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// Where it stands.
        state = word::<PayoutState>("state");
        /// How much.
        amount = amount_in(&["amount_minor", "currency"]);
        /// What you may do with it now.
        viewerActions = made(actions::COLUMNS, &Made(actions::read));
        /// The last four characters of the IBAN it goes to; the rest is never shown.
        ibanEnding = text("substr({t}.iban, length({t}.iban) - 3)");
        /// Why the payment provider refused it; null unless it has failed.
        failure = text("failure").or_null();
        /// When it was asked for.
        requestedAt = time::<DateTime>("requested_at");
        /// When it arrived, failed or was cancelled; null before.
        endedAt = time::<DateTime>("ended_at").or_null();
    }
}

pub static EARNINGS: Orders = Orders {
    name: "EarningOrder",
    doc: "The order of earnings.",
    fields: &[
        order::time("CREATED_AT", "When the deliverable was done.", "created_at"),
        order::amount(
            "AMOUNT",
            "How much; only within one currency.",
            "amount_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static EARNING_FILTER: Filter = Filter {
    name: "EarningFilter",
    doc: "Which earnings are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 2.",
            takes: Takes::Words(Leaf::of::<EarningState>(), 2),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "currency",
            doc: "In this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "createdAfter",
            doc: "Earned at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at >= :value"),
        },
        Member {
            name: "createdBefore",
            doc: "Earned before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at < :value"),
        },
    ],
};

pub static PAYOUTS: Orders = Orders {
    name: "PayoutOrder",
    doc: "The order of payouts.",
    fields: &[
        order::time("REQUESTED_AT", "When it was asked for.", "requested_at"),
        order::amount(
            "AMOUNT",
            "How much; only within one currency.",
            "amount_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static PAYOUT_FILTER: Filter = Filter {
    name: "PayoutFilter",
    doc: "Which payouts are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 6.",
            takes: Takes::Words(Leaf::of::<PayoutState>(), 6),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "currency",
            doc: "In this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "requestedAfter",
            doc: "Asked for at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.requested_at >= :value"),
        },
        Member {
            name: "requestedBefore",
            doc: "Asked for before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.requested_at < :value"),
        },
    ],
};
