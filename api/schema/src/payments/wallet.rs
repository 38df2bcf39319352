//! What brands have, and what they pay in.

use async_graphql::Enum;
use domain::id::{FundingId, Id, WalletId};
use domain::sight;

use crate::brand::types::BRAND;
use crate::money::amount_in;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Leaf, Link, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, object, one, text, time, word};
use crate::reading::shown::shown_enums;
use crate::scalars::{CurrencyCode, DateTime};

object! {
    /// A brand's money in one currency. Visible to its members and to operators.
    pub WALLET: "Wallet" from Source {
        table: WALLETS,
        tag: Some(WalletId::TAG),
        open: "",
        seen: sight::BRANDS,
        usual: None,
    } => {
        /// Identifies the wallet; opaque.
        id = id();
        /// Whose it is.
        brand = one(&BRAND, Link::to("brand_id"));
        /// Free to be spent.
        available = amount_in(&["available", "currency"]);
        /// Set aside for the brand's offers.
        reserved = amount_in(&["reserved", "currency"]);
        /// Held for running collaborations, the marketplace's fee included.
        held = amount_in(&["held", "currency"]);
    }
}

/// A brand's accounts, its offers' and its collaborations', by currency. The wallet's own account is there from the first
/// funding on, and stands for all of them.
const WALLETS: &str = "(SELECT w.id, w.owner_id AS brand_id, w.currency, w.balance AS available,
    (SELECT CAST(COALESCE(SUM(a.balance), 0) AS bigint) FROM offer o JOIN ledger_account a ON a.owner_id = o.id
        WHERE o.brand_id = w.owner_id AND a.currency = w.currency AND a.kind = 'offer_reserve') AS reserved,
    (SELECT CAST(COALESCE(SUM(a.balance), 0) AS bigint) FROM collaboration c JOIN ledger_account a ON a.owner_id = c.id
        WHERE c.brand_id = w.owner_id AND a.currency = w.currency AND a.kind IN ('escrow', 'fee_deferred')) AS held
    FROM ledger_account w WHERE w.kind = 'brand_wallet')";

/// Where a funding stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::payments::FundingState")]
pub enum FundingState {
    /// Asked of the payment provider, who has not answered for good yet.
    Requested,
    /// The money is in the wallet.
    Captured,
    /// The payment provider refused; `failure` says why.
    Failed,
}

shown_enums!(FundingState);

object! {
    /// Money a brand pays in. Visible to the brand's members and to operators.
    pub FUNDING: "Funding" from Source {
        table: "funding",
        tag: Some(FundingId::TAG),
        open: "",
        seen: sight::BRANDS,
        usual: Some(&FUNDINGS),
    } => {
        /// Identifies the funding; opaque.
        id = id();
        /// Who pays in.
        brand = one(&BRAND, Link::to("brand_id"));
        /// Where it stands.
        state = word::<FundingState>("state");
        /// How much.
        amount = amount_in(&["amount_minor", "currency"]);
        /// Why the payment provider refused; null unless the funding has failed.
        failure = text("failure").or_null();
        /// When it was asked for.
        createdAt = time::<DateTime>("created_at");
        /// When the money reached the wallet; null before.
        capturedAt = time::<DateTime>("captured_at").or_null();
    }
}

pub static FUNDINGS: Orders = Orders {
    name: "FundingOrder",
    doc: "The order of fundings.",
    fields: &[
        order::time("CREATED_AT", "When it was asked for.", "created_at"),
        order::amount(
            "AMOUNT",
            "How much; only within one currency.",
            "amount_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static FUNDING_FILTER: Filter = Filter {
    name: "FundingFilter",
    doc: "Which fundings are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 3.",
            takes: Takes::Words(Leaf::of::<FundingState>(), 3),
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
            doc: "Asked for at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at >= :value"),
        },
        Member {
            name: "createdBefore",
            doc: "Asked for before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at < :value"),
        },
    ],
};
