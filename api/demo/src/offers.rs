//! Offers as their brands write them, and who applies to them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::application::eligibility::{Applicant, eligibility};
use domain::offer::{
    Brief, Compensation, Criteria, DeliverableSpec, Draft, KpiTarget, Product, UsageRight,
};
use domain::policy::Policy;
use domain::vocabulary::{Disclosure, Format, Goal, Kpi, Platform, UsageKind};

use super::audience::formats;
use super::fixtures::{REQUIREMENTS, SUGGESTIONS, SUMMARIES, TITLES, fill};
use super::people::{Brand, Cast};
use super::rng::SeededRng;
use super::scenarios::{Course, Deliverable, PLOTS, Plot, Schedule};

/// An offer, and all that is going to happen to it.
pub(super) struct Plan {
    pub(super) brand: usize,
    pub(super) product: &'static str,
    pub(super) draft: Draft,
    /// Whether the money is set aside.
    pub(super) is_reserved: bool,
    /// Whether the brand must put money in first.
    pub(super) is_funded: bool,
    /// The places of the creators who apply.
    pub(super) applicants: Vec<usize>,
    pub(super) schedule: Schedule,
}

/// Plans one offer so that its story is told at `end`.
pub(super) fn plan(cast: &Cast, policy: &Policy, index: usize, end: DateTime<Utc>) -> Plan {
    let mut rng = SeededRng::of("offer", index);
    let plot = &PLOTS[index % PLOTS.len()];
    let brand = brand_of(cast, plot, index, &mut rng);
    let by = &cast.brands[brand];
    let product = rng.pick(&by.theme.products);

    let deliverables = deliverables(plot, &mut rng);
    let owed: Vec<Deliverable> = deliverables
        .iter()
        .map(|spec| Deliverable {
            has_concept: spec.requires_concept,
            is_posted: spec.requires_publication,
        })
        .collect();
    let schedule = plot.schedule(&owed, &mut rng);

    let compensation = compensation(plot, index, owed.len(), &mut rng);
    let budget_minor = budget(&compensation, schedule.slots);
    let mut brief = brief(by, product, compensation, &mut rng);
    brief.criteria = criteria(by, &deliverables, &mut rng);
    brief.deliverables = deliverables;
    let applicants = applicants(cast, policy, &mut brief.criteria, (plot, index));

    let may_reserve = !matches!(
        plot.course,
        Course::AmendedLately | Course::AmendedBefore | Course::Unfunded
    );
    Plan {
        brand,
        product,
        draft: Draft {
            brief,
            currency: by.currency(),
            budget_minor,
            slots: schedule.slots,
            closes_at: Some(end + TimeDelta::minutes(schedule.closes_at)),
        },
        is_reserved: may_reserve && budget_minor > 0 && rng.falls(50),
        is_funded: plot.course != Course::Unfunded && budget_minor > 0,
        applicants,
        schedule,
    }
}

/// The first brand goes through everything; brands without money do what needs none.
fn brand_of(cast: &Cast, plot: &Plot, index: usize, rng: &mut SeededRng) -> usize {
    match plot.course {
        Course::Unfunded => rng.pick(&cast.poor()),
        _ if index < PLOTS.len() => 0,
        _ => rng.pick(&cast.rich()),
    }
}

fn brief(by: &Brand, product: &str, compensation: Compensation, rng: &mut SeededRng) -> Brief {
    let filled = |text: &str| fill(text, &by.name, product, by.theme.scene);
    let (goal, kpis) = rng.pick(&GOALS);
    let (wishes, ideas) = (rng.within(2..=5), rng.within(0..=3));
    let mut requirements = vec![filled(REQUIREMENTS[0])];
    let others = rng.draw(&REQUIREMENTS[1..], wishes as usize);
    requirements.extend(others.iter().map(|text| filled(text)));
    let suggestions = rng.draw(&SUGGESTIONS, ideas as usize);
    Brief {
        title: filled(rng.pick(&TITLES)),
        summary: filled(rng.pick(&SUMMARIES)),
        goal: Some(goal),
        kpis: kpis
            .iter()
            .map(|kpi| KpiTarget {
                kpi: *kpi,
                target: target(*kpi, rng),
            })
            .collect(),
        requirements,
        suggestions: suggestions.iter().map(|text| filled(text)).collect(),
        deliverables: Vec::new(),
        disclosures: disclosures(&compensation),
        usage_rights: usage_rights(&compensation, by, rng),
        compensation,
        criteria: Criteria::default(),
    }
}

const GOALS: [(Goal, &[Kpi]); 6] = [
    (Goal::Awareness, &[Kpi::Reach, Kpi::Views]),
    (Goal::Engagement, &[Kpi::Engagements, Kpi::EngagementRate]),
    (Goal::Traffic, &[Kpi::Clicks]),
    (Goal::Conversions, &[Kpi::Conversions, Kpi::Revenue]),
    (Goal::Content, &[Kpi::ContentPieces]),
    (Goal::LocalVisits, &[Kpi::Reach]),
];

fn target(kpi: Kpi, rng: &mut SeededRng) -> Option<i64> {
    let target = match kpi {
        Kpi::Reach | Kpi::Views => rng.within(5..=60) * 1_000,
        Kpi::Engagements => rng.within(4..=40) * 100,
        Kpi::EngagementRate => rng.within(20..=60) * 1_000,
        Kpi::Clicks | Kpi::FollowerGrowth => rng.within(1..=12) * 50,
        Kpi::Conversions => rng.within(10..=80),
        Kpi::ContentPieces => rng.within(4..=20),
        Kpi::Revenue => return None,
    };
    Some(target)
}

/// One to three deliverables. The last is posted, and begins with a concept where the plot is about concepts.
fn deliverables(plot: &Plot, rng: &mut SeededRng) -> Vec<DeliverableSpec> {
    let platform = rng.pick(&[
        Platform::Instagram,
        Platform::Instagram,
        Platform::Instagram,
        Platform::Tiktok,
        Platform::Tiktok,
        Platform::Youtube,
    ]);
    let count = rng.pick(&[1, 1, 2, 2, 3]);
    (1..=count)
        .map(|number| {
            let is_last = number == count;
            let is_posted = is_last || rng.falls(70);
            let own = rng.pick(formats(platform));
            let made = rng.pick(&[Format::UgcPhoto, Format::UgcVideo]);
            let format = if is_posted { own } else { made };
            DeliverableSpec {
                platform,
                format,
                description: description(format).to_owned(),
                due_days: 7 + 7 * number,
                rounds_included: 2,
                requires_concept: is_last && (plot.has_concept() || rng.falls(25)),
                requires_publication: is_posted,
                weight: rng.within(1..=3),
            }
        })
        .collect()
}

fn description(format: Format) -> &'static str {
    match format {
        Format::Reel | Format::ShortVideo => {
            "A vertical video of 20 to 45 seconds, with subtitles."
        }
        Format::Carousel => "Four to seven pictures, the first one with a person in it.",
        Format::Story => "Three frames in a row, with a link in the last.",
        Format::LongVideo => "A section of at least 60 seconds in a longer video.",
        Format::FeedPost | Format::Thread | Format::Article => "A post with a picture of your own.",
        Format::UgcPhoto => "Five edited pictures for our own channels.",
        Format::UgcVideo => "A vertical video for our own channels, without music.",
        Format::Pin => "A pin in portrait format, with a link.",
        Format::Live | Format::EventVisit => "An hour of your time, and a short look back.",
        Format::PodcastMention => "A mention of 60 seconds in your own words.",
    }
}

/// Pay in most offers; now and then only the product, where nobody talks about pay.
fn compensation(
    plot: &Plot,
    index: usize,
    deliverables: usize,
    rng: &mut SeededRng,
) -> Compensation {
    let worth = rng.within(2..=30) * 500;
    let product = Product {
        name: "The product itself, to keep".into(),
        value_minor: worth,
    };
    let is_gift = index >= PLOTS.len()
        && plot.course != Course::Unfunded
        && !plot.is_negotiated()
        && rng.falls(12);
    let tens = rng.within(8..=40) * (deliverables as i64 + 1) / 2;
    let has_commission = rng.falls(15);
    Compensation {
        pay_minor: if is_gift { 0 } else { tens * 1_000 },
        is_negotiable: !is_gift && (plot.is_negotiated() || rng.falls(40)),
        product: (is_gift || rng.falls(45)).then_some(product),
        commission_bps: has_commission.then(|| rng.within(2..=6) * 250),
    }
}

/// Pay and fee of all slots, with room to negotiate, in whole hundreds.
fn budget(compensation: &Compensation, slots: i64) -> i64 {
    let needed = compensation.pay_minor * slots * 14 / 10;
    (needed + 9_999) / 10_000 * 10_000
}

fn disclosures(compensation: &Compensation) -> Vec<Disclosure> {
    let mut disclosures = Vec::new();
    if compensation.pay_minor > 0 {
        disclosures.push(Disclosure::PaidPartnership);
    }
    if compensation.product.is_some() {
        disclosures.push(Disclosure::Gifted);
    }
    if compensation.commission_bps.is_some() {
        disclosures.push(Disclosure::Affiliate);
    }
    disclosures
}

fn usage_rights(compensation: &Compensation, by: &Brand, rng: &mut SeededRng) -> Vec<UsageRight> {
    let mut rights = Vec::new();
    if rng.falls(45) {
        rights.push(UsageRight {
            kind: UsageKind::OrganicRepost,
            channels: "Our own accounts and our website".into(),
            territory: Vec::new(),
            months: rng.pick(&[3, 6, 12]),
            price_minor: 0,
        });
    }
    if rng.falls(20) {
        rights.push(UsageRight {
            kind: UsageKind::PaidAds,
            channels: "Instagram and TikTok ads".into(),
            territory: vec![by.country.code.to_owned()],
            months: rng.pick(&[1, 3]),
            price_minor: compensation.pay_minor / 5,
        });
    }
    rights
}

fn criteria(by: &Brand, deliverables: &[DeliverableSpec], rng: &mut SeededRng) -> Criteria {
    let bounds = [
        (None, None),
        (Some(2_000), None),
        (None, Some(50_000)),
        (Some(5_000), Some(80_000)),
    ];
    let (followers_min, followers_max) = rng.pick(&bounds);
    let is_local = rng.falls(30);
    Criteria {
        niches: vec![by.theme.niche],
        platforms: deliverables.iter().map(|spec| spec.platform).collect(),
        countries: if is_local {
            vec![by.country.code.to_owned()]
        } else {
            Vec::new()
        },
        languages: if rng.falls(20) {
            vec![by.country.language.to_owned()]
        } else {
            Vec::new()
        },
        followers_min,
        followers_max,
        engagement_min_ppm: rng.falls(30).then(|| rng.within(10..=30) * 1_000),
    }
}

/// Who applies. Asks less, step by step, until enough creators fit.
fn applicants(
    cast: &Cast,
    policy: &Policy,
    criteria: &mut Criteria,
    (plot, index): (&Plot, usize),
) -> Vec<usize> {
    let wanted = plot.fates.len();
    let steps: [fn(&mut Criteria); 4] = [
        |criteria| {
            criteria.countries.clear();
            criteria.languages.clear();
        },
        |criteria| (criteria.followers_min, criteria.followers_max) = (None, None),
        |criteria| criteria.niches.clear(),
        |criteria| criteria.platforms.clear(),
    ];
    let mut fitting = fitting(cast, policy, criteria);
    for loosen in steps {
        if fitting.len() >= wanted {
            break;
        }
        loosen(criteria);
        fitting = self::fitting(cast, policy, criteria);
    }

    let mut applicants = SeededRng::of("applicants", index).draw(&fitting, wanted);
    // The first creator is in the middle of things: in half of what fits, with another fate each time.
    if index.is_multiple_of(2) && wanted > 0 && fitting.contains(&0) && !applicants.contains(&0) {
        applicants[index / 2 % wanted] = 0;
    }
    applicants
}

fn fitting(cast: &Cast, policy: &Policy, criteria: &Criteria) -> Vec<usize> {
    let fits = |place: &usize| {
        let checks = eligibility(
            &Applicant::from(&cast.creators[*place].profile),
            criteria,
            policy,
        );
        checks.iter().all(|check| check.is_met)
    };
    (0..cast.creators.len()).filter(fits).collect()
}
