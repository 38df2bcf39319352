//! Whether a creator may apply, condition by condition.

use async_graphql::resolver_utils::EnumType;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::application::commands;
use domain::application::rules::Check;
use domain::creator;
use domain::error::Error;
use domain::id::OfferId;
use domain::offer;

use crate::graphql::constraint::constraint;
use crate::graphql::context::ContextExt;
use crate::graphql::entries::Entries;
use crate::graphql::error::{Nullable, nullable};
use crate::graphql::scalars::parse_id;

/// A condition of applying.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "domain::application::rules::Rule")]
pub enum EligibilityRule {
    /// An account on a platform the offer looks for.
    Platform,
    /// On it, followers within the marketplace's and the offer's bounds.
    Followers,
    /// On it, the engagement the offer looks for; unknown is not too low.
    Engagement,
    /// A niche the offer looks for.
    Niche,
    /// A country the offer looks for.
    Country,
    /// A language the offer looks for, whatever its region.
    Language,
}

/// Whether one condition is met.
#[derive(SimpleObject)]
pub struct EligibilityCheck {
    /// The condition.
    rule: EligibilityRule,
    /// Met by the creator's profile as it is now.
    is_met: bool,
}

/// Whether a creator may apply to an offer.
#[derive(SimpleObject)]
pub struct Eligibility {
    /// True when every condition is met.
    is_eligible: bool,
    /// Every condition, met or not.
    #[graphql(directive = constraint::apply(EligibilityRule::items().len()))]
    checks: Entries<EligibilityCheck>,
}

/// Eligibility, as asked for.
#[derive(Default)]
pub struct EligibilityQuery;

#[Object]
impl EligibilityQuery {
    /// Whether your creator profile meets the conditions of an offer, each of them. NOT_FOUND without a profile or when
    /// you may not see the offer.
    async fn eligibility(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer.")] offer_id: ID,
    ) -> Nullable<Eligibility> {
        nullable(async {
            let id = parse_id("offerId", &offer_id)?;
            Ok(Some(Eligibility::of(checks(ctx, id).await?)))
        })
        .await
    }
}

/// Every condition of an offer against the profile of who asks.
async fn checks(ctx: &Context<'_>, id: OfferId) -> domain::Result<Vec<Check>> {
    ctx.actor().principal()?;
    let own = creator::queries::of_actor(ctx.reader(), ctx.actor())
        .await?
        .ok_or(Error::NotFound)?;
    let offer = offer::queries::by_id(ctx.reader(), ctx.actor(), id)
        .await?
        .ok_or(Error::NotFound)?;
    commands::eligibility(ctx.env(), own.id, &offer).await
}

impl Eligibility {
    fn of(checks: Vec<Check>) -> Self {
        let is_eligible = checks.iter().all(|check| check.is_met);
        let shown = checks.into_iter().map(|check| EligibilityCheck {
            rule: check.rule.into(),
            is_met: check.is_met,
        });
        Self {
            is_eligible,
            checks: shown.collect(),
        }
    }
}
