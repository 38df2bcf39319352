//! Work done by commands alone, for tests of what holds whatever is done.

use chrono::{DateTime, Utc};
use domain::actor::{Actor, Intent, Key, Principal};
use domain::creator::commands::{AccountDraft, social_account_add};
use domain::deliverable::HandIn;
use domain::entity;
use domain::id::{CreatorId, SessionId, UserId};
use domain::money::Currency;
use domain::offer::{Brief, Compensation, DeliverableSpec, Draft, KpiTarget};
use domain::vocabulary::{Format, Goal, Kpi, Platform};
use domain::{Env, account, brand, creator};

/// Somebody signs up.
pub(crate) async fn user(env: &Env, name: &str) -> UserId {
    let sign_up = account::commands::SignUp {
        email: format!("{name}@example.com"),
        password: super::people::PASSWORD.into(),
        display_name: name.into(),
    };
    let intent = Intent::of(Actor::Guest);
    let user = account::commands::sign_up(env, &intent, sign_up).await;
    user.unwrap().id
}

/// The person behind an intention.
pub(crate) fn actor(user_id: UserId) -> Actor {
    Actor::User(Principal {
        user_id,
        session_id: SessionId::new(),
        is_operator: false,
        address: None,
    })
}

/// An intention under a key of its own.
pub(crate) fn keyed(actor: Actor) -> Intent {
    let word = format!("{:?}", SessionId::new());
    let input_hash = "input".into();
    Intent {
        key: Some(Key { word, input_hash }),
        ..Intent::of(actor)
    }
}

/// Somebody founds a brand.
pub(crate) async fn founded_by(env: &Env, owner: UserId) -> entity::brand::Model {
    let draft = brand::commands::Draft {
        name: "Acme".into(),
        about: String::new(),
        website: None,
        country: "DE".into(),
    };
    let intent = Intent::of(actor(owner));
    let brand = brand::commands::create(env, &intent, draft).await;
    brand.unwrap()
}

/// Somebody becomes a creator whom offers look for: 10,000 followers on Instagram.
pub(crate) async fn micro(env: &Env, user_id: UserId) -> CreatorId {
    let intent = Intent::of(actor(user_id));
    let draft = creator::commands::Draft {
        display_name: "Zoe".into(),
        bio: String::new(),
        country: "DE".into(),
        city: None,
        languages: vec!["de".into()],
        niches: vec![domain::vocabulary::Niche::Travel],
        primary_niche: domain::vocabulary::Niche::Travel,
    };
    let creator = creator::commands::create(env, &intent, draft).await;
    let id = creator.unwrap().id;
    let account = AccountDraft {
        platform: Platform::Instagram,
        handle: "zoe".into(),
        followers: Some(10_000),
        source: None,
    };
    social_account_add(env, &intent, id, account).await.unwrap();
    id
}

/// An offer that lacks nothing: so many slots, its pay shared evenly by what is owed.
pub(crate) fn draft(
    (pay_minor, currency): (i64, Currency),
    slots: i64,
    deliverables: Vec<DeliverableSpec>,
    closes_at: DateTime<Utc>,
) -> Draft {
    Draft {
        brief: Brief {
            title: "Autumn tea at home".into(),
            summary: "Show how you make tea.".into(),
            goal: Some(Goal::Awareness),
            kpis: vec![KpiTarget {
                kpi: Kpi::Reach,
                target: None,
            }],
            requirements: vec!["Show the packaging".into()],
            deliverables,
            compensation: Compensation {
                pay_minor,
                is_negotiable: true,
                product: None,
                commission_bps: Some(100),
            },
            ..Brief::default()
        },
        currency,
        budget_minor: pay_minor.saturating_mul(slots * 2),
        slots,
        closes_at: Some(closes_at),
    }
}

/// A picture for the brand, with one round of changes and no publication.
pub(crate) fn picture() -> DeliverableSpec {
    DeliverableSpec {
        platform: Platform::Instagram,
        format: Format::UgcPhoto,
        description: String::new(),
        due_days: 5,
        rounds_included: 1,
        requires_concept: false,
        requires_publication: false,
        weight: 1,
    }
}

/// A reel to be posted, with a concept before and no round of changes.
pub(crate) fn reel() -> DeliverableSpec {
    DeliverableSpec {
        format: Format::Reel,
        rounds_included: 0,
        requires_concept: true,
        requires_publication: true,
        weight: 2,
        ..picture()
    }
}

/// Something handed in.
pub(crate) fn hand_in() -> HandIn {
    HandIn {
        caption: "Tea!".into(),
        ..HandIn::default()
    }
}
