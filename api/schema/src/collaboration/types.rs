//! The signed agreement and the work.

use async_graphql::Enum;
use domain::collaboration::Terms as Agreed;
use domain::id::{CollaborationId, Id};
use domain::sight;

use crate::application::types::APPLICATION;
use crate::brand::types::BRAND;
use crate::collaboration::actions;
use crate::collaboration::terms::{SIGNATURE, Terms};
use crate::creator::types::CREATOR;
use crate::deliverable::types::DELIVERABLE;
use crate::ledger::statement::STATEMENT;
use crate::money::amount_in;
use crate::offer::types::OFFER;
use crate::payments::breakdown::Breakdown;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Beside, Leaf, Link, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, made, many, object, one, page, text, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CurrencyCode, DateTime};

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

shown_enums!(CollaborationState);

object! {
    /// The signed agreement of a brand and a creator, and the work. Seen by members of the brand, the creator and operators.
    pub COLLABORATION: "Collaboration" from Source {
        table: "collaboration",
        tag: Some(CollaborationId::TAG),
        open: "",
        seen: sight::COLLABORATION,
        usual: Some(&COLLABORATIONS),
    } => {
        /// Identifies the collaboration; opaque.
        id = id();
        /// Where it stands.
        state = word::<CollaborationState>("state");
        /// The application that was accepted.
        application = one(&APPLICATION, Link::to("application_id"));
        /// The offer it came from, as it is now; what was agreed is in the terms.
        offer = one(&OFFER, Link::to("offer_id"));
        /// Who pays.
        brand = one(&BRAND, Link::to("brand_id"));
        /// Who works.
        creator = one(&CREATOR, Link::to("creator_id"));
        /// What the creator is paid for all deliverables together.
        pay = amount_in(&["pay_minor", "currency"]);
        /// What it costs the brand and brings the creator: the same numbers for both.
        breakdown = made(&["{v}.content"], &Made(|row| {
            let agreed = row.text(0).map(Agreed::read).transpose()?;
            Ok(agreed.map(|agreed| Breakdown(agreed.breakdown())))
        }))
        .beside(&IN_FORCE);
        /// What both sides agreed to; it never changes.
        terms = made(
            &["{v}.content", "{v}.version", "{v}.hash", "{v}.previous_hash"],
            &Made(Terms::read),
        )
        .beside(&IN_FORCE);
        /// Who agreed to the terms, when: one person for each side.
        signatures = many(&SIGNATURE, Link::from("collaboration_id"), "t.signed_at, t.version, t.side", 2);
        /// What is owed, in order; at most 20.
        deliverables = many(&DELIVERABLE, Link::from("collaboration_id"), "t.position", 20);
        /// What was held for it, pay and the brand's fee together, and where it went, the newest first.
        statement = page(&STATEMENT);
        /// What you may do with it now.
        viewerActions = made(actions::COLUMNS, &Made(actions::read)).beside(&IN_FORCE);
        /// When both sides agreed.
        createdAt = time::<DateTime>("created_at");
        /// Until when the brand has to fund it, or it expires; null unless it waits for that.
        fundingDueAt = time::<DateTime>("funding_due_at").or_null();
        /// When pay and fee were held and the work began; null before.
        startedAt = time::<DateTime>("started_at").or_null();
        /// When it was completed or ended; null while it runs.
        endedAt = time::<DateTime>("ended_at").or_null();
        /// Why the marketplace's staff ended it; null unless they did.
        endReason = text("end_reason").or_null();
    }
}

/// The newest version of the terms.
static IN_FORCE: Beside = Beside {
    table: "terms",
    on: "{v}.collaboration_id = {t}.id AND {v}.version = (SELECT max(w.version) FROM terms w WHERE w.collaboration_id = {t}.id)",
};

pub static COLLABORATIONS: Orders = Orders {
    name: "CollaborationOrder",
    doc: "The order of collaborations.",
    fields: &[
        order::time("CREATED_AT", "When both sides agreed.", "created_at"),
        order::amount(
            "PAY",
            "What the creator is paid; only within one currency.",
            "pay_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static COLLABORATION_FILTER: Filter = Filter {
    name: "CollaborationFilter",
    doc: "Which collaborations are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 6.",
            takes: Takes::Words(Leaf::of::<CollaborationState>(), 6),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "currency",
            doc: "Paid in this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "createdAfter",
            doc: "Agreed at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at >= :value"),
        },
        Member {
            name: "createdBefore",
            doc: "Agreed before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at < :value"),
        },
    ],
};
