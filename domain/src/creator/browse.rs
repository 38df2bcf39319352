//! Looking through creators: what to filter by, and in which order.

use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use crate::entity;
use crate::entity::{creator, creator_niche, social_account};
use crate::error::{Form, Result};
use crate::id::Id;
use crate::input;
use crate::page::{List, Place, Sort};
use crate::vocabulary::{Niche, Platform};

/// Niches in one filter at most.
const NICHES_MAX: usize = 24;

/// Which creators are wanted; what is absent is not asked for. Platform, followers and engagement must hold for one
/// and the same account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// At least one of these; empty is any.
    pub niches: Vec<Niche>,
    /// Has an account here.
    pub platform: Option<Platform>,
    /// Followers from here on.
    pub followers_min: Option<i64>,
    /// Followers up to here.
    pub followers_max: Option<i64>,
    /// Engagement rate from here on, 0 to 1.
    pub engagement_min: Option<f64>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// BCP 47; `de` finds `de-AT` too.
    pub language: Option<String>,
}

/// In which order creators come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest profile first.
    #[default]
    Newest,
    /// The largest account first.
    Followers,
}

/// The creators a filter lets through; profiles are public.
pub fn browse(filter: Filter, order: Order) -> Result<List<creator::Entity>> {
    let mut form = Form::default();
    let niches = form.take(
        "filter.niches",
        input::list(filter.niches.clone(), NICHES_MAX),
    );
    let country = filter.country.as_deref();
    let country = country.and_then(|code| form.take("filter.country", input::country(code)));
    let language = filter.language.as_deref();
    let language = language.and_then(|tag| form.take("filter.language", input::language(tag)));
    let account = account_filter(&mut form, &filter);
    form.finish()?;

    let mut wanted = Condition::all();
    if let Some(niches) = niches.filter(|niches| !niches.is_empty()) {
        wanted = wanted.add(Expr::exists(posts_about(niches)));
    }
    if !account.is_empty() {
        wanted = wanted.add(Expr::exists(has_account(account)));
    }
    if let Some(country) = country {
        wanted = wanted.add(creator::Column::Country.eq(country));
    }
    if let Some(language) = language {
        wanted = wanted.add(speaks(&language));
    }
    Ok(List {
        select: creator::Entity::find().filter(wanted),
        sort: sort(order),
    })
}

/// The keys of an order.
pub fn sort(order: Order) -> Sort<creator::Entity> {
    let (name, column, place): (_, _, fn(&creator::Model) -> Place) = match order {
        Order::Newest => ("creator.newest", creator::Column::CreatedAt, |creator| {
            Place::At(creator.created_at)
        }),
        Order::Followers => (
            "creator.followers",
            creator::Column::FollowersTop,
            |creator| Place::Number(creator.followers_top),
        ),
    };
    Sort {
        name,
        column,
        id: creator::Column::Id,
        direction: sea_orm::Order::Desc,
        place,
        row_id: |creator| creator.id.uuid(),
    }
}

/// What one account must be; empty when nothing is asked of it.
fn account_filter(form: &mut Form, filter: &Filter) -> Condition {
    let mut count = |name: &str, value: Option<i64>| {
        form.take(
            format!("filter.{name}"),
            input::number(value?, 0..=i64::from(i32::MAX)),
        )
    };
    let at_least = count("followersMin", filter.followers_min);
    let at_most = count("followersMax", filter.followers_max);
    let rate = filter
        .engagement_min
        .and_then(|rate| form.take("filter.engagementMin", input::share(rate)));

    let parts = [
        filter
            .platform
            .map(|platform| social_account::Column::Platform.eq(platform)),
        at_least.map(|count| social_account::Column::Followers.gte(count)),
        at_most.map(|count| social_account::Column::Followers.lte(count)),
        rate.map(|rate| social_account::Column::EngagementPpm.gte(rate)),
    ];
    parts
        .into_iter()
        .flatten()
        .fold(Condition::all(), Condition::add)
}

fn posts_about(niches: Vec<Niche>) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(entity::creator_niche::Entity)
        .and_where(is_theirs(creator_niche::Column::CreatorId))
        .and_where(creator_niche::Column::Niche.is_in(niches))
        .take()
}

fn has_account(condition: Condition) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(entity::social_account::Entity)
        .and_where(is_theirs(social_account::Column::CreatorId))
        .cond_where(condition)
        .take()
}

fn is_theirs<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref()).equals(creator::Column::Id.as_column_ref())
}

/// Languages are a short JSON list; its text is the same to look at in both databases, and tags hold no wildcards.
fn speaks(language: &str) -> Condition {
    let languages = || Expr::col(creator::Column::Languages.as_column_ref()).cast_as("text");
    Condition::any()
        .add(languages().like(format!("%\"{language}\"%")))
        .add(languages().like(format!("%\"{language}-%")))
}
