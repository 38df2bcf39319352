//! Brands and their members.

use async_graphql::Enum;
use domain::id::{BrandId, BrandMemberId, Id, UserId};
use domain::sight;

use crate::application::types::{APPLICATION, APPLICATION_FILTER, APPLICATIONS};
use crate::collaboration::types::{COLLABORATION, COLLABORATION_FILTER, COLLABORATIONS};
use crate::deliverable::types::{DELIVERABLE, DELIVERABLE_FILTER, DELIVERABLES};
use crate::ledger::statement::STATEMENT;
use crate::money::amount;
use crate::offer::types::{BRAND_OFFER_FILTER, BRAND_OFFERS, OFFER};
use crate::payments::wallet::{FUNDING, FUNDING_FILTER, FUNDINGS, WALLET};
use crate::reading::filter::{Filter, Member, On, Takes};
use crate::reading::model::{Beside, Leaf, Link, Page, Source};
use crate::reading::order::{self, Direction, Orders};
use crate::reading::shapes::{id, int, made, many, object, one, page, scalar, text, time, word};
use crate::reading::shown::{Made, shown_enums};
use crate::scalars::{CURRENCIES, CountryCode, DateTime, EmailAddress, WebAddress};

/// What a member of a brand may do.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::brand::Role")]
pub enum BrandRole {
    /// Everything. A brand always has an owner.
    Owner,
    /// Everything but making and unmaking owners.
    Admin,
    /// Offers, applications, reviews of what is handed in.
    Manager,
    /// Funding, payouts, invoices.
    Finance,
    /// Sees everything, changes nothing.
    Viewer,
}

shown_enums!(BrandRole);

object! {
    /// An organisation that posts offers. Everybody may see brands.
    pub BRAND: "Brand" from Source {
        table: "brand",
        tag: Some(BrandId::TAG),
        open: "",
        seen: "",
        usual: Some(&BRANDS),
    } => {
        /// Identifies the brand; opaque.
        id = id();
        /// What it is called: 2 to 80 characters.
        name = text("name");
        /// What it stands for, in plain text with line breaks; may be empty.
        about = text("about");
        /// Where it is at home on the web.
        website = scalar::<WebAddress>("website").or_null();
        /// Where it is at home.
        country = scalar::<CountryCode>("country");
        /// When it was founded here.
        createdAt = time::<DateTime>("created_at");
        /// Your role in it; null when you are not a member.
        viewerRole = word::<BrandRole>(sight::BRAND_ROLE).or_null();
        /// Its offers: all of them for its members, those that are or were public for others.
        offers = page(&OFFERS_OF_BRAND);
        /// The applications to all of its offers. For its members and operators; null for others.
        applications = page(&APPLICATIONS_OF_BRAND).only_for(sight::BRAND_INSIDE);
        /// How many applications to its offers wait for an answer: the number for a badge. For its members and operators; null
        /// for others.
        applicationsWaiting = int(APPLICATIONS_WAITING).only_for(sight::BRAND_INSIDE);
        /// How many concepts, contents and posts wait for it: the number for a badge. For its members and operators; null for
        /// others.
        deliverablesWaiting = int(DELIVERABLES_WAITING).only_for(sight::BRAND_INSIDE);
        /// Its collaborations. For its members and operators; null for others.
        collaborations = page(&COLLABORATIONS_OF_BRAND).only_for(sight::BRAND_INSIDE);
        /// All that creators owe it: filter by state and order by deadline for a to-do list. For its members and operators;
        /// null for others.
        deliverables = page(&DELIVERABLES_OF_BRAND).only_for(sight::BRAND_INSIDE);
        /// Its money, one entry per currency ever used; empty before the first funding. For its members and operators; null
        /// for others.
        wallets = many(&WALLET, Link::from("brand_id"), "t.currency", CURRENCIES)
            .only_for(sight::BRAND_INSIDE);
        /// What it paid in. For its members and operators; null for others.
        fundings = page(&FUNDINGS_OF_BRAND).only_for(sight::BRAND_INSIDE);
        /// What went into and out of its wallets, the newest first. For its members and operators; null for others.
        statement = page(&STATEMENT).only_for(sight::BRAND_INSIDE);
        /// Who belongs to it. For its members and operators; null for others.
        members = page(&MEMBERS_OF_BRAND).only_for(sight::BRAND_INSIDE);
        /// The places that were offered and not accepted yet, oldest first; at most 100. For members who manage members;
        /// null for others.
        pendingMembers = many(&PENDING_MEMBER, Link::from("brand_id"), "t.added_at, t.email", 100)
            .only_for(sight::BRAND_MEMBERS);
    }
}

object! {
    /// A person's place in a brand. Members of the brand and operators see each other.
    pub BRAND_MEMBER: "BrandMember" from Source {
        table: "brand_member",
        tag: Some(BrandMemberId::TAG),
        open: "",
        seen: sight::BRANDS,
        usual: Some(&MEMBERS),
    } => {
        /// Identifies the place; opaque.
        id = id();
        /// Identifies the person; for changing the role and for removing.
        userId = made(&["user_id"], &Made(|row| Ok(row.public_id(0, UserId::TAG))));
        /// How others see this person.
        displayName = text("{v}.display_name").beside(&PERSON).or_null();
        /// The address they log in with.
        email = scalar::<EmailAddress>("{v}.email").beside(&PERSON).or_null();
        /// The brand.
        brand = one(&BRAND, Link::to("brand_id"));
        /// What they may do.
        role = word::<BrandRole>("role");
        /// How much they may still take from the wallet in the course of the work, without a role that manages money: each
        /// accepting, reserving or funding lowers it. Null when nothing.
        spendingLimit = made(&["spending_minor", "spending_currency"], &Made(amount));
        /// Since when they belong to it.
        joinedAt = time::<DateTime>("created_at");
    }
}

const APPLICATIONS_WAITING: &str = "(SELECT CAST(COALESCE(SUM(o.applications_waiting), 0) AS bigint) FROM offer o WHERE o.brand_id = {t}.id)";
const DELIVERABLES_WAITING: &str = "(SELECT COUNT(*) FROM deliverable d WHERE d.brand_id = {t}.id AND d.state IN ('concept_review', 'in_review', 'published'))";

static PERSON: Beside = Beside {
    table: "\"user\"",
    on: "{v}.id = {t}.user_id",
};

object! {
    /// A place in a brand, offered to the person behind an address, as the brand sees it: until it is accepted, it shows
    /// nothing of that person, nor whether there is one.
    pub PENDING_MEMBER: "PendingMember" from Source {
        table: "pending_member",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// The address it was offered to.
        email = scalar::<EmailAddress>("email");
        /// What they may do once they have accepted.
        role = word::<BrandRole>("role");
        /// When it was offered.
        addedAt = time::<DateTime>("added_at");
    }
}

object! {
    /// A place in a brand, offered to you: accept it with `brandMembershipAccept`, or decline.
    pub PENDING_MEMBERSHIP: "PendingMembership" from Source {
        table: "pending_member",
        tag: None,
        open: "",
        seen: "",
        usual: None,
    } => {
        /// The brand.
        brand = one(&BRAND, Link::to("brand_id"));
        /// What you may do once you have accepted.
        role = word::<BrandRole>("role");
        /// When it was offered.
        addedAt = time::<DateTime>("added_at");
    }
}

/// The directory.
pub static DIRECTORY: Page = Page {
    of: &BRAND,
    link: None,
    only: "",
    filter: Some(&BRAND_FILTER),
    orders: &BRANDS,
    search: None,
};

static BRAND_FILTER: Filter = Filter {
    name: "BrandFilter",
    doc: "Which brands are wanted; what is left out asks nothing.",
    beside: "",
    members: &[Member {
        name: "country",
        doc: "At home here.",
        takes: Takes::Country(Leaf::of::<CountryCode>()),
        on: On::Row("{t}.country = :value"),
    }],
};

pub static BRANDS: Orders = Orders {
    name: "BrandOrder",
    doc: "The order of brands.",
    fields: &[order::time(
        "CREATED_AT",
        "When it was founded here.",
        "created_at",
    )],
    direction: Direction::Asc,
};

static MEMBERS: Orders = Orders {
    name: "BrandMemberOrder",
    doc: "The order of a brand's members.",
    fields: &[order::time(
        "JOINED_AT",
        "Since when they belong to it.",
        "created_at",
    )],
    direction: Direction::Asc,
};

static MEMBERS_OF_BRAND: Page = Page {
    of: &BRAND_MEMBER,
    link: Some(Link::from("brand_id")),
    only: "",
    filter: None,
    orders: &MEMBERS,
    search: None,
};

static OFFERS_OF_BRAND: Page = Page {
    of: &OFFER,
    link: Some(Link::from("brand_id").if_seen()),
    only: "",
    filter: Some(&BRAND_OFFER_FILTER),
    orders: &BRAND_OFFERS,
    search: None,
};

static APPLICATIONS_OF_BRAND: Page = Page {
    of: &APPLICATION,
    link: Some(Link::from("brand_id")),
    only: "",
    filter: Some(&APPLICATION_FILTER),
    orders: &APPLICATIONS,
    search: None,
};

static COLLABORATIONS_OF_BRAND: Page = Page {
    of: &COLLABORATION,
    link: Some(Link::from("brand_id")),
    only: "",
    filter: Some(&COLLABORATION_FILTER),
    orders: &COLLABORATIONS,
    search: None,
};

static DELIVERABLES_OF_BRAND: Page = Page {
    of: &DELIVERABLE,
    link: Some(Link::from("brand_id")),
    only: "",
    filter: Some(&DELIVERABLE_FILTER),
    orders: &DELIVERABLES,
    search: None,
};

static FUNDINGS_OF_BRAND: Page = Page {
    of: &FUNDING,
    link: Some(Link::from("brand_id")),
    only: "",
    filter: Some(&FUNDING_FILTER),
    orders: &FUNDINGS,
    search: None,
};
