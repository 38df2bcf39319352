//! The content of an offer, as given.

use async_graphql::InputObject;
use domain::error::{Code, Form};
use domain::money::Currency;
use domain::offer::{self, Draft};
use domain::vocabulary::Kpi as Measure;
use rust_decimal::prelude::ToPrimitive;

use super::brief::{Disclosure, Goal, Kpi, UsageKind};
use crate::graphql::scalars::{
    CountryCode, CurrencyCode, DateTime, Decimal, LanguageTag, MoneyInput,
};
use crate::graphql::vocabulary::{Format, Niche, Platform};

/// All that is written in an offer. Much may be left out of a draft; publishing says what is missing.
#[derive(InputObject)]
pub struct OfferContentInput {
    /// One line: 3 to 120 characters.
    pub title: String,
    /// What it is about: at most 2,000 characters; needed to publish.
    pub summary: Option<String>,
    /// What it is for; needed to publish.
    pub goal: Option<Goal>,
    /// What success is measured by: at most 9; at least one to publish.
    pub kpis: Option<Vec<KpiTargetInput>>,
    /// Binding lines, numbered in this order from 1: at most 30 of 500 characters each.
    pub requirements: Option<Vec<String>>,
    /// Ideas: at most 30 of 500 characters each.
    pub suggestions: Option<Vec<String>>,
    /// What is owed: at most 20; at least one to publish.
    pub deliverables: Option<Vec<DeliverableSpecInput>>,
    /// What is paid; needed to publish.
    pub compensation: Option<CompensationInput>,
    /// What the brand may do with the content: at most 20; nothing that is not listed.
    pub usage_rights: Option<Vec<UsageRightInput>>,
    /// How posts must be marked: at most 4.
    pub disclosures: Option<Vec<Disclosure>>,
    /// Whom the offer looks for; everybody when left out.
    pub criteria: Option<CriteriaInput>,
    /// The currency of the offer; all its amounts are in it.
    pub currency: CurrencyCode,
    /// The most the brand will be charged, fees included; needed to publish, then at least pay and fee for all slots.
    pub budget: Option<MoneyInput>,
    /// How many creators are wanted: at most 1,000; at least one to publish.
    pub slots: Option<i32>,
    /// Until when creators may apply: at most two years ahead; needed to publish.
    pub closes_at: Option<DateTime>,
}

/// A measure of success.
#[derive(InputObject)]
pub struct KpiTargetInput {
    /// The measure.
    pub kpi: Kpi,
    /// How much is hoped for; an engagement rate as a fraction: 0.035.
    pub target: Option<f64>,
}

/// One piece of content owed.
#[derive(InputObject)]
pub struct DeliverableSpecInput {
    /// Where it is posted, or made for.
    pub platform: Platform,
    /// Its form.
    pub format: Format,
    /// What it shows: at most 1,000 characters.
    pub description: Option<String>,
    /// Days after the start of the collaboration by which it is owed: 1 to 365.
    pub due_days: i32,
    /// Rounds of changes included: 0 to 5; 2 when left out.
    pub rounds_included: Option<i32>,
    /// Whether a concept must be agreed before the content; no when left out.
    pub requires_concept: Option<bool>,
    /// Whether the creator must post it; when left out, yes for all but UGC formats.
    pub requires_publication: Option<bool>,
    /// Its part of the pay, against the other deliverables' weights: 1 to 1,000; 1 when left out.
    pub weight: Option<i32>,
}

/// What a creator gets for all deliverables together.
#[derive(InputObject)]
pub struct CompensationInput {
    /// Fixed pay, in the offer's currency.
    pub pay: Option<MoneyInput>,
    /// Whether creators may propose other pay; no when left out.
    pub is_negotiable: Option<bool>,
    /// A product the creator receives.
    pub product: Option<ProductInput>,
    /// A share of sales in percent: 0.01 to 100.
    pub commission_percent: Option<Decimal>,
}

/// Something a creator receives besides money.
#[derive(InputObject)]
pub struct ProductInput {
    /// What it is: 1 to 200 characters.
    pub name: String,
    /// Its worth, in the offer's currency.
    pub value: MoneyInput,
}

/// A dated right to use the content.
#[derive(InputObject)]
pub struct UsageRightInput {
    /// What for.
    pub kind: UsageKind,
    /// Where, in your words: 1 to 200 characters.
    pub channels: String,
    /// In these countries: at most 50; the whole world when left out.
    pub territory: Option<Vec<CountryCode>>,
    /// For so many months from the approval on: 1 to 120.
    pub months: i32,
    /// What of the pay it stands for, in the offer's currency; nothing when left out.
    pub price: Option<MoneyInput>,
}

/// Whom an offer looks for.
#[derive(InputObject)]
pub struct CriteriaInput {
    /// Creators in at least one of these niches.
    pub niches: Option<Vec<Niche>>,
    /// Creators with an account on at least one of these.
    pub platforms: Option<Vec<Platform>>,
    /// Creators who live in one of these: at most 50.
    pub countries: Option<Vec<CountryCode>>,
    /// Creators who post in at least one of these: at most 20.
    pub languages: Option<Vec<LanguageTag>>,
    /// Fewest followers on that account, within the marketplace's bounds.
    pub followers_min: Option<i32>,
    /// Most followers on that account, within the marketplace's bounds.
    pub followers_max: Option<i32>,
    /// Least engagement rate on that account, as a fraction: 0.03.
    pub engagement_min: Option<f64>,
}

impl OfferContentInput {
    /// As the domain takes it; amounts must be in the offer's currency.
    pub(super) fn draft(&self) -> domain::Result<Draft> {
        let mut reader = Reader {
            form: Form::default(),
            currency: self.currency.into(),
        };
        let brief = offer::Brief {
            title: self.title.clone(),
            summary: self.summary.clone().unwrap_or_default(),
            goal: self.goal.map(Into::into),
            kpis: self
                .kpis
                .iter()
                .flatten()
                .map(KpiTargetInput::read)
                .collect(),
            requirements: self.requirements.clone().unwrap_or_default(),
            suggestions: self.suggestions.clone().unwrap_or_default(),
            deliverables: self
                .deliverables
                .iter()
                .flatten()
                .map(DeliverableSpecInput::read)
                .collect(),
            compensation: self
                .compensation
                .as_ref()
                .map(|it| reader.compensation(it))
                .unwrap_or_default(),
            usage_rights: reader.usage_rights(self.usage_rights.as_deref().unwrap_or_default()),
            disclosures: self
                .disclosures
                .iter()
                .flatten()
                .copied()
                .map(Into::into)
                .collect(),
            criteria: self
                .criteria
                .as_ref()
                .map(CriteriaInput::read)
                .unwrap_or_default(),
        };
        let draft = Draft {
            brief,
            currency: reader.currency,
            budget_minor: self
                .budget
                .map(|it| reader.minor("budget", it))
                .unwrap_or_default(),
            slots: self.slots.unwrap_or_default().into(),
            closes_at: self.closes_at.map(|at| at.0),
        };
        reader.form.finish()?;
        Ok(draft)
    }
}

impl KpiTargetInput {
    fn read(&self) -> offer::KpiTarget {
        let kpi: Measure = self.kpi.into();
        let scale = if kpi == Measure::EngagementRate {
            1_000_000.0
        } else {
            1.0
        };
        // What is out of range ends at the type's bounds and is refused by the domain.
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let target = self.target.map(|target| (target * scale).round() as i64);
        offer::KpiTarget { kpi, target }
    }
}

impl DeliverableSpecInput {
    fn read(&self) -> offer::DeliverableSpec {
        let format: domain::vocabulary::Format = self.format.into();
        offer::DeliverableSpec {
            platform: self.platform.into(),
            format,
            description: self.description.clone().unwrap_or_default(),
            due_days: self.due_days.into(),
            rounds_included: self.rounds_included.unwrap_or(2).into(),
            requires_concept: self.requires_concept.unwrap_or(false),
            requires_publication: self.requires_publication.unwrap_or(!format.is_ugc()),
            weight: self.weight.unwrap_or(1).into(),
        }
    }
}

impl CriteriaInput {
    fn read(&self) -> offer::Criteria {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates; the domain refuses what is out of range"
        )]
        let ppm = |ratio: f64| (ratio * 1_000_000.0).round() as i64;
        offer::Criteria {
            niches: self
                .niches
                .iter()
                .flatten()
                .copied()
                .map(Into::into)
                .collect(),
            platforms: self
                .platforms
                .iter()
                .flatten()
                .copied()
                .map(Into::into)
                .collect(),
            countries: self
                .countries
                .iter()
                .flatten()
                .map(|code| code.0.clone())
                .collect(),
            languages: self
                .languages
                .iter()
                .flatten()
                .map(|tag| tag.0.clone())
                .collect(),
            followers_min: self.followers_min.map(Into::into),
            followers_max: self.followers_max.map(Into::into),
            engagement_min_ppm: self.engagement_min.map(ppm),
        }
    }
}

/// Reads amounts, which must all be in one currency.
struct Reader {
    form: Form,
    currency: Currency,
}

impl Reader {
    fn minor(&mut self, member: &str, money: MoneyInput) -> i64 {
        let path = format!("input.content.{member}");
        let Some(money) = money.parse(&path, &mut self.form) else {
            return 0;
        };
        let is_same = money.currency() == self.currency;
        let wish = "All amounts of an offer are in its currency.";
        self.form.require(
            is_same,
            Code::CurrencyMismatch,
            format!("{path}.currencyCode"),
            wish,
        );
        money.minor()
    }

    fn compensation(&mut self, input: &CompensationInput) -> offer::Compensation {
        let product = input.product.as_ref().map(|product| offer::Product {
            name: product.name.clone(),
            value_minor: self.minor("compensation.product.value", product.value),
        });
        let bps = |percent: Decimal| {
            (percent.0 * rust_decimal::Decimal::ONE_HUNDRED)
                .to_i64()
                .unwrap_or(i64::MAX)
        };
        offer::Compensation {
            pay_minor: input
                .pay
                .map(|pay| self.minor("compensation.pay", pay))
                .unwrap_or_default(),
            is_negotiable: input.is_negotiable.unwrap_or(false),
            product,
            commission_bps: input.commission_percent.map(bps),
        }
    }

    fn usage_rights(&mut self, inputs: &[UsageRightInput]) -> Vec<offer::UsageRight> {
        let mut rights = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            let price = input
                .price
                .map(|price| self.minor(&format!("usageRights.{index}.price"), price));
            rights.push(offer::UsageRight {
                kind: input.kind.into(),
                channels: input.channels.clone(),
                territory: input
                    .territory
                    .iter()
                    .flatten()
                    .map(|code| code.0.clone())
                    .collect(),
                months: input.months.into(),
                price_minor: price.unwrap_or_default(),
            });
        }
        rights
    }
}
