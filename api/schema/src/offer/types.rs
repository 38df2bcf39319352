//! Offers: what brands ask for and pay.

use async_graphql::Enum;
use domain::application::eligibility::{Applicant, Check, OWN, eligibility as checks_of};
use domain::id::{Id, OfferId};
use domain::money::Money;
use domain::offer;
use domain::payments::rules::breakdown;
use domain::sight;

use crate::application::types::{APPLICATION, APPLICATION_FILTER, APPLICATIONS};
use crate::brand::types::BRAND;
use crate::collaboration::types::{COLLABORATION, COLLABORATION_FILTER, COLLABORATIONS};
use crate::money::{money_of, set_amount_in};
use crate::offer::actions;
use crate::offer::brief::{Brief, Content};
use crate::payments::breakdown::Breakdown;
use crate::reading::Facts;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Beside, Leaf, Link, Page, Search, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::plain::plain;
use crate::reading::shapes::{boolean, id, int, made, object, one, page, text, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CountryCode, CurrencyCode, DateTime, MoneyInput, read_amount};
use crate::stored::stored;
use crate::vocabulary::{Niche, Platform};

/// Where an offer stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::offer::State")]
pub enum OfferState {
    /// Being written; only the brand sees it.
    Draft,
    /// Open for applications until it closes.
    Published,
    /// Takes no applications for now.
    Paused,
    /// All slots are taken; opens again when one is freed.
    Filled,
    /// Ended by its deadline or by the brand; collaborations go on.
    Closed,
    /// Called off before any collaboration ran.
    Cancelled,
}

object! {
    /// What a brand asks for and pays. Everybody sees it from its publishing on; drafts and cancelled ones only the brand.
    pub OFFER: "Offer" from Source {
        table: "offer",
        tag: Some(OfferId::TAG),
        open: sight::PUBLIC_OFFER,
        seen: sight::BRANDS,
        usual: Some(&BRAND_OFFERS),
    } => {
        /// Identifies the offer; opaque.
        id = id();
        /// Where it stands.
        state = word::<OfferState>("state");
        /// Counts the versions of its content, from 1: each change makes one. Creators agree to a version. Give it to
        /// `offerUpdate` and `offerAmend` as `expectedVersion`, so that nobody overwrites what somebody else has changed.
        version = int("version");
        /// One line: what it is.
        title = text("title");
        /// What it is about, in short; may be empty in a draft.
        summary = text("summary");
        /// All a creator agrees to, in the present version.
        brief = made(&["{v}.brief", "currency"], &Made(|row| brief(row).map(Some))).beside(&PRESENT);
        /// All that is written in it, as it is given. For members of the brand and operators; null for others.
        content = made(
            &["{v}.brief", "currency", "budget_minor", "slots", "closes_at"],
            &Made(|row| content(row).map(Some)),
        )
        .beside(&PRESENT)
        .only_for(sight::BRANDS);
        /// What one creator is paid for all deliverables together; null for gift-only offers, and while a draft does not say.
        pay = set_amount_in(&["pay_minor", "currency"]);
        /// Who makes it.
        brand = one(&BRAND, Link::to("brand_id"));
        /// What one collaboration at the offer's pay costs and brings, the same for both sides, before anybody agrees.
        breakdown = made(&["pay_minor", "currency", "{v}.brief"], &Made(|row| offered(row).map(Some))).beside(&PRESENT);
        /// Whether your creator profile meets its conditions, each of them; null without a profile.
        eligibility = made(&["{v}.brief", OWN[0], OWN[1], OWN[2], OWN[3]], &Made(eligibility)).beside(&PRESENT);
        /// What you may do with it now, each mutation of offers and `applicationSubmit`.
        viewerActions = made(actions::COLUMNS, &Made(actions::read)).beside(&PRESENT);
        /// Your own live application to it; null for guests and who has not applied.
        viewerApplication = one(&APPLICATION, OWN_APPLICATION);
        /// Who applied. For members of the brand and operators; null for others.
        applications = page(&APPLICATIONS_TO_OFFER).only_for(sight::BRANDS);
        /// How many applications wait for an answer: the number for a badge. For members of the brand and operators; null for
        /// others.
        applicationsWaiting = int("applications_waiting").only_for(sight::BRANDS);
        /// What came of it. For members of the brand and operators; null for others.
        collaborations = page(&COLLABORATIONS_OF_OFFER).only_for(sight::BRANDS);
        /// The most the brand will be charged, fees included; null while a draft does not say. Only members of the brand see
        /// it.
        budget = set_amount_in(&["budget_minor", "currency"]).only_for(sight::BRANDS);
        /// How many creators are wanted.
        slots = int("slots");
        /// How many of them are found.
        slotsTaken = int("slots_taken");
        /// True when the money for all open slots is set aside: work can start at once.
        isReserved = boolean("is_reserved");
        /// Until when creators may apply; null while a draft does not say.
        closesAt = time::<DateTime>("closes_at").or_null();
        /// When the draft was started.
        createdAt = time::<DateTime>("created_at");
        /// When it was opened for applications.
        publishedAt = time::<DateTime>("published_at").or_null();
        /// When it was closed or cancelled.
        endedAt = time::<DateTime>("ended_at").or_null();
    }
}

/// The version of the brief that counts.
static PRESENT: Beside = Beside {
    table: "offer_version",
    on: "{v}.offer_id = {t}.id AND {v}.version = {t}.version",
};

fn brief(row: &Facts<'_>) -> domain::Result<Brief> {
    Ok(Brief {
        brief: serde_json::from_str(row.json(0).unwrap_or_default())?,
        currency: stored(row.text(1))?,
    })
}

fn content(row: &Facts<'_>) -> domain::Result<Content> {
    Ok(Content(offer::Draft {
        brief: serde_json::from_str(row.json(0).unwrap_or_default())?,
        currency: stored(row.text(1))?,
        budget_minor: row.int(2).unwrap_or_default(),
        slots: row.int(3).unwrap_or_default(),
        closes_at: row.at(4),
    }))
}

fn offered(row: &Facts<'_>) -> domain::Result<Breakdown> {
    let brief: offer::Brief = serde_json::from_str(row.json(2).unwrap_or_default())?;
    let pay: Money = money_of(row, 0)?;
    let policy = &row.asking.env.policy.agreement;
    Ok(Breakdown(breakdown(pay, &brief.weights(), policy)))
}

/// One live application of a creator to an offer at most.
const OWN_APPLICATION: Link = Link::from("offer_id").only(
    "{t}.creator_id = (SELECT c.id FROM creator c WHERE c.user_id = :user)
        AND {t}.state IN ('submitted', 'shortlisted', 'negotiating', 'needs_reconfirmation', 'accepted')",
);

/// A condition of applying.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::eligibility::Rule")]
pub enum EligibilityRule {
    /// An account on a platform the offer looks for.
    Platform,
    /// On it, followers within the marketplace's and the offer's bounds.
    Followers,
    /// On it, the engagement the offer looks for; unknown is not too low.
    Engagement,
    /// A niche the offer looks for.
    Niche,
    /// A country the offer looks for.
    Country,
    /// A language the offer looks for, whatever its region.
    Language,
}

shown_enums!(OfferState, EligibilityRule);

plain! {
    /// Whether one condition is met.
    "EligibilityCheck": |it: Check| {
        /// The condition.
        rule: EligibilityRule = it.rule.into();
        /// Met by the creator's profile as it is now.
        isMet: bool = it.is_met;
    }
}

/// Whether a creator may apply to an offer.
pub struct Eligibility(Vec<Check>);

plain! {
    /// Whether a creator may apply to an offer.
    "Eligibility": |it: Eligibility| {
        /// True when every condition is met.
        isEligible: bool = it.0.iter().all(|check| check.is_met);
        /// Every condition, met or not.
        checks: Vec<&Check> [at most 6] = it.0.iter().collect();
    }
}

fn eligibility(row: &Facts<'_>) -> domain::Result<Option<Eligibility>> {
    let Some(applicant) = applicant(row, 1)? else {
        return Ok(None);
    };
    let brief: offer::Brief = serde_json::from_str(row.json(0).unwrap_or_default())?;
    let policy = &row.asking.env.policy;
    let checks = checks_of(&applicant, &brief.criteria, policy);
    Ok(Some(Eligibility(checks)))
}

/// The profile of who asks, from those columns.
pub(super) fn applicant(row: &Facts<'_>, first: usize) -> domain::Result<Option<Applicant>> {
    let text = |place| row.text(first + place);
    Applicant::read(text(0), text(1), text(2), text(3))
}

/// Offers that take applications now.
pub static OPEN_OFFERS: Page = Page {
    of: &OFFER,
    link: None,
    // A literal, so that the partial indexes serve whatever plan the database keeps.
    only: "{t}.state = 'published' AND {t}.closes_at > :now",
    filter: Some(&OFFER_FILTER),
    orders: &OFFERS,
    search: Some(&Search {
        table: "offer_listing",
        key: "offer_id",
        leads: &["niche", "platform"],
        has_open: true,
        only: "{d}.closes_at > :now",
    }),
};

static OFFERS: Orders = Orders {
    name: "OfferOrder",
    doc: "The order of open offers.",
    fields: &[
        order::time(
            "PUBLISHED_AT",
            "When it was opened for applications.",
            "published_at",
        )
        .entry("published_at"),
        order::time("CLOSES_AT", "Until when creators may apply.", "closes_at").entry("closes_at"),
        order::amount(
            "PAY",
            "What one creator is paid; only within one currency.",
            "pay_minor",
        )
        .entry("pay_minor"),
    ],
    direction: Direction::Desc,
};

static OFFER_FILTER: Filter = Filter {
    name: "OfferFilter",
    doc: "Which open offers are wanted; what is left out asks nothing. An offer that does not restrict a kind is found too.",
    beside: "",
    members: &[
        Member {
            name: "nicheIn",
            doc: "Looked for in at least one of these; at most 24.",
            takes: Takes::Words(Leaf::of::<Niche>(), 24),
            on: On::Lead(0, None),
        },
        Member {
            name: "platformIn",
            doc: "Looked for on at least one of these; at most 11.",
            takes: Takes::Words(Leaf::of::<Platform>(), 11),
            on: On::Lead(1, None),
        },
        Member {
            name: "country",
            doc: "Open to creators who live here.",
            takes: Takes::Country(Leaf::of::<CountryCode>()),
            on: On::Row(
                "(EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = {t}.id AND g.kind = 'country' AND g.value = :value)
                    OR NOT EXISTS (SELECT 1 FROM offer_target g WHERE g.offer_id = {t}.id AND g.kind = 'country'))",
            ),
        },
        Member {
            name: "currency",
            doc: "Pays in this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Entry("{d}.currency = :value", None),
        },
        Member {
            name: "payMin",
            doc: "Pays at least this, in this currency.",
            takes: Takes::Amount(Leaf::input::<MoneyInput>(), read_amount),
            on: On::Entry("{d}.pay_minor >= :value AND {d}.currency = :currency", None),
        },
        Member {
            name: "payMax",
            doc: "Pays at most this, in this currency.",
            takes: Takes::Amount(Leaf::input::<MoneyInput>(), read_amount),
            on: On::Entry("{d}.pay_minor <= :value AND {d}.currency = :currency", None),
        },
        Member {
            name: "closesAfter",
            doc: "Open at least until then.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Entry("{d}.closes_at > :value", None),
        },
        Member {
            name: "closesBefore",
            doc: "Closes by then.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Entry("{d}.closes_at <= :value", None),
        },
        Member {
            name: "isReserved",
            doc: "Whether the money for it is set aside.",
            takes: Takes::Bool,
            on: On::Row("{t}.is_reserved = :value"),
        },
    ],
};

pub static BRAND_OFFERS: Orders = Orders {
    name: "BrandOfferOrder",
    doc: "The order of a brand's offers.",
    fields: &[
        order::time("CREATED_AT", "When the draft was started.", "created_at"),
        order::amount(
            "PAY",
            "What one creator is paid; only within one currency.",
            "pay_minor",
        ),
    ],
    direction: Direction::Desc,
};

pub static BRAND_OFFER_FILTER: Filter = Filter {
    name: "BrandOfferFilter",
    doc: "Which of a brand's offers are wanted; what is left out asks nothing.",
    beside: "",
    members: &[
        Member {
            name: "stateIn",
            doc: "Standing at one of these; at most 6.",
            takes: Takes::Words(Leaf::of::<OfferState>(), 6),
            on: On::Row("{t}.state {in}"),
        },
        Member {
            name: "currency",
            doc: "Pays in this currency.",
            takes: Takes::Currency(Leaf::of::<CurrencyCode>()),
            on: On::Row("{t}.currency = :value"),
        },
        Member {
            name: "createdAfter",
            doc: "Started at this time or later.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at >= :value"),
        },
        Member {
            name: "createdBefore",
            doc: "Started before this time.",
            takes: Takes::Time(Leaf::of::<DateTime>()),
            on: On::Row("{t}.created_at < :value"),
        },
        Member {
            name: "text",
            doc: "Has this in its title or summary, whatever the case: 2 to 80 characters.",
            takes: Takes::Search,
            on: On::Row(
                "(lower({t}.title) LIKE :value ESCAPE '\\' OR lower({t}.summary) LIKE :value ESCAPE '\\')",
            ),
        },
    ],
};

static APPLICATIONS_TO_OFFER: Page = Page {
    of: &APPLICATION,
    link: Some(Link::from("offer_id")),
    only: "",
    filter: Some(&APPLICATION_FILTER),
    orders: &APPLICATIONS,
    search: None,
};

static COLLABORATIONS_OF_OFFER: Page = Page {
    of: &COLLABORATION,
    link: Some(Link::from("offer_id")),
    only: "",
    filter: Some(&COLLABORATION_FILTER),
    orders: &COLLABORATIONS,
    search: None,
};
