//! The content of an offer: changed, and kept by versions.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Brief, Changes, Draft, TargetKind, draft, rules};
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::{Form, Result};
use crate::id::{OfferId, UserId};
use crate::money::Currency;
use crate::unit_of_work::UnitOfWork;

/// The columns that repeat the draft, for lists and filters.
pub(super) fn columns(draft: &Draft) -> entity::offer::ActiveModel {
    entity::offer::ActiveModel {
        title: Set(draft.brief.title.clone()),
        summary: Set(draft.brief.summary.clone()),
        goal: Set(draft.brief.goal),
        currency: Set(draft.currency),
        pay_minor: Set(draft.brief.compensation.pay_minor),
        budget_minor: Set(draft.budget_minor),
        slots: Set(draft.slots),
        closes_at: Set(draft.closes_at),
        ..Default::default()
    }
}

pub(super) fn draft_of(offer: &entity::offer::Model, brief: Brief) -> Draft {
    Draft {
        brief,
        currency: offer.currency,
        budget_minor: offer.budget_minor,
        slots: offer.slots,
        closes_at: offer.closes_at,
    }
}

/// What a version means to those who applied.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Edit,
    Material,
}

/// A change of an offer's content, as somebody wants it.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// What changes.
    pub changes: Changes,
    /// The version it was thought of; none takes any.
    pub expected_version: Option<i64>,
}

/// Whatever the version.
impl From<Draft> for Edit {
    fn from(draft: Draft) -> Self {
        Self {
            changes: draft.into(),
            expected_version: None,
        }
    }
}

impl Edit {
    /// Refuses what is wrong by itself, before anything is looked up.
    pub(super) fn check(&self, env: &Env, intent: &Intent) -> Result<()> {
        // Whether amounts fit the offer is seen beside it.
        let alone = Changes {
            title: Some(self.changes.title.clone().unwrap_or_else(|| "---".into())),
            currency: self.changes.currency.or(Some(Currency::Eur)),
            amounts: Vec::new(),
            ..self.changes.clone()
        };
        let mut form = intent.form();
        let draft = alone.first(&mut form);
        draft::check(draft, &env.policy, form, env.clock.now()).map(|_| ())
    }
}

/// The content of an offer after a change of it.
pub(super) fn edited(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    brief: Brief,
    edit: Edit,
) -> Result<Draft> {
    rules::require_version(offer.version, edit.expected_version)?;
    let mut form = Form::default();
    let draft = edit.changes.onto(draft_of(offer, brief), &mut form);
    draft::check(draft, work.policy, form, work.now)
}

/// Removes the version of a draft that nobody else has seen.
pub(super) async fn forget_version(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
) -> Result<()> {
    entity::offer_version::Entity::delete_by_id((offer.id, offer.version))
        .exec(work.tx())
        .await?;
    Ok(())
}

/// Writes the brief under the offer's version.
pub(super) async fn save_version(
    work: &UnitOfWork<'_>,
    offer: &entity::offer::Model,
    brief: &Brief,
    change: Change,
    author: UserId,
) -> Result<()> {
    let row = entity::offer_version::ActiveModel {
        offer_id: Set(offer.id),
        version: Set(offer.version),
        brief: Set(brief.clone()),
        is_material: Set(change == Change::Material),
        created_by: Set(author),
        created_at: Set(work.now),
    };
    entity::offer_version::Entity::insert(row)
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}

pub(super) async fn save_targets(work: &UnitOfWork<'_>, id: OfferId, brief: &Brief) -> Result<()> {
    use sea_orm::ActiveEnum;

    entity::offer_target::Entity::delete_many()
        .filter(entity::offer_target::Column::OfferId.eq(id))
        .exec(work.tx())
        .await?;
    let criteria = &brief.criteria;
    let niches = criteria
        .niches
        .iter()
        .map(|niche| (TargetKind::Niche, niche.to_value()));
    let platforms = criteria
        .platforms
        .iter()
        .map(|platform| (TargetKind::Platform, platform.to_value()));
    let countries = criteria
        .countries
        .iter()
        .map(|country| (TargetKind::Country, country.clone()));
    let languages = criteria
        .languages
        .iter()
        .map(|language| (TargetKind::Language, language.clone()));
    let rows: Vec<_> = niches
        .chain(platforms)
        .chain(countries)
        .chain(languages)
        .map(|(kind, value)| entity::offer_target::ActiveModel {
            offer_id: Set(id),
            kind: Set(kind),
            value: Set(value),
        })
        .collect();
    if !rows.is_empty() {
        entity::offer_target::Entity::insert_many(rows)
            .exec_without_returning(work.tx())
            .await?;
    }
    Ok(())
}
