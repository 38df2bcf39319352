//! Creators: their profiles and rate cards.

use domain::id::{CreatorId, Id};
use domain::input;
use domain::sight;

use crate::application::types::{APPLICATION, APPLICATION_FILTER, APPLICATIONS};
use crate::collaboration::types::{COLLABORATION, COLLABORATION_FILTER, COLLABORATIONS};
use crate::creator::social_account::types::SOCIAL_ACCOUNT;
use crate::deliverable::types::{DELIVERABLE, DELIVERABLE_FILTER, DELIVERABLES};
use crate::ledger::statement::STATEMENT;
use crate::money::amount_in;
use crate::payments::types::{
    CREATOR_BALANCE, EARNING, EARNING_FILTER, EARNINGS, PAYOUT, PAYOUT_FILTER, PAYOUTS,
};
use crate::reading::argument::Argument;
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Key, Leaf, Link, Page, Search, Source, Word};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, made, many, object, page, scalar, text, time, word};
use crate::reading::shown::Made;
use crate::scalars::{CURRENCIES, CountryCode, DateTime, LanguageTag};
use crate::stored::words;
use crate::vocabulary::{Format, Niche, Platform};

object! {
    /// A micro-influencer's profile. Everybody may see it; the person's e-mail address is never part of it.
    pub CREATOR: "Creator" from Source {
        table: "creator",
        tag: Some(CreatorId::TAG),
        open: "",
        seen: "",
        usual: Some(&CREATORS_ORDER),
    } => {
        /// Identifies the creator; opaque.
        id = id();
        /// What the creator is called: 2 to 80 characters.
        displayName = text("display_name");
        /// In the creator's own words, plain text with line breaks; may be empty.
        bio = text("bio");
        /// Where the creator lives.
        country = scalar::<CountryCode>("country");
        /// The city, if the creator says so.
        city = text("city").or_null();
        /// The languages the creator posts in: 1 to 10.
        languages = made(&["languages"], &Made(|row| languages(row.json(0)))).at_most(10);
        /// What the creator posts about most.
        primaryNiche = word::<Niche>("primary_niche");
        /// All the creator posts about: 1 to 5, the primary niche among them.
        niches = made(&[NICHES], &Made(|row| Ok(words::<Niche>(row.text(0))))).at_most(5).or_null();
        /// Where the creator posts, oldest entry first: at most 20.
        socialAccounts = many(&SOCIAL_ACCOUNT, Link::from("creator_id"), "t.created_at, t.id", 20);
        /// What the creator asks for, by platform and format: at most 50 lines.
        rates = many(&RATE, Link::from("creator_id"), "t.platform, t.format, t.currency", 50);
        /// What the creator applied for. For the creator and operators; null for others.
        applications = page(&APPLICATIONS_OF_CREATOR).only_for(sight::CREATOR_INSIDE);
        /// The creator's collaborations. For the creator and operators; null for others.
        collaborations = page(&COLLABORATIONS_OF_CREATOR).only_for(sight::CREATOR_INSIDE);
        /// All the creator owes to brands: filter by state and order by deadline for a to-do list. For the creator and
        /// operators; null for others.
        deliverables = page(&DELIVERABLES_OF_CREATOR).only_for(sight::CREATOR_INSIDE);
        /// The creator's money, one entry per currency ever earned. For the creator and operators; null for others.
        balances = many(&CREATOR_BALANCE, Link::from("creator_id"), "t.currency", CURRENCIES)
            .only_for(sight::CREATOR_INSIDE);
        /// What the creator earned. For the creator and operators; null for others.
        earnings = page(&EARNINGS_OF_CREATOR).only_for(sight::CREATOR_INSIDE);
        /// What was paid out to the creator. For the creator and operators; null for others.
        payouts = page(&PAYOUTS_OF_CREATOR).only_for(sight::CREATOR_INSIDE);
        /// What went into and out of the creator's money, in clearance and available together, the newest first. For the
        /// creator and operators; null for others.
        statement = page(&STATEMENT).only_for(sight::CREATOR_INSIDE);
        /// Since when the profile is here.
        createdAt = time::<DateTime>("created_at");
    }
}

/// The niches of a creator in the order of their names, with commas in between.
const NICHES: &str = "(SELECT string_agg(n.niche, ',' ORDER BY n.niche) FROM creator_niche n WHERE n.creator_id = {t}.id)";

fn languages(json: Option<&str>) -> domain::Result<Vec<LanguageTag>> {
    let tags: Vec<String> = serde_json::from_str(json.unwrap_or("[]"))?;
    Ok(tags.into_iter().map(LanguageTag).collect())
}

object! {
    /// A line of a rate card: what one piece of content costs. A price to start from; offers say what is paid.
    pub RATE: "Rate" from Source {
        table: "rate",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// Where it is posted.
        platform = word::<Platform>("platform");
        /// What it is.
        format = word::<Format>("format");
        /// The price of one.
        price = amount_in(&["price_minor", "currency"]);
    }
}

/// How a creator is named at the root.
pub const CREATOR_KEY: Key = Key::IdOr(
    &[
        Word {
            name: "handle",
            read: handle,
        },
        Word {
            name: "platform",
            read: platform,
        },
    ],
    "t.id = (SELECT a.creator_id FROM social_account a WHERE a.handle = :name0 AND a.platform = :name1
        ORDER BY a.created_at, a.id LIMIT 1)",
);

pub static CREATOR_ARGUMENTS: [Argument; 3] = [
    Argument {
        name: "id",
        doc: "The creator; else give handle and platform.",
        leaf: Leaf::of::<async_graphql::ID>(),
        written: "{}",
        most: None,
    },
    Argument {
        name: "handle",
        doc: "The name of one of the creator's accounts, with or without @. Where several claim it, the first who did.",
        leaf: Leaf::of::<String>(),
        written: "{}",
        most: None,
    },
    Argument {
        name: "platform",
        doc: "Where that account is.",
        leaf: Leaf::of::<Platform>(),
        written: "{}",
        most: None,
    },
];

/// As rows have it; what is none finds nothing.
fn handle(text: &str) -> String {
    input::handle(text).unwrap_or_default()
}

fn platform(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Creators to look through.
pub static CREATORS: Page = Page {
    of: &CREATOR,
    link: None,
    only: "",
    filter: Some(&CREATOR_FILTER),
    orders: &CREATORS_ORDER,
    search: Some(&Search {
        table: "creator_listing",
        key: "creator_id",
        leads: &["niche", "platform"],
        has_open: false,
        only: "",
    }),
};

static CREATORS_ORDER: Orders = Orders {
    name: "CreatorOrder",
    doc: "The order of creators.",
    fields: &[
        order::time(
            "CREATED_AT",
            "Since when the profile is here.",
            "created_at",
        )
        .entry("created_at"),
        order::number(
            "FOLLOWERS",
            "The followers of the largest account, on the platform that the filter names; 0 where no number is known.",
            "followers_top",
        )
        .entry("followers"),
    ],
    direction: Direction::Desc,
};

static CREATOR_FILTER: Filter = Filter {
    name: "CreatorFilter",
    doc: "Which creators are wanted; what is left out asks nothing. Platform, followers and engagement must hold for one and the same account.",
    // OFFSET keeps PostgreSQL from reading all accounts first: the entries of the search table leave few to look at.
    beside: "EXISTS (SELECT 1 FROM social_account a WHERE a.creator_id = {d}.creator_id AND {all} LIMIT 1 OFFSET 0)",
    members: &[
        Member {
            name: "nicheIn",
            doc: "Posts about at least one of these; at most 24.",
            takes: Takes::Words(Leaf::of::<Niche>(), 24),
            on: On::Lead(0, None),
        },
        Member {
            name: "platform",
            doc: "Has an account here.",
            takes: Takes::Word(Leaf::of::<Platform>()),
            on: On::Lead(1, Some("a.platform = :value")),
        },
        Member {
            name: "followersMin",
            doc: "Has at least so many followers.",
            takes: Takes::Count,
            on: On::Entry("{d}.followers >= :value", Some("a.followers >= :value")),
        },
        Member {
            name: "followersMax",
            doc: "Has at most so many followers.",
            takes: Takes::Count,
            on: On::Least {
                least: "followers_least",
                largest: "followers",
                beside: Some("a.followers <= :value"),
            },
        },
        Member {
            name: "engagementMin",
            doc: "Has at least this engagement rate, 0 to 1; accounts without a rate are left out.",
            takes: Takes::Share,
            on: On::Entry(
                "{d}.engagement_most >= :value",
                Some("a.engagement_ppm >= :value"),
            ),
        },
        Member {
            name: "country",
            doc: "Lives here.",
            takes: Takes::Country(Leaf::of::<CountryCode>()),
            on: On::Row("{t}.country = :value"),
        },
        Member {
            name: "language",
            doc: "Posts in this language; `de` finds `de-AT` too.",
            takes: Takes::Language(Leaf::of::<LanguageTag>()),
            on: On::Row(
                "(CAST({t}.languages AS text) LIKE '%\"' || :value || '\"%' OR CAST({t}.languages AS text) LIKE '%\"' || :value || '-%')",
            ),
        },
    ],
};

static APPLICATIONS_OF_CREATOR: Page = Page {
    of: &APPLICATION,
    link: Some(Link::from("creator_id")),
    only: "",
    filter: Some(&APPLICATION_FILTER),
    orders: &APPLICATIONS,
    search: None,
};

static COLLABORATIONS_OF_CREATOR: Page = Page {
    of: &COLLABORATION,
    link: Some(Link::from("creator_id")),
    only: "",
    filter: Some(&COLLABORATION_FILTER),
    orders: &COLLABORATIONS,
    search: None,
};

static DELIVERABLES_OF_CREATOR: Page = Page {
    of: &DELIVERABLE,
    link: Some(Link::from("creator_id")),
    only: "",
    filter: Some(&DELIVERABLE_FILTER),
    orders: &DELIVERABLES,
    search: None,
};

static EARNINGS_OF_CREATOR: Page = Page {
    of: &EARNING,
    link: Some(Link::from("creator_id")),
    only: "",
    filter: Some(&EARNING_FILTER),
    orders: &EARNINGS,
    search: None,
};

static PAYOUTS_OF_CREATOR: Page = Page {
    of: &PAYOUT,
    link: Some(Link::from("creator_id")),
    only: "",
    filter: Some(&PAYOUT_FILTER),
    orders: &PAYOUTS,
    search: None,
};
