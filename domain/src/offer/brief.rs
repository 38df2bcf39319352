//! The brief of an offer: what is asked and what is paid, as one value that is versioned and later frozen into terms.

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{Disclosure, Format, Goal, Kpi, Niche, Platform, UsageKind};

/// All a creator agrees to when applying. Fields keep their names: stored briefs are read for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Brief {
    /// One line.
    pub title: String,
    /// What it is about, in short.
    pub summary: String,
    /// What it is for; needed to publish.
    pub goal: Option<Goal>,
    /// What success is measured by; at least one to publish.
    pub kpis: Vec<KpiTarget>,
    /// Binding lines, numbered from 1; the only ones a change request may cite.
    pub requirements: Vec<String>,
    /// Ideas; the creator keeps their own voice.
    pub suggestions: Vec<String>,
    /// What is owed; at least one to publish.
    pub deliverables: Vec<DeliverableSpec>,
    /// What is paid.
    pub compensation: Compensation,
    /// What the brand may do with the content beyond the creator's own post. Nothing that is not listed.
    pub usage_rights: Vec<UsageRight>,
    /// How posts must be marked.
    pub disclosures: Vec<Disclosure>,
    /// Whom the offer looks for.
    pub criteria: Criteria,
}

impl Brief {
    /// The weights by which the pay is cut over the deliverables, in their order.
    pub fn weights(&self) -> Vec<i64> {
        self.deliverables.iter().map(|spec| spec.weight).collect()
    }
}

/// A measure of success and how much of it is hoped for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KpiTarget {
    /// The measure.
    pub kpi: Kpi,
    /// How much; rates in millionths.
    pub target: Option<i64>,
}

/// One piece of content owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverableSpec {
    /// Where it is posted, or made for.
    pub platform: Platform,
    /// Its form.
    pub format: Format,
    /// What it shows.
    pub description: String,
    /// Days after the collaboration starts by which it is owed.
    pub due_days: i64,
    /// Rounds of changes included.
    pub rounds_included: i64,
    /// Whether a concept must be agreed before the content.
    pub requires_concept: bool,
    /// Whether the creator must post it; else it ends when approved.
    pub requires_publication: bool,
    /// Its part of the pay, against the other deliverables' weights.
    pub weight: i64,
}

/// What a creator gets for all deliverables together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensation {
    /// Fixed pay in minor units; 0 for gift-only offers.
    pub pay_minor: i64,
    /// Whether creators may propose other pay.
    pub is_negotiable: bool,
    /// A product the creator receives.
    pub product: Option<Product>,
    /// A share of sales, in basis points.
    pub commission_bps: Option<i64>,
}

/// Something a creator receives besides money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// What it is.
    pub name: String,
    /// Its worth in minor units of the offer's currency.
    pub value_minor: i64,
}

/// A dated right to use the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageRight {
    /// What for.
    pub kind: UsageKind,
    /// Where, as the brand words it: "Instagram and TikTok ads".
    pub channels: String,
    /// ISO 3166-1 alpha-2 codes; empty for the whole world.
    pub territory: Vec<String>,
    /// For how long, from the approval on.
    pub months: i64,
    /// What of the pay it stands for, in minor units.
    pub price_minor: i64,
}

/// Whom an offer looks for. Empty lists ask nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// Creators in at least one of these niches.
    pub niches: Vec<Niche>,
    /// Creators with an account in range on at least one of these.
    pub platforms: Vec<Platform>,
    /// Creators who live in one of these, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
    /// Creators who post in at least one of these, BCP 47.
    pub languages: Vec<String>,
    /// Fewest followers on that account, within the marketplace's bounds.
    pub followers_min: Option<i64>,
    /// Most followers on that account.
    pub followers_max: Option<i64>,
    /// Least engagement rate on that account, in millionths; unknown rates do not count as too low.
    pub engagement_min_ppm: Option<i64>,
}
