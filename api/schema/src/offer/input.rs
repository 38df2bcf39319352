//! The content of an offer, as given.

use async_graphql::{InputObject, MaybeUndefined};
use domain::error::{Code, Form};
use domain::input;
use domain::money::Currency;
use domain::offer::{self, Changes};
use domain::vocabulary::Kpi as Measure;

use crate::offer::brief::{Disclosure, Goal, Kpi, UsageKind};
use crate::reading::constraint::constraint;
use crate::scalars::given::Given;
use crate::scalars::{CountryCode, CurrencyCode, DateTime, Decimal, LanguageTag, MoneyInput};
use crate::vocabulary::{Format, Niche, Platform};

/// What is written in an offer, member by member. What is left out of a change stays as it is, null clears it, and what is
/// given replaces the member as a whole. Much may be missing in a draft; `viewerActions.publish` says what, early.
/// `Offer.content` reads all of it back.
#[derive(InputObject)]
pub struct OfferContentInput {
    /// One line: 3 to 120 characters; needed to create.
    pub title: MaybeUndefined<String>,
    /// What it is about: at most 2,000 characters; needed to publish.
    pub summary: MaybeUndefined<String>,
    /// What it is for; needed to publish.
    pub goal: MaybeUndefined<Goal>,
    /// What success is measured by: at most 9; at least one to publish.
    #[graphql(directive = constraint::apply(9))]
    pub kpis: MaybeUndefined<Vec<KpiTargetInput>>,
    /// Binding lines, numbered in this order from 1: at most 30 of 500 characters each.
    #[graphql(directive = constraint::apply(30))]
    pub requirements: MaybeUndefined<Vec<String>>,
    /// Ideas: at most 30 of 500 characters each.
    #[graphql(directive = constraint::apply(30))]
    pub suggestions: MaybeUndefined<Vec<String>>,
    /// What is owed: at most 20; at least one to publish.
    #[graphql(directive = constraint::apply(20))]
    pub deliverables: MaybeUndefined<Vec<DeliverableSpecInput>>,
    /// What is paid; needed to publish.
    pub compensation: MaybeUndefined<CompensationInput>,
    /// What the brand may do with the content: at most 20; nothing that is not listed.
    #[graphql(directive = constraint::apply(20))]
    pub usage_rights: MaybeUndefined<Vec<UsageRightInput>>,
    /// How posts must be marked: at most 4.
    #[graphql(directive = constraint::apply(4))]
    pub disclosures: MaybeUndefined<Vec<Disclosure>>,
    /// Whom the offer looks for; everybody where there is nothing.
    pub criteria: MaybeUndefined<CriteriaInput>,
    /// The currency of the offer; all its amounts are in it, and are given anew where it changes. Needed to create, fixed
    /// from the publishing on.
    pub currency: MaybeUndefined<CurrencyCode>,
    /// The most the brand will be charged, fees included; needed to publish, then at least pay and fee for all slots.
    pub budget: MaybeUndefined<MoneyInput>,
    /// How many creators are wanted: at most 1,000; at least one to publish.
    pub slots: MaybeUndefined<i32>,
    /// Until when creators may apply: at most two years ahead; needed to publish.
    pub closes_at: MaybeUndefined<Given<DateTime>>,
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
    /// As the domain takes it; what cannot be read is noted.
    pub(super) fn changes(&self, form: &mut Form) -> Changes {
        let mut reader = Reader {
            form,
            amounts: Vec::new(),
        };
        let brief = &mut reader;
        let mut changes = Changes {
            title: given(&self.title, Clone::clone),
            summary: given(&self.summary, Clone::clone),
            goal: given(&self.goal, |goal| Some((*goal).into())),
            kpis: given(&self.kpis, |kpis| brief.kpis(kpis)),
            requirements: given(&self.requirements, Clone::clone),
            suggestions: given(&self.suggestions, Clone::clone),
            deliverables: given(&self.deliverables, |specs| {
                specs.iter().map(DeliverableSpecInput::read).collect()
            }),
            compensation: given(&self.compensation, |it| brief.compensation(it)),
            usage_rights: given(&self.usage_rights, |rights| brief.usage_rights(rights)),
            disclosures: given(&self.disclosures, |all| {
                all.iter().copied().map(Into::into).collect()
            }),
            criteria: given(&self.criteria, |it| brief.criteria(it)),
            currency: self.currency.value().map(|code| (*code).into()),
            budget_minor: given(&self.budget, |budget| brief.minor("budget", budget)),
            slots: given(&self.slots, |slots| (*slots).into()),
            closes_at: given(&self.closes_at, |at| {
                let at = at.read("content.closesAt", brief.form);
                at.map(|at| at.0)
            }),
            amounts: Vec::new(),
        };
        if self.currency.is_null() {
            let wish = "Say in which currency the offer is.";
            reader
                .form
                .note(Code::ValueMissing, "content.currency", wish);
        }
        changes.amounts = reader.amounts;
        changes
    }
}

/// A member that was given, read; nothing in the place of null.
fn given<T, U: Default>(member: &MaybeUndefined<T>, read: impl FnOnce(&T) -> U) -> Option<U> {
    match member {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(U::default()),
        MaybeUndefined::Value(value) => Some(read(value)),
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

/// Reads what can be written wrong, and notes in which currency amounts are.
struct Reader<'a> {
    form: &'a mut Form,
    amounts: Vec<(String, Currency)>,
}

impl Reader<'_> {
    fn minor(&mut self, member: &str, money: &MoneyInput) -> i64 {
        let path = format!("content.{member}");
        let Some(money) = money.parse(&path, self.form) else {
            return 0;
        };
        self.amounts.push((path, money.currency()));
        money.minor()
    }

    fn compensation(&mut self, given: &CompensationInput) -> offer::Compensation {
        let product = given.product.as_ref().map(|product| offer::Product {
            name: product.name.clone(),
            value_minor: self.minor("compensation.product.value", &product.value),
        });
        let commission = given.commission_percent.as_ref().and_then(|percent| {
            let path = "content.compensation.commissionPercent";
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
                let path = format!("content.kpis.{index}.target");
                self.form.take(path, input::scaled(target, places))
            });
            kpis.push(offer::KpiTarget { kpi, target });
        }
        kpis
    }

    fn criteria(&mut self, given: &CriteriaInput) -> offer::Criteria {
        let engagement_min = given.engagement_min.and_then(|rate| {
            let path = "content.criteria.engagementMin";
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
