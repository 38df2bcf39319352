//! An offer as its brand writes it, checked member by member.

use chrono::{DateTime, Months, Utc};

use super::{Brief, Criteria, DeliverableSpec, Product, UsageRight};
use crate::error::{Code, Form, Result};
use crate::input;
use crate::instant;
use crate::money::{Currency, LARGEST_MINOR};
use crate::policy::Policy;

/// Measures of success at most: each once.
const KPIS_MAX: usize = 9;
/// Requirements at most, and suggestions.
const LINES_MAX: usize = 30;
/// Pieces of content at most.
const DELIVERABLES_MAX: usize = 20;
/// Rights to use the content at most.
const USAGE_RIGHTS_MAX: usize = 20;
/// Ways of marking posts at most.
const DISCLOSURES_MAX: usize = 4;
/// Niches at most: all there are.
const NICHES_MAX: usize = 24;
/// Platforms at most: all there are.
const PLATFORMS_MAX: usize = 11;
/// Countries at most.
const COUNTRIES_MAX: usize = 50;
/// Languages at most.
const LANGUAGES_MAX: usize = 20;

/// An offer as its brand writes it: the brief, and the numbers that are not part of what creators agree to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is asked and what is paid.
    pub brief: Brief,
    /// Of the pay, the budget and all else; fixed once the offer is published.
    pub currency: Currency,
    /// The most the brand will be charged, fees included, in minor units; 0 until it is known.
    pub budget_minor: i64,
    /// How many creators are wanted, 0..=1,000; 0 until it is known.
    pub slots: i64,
    /// Until when creators may apply.
    pub closes_at: Option<DateTime<Utc>>,
}

/// Checks every member by itself and gives it in the form it is stored. What is missing is allowed until publishing.
pub(super) fn check(
    draft: Draft,
    policy: &Policy,
    mut form: Form,
    now: DateTime<Utc>,
) -> Result<Draft> {
    let brief = brief(draft.brief, policy, &mut form);
    let closes_at = draft.closes_at.and_then(|at| deadline(at, now, &mut form));
    form.take(
        "content.budget.amount",
        input::number(draft.budget_minor, 0..=LARGEST_MINOR),
    );
    form.take("content.slots", input::number(draft.slots, 0..=1_000));
    form.finish()?;
    Ok(Draft {
        brief,
        closes_at,
        ..draft
    })
}

/// An instant, at most two years ahead.
fn deadline(at: DateTime<Utc>, now: DateTime<Utc>, form: &mut Form) -> Option<DateTime<Utc>> {
    let path = "content.closesAt";
    let at = form.take(path, instant::of(at))?;
    form.require(
        at <= now + Months::new(24),
        Code::ValueOutOfRange,
        path,
        "Set a deadline at most two years ahead.",
    );
    Some(at)
}

fn brief(brief: Brief, policy: &Policy, form: &mut Form) -> Brief {
    let mut kpis = form
        .take("content.kpis", input::list(brief.kpis, KPIS_MAX))
        .unwrap_or_default();
    for (index, target) in kpis.iter().enumerate() {
        let bounded = input::number(target.target.unwrap_or(0), 0..=1_000_000_000_000);
        form.take(format!("content.kpis.{index}.target"), bounded);
    }
    kpis.dedup_by_key(|target| target.kpi);
    form.take(
        "content.disclosures",
        input::list(brief.disclosures.clone(), DISCLOSURES_MAX),
    );
    let pay = input::number(brief.compensation.pay_minor, 0..=LARGEST_MINOR);
    form.take("content.compensation.pay.amount", pay);
    if let Some(bps) = brief.compensation.commission_bps {
        form.take(
            "content.compensation.commissionPercent",
            input::number(bps, 1..=10_000),
        );
    }
    let mut compensation = brief.compensation;
    compensation.product = compensation
        .product
        .map(|product| self::product(product, form));
    Brief {
        title: form
            .take("content.title", input::line(&brief.title, 3..=120))
            .unwrap_or_default(),
        summary: form
            .take("content.summary", input::text(&brief.summary, 0..=2_000))
            .unwrap_or_default(),
        kpis,
        requirements: lines("content.requirements", brief.requirements, form),
        suggestions: lines("content.suggestions", brief.suggestions, form),
        deliverables: specs(brief.deliverables, form),
        compensation,
        usage_rights: rights(brief.usage_rights, form),
        criteria: criteria(brief.criteria, policy, form),
        ..brief
    }
}

fn lines(path: &str, lines: Vec<String>, form: &mut Form) -> Vec<String> {
    let lines = form
        .take(path, input::list(lines, LINES_MAX))
        .unwrap_or_default();
    let checked = lines.iter().enumerate();
    checked
        .filter_map(|(index, line)| {
            form.take(format!("{path}.{index}"), input::text(line, 1..=500))
        })
        .collect()
}

fn specs(specs: Vec<DeliverableSpec>, form: &mut Form) -> Vec<DeliverableSpec> {
    let mut specs = form
        .take("content.deliverables", input::list(specs, DELIVERABLES_MAX))
        .unwrap_or_default();
    for (index, spec) in specs.iter_mut().enumerate() {
        let path = |member: &str| format!("content.deliverables.{index}.{member}");
        let description = form.take(
            path("description"),
            input::text(&spec.description, 0..=1_000),
        );
        form.take(path("dueDays"), input::number(spec.due_days, 1..=365));
        form.take(
            path("roundsIncluded"),
            input::number(spec.rounds_included, 0..=5),
        );
        form.take(path("weight"), input::number(spec.weight, 1..=1_000));
        let wish = "Content for the brand's own channels is not published by the creator.";
        let fits = !(spec.requires_publication && spec.format.is_ugc());
        form.require(fits, Code::ValueInvalid, path("requiresPublication"), wish);
        spec.description = description.unwrap_or_default();
    }
    specs
}

fn product(product: Product, form: &mut Form) -> Product {
    let name = form.take(
        "content.compensation.product.name",
        input::line(&product.name, 1..=200),
    );
    form.take(
        "content.compensation.product.value.amount",
        input::number(product.value_minor, 0..=LARGEST_MINOR),
    );
    Product {
        name: name.unwrap_or_default(),
        ..product
    }
}

fn rights(rights: Vec<UsageRight>, form: &mut Form) -> Vec<UsageRight> {
    let mut rights = form
        .take("content.usageRights", input::list(rights, USAGE_RIGHTS_MAX))
        .unwrap_or_default();
    for (index, right) in rights.iter_mut().enumerate() {
        let path = |member: &str| format!("content.usageRights.{index}.{member}");
        let channels = form.take(path("channels"), input::line(&right.channels, 1..=200));
        right.channels = channels.unwrap_or_default();
        right.territory = countries(&path("territory"), &right.territory, form);
        form.take(path("months"), input::number(right.months, 1..=120));
        form.take(
            path("price.amount"),
            input::number(right.price_minor, 0..=LARGEST_MINOR),
        );
    }
    rights
}

fn criteria(criteria: Criteria, policy: &Policy, form: &mut Form) -> Criteria {
    let bounds = policy.followers_min..=policy.followers_max;
    for (member, value) in [
        ("followersMin", criteria.followers_min),
        ("followersMax", criteria.followers_max),
    ] {
        if let Some(value) = value {
            form.take(
                format!("content.criteria.{member}"),
                input::number(value, bounds.clone()),
            );
        }
    }
    let is_range =
        criteria.followers_min.unwrap_or(0) <= criteria.followers_max.unwrap_or(i64::MAX);
    let wish = "The fewest followers must not be more than the most.";
    form.require(
        is_range,
        Code::ValueOutOfRange,
        "content.criteria.followersMax",
        wish,
    );
    if let Some(ppm) = criteria.engagement_min_ppm {
        form.take(
            "content.criteria.engagementMin",
            input::number(ppm, 0..=1_000_000),
        );
    }
    let niches = input::list(criteria.niches, NICHES_MAX);
    let niches = form.take("content.criteria.niches", niches);
    let platforms = input::list(criteria.platforms, PLATFORMS_MAX);
    let platforms = form.take("content.criteria.platforms", platforms);
    let languages = form
        .take(
            "content.criteria.languages",
            input::list(criteria.languages, LANGUAGES_MAX),
        )
        .unwrap_or_default();
    let tag = |(index, text): (usize, &String)| {
        form.take(
            format!("content.criteria.languages.{index}"),
            input::language(text),
        )
    };
    Criteria {
        niches: unique(niches.unwrap_or_default()),
        platforms: unique(platforms.unwrap_or_default()),
        languages: unique(languages.iter().enumerate().filter_map(tag).collect()),
        countries: unique(countries(
            "content.criteria.countries",
            &criteria.countries,
            form,
        )),
        ..criteria
    }
}

fn countries(path: &str, codes: &[String], form: &mut Form) -> Vec<String> {
    let codes = form
        .take(path, input::list(codes.to_vec(), COUNTRIES_MAX))
        .unwrap_or_default();
    let checked = codes.iter().enumerate();
    unique(
        checked
            .filter_map(|(index, code)| form.take(format!("{path}.{index}"), input::country(code)))
            .collect(),
    )
}

fn unique<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort();
    values.dedup();
    values
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::error::Error;
    use crate::offer::{Compensation, KpiTarget};
    use crate::vocabulary::{Format, Goal, Kpi, Platform};

    pub(in crate::offer) fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    /// A draft that lacks nothing.
    pub(in crate::offer) fn complete() -> Draft {
        let spec = DeliverableSpec {
            platform: Platform::Instagram,
            format: Format::Reel,
            description: String::new(),
            due_days: 14,
            rounds_included: 2,
            requires_concept: false,
            requires_publication: true,
            weight: 1,
        };
        let brief = Brief {
            title: "Autumn tea".into(),
            summary: "Tea, at home.".into(),
            goal: Some(Goal::Awareness),
            kpis: vec![KpiTarget {
                kpi: Kpi::Reach,
                target: None,
            }],
            deliverables: vec![spec],
            compensation: Compensation {
                pay_minor: 10_000,
                ..Default::default()
            },
            ..Default::default()
        };
        let closes_at = Some(now() + chrono::TimeDelta::days(7));
        Draft {
            brief,
            currency: Currency::Eur,
            budget_minor: 22_000,
            slots: 2,
            closes_at,
        }
    }

    /// Where a refusal says the mistakes are.
    pub(in crate::offer) fn located(result: Result<impl Sized>) -> Vec<String> {
        let Err(Error::User(errors)) = result else {
            return Vec::new();
        };
        errors
            .iter()
            .map(|error| error.path().unwrap().join("."))
            .collect()
    }

    #[test]
    fn every_wrong_member_is_named() {
        let mut draft = complete();
        draft.slots = -1;
        draft.brief.title = "x".into();
        draft.brief.requirements = vec!["fine".into(), " ".into()];
        draft.brief.deliverables[0].format = Format::UgcVideo;
        draft.brief.criteria.countries = vec!["DE".into(), "XX".into()];
        draft.brief.criteria.followers_min = Some(50_000);
        draft.brief.criteria.followers_max = Some(20_000);
        let paths = located(check(draft, &Policy::default(), Form::default(), now()));
        for path in [
            "content.title",
            "content.requirements.1",
            "content.deliverables.0.requiresPublication",
            "content.criteria.countries.1",
            "content.criteria.followersMax",
            "content.slots",
        ] {
            assert!(
                paths.iter().any(|named| named == path),
                "{path} is missing in {paths:?}"
            );
        }
        assert_eq!(paths.len(), 6);
    }
}
