//! The brief, as shown.

use async_graphql::{Enum, Object, SimpleObject};
use domain::money::Currency;
use domain::offer;
use domain::vocabulary::Kpi as Measure;

use crate::graphql::constraint::constraint;
use crate::graphql::entries::Entries;
use crate::graphql::scalars::{CountryCode, Decimal, LanguageTag, Money, int};
use crate::graphql::vocabulary::{Format, Niche, Platform};

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

/// All a creator agrees to when applying.
pub struct Brief {
    pub(super) brief: offer::Brief,
    pub(super) currency: Currency,
}

/// All a creator agrees to when applying: what is asked, what is paid, and what the brand may do with it.
#[Object]
impl Brief {
    /// What it is for; null while a draft does not say.
    async fn goal(&self) -> Option<Goal> {
        self.brief.goal.map(Into::into)
    }

    /// What success is measured by; at most 9.
    #[graphql(directive = constraint::apply(9))]
    async fn kpis(&self) -> Entries<KpiTarget> {
        self.brief.kpis.iter().map(KpiTarget::of).collect()
    }

    /// Binding lines; a request for changes cites one of them. At most 30.
    #[graphql(directive = constraint::apply(30))]
    async fn requirements(&self) -> Entries<Requirement> {
        Requirement::numbered(&self.brief.requirements)
    }

    /// Ideas; the creator keeps their own voice. At most 30.
    #[graphql(directive = constraint::apply(30))]
    async fn suggestions(&self) -> &[String] {
        &self.brief.suggestions
    }

    /// What is owed; at most 20.
    #[graphql(directive = constraint::apply(20))]
    async fn deliverables(&self) -> Entries<DeliverableSpec> {
        self.brief
            .deliverables
            .iter()
            .map(DeliverableSpec::of)
            .collect()
    }

    /// What is paid.
    async fn compensation(&self) -> Compensation {
        let compensation = &self.brief.compensation;
        Compensation {
            pay: money(compensation.pay_minor, self.currency),
            is_negotiable: compensation.is_negotiable,
            product: Product::of(compensation.product.as_ref(), self.currency),
            commission_percent: compensation.commission_bps.map(percent),
        }
    }

    /// What the brand may do with the content beyond the creator's own post; nothing that is not listed. At most 20.
    #[graphql(directive = constraint::apply(20))]
    async fn usage_rights(&self) -> Entries<UsageRight> {
        let rights = self.brief.usage_rights.iter();
        rights.map(|it| UsageRight::of(it, self.currency)).collect()
    }

    /// How posts must be marked.
    #[graphql(directive = constraint::apply(4))]
    async fn disclosures(&self) -> Vec<Disclosure> {
        self.brief
            .disclosures
            .iter()
            .copied()
            .map(Into::into)
            .collect()
    }

    /// Whom the offer looks for.
    async fn criteria(&self) -> Criteria {
        Criteria::of(&self.brief.criteria)
    }
}

/// A measure of success.
#[derive(SimpleObject)]
pub struct KpiTarget {
    /// The measure.
    kpi: Kpi,
    /// How much is hoped for; null for as much as possible. An engagement rate is a fraction: 0.035.
    target: Option<f64>,
}

impl KpiTarget {
    fn of(target: &offer::KpiTarget) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "bounded far below 2^53")]
        let shown = |stored: i64| {
            if target.kpi == Measure::EngagementRate {
                ratio(stored)
            } else {
                stored as f64
            }
        };
        Self {
            kpi: target.kpi.into(),
            target: target.target.map(shown),
        }
    }
}

/// A binding line of the brief.
#[derive(SimpleObject)]
pub struct Requirement {
    /// What a request for changes cites, from 1.
    number: i32,
    /// What is required.
    text: String,
}

impl Requirement {
    pub(in crate::graphql) fn numbered(lines: &[String]) -> Entries<Self> {
        let numbered = (1..).zip(lines);
        numbered
            .map(|(number, text)| Self {
                number,
                text: text.clone(),
            })
            .collect()
    }
}

/// One piece of content owed.
#[derive(SimpleObject)]
pub struct DeliverableSpec {
    /// Where it is posted, or made for.
    platform: Platform,
    /// Its form.
    format: Format,
    /// What it shows; may be empty.
    description: String,
    /// Days after the start of the collaboration by which it is owed.
    due_days: i32,
    /// Rounds of changes included.
    rounds_included: i32,
    /// Whether a concept must be agreed before the content.
    requires_concept: bool,
    /// Whether the creator must post it; else it is done when approved.
    requires_publication: bool,
    /// Its part of the pay, against the other deliverables' weights.
    weight: i32,
}

impl DeliverableSpec {
    fn of(spec: &offer::DeliverableSpec) -> Self {
        Self {
            platform: spec.platform.into(),
            format: spec.format.into(),
            description: spec.description.clone(),
            due_days: int(spec.due_days),
            rounds_included: int(spec.rounds_included),
            requires_concept: spec.requires_concept,
            requires_publication: spec.requires_publication,
            weight: int(spec.weight),
        }
    }
}

/// What a creator gets for all deliverables together.
#[derive(SimpleObject)]
pub struct Compensation {
    /// Fixed pay; zero for gift-only offers.
    pay: Money,
    /// Whether creators may propose other pay.
    is_negotiable: bool,
    /// A product the creator receives; null for none.
    product: Option<Product>,
    /// A share of sales in percent; null for none.
    commission_percent: Option<Decimal>,
}

/// Something a creator receives besides money.
#[derive(SimpleObject)]
pub struct Product {
    /// What it is.
    name: String,
    /// Its worth.
    value: Money,
}

impl Product {
    pub(in crate::graphql) fn of(
        product: Option<&offer::Product>,
        currency: Currency,
    ) -> Option<Self> {
        product.map(|it| Self {
            name: it.name.clone(),
            value: money(it.value_minor, currency),
        })
    }
}

/// A dated right to use the content.
#[derive(SimpleObject)]
pub struct UsageRight {
    /// What for.
    kind: UsageKind,
    /// Where, as the brand words it.
    channels: String,
    /// In these countries; empty for the whole world. At most 50.
    #[graphql(directive = constraint::apply(50))]
    territory: Vec<CountryCode>,
    /// For so many months from the approval on.
    months: i32,
    /// What of the pay it stands for.
    price: Money,
}

impl UsageRight {
    pub(in crate::graphql) fn of(right: &offer::UsageRight, currency: Currency) -> Self {
        Self {
            kind: right.kind.into(),
            channels: right.channels.clone(),
            territory: right.territory.iter().cloned().map(CountryCode).collect(),
            months: int(right.months),
            price: money(right.price_minor, currency),
        }
    }
}

/// Whom an offer looks for; empty lists and nulls ask nothing.
#[derive(SimpleObject)]
pub struct Criteria {
    /// Creators in at least one of these niches.
    #[graphql(directive = constraint::apply(24))]
    niches: Vec<Niche>,
    /// Creators with an account on at least one of these.
    #[graphql(directive = constraint::apply(11))]
    platforms: Vec<Platform>,
    /// Creators who live in one of these; at most 50.
    #[graphql(directive = constraint::apply(50))]
    countries: Vec<CountryCode>,
    /// Creators who post in at least one of these; at most 20.
    #[graphql(directive = constraint::apply(20))]
    languages: Vec<LanguageTag>,
    /// Fewest followers on that account.
    followers_min: Option<i32>,
    /// Most followers on that account.
    followers_max: Option<i32>,
    /// Least engagement rate on that account, as a fraction: 0.03.
    engagement_min: Option<f64>,
}

impl Criteria {
    fn of(criteria: &offer::Criteria) -> Self {
        Self {
            niches: criteria.niches.iter().copied().map(Into::into).collect(),
            platforms: criteria.platforms.iter().copied().map(Into::into).collect(),
            countries: criteria
                .countries
                .iter()
                .cloned()
                .map(CountryCode)
                .collect(),
            languages: criteria
                .languages
                .iter()
                .cloned()
                .map(LanguageTag)
                .collect(),
            followers_min: criteria.followers_min.map(int),
            followers_max: criteria.followers_max.map(int),
            engagement_min: criteria.engagement_min_ppm.map(ratio),
        }
    }
}

fn money(minor: i64, currency: Currency) -> Money {
    domain::money::Money::stored(minor, currency).into()
}

/// Basis points in percent.
pub(in crate::graphql) fn percent(bps: i64) -> Decimal {
    Decimal(rust_decimal::Decimal::new(bps, 2))
}

/// Millionths as a fraction.
#[expect(clippy::cast_precision_loss, reason = "bounded far below 2^53")]
fn ratio(ppm: i64) -> f64 {
    ppm as f64 / 1_000_000.0
}
