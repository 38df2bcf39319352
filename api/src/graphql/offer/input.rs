//! The content of an offer, as given.

use async_graphql::InputObject;
use domain::error::{Code, Form};
use domain::input;
use domain::money::Currency;
use domain::offer::{self, Draft};
use domain::vocabulary::Kpi as Measure;

use crate::graph::brief::{Disclosure, Goal, Kpi, UsageKind};
use crate::graph::given::Given;
use crate::graph::scalars::{
    CountryCode, CurrencyCode, DateTime, Decimal, LanguageTag, MoneyInput,
};
use crate::graph::vocabulary::{Format, Niche, Platform};
use crate::reading::constraint::constraint;

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
    #[graphql(directive = constraint::apply(9))]
    pub kpis: Option<Vec<KpiTargetInput>>,
    /// Binding lines, numbered in this order from 1: at most 30 of 500 characters each.
    #[graphql(directive = constraint::apply(30))]
    pub requirements: Option<Vec<String>>,
    /// Ideas: at most 30 of 500 characters each.
    #[graphql(directive = constraint::apply(30))]
    pub suggestions: Option<Vec<String>>,
    /// What is owed: at most 20; at least one to publish.
    #[graphql(directive = constraint::apply(20))]
    pub deliverables: Option<Vec<DeliverableSpecInput>>,
    /// What is paid; needed to publish.
    pub compensation: Option<CompensationInput>,
    /// What the brand may do with the content: at most 20; nothing that is not listed.
    #[graphql(directive = constraint::apply(20))]
    pub usage_rights: Option<Vec<UsageRightInput>>,
    /// How posts must be marked: at most 4.
    #[graphql(directive = constraint::apply(4))]
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
    pub closes_at: Option<Given<DateTime>>,
}

/// A measure of success.
#[derive(InputObject)]
pub struct KpiTargetInput {
    /// The measure.
    pub kpi: Kpi,
    /// How much is hoped for, a whole number; an engagement rate as a fraction: 0.035, at most 6 decimal places.
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
    /// A share of sales in percent: 0.01 to 100, at most 2 decimal places.
    pub commission_percent: Option<Given<Decimal>>,
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
    #[graphql(directive = constraint::apply(50))]
    pub territory: Option<Vec<CountryCode>>,
    /// For so many months from the approval on: 1 to 120.
    pub months: i32,
    /// What of the pay it stands for, in the offer's currency; nothing when left out.
    pub price: Option<MoneyInput>,
}

/// Whom an offer looks for.
#[derive(InputObject)]
pub struct CriteriaInput {
    /// Creators in at least one of these niches: at most 24.
    #[graphql(directive = constraint::apply(24))]
    pub niches: Option<Vec<Niche>>,
    /// Creators with an account on at least one of these: at most 11.
    #[graphql(directive = constraint::apply(11))]
    pub platforms: Option<Vec<Platform>>,
    /// Creators who live in one of these: at most 50.
    #[graphql(directive = constraint::apply(50))]
    pub countries: Option<Vec<CountryCode>>,
    /// Creators who post in at least one of these: at most 20.
    #[graphql(directive = constraint::apply(20))]
    pub languages: Option<Vec<LanguageTag>>,
    /// Fewest followers on that account, within the marketplace's bounds.
    pub followers_min: Option<i32>,
    /// Most followers on that account, within the marketplace's bounds.
    pub followers_max: Option<i32>,
    /// Least engagement rate on that account, as a fraction: 0.03, at most 6 decimal places.
    pub engagement_min: Option<f64>,
}

impl OfferContentInput {
    /// As the domain takes it; what cannot be read is noted, and amounts that are not in the offer's currency.
    pub(super) fn draft(&self, form: &mut Form) -> Draft {
        let currency = self.currency.into();
        let closes_at = self.closes_at.as_ref();
        let closes_at = closes_at.and_then(|at| at.read("input.content.closesAt", form));
        let budget = self.budget.as_ref();
        let mut reader = Reader { form, currency };
        let budget_minor = budget.map(|it| reader.minor("budget", it));
        Draft {
            brief: self.brief(&mut reader),
            currency,
            budget_minor: budget_minor.unwrap_or_default(),
            slots: self.slots.unwrap_or_default().into(),
            closes_at: closes_at.map(|at| at.0),
        }
    }

    fn brief(&self, reader: &mut Reader<'_>) -> offer::Brief {
        let compensation = self.compensation.as_ref();
        let criteria = self.criteria.as_ref();
        let disclosures = self.disclosures.iter().flatten().copied();
        let deliverables = self.deliverables.iter().flatten();
        offer::Brief {
            title: self.title.clone(),
            summary: self.summary.clone().unwrap_or_default(),
            goal: self.goal.map(Into::into),
            kpis: reader.kpis(self.kpis.as_deref().unwrap_or_default()),
            requirements: self.requirements.clone().unwrap_or_default(),
            suggestions: self.suggestions.clone().unwrap_or_default(),
            deliverables: deliverables.map(DeliverableSpecInput::read).collect(),
            compensation: compensation
                .map(|it| reader.compensation(it))
                .unwrap_or_default(),
            usage_rights: reader.usage_rights(self.usage_rights.as_deref().unwrap_or_default()),
            disclosures: disclosures.map(Into::into).collect(),
            criteria: criteria.map(|it| reader.criteria(it)).unwrap_or_default(),
        }
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

/// Reads what can be written wrong. Amounts must all be in one currency.
struct Reader<'a> {
    form: &'a mut Form,
    currency: Currency,
}

impl Reader<'_> {
    fn minor(&mut self, member: &str, money: &MoneyInput) -> i64 {
        let path = format!("input.content.{member}");
        let Some(money) = money.parse(&path, self.form) else {
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

    fn compensation(&mut self, given: &CompensationInput) -> offer::Compensation {
        let product = given.product.as_ref().map(|product| offer::Product {
            name: product.name.clone(),
            value_minor: self.minor("compensation.product.value", &product.value),
        });
        let commission = given.commission_percent.as_ref().and_then(|percent| {
            let path = "input.content.compensation.commissionPercent";
            let percent = percent.read(path, self.form)?;
            self.form.take(path, input::basis_points(percent.0))
        });
        offer::Compensation {
            pay_minor: given
                .pay
                .as_ref()
                .map(|pay| self.minor("compensation.pay", pay))
                .unwrap_or_default(),
            is_negotiable: given.is_negotiable.unwrap_or(false),
            product,
            commission_bps: commission,
        }
    }

    fn usage_rights(&mut self, inputs: &[UsageRightInput]) -> Vec<offer::UsageRight> {
        let mut rights = Vec::new();
        for (index, input) in inputs.iter().enumerate() {
            let price = input.price.as_ref();
            let price = price.map(|price| self.minor(&format!("usageRights.{index}.price"), price));
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

    fn kpis(&mut self, given: &[KpiTargetInput]) -> Vec<offer::KpiTarget> {
        let mut kpis = Vec::new();
        for (index, one) in given.iter().enumerate() {
            let kpi: Measure = one.kpi.into();
            let places = if kpi == Measure::EngagementRate { 6 } else { 0 };
            let target = one.target.and_then(|target| {
                let path = format!("input.content.kpis.{index}.target");
                self.form.take(path, input::scaled(target, places))
            });
            kpis.push(offer::KpiTarget { kpi, target });
        }
        kpis
    }

    fn criteria(&mut self, given: &CriteriaInput) -> offer::Criteria {
        let engagement_min = given.engagement_min.and_then(|rate| {
            let path = "input.content.criteria.engagementMin";
            self.form.take(path, input::share(rate))
        });
        let (niches, platforms) = (given.niches.iter(), given.platforms.iter());
        let (countries, languages) = (given.countries.iter(), given.languages.iter());
        offer::Criteria {
            niches: niches.flatten().copied().map(Into::into).collect(),
            platforms: platforms.flatten().copied().map(Into::into).collect(),
            countries: countries.flatten().map(|code| code.0.clone()).collect(),
            languages: languages.flatten().map(|tag| tag.0.clone()).collect(),
            followers_min: given.followers_min.map(Into::into),
            followers_max: given.followers_max.map(Into::into),
            engagement_min_ppm: engagement_min,
        }
    }
}
