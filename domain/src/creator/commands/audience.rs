//! Who follows an account.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, Iterable, QueryFilter};

use super::{kept_account, require_replaceable, source};
use crate::actor::Intent;
use crate::creator::{Dimension, queries, rules};
use crate::entity;
use crate::env::Env;
use crate::error::{Code, Form, Result};
use crate::id::SocialAccountId;
use crate::input::{self, Invalid};
use crate::vocabulary::Source;

/// Shares of one account at most.
const SHARES_MAX: usize = 200;
/// How platforms cut ages.
const AGES: [&str; 7] = ["13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+"];

/// A part of an audience.
pub struct ShareDraft {
    /// What the part is measured by.
    pub dimension: Dimension,
    /// Which part: a country code, a city, an age bucket, a gender or a language tag.
    pub bucket: String,
    /// 0 to 1 of the whole audience.
    pub share: f64,
}

/// A checked part, in millionths.
struct Share {
    dimension: Dimension,
    bucket: String,
    ppm: i64,
}

/// Replaces the whole audience of an account. The shares of one dimension sum to one or less: platforms withhold small
/// buckets.
pub async fn audience_set(
    env: &Env,
    intent: &Intent,
    id: SocialAccountId,
    shares: Vec<ShareDraft>,
    claimed: Option<Source>,
) -> Result<entity::social_account::Model> {
    let mut form = intent.form();
    let shares = checked(&mut form, shares);
    let source = source(&mut form, intent.actor, claimed);
    let (Some(source), true) = (source, form.is_clean()) else {
        return Err(form.refuse());
    };

    let work = env.begin(intent, "creator.audience_set").await?;
    let account = kept_account(&work, id).await?;
    for old in queries::audience(work.tx(), &[id]).await? {
        require_replaceable(Some(old.source), source, "shares".into())?;
    }

    entity::audience_share::Entity::delete_many()
        .filter(entity::audience_share::Column::AccountId.eq(id))
        .exec(work.tx())
        .await?;
    let rows = shares
        .into_iter()
        .map(|share| entity::audience_share::ActiveModel {
            account_id: Set(id),
            dimension: Set(share.dimension),
            bucket: Set(share.bucket),
            share_ppm: Set(share.ppm),
            source: Set(source),
            captured_at: Set(work.now),
        });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        entity::audience_share::Entity::insert_many(rows)
            .exec_without_returning(work.tx())
            .await?;
    }
    work.commit(id).await?;
    Ok(account)
}

fn checked(form: &mut Form, drafts: Vec<ShareDraft>) -> Vec<Share> {
    let Some(drafts) = form.take("shares", input::list(drafts, SHARES_MAX)) else {
        return Vec::new();
    };
    let mut shares = Vec::new();
    let mut seen = HashSet::new();
    for (index, draft) in drafts.iter().enumerate() {
        let at = format!("shares.{index}");
        let bucket = form.take(
            format!("{at}.bucket"),
            bucket(draft.dimension, &draft.bucket),
        );
        let ppm = form.take(format!("{at}.share"), input::share(draft.share));
        let (Some(bucket), Some(ppm)) = (bucket, ppm) else {
            continue;
        };
        form.require(
            seen.insert((draft.dimension, bucket.clone())),
            Code::ValueInvalid,
            format!("{at}.bucket"),
            "This bucket is in the list already.",
        );
        shares.push(Share {
            dimension: draft.dimension,
            bucket,
            ppm,
        });
    }
    require_wholes(form, &shares);
    shares
}

fn require_wholes(form: &mut Form, shares: &[Share]) {
    for dimension in Dimension::iter() {
        let parts: Vec<_> = shares
            .iter()
            .filter(|share| share.dimension == dimension)
            .map(|share| share.ppm)
            .collect();
        form.require(
            rules::is_at_most_one(&parts),
            Code::ValueOutOfRange,
            "shares",
            format!(
                "The shares by {} sum to more than 1.",
                input::humanize(dimension)
            ),
        );
    }
}

fn bucket(dimension: Dimension, text: &str) -> std::result::Result<String, Invalid> {
    match dimension {
        Dimension::Country => input::country(text),
        Dimension::Language => input::language(text),
        Dimension::City => input::line(text, 1..=80),
        Dimension::Gender => input::line(&text.to_lowercase(), 1..=40),
        Dimension::Age => {
            let text = text.trim();
            if AGES.contains(&text) {
                return Ok(text.to_owned());
            }
            let ages = AGES.join(", ");
            Err(Invalid::new(
                Code::ValueInvalid,
                format!("Give one of {ages}."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(shares: &[(Dimension, &str, f64)]) -> usize {
        let drafts = shares
            .iter()
            .map(|(dimension, bucket, share)| ShareDraft {
                dimension: *dimension,
                bucket: (*bucket).to_owned(),
                share: *share,
            })
            .collect();
        let mut form = Form::default();
        checked(&mut form, drafts);
        match form.finish() {
            Err(crate::Error::User(mistakes)) => mistakes.len(),
            Ok(()) | Err(_) => 0,
        }
    }

    #[test]
    fn buckets_are_checked_by_dimension() {
        use Dimension::{Age, City, Country, Gender, Language};
        assert_eq!(
            mistakes(&[
                (Country, "de", 0.5),
                (City, "Köln", 0.2),
                (Age, "65+", 0.1),
                (Gender, "Female", 0.6),
                (Language, "pt-br", 0.3),
            ]),
            0
        );
        for bad in [
            (Country, "XX"),
            (City, ""),
            (Age, "18-25"),
            (Gender, ""),
            (Language, "!"),
        ] {
            assert_eq!(mistakes(&[(bad.0, bad.1, 0.1)]), 1, "{bad:?}");
        }
        let twice = [(Country, "DE", 0.1), (Country, "de", 0.1)];
        assert_eq!(mistakes(&twice), 1);
    }

    #[test]
    fn a_dimension_is_at_most_one_whole() {
        use Dimension::{Age, Country};
        let whole = [
            (Country, "DE", 0.7),
            (Country, "AT", 0.3),
            (Age, "65+", 1.0),
        ];
        assert_eq!(mistakes(&whole), 0);
        assert_eq!(mistakes(&[(Country, "DE", 0.7), (Country, "AT", 0.31)]), 1);
        assert_eq!(mistakes(&[(Country, "DE", 1.1)]), 1);
    }
}
