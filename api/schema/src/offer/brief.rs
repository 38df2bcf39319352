//! The brief, as shown.

use async_graphql::Enum;
use domain::money::{Currency, Money};
use domain::offer;
use domain::vocabulary::Kpi as Measure;

use crate::reading::plain::plain;
use crate::reading::shown::shown_enums;
use crate::scalars::{CountryCode, CurrencyCode, DateTime, Decimal, LanguageTag, int};
use crate::vocabulary::{Format, Niche, Platform};

/// What an offer is for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Goal")]
pub enum Goal {
    /// Become known.
    Awareness,
    /// Start conversations.
    Engagement,
    /// Bring visitors.
    Traffic,
    /// Sell, or gain sign-ups.
    Conversions,
    /// Get content for the brand's own channels.
    Content,
    /// Bring guests to a place.
    LocalVisits,
    /// Win people who recommend.
    Advocacy,
}

/// What success is measured by.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Kpi")]
pub enum Kpi {
    /// People who saw it.
    Reach,
    /// Times it was seen.
    Views,
    /// Likes, comments, shares and saves.
    Engagements,
    /// Engagements in proportion to followers or views.
    EngagementRate,
    /// Visits to a link.
    Clicks,
    /// Sales or sign-ups.
    Conversions,
    /// Money from sales.
    Revenue,
    /// New followers of the brand.
    FollowerGrowth,
    /// Pieces of content delivered.
    ContentPieces,
}

/// What the brand may do with content.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::UsageKind")]
pub enum UsageKind {
    /// Post it again, unpaid.
    OrganicRepost,
    /// Use it in paid advertisements.
    PaidAds,
    /// Advertise in the creator's name.
    Whitelisting,
    /// Show it on a website.
    Website,
    /// Send it by e-mail.
    Email,
    /// Print it.
    Print,
    /// Show it on television or in cinemas.
    Broadcast,
    /// Train models with it; denied unless listed.
    AiTraining,
}

/// How a post must be marked.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::vocabulary::Disclosure")]
pub enum Disclosure {
    /// As an advertisement.
    Ad,
    /// With the platform's label of paid partnerships.
    PaidPartnership,
    /// As a gift.
    Gifted,
    /// As containing affiliate links.
    Affiliate,
}

shown_enums!(Goal, Kpi, UsageKind, Disclosure);

/// All a creator agrees to when applying, and the currency of its amounts.
pub struct Brief {
    pub brief: offer::Brief,
    pub currency: Currency,
}

/// Something with a price in a currency that it does not name itself.
pub struct Priced<T>(pub T, pub Currency);

plain! {
    /// All a creator agrees to when applying: what is asked, what is paid, and what the brand may do with it.
    "Brief": |it: Brief| {
        /// What it is for; null while a draft does not say.
        goal: Option<Goal> = it.brief.goal.map(Into::into);
        /// What success is measured by; at most 9.
        kpis: Vec<&offer::KpiTarget> [at most 9] = it.brief.kpis.iter().collect();
        /// Binding lines; a request for changes cites one of them. At most 30.
        requirements: Vec<Requirement> [at most 30] = Requirement::numbered(&it.brief.requirements);
        /// Ideas; the creator keeps their own voice. At most 30.
        suggestions: Vec<&String> [at most 30] = it.brief.suggestions.iter().collect();
        /// What is owed; at most 20.
        deliverables: Vec<&offer::DeliverableSpec> [at most 20] = it.brief.deliverables.iter().collect();
        /// What is paid.
        compensation: Priced<offer::Compensation> = Priced(it.brief.compensation.clone(), it.currency);
        /// What the brand may do with the content beyond the creator's own post; nothing that is not listed. At most 20.
        usageRights: Vec<Priced<offer::UsageRight>> [at most 20] = priced(&it.brief.usage_rights, it.currency);
        /// How posts must be marked.
        disclosures: Vec<Disclosure> [at most 4] = it.brief.disclosures.iter().copied().map(Into::into).collect();
        /// Whom the offer looks for.
        criteria: &offer::Criteria = &it.brief.criteria;
    }
}

/// All that is written in an offer.
pub struct Content(pub offer::Draft);

plain! {
    /// All that is written in an offer: it can be given to `offerCreate`, `offerUpdate` and `offerAmend` as it is, but for
    /// `__typename`. What is not set is null, or an empty list.
    "OfferContent": |it: Content| {
        /// One line.
        title: &String = &it.0.brief.title;
        /// What it is about; may be empty.
        summary: &String = &it.0.brief.summary;
        /// What it is for.
        goal: Option<Goal> = it.0.brief.goal.map(Into::into);
        /// What success is measured by.
        kpis: Vec<&offer::KpiTarget> [at most 9] = it.0.brief.kpis.iter().collect();
        /// Binding lines, numbered in this order from 1.
        requirements: Vec<&String> [at most 30] = it.0.brief.requirements.iter().collect();
        /// Ideas.
        suggestions: Vec<&String> [at most 30] = it.0.brief.suggestions.iter().collect();
        /// What is owed.
        deliverables: Vec<&offer::DeliverableSpec> [at most 20] = it.0.brief.deliverables.iter().collect();
        /// What is paid.
        compensation: Priced<offer::Compensation> = Priced(it.0.brief.compensation.clone(), it.0.currency);
        /// What the brand may do with the content.
        usageRights: Vec<Priced<offer::UsageRight>> [at most 20] = priced(&it.0.brief.usage_rights, it.0.currency);
        /// How posts must be marked.
        disclosures: Vec<Disclosure> [at most 4] = it.0.brief.disclosures.iter().copied().map(Into::into).collect();
        /// Whom the offer looks for.
        criteria: &offer::Criteria = &it.0.brief.criteria;
        /// The currency of all amounts.
        currency: CurrencyCode = it.0.currency.into();
        /// The most the brand will be charged, fees included.
        budget: Option<Money> = set(it.0.budget_minor, it.0.currency);
        /// How many creators are wanted.
        slots: Option<i32> = Some(it.0.slots).filter(|slots| *slots > 0).map(int);
        /// Until when creators may apply.
        closesAt: Option<DateTime> = it.0.closes_at.map(DateTime);
    }
}

/// An amount that is set; nothing for zero.
fn set(minor: i64, currency: Currency) -> Option<Money> {
    (minor > 0).then(|| Money::stored(minor, currency))
}

plain! {
    /// A measure of success.
    "KpiTarget": |it: offer::KpiTarget| {
        /// The measure.
        kpi: Kpi = it.kpi.into();
        /// How much is hoped for; null for as much as possible. An engagement rate is a fraction: 0.035.
        target: Option<f64> = it.target.map(|stored| hoped(it.kpi, stored));
    }
}

/// A binding line of the brief.
pub struct Requirement {
    number: i32,
    text: String,
}

impl Requirement {
    /// Lines as they are cited.
    pub fn numbered(lines: &[String]) -> Vec<Self> {
        let numbered = (1..).zip(lines);
        numbered
            .map(|(number, text)| Self {
                number,
                text: text.clone(),
            })
            .collect()
    }
}

plain! {
    /// A binding line of the brief.
    "Requirement": |it: Requirement| {
        /// What a request for changes cites, from 1.
        number: i32 = it.number;
        /// What is required.
        text: &String = &it.text;
    }
}

plain! {
    /// One piece of content owed.
    "DeliverableSpec": |it: offer::DeliverableSpec| {
        /// Where it is posted, or made for.
        platform: Platform = it.platform.into();
        /// Its form.
        format: Format = it.format.into();
        /// What it shows; may be empty.
        description: &String = &it.description;
        /// Days after the start of the collaboration by which it is owed.
        dueDays: i32 = int(it.due_days);
        /// Rounds of changes included.
        roundsIncluded: i32 = int(it.rounds_included);
        /// Whether a concept must be agreed before the content.
        requiresConcept: bool = it.requires_concept;
        /// Whether the creator must post it; else it is done when approved.
        requiresPublication: bool = it.requires_publication;
        /// Its part of the pay, against the other deliverables' weights.
        weight: i32 = int(it.weight);
    }
}

plain! {
    /// What a creator gets for all deliverables together.
    "Compensation": |it: Priced<offer::Compensation>| {
        /// Fixed pay; null for gift-only offers, and while a draft does not say.
        pay: Option<Money> = set(it.0.pay_minor, it.1);
        /// Whether creators may propose other pay.
        isNegotiable: bool = it.0.is_negotiable;
        /// A product the creator receives; null for none.
        product: Option<Priced<offer::Product>> = it.0.product.clone().map(|product| Priced(product, it.1));
        /// A share of sales in percent; null for none.
        commissionPercent: Option<Decimal> = it.0.commission_bps.map(percent);
    }
}

plain! {
    /// Something a creator receives besides money.
    "Product": |it: Priced<offer::Product>| {
        /// What it is.
        name: &String = &it.0.name;
        /// Its worth.
        value: Money = Money::stored(it.0.value_minor, it.1);
    }
}

plain! {
    /// A dated right to use the content.
    "UsageRight": |it: Priced<offer::UsageRight>| {
        /// What for.
        kind: UsageKind = it.0.kind.into();
        /// Where, as the brand words it.
        channels: &String = &it.0.channels;
        /// In these countries; empty for the whole world. At most 50.
        territory: Vec<CountryCode> [at most 50] = it.0.territory.iter().cloned().map(CountryCode).collect();
        /// For so many months from the approval on.
        months: i32 = int(it.0.months);
        /// What of the pay it stands for; null for nothing.
        price: Option<Money> = set(it.0.price_minor, it.1);
    }
}

plain! {
    /// Whom an offer looks for; empty lists and nulls ask nothing.
    "Criteria": |it: offer::Criteria| {
        /// Creators in at least one of these niches.
        niches: Vec<Niche> [at most 24] = it.niches.iter().copied().map(Into::into).collect();
        /// Creators with an account on at least one of these.
        platforms: Vec<Platform> [at most 11] = it.platforms.iter().copied().map(Into::into).collect();
        /// Creators who live in one of these; at most 50.
        countries: Vec<CountryCode> [at most 50] = it.countries.iter().cloned().map(CountryCode).collect();
        /// Creators who post in at least one of these; at most 20.
        languages: Vec<LanguageTag> [at most 20] = it.languages.iter().cloned().map(LanguageTag).collect();
        /// Fewest followers on that account.
        followersMin: Option<i32> = it.followers_min.map(int);
        /// Most followers on that account.
        followersMax: Option<i32> = it.followers_max.map(int);
        /// Least engagement rate on that account, as a fraction: 0.03.
        engagementMin: Option<f64> = it.engagement_min_ppm.map(ratio);
    }
}

/// Rights with the currency of their prices.
pub fn priced(rights: &[offer::UsageRight], currency: Currency) -> Vec<Priced<offer::UsageRight>> {
    rights
        .iter()
        .cloned()
        .map(|right| Priced(right, currency))
        .collect()
}

/// Basis points in percent.
pub fn percent(bps: i64) -> Decimal {
    Decimal(rust_decimal::Decimal::new(bps, 2))
}

#[expect(clippy::cast_precision_loss, reason = "bounded far below 2^53")]
fn hoped(kpi: Measure, stored: i64) -> f64 {
    if kpi == Measure::EngagementRate {
        ratio(stored)
    } else {
        stored as f64
    }
}

/// Millionths as a fraction.
#[expect(clippy::cast_precision_loss, reason = "bounded far below 2^53")]
fn ratio(ppm: i64) -> f64 {
    ppm as f64 / 1_000_000.0
}
