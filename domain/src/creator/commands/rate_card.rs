//! What a creator asks for, line by line.

use std::collections::HashSet;

use rust_decimal::Decimal;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::own;
use crate::actor::Intent;
use crate::entity;
use crate::env::Env;
use crate::error::{Code, Result};
use crate::id::CreatorId;
use crate::input;
use crate::money::{Currency, Money};
use crate::vocabulary::{Format, Platform};

/// Lines of a rate card at most.
const RATES_MAX: usize = 50;

/// A line of a rate card: what one piece costs.
pub struct RateDraft {
    /// Where it is posted.
    pub platform: Platform,
    /// What it is.
    pub format: Format,
    /// More than nothing, in main units.
    pub amount: Decimal,
    /// One line for each currency.
    pub currency: Currency,
}

/// Replaces the caller's whole rate card; an empty one is allowed.
pub async fn rate_card_set(
    env: &Env,
    intent: &Intent,
    id: CreatorId,
    rates: Vec<RateDraft>,
) -> Result<entity::creator::Model> {
    let mut form = intent.form();
    let Some(rates) = form.take("rates", input::list(rates, RATES_MAX)) else {
        return Err(form.refuse());
    };
    let mut rows = Vec::new();
    let mut seen = HashSet::new();
    for (index, rate) in rates.iter().enumerate() {
        form.require(
            seen.insert((rate.platform, rate.format, rate.currency)),
            Code::ValueInvalid,
            format!("rates.{index}"),
            "There is a line for this platform, format and currency already.",
        );
        let path = format!("rates.{index}.price.amount");
        let price = form.take(&path, Money::parse(rate.amount, rate.currency));
        let Some(price) = price else { continue };
        form.require(
            !price.is_zero(),
            Code::AmountInvalid,
            path,
            "A price is more than nothing.",
        );
        rows.push(entity::rate::ActiveModel {
            creator_id: Set(id),
            platform: Set(rate.platform),
            format: Set(rate.format),
            currency: Set(price.currency()),
            price_minor: Set(price.minor()),
        });
    }
    form.finish()?;

    let work = env.begin(intent, "creator.rate_card_set").await?;
    let creator = own(&work, id).await?;

    entity::rate::Entity::delete_many()
        .filter(entity::rate::Column::CreatorId.eq(id))
        .exec(work.tx())
        .await?;
    if !rows.is_empty() {
        entity::rate::Entity::insert_many(rows)
            .exec_without_returning(work.tx())
            .await?;
    }
    work.commit(id).await?;
    Ok(creator)
}
