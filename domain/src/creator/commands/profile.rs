//! Who a creator is.

use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use super::own;
use crate::actor::Intent;
use crate::creator::{Error, Languages, queries};
use crate::db::on_conflict;
use crate::entity;
use crate::env::Env;
use crate::error::{Code, Form, Result};
use crate::id::CreatorId;
use crate::input;
use crate::unit_of_work::UnitOfWork;
use crate::vocabulary::Niche;

/// Niches of one creator at most.
const NICHES_MAX: usize = 5;
/// Languages of one creator at most.
const LANGUAGES_MAX: usize = 10;

/// What a profile needs.
pub struct Draft {
    /// 2 to 80 characters.
    pub display_name: String,
    /// At most 2,000 characters.
    pub bio: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// At most 80 characters.
    pub city: Option<String>,
    /// 1 to 10 BCP 47 tags.
    pub languages: Vec<String>,
    /// 1 to 5, the primary one among them.
    pub niches: Vec<Niche>,
    /// What the creator posts about most.
    pub primary_niche: Niche,
}

/// What changes of a profile; what is absent stays.
#[derive(Default)]
pub struct Changes {
    /// 2 to 80 characters.
    pub display_name: Option<String>,
    /// At most 2,000 characters.
    pub bio: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// At most 80 characters; an inner nothing takes it away.
    pub city: Option<Option<String>>,
    /// 1 to 10 BCP 47 tags, in place of those before.
    pub languages: Option<Vec<String>>,
    /// 1 to 5, in place of those before; the primary one stays among them.
    pub niches: Option<Vec<Niche>>,
    /// One of the niches.
    pub primary_niche: Option<Niche>,
}

/// Makes the caller a creator.
pub async fn create(env: &Env, intent: &Intent, draft: Draft) -> Result<entity::creator::Model> {
    let principal = intent.actor.principal()?;
    let mut form = intent.form();
    let display_name = display_name(&mut form, &draft.display_name);
    let bio = bio(&mut form, &draft.bio);
    let country = form.take("country", input::country(&draft.country));
    let city = draft.city.and_then(|city| self::city(&mut form, &city));
    let languages = languages(&mut form, draft.languages);
    let niches = niches(&mut form, draft.niches);
    if let Some(niches) = &niches {
        require_primary(&mut form, niches, draft.primary_niche);
    }
    let (Some(display_name), Some(bio), Some(country), Some(languages), Some(niches), true) = (
        display_name,
        bio,
        country,
        languages,
        niches,
        form.is_clean(),
    ) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "creator.create").await?;
    let creator = entity::creator::ActiveModel {
        id: Set(CreatorId::new()),
        user_id: Set(principal.user_id),
        display_name: Set(display_name),
        bio: Set(bio),
        country: Set(country),
        city: Set(city),
        languages: Set(languages),
        primary_niche: Set(draft.primary_niche),
        followers_top: Set(0),
        created_at: Set(work.now),
    };
    let creator = creator
        .insert(work.tx())
        .await
        .map_err(on_conflict("uq_creator__user_id", Error::AlreadyExists))?;
    replace_niches(&work, creator.id, &niches).await?;
    work.commit(creator.id).await?;
    Ok(creator)
}

/// Changes the caller's profile.
pub async fn update(
    env: &Env,
    intent: &Intent,
    id: CreatorId,
    changes: Changes,
) -> Result<entity::creator::Model> {
    let mut form = intent.form();
    let new_name = changes
        .display_name
        .and_then(|name| display_name(&mut form, &name));
    let new_bio = changes.bio.and_then(|text| bio(&mut form, &text));
    let new_country = changes
        .country
        .and_then(|code| form.take("country", input::country(&code)));
    let new_city = changes
        .city
        .map(|name| name.and_then(|name| city(&mut form, &name)));
    let new_languages = changes
        .languages
        .and_then(|tags| languages(&mut form, tags));
    let new_niches = changes.niches.and_then(|list| niches(&mut form, list));
    form.finish()?;

    let work = env.begin(intent, "creator.update").await?;
    let creator = own(&work, id).await?;

    let niches = match &new_niches {
        Some(niches) => niches.clone(),
        None => niches_of(&work, id).await?,
    };
    let mut form = intent.form();
    let primary_niche = changes.primary_niche.unwrap_or(creator.primary_niche);
    require_primary(&mut form, &niches, primary_niche);
    form.finish()?;

    let changed = entity::creator::ActiveModel {
        id: Unchanged(id),
        display_name: new_name.map_or(NotSet, Set),
        bio: new_bio.map_or(NotSet, Set),
        country: new_country.map_or(NotSet, Set),
        city: new_city.map_or(NotSet, Set),
        languages: new_languages.map_or(NotSet, Set),
        primary_niche: Set(primary_niche),
        ..Default::default()
    };
    let creator = changed.update(work.tx()).await?;
    if let Some(niches) = new_niches {
        replace_niches(&work, id, &niches).await?;
    }
    work.commit(id).await?;
    Ok(creator)
}

fn display_name(form: &mut Form, name: &str) -> Option<String> {
    form.take("displayName", input::line(name, 2..=80))
}

fn bio(form: &mut Form, text: &str) -> Option<String> {
    form.take("bio", input::text(text, 0..=2_000))
}

fn city(form: &mut Form, name: &str) -> Option<String> {
    form.take("city", input::line(name, 1..=80))
}

/// The same language twice counts once.
fn languages(form: &mut Form, tags: Vec<String>) -> Option<Languages> {
    let tags = form.take("languages", input::list(tags, LANGUAGES_MAX))?;
    require_some(form, &tags, "languages");
    let mut languages = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        let path = format!("languages.{index}");
        if let Some(language) = form.take(path, input::language(tag))
            && !languages.contains(&language)
        {
            languages.push(language);
        }
    }
    Some(Languages(languages))
}

/// The same niche twice counts once.
fn niches(form: &mut Form, list: Vec<Niche>) -> Option<Vec<Niche>> {
    let list = form.take("niches", input::list(list, NICHES_MAX))?;
    require_some(form, &list, "niches");
    let mut niches = Vec::new();
    for niche in list {
        if !niches.contains(&niche) {
            niches.push(niche);
        }
    }
    Some(niches)
}

fn require_some<T>(form: &mut Form, list: &[T], path: &str) {
    form.require(
        !list.is_empty(),
        Code::ValueMissing,
        path,
        "Give at least one.",
    );
}

fn require_primary(form: &mut Form, niches: &[Niche], primary: Niche) {
    form.require(
        niches.is_empty() || niches.contains(&primary),
        Code::ValueInvalid,
        "primaryNiche",
        "The primary niche must be one of the niches.",
    );
}

async fn niches_of(work: &UnitOfWork<'_>, id: CreatorId) -> Result<Vec<Niche>> {
    let rows = queries::niches(work.tx(), &[id]).await?;
    Ok(rows.into_iter().map(|row| row.niche).collect())
}

async fn replace_niches(work: &UnitOfWork<'_>, id: CreatorId, niches: &[Niche]) -> Result<()> {
    entity::creator_niche::Entity::delete_many()
        .filter(entity::creator_niche::Column::CreatorId.eq(id))
        .exec(work.tx())
        .await?;
    let rows = niches
        .iter()
        .map(|niche| entity::creator_niche::ActiveModel {
            creator_id: Set(id),
            niche: Set(*niche),
        });
    entity::creator_niche::Entity::insert_many(rows)
        .exec_without_returning(work.tx())
        .await?;
    Ok(())
}
