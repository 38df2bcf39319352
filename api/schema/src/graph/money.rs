//! Money: amounts, what agreements cost and bring, and what brands have.

use async_graphql::Enum;
use domain::id::{FundingId, Id, WalletId};
use domain::money::Money;
use domain::{payout, sight};

use super::brand::BRAND;
use super::scalars::{CurrencyCode, DateTime, Decimal, int};
use super::stored;
use crate::reading::Facts;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Columns, Leaf, Link, Shape, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::plain::plain;
use crate::reading::shapes::{id, made, object, one, text, time, word};
use crate::reading::shown::{Made, shown_enums};

plain! {
    /// An amount of money.
    "Money": |it: Money| {
        /// In the currency's main unit, with its number of decimal places.
        amount: Decimal = Decimal(it.decimal());
        /// The currency.
        currencyCode: CurrencyCode = it.currency().into();
    }
}

/// From a column of minor units and, behind it, one of the currency.
pub fn money_of(row: &Facts<'_>, n: usize) -> domain::Result<Money> {
    let minor = row.int(n).unwrap_or_default();
    Ok(Money::stored(minor, stored(row.text(n + 1))?))
}

/// From the first two columns.
pub fn money(row: &Facts<'_>) -> domain::Result<Money> {
    money_of(row, 0)
}

static MONEY: Made<Money> = Made(money);

/// The amount of two columns: minor units and the currency.
pub const fn amount_in(columns: Columns) -> Shape {
    made(columns, &MONEY)
}

/// The same, where there may be none.
pub fn amount(row: &Facts<'_>) -> domain::Result<Option<Money>> {
    row.int(0).map(|_| money(row)).transpose()
}

static SET: Made<Option<Money>> =
    Made(|row| Ok(Some(money(row)?).filter(|money| !money.is_zero())));

/// The same; null for zero, which stands for an amount that is not set.
pub const fn set_amount_in(columns: Columns) -> Shape {
    made(columns, &SET)
}

/// What an agreement costs the brand and brings the creator.
pub struct Breakdown(pub payout::Breakdown);

plain! {
    /// What an agreement costs the brand and brings the creator: the same numbers for both, before they agree and
    /// afterwards.
    "MoneyBreakdown": |it: Breakdown| {
        /// What the creator is paid for all deliverables together, before the creator's fee.
        pay: Money = it.0.pay;
        /// The marketplace's fee on top, paid by the brand.
        brandFee: Money = it.0.brand_fee;
        /// The marketplace's fee out of the pay.
        creatorFee: Money = it.0.creator_fee;
        /// All the brand is charged: pay and brand fee.
        totalCharged: Money = it.0.total_charged;
        /// All the creator receives: pay without the creator fee.
        totalReceived: Money = it.0.total_received;
        /// The pay of each deliverable, in the order of the brief; they sum to the pay.
        parts: Vec<Money> [at most 20] = it.0.parts.clone();
        /// Business days of silence after which a submission counts as approved.
        reviewBusinessDays: i32 = int(it.0.review_business_days.into());
        /// Days of silence after which a publication counts as verified.
        verifyDays: i32 = int(it.0.verify_days.into());
        /// Days from approval, or from verification where publication is owed, until the pay is available for payout.
        clearanceDays: i32 = int(it.0.clearance_days.into());
    }
}

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
#[graphql(remote = "domain::payout::FundingState")]
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
