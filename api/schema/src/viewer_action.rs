//! What somebody may do with an object now, and why not: facts from its row, decided by the rules that commands ask.

use chrono::{DateTime, Utc};
use domain::brand::Role;
use domain::collaboration::Standing;
use domain::error::{Error, Result, UserError};
use domain::money::Money;

use crate::reading::Facts;
use crate::reading::plain::plain;
use crate::stored::stored;
use crate::user_error::{UserErrorCode, input_path};

/// Whether a mutation would be carried out.
pub struct ViewerAction {
    is_allowed: bool,
    is_yours: bool,
    reasons: Vec<Reason>,
}

plain! {
    /// Whether a mutation would be carried out if you asked for it now, with values that fit; and why not. Show what is
    /// yours, switch off what is not allowed, and say the reasons. A mutation asks the same again under its locks.
    "ViewerAction": |it: ViewerAction| {
        /// True when nothing stands in the way.
        isAllowed: bool = it.is_allowed;
        /// False where it is not yours to do: you are not logged in, on the other side, or your role is not enough.
        isYours: bool = it.is_yours;
        /// What stands in the way, as the mutation's `userErrors` would say it; empty where nothing does, or where it is not
        /// yours.
        reasons: &Vec<Reason> [at most 10] = &it.reasons;
    }
}

/// What stands in the way of a mutation.
struct Reason(Box<dyn UserError>);

plain! {
    /// What stands in the way of a mutation.
    "ViewerActionReason": |it: Reason| {
        /// What is wrong; act on this.
        code: UserErrorCode = it.0.code().into();
        /// For people to read; may change.
        message: String = it.0.to_string();
        /// Which member is wrong, as the mutation that writes it names it: `["input", "content", "goal"]`; list positions as
        /// strings. Null when it is none in particular.
        path: Option<Vec<String>> [at most 12] = input_path(&*it.0);
    }
}

impl ViewerAction {
    /// From the answer of a rule.
    pub fn of(answer: Result<()>) -> Self {
        let is_allowed = answer.is_ok();
        let (is_yours, errors) = match answer {
            Ok(()) => (true, Vec::new()),
            Err(Error::User(errors)) => (true, errors),
            Err(Error::Unauthenticated | Error::Forbidden | Error::NotFound) => (false, Vec::new()),
            Err(failure) => {
                tracing::error!(?failure, "viewer action: a rule failed");
                (false, Vec::new())
            }
        };
        Self {
            is_allowed,
            is_yours,
            reasons: errors.into_iter().map(Reason).collect(),
        }
    }
}

/// The membership of who asks in the brand of a row: role, and what it may take from the wallet. What else is asked of members
/// alone stands behind it: for others nothing of it is looked up.
macro_rules! member {
    ($more:literal) => {
        concat!(
            "(SELECT m.role || ' ' || COALESCE(CAST(m.spending_minor AS text), '-') || ' ' || COALESCE(m.spending_currency, '-')",
            $more,
            " FROM brand_member m WHERE m.brand_id = {t}.brand_id AND m.user_id = :user)"
        )
    };
}
pub(crate) use member;

pub const MEMBER: &str = member!("");

/// Whether who asks is the creator of a row; null without a profile.
pub const IS_CREATOR: &str =
    "({t}.creator_id = (SELECT c.id FROM creator c WHERE c.user_id = :user))";

/// What the brand of a row has free in its currency; null before its first funding.
pub const WALLET: &str = "(SELECT a.balance FROM ledger_account a WHERE a.kind = 'brand_wallet'
    AND a.owner_id = {t}.brand_id AND a.currency = {t}.currency)";

/// A membership as [`MEMBER`] has it.
#[derive(Default)]
pub struct Member {
    pub role: Option<Role>,
    pub spending_limit: Option<Money>,
}

impl Member {
    pub fn read(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else {
            return Ok(Self::default());
        };
        let mut parts = text.split(' ');
        let role = Some(stored(parts.next())?);
        let limit = parts.next().and_then(|minor| minor.parse().ok());
        let currency = parts.next();
        let limit = limit.map(|minor| Ok::<_, Error>(Money::stored(minor, stored(currency)?)));
        Ok(Self {
            role,
            spending_limit: limit.transpose()?,
        })
    }
}

/// Who asks, to two sides.
pub fn standing(row: &Facts<'_>, role: Option<Role>, is_creator: Option<bool>) -> Standing {
    let actor = row.asking.actor;
    Standing {
        is_known: actor.user_id().is_some(),
        is_operator: actor.is_operator(),
        is_creator: is_creator == Some(true),
        role,
    }
}

/// A time as databases write it among other words.
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    // Postgres leaves out the minutes of an offset where there are none.
    let short = || DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z");
    text.parse().ok().or_else(|| Some(short().ok()?.to_utc()))
}

#[cfg(test)]
pub(crate) mod tests {
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;

    /// A condition names the states for which a rule holds, and no others.
    pub(crate) fn names<T>(condition: &str, holds: impl Fn(T) -> bool)
    where
        T: ActiveEnum<Value = String> + Iterable + Copy + std::fmt::Debug,
    {
        for state in T::iter() {
            let is_named = condition.contains(&format!("'{}'", state.to_value()));
            assert_eq!(is_named, holds(state), "{state:?}");
        }
    }

    #[test]
    fn times_are_read_as_both_databases_write_them() {
        let at = "2026-11-20T10:00:00.5Z".parse().ok();
        for text in [
            "2026-11-20 10:00:00.5+00",
            "2026-11-20 11:00:00.5+01",
            "2026-11-20T10:00:00.500000+00:00",
            "2026-11-20 10:00:00.500 +00:00",
        ] {
            assert_eq!(time(text), at, "{text}");
        }
    }
}
