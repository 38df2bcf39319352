//! Whether a creator meets the conditions of an offer: pure.

use sea_orm::ActiveEnum;

use super::Error;
use crate::creator::queries::Profile;
use crate::entity;
use crate::input::humanize;
use crate::offer::Criteria;
use crate::policy::Policy;
use crate::vocabulary::{Niche, Platform};

/// A condition of applying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// An account on a platform the offer looks for.
    Platform,
    /// On it, a number of followers within the marketplace's and the offer's bounds. Unknown is not enough.
    Followers,
    /// On it, the engagement the offer looks for. Unknown is not too low.
    Engagement,
    /// A niche the offer looks for.
    Niche,
    /// A country the offer looks for.
    Country,
    /// A language the offer looks for, whatever its region.
    Language,
}

/// Whether a creator meets a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The condition.
    pub rule: Rule,
    /// Met.
    pub is_met: bool,
}

/// What decides whether a creator fits an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Where they live: ISO 3166-1 alpha-2.
    pub country: String,
    /// In what they post: BCP 47.
    pub languages: Vec<String>,
    /// What they post about.
    pub niches: Vec<Niche>,
    /// Where they post.
    pub accounts: Vec<Numbers>,
}

/// The numbers of an account; what is not known is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    pub platform: Platform,
    pub followers: Option<i64>,
    /// The engagement rate in millionths.
    pub engagement_ppm: Option<i64>,
}

/// The niches of a creator, as [`Applicant::read`] reads them.
macro_rules! niches {
    ($creator:literal) => {
        concat!(
            "(SELECT string_agg(n.niche, ',') FROM creator_niche n WHERE n.creator_id = ",
            $creator,
            ")"
        )
    };
}
pub(super) use niches;

/// The accounts of a creator, likewise.
macro_rules! accounts {
    ($creator:literal) => {
        concat!(
            "(SELECT string_agg(a.platform || ' ' || COALESCE(CAST(a.followers AS text), '-') || ' '
                || COALESCE(CAST(a.engagement_ppm AS text), '-'), ',') FROM social_account a WHERE a.creator_id = ",
            $creator,
            ")"
        )
    };
}
pub(super) use accounts;

/// What [`Applicant::read`] reads, in its order, of the profile of who asks: `:user`.
pub const OWN: [&str; 4] = [
    "(SELECT c.country FROM creator c WHERE c.user_id = :user)",
    "(SELECT CAST(c.languages AS text) FROM creator c WHERE c.user_id = :user)",
    niches!("(SELECT c.id FROM creator c WHERE c.user_id = :user)"),
    accounts!("(SELECT c.id FROM creator c WHERE c.user_id = :user)"),
];

impl Applicant {
    /// From the words of a row: the country, the languages as a list in JSON, and the niches and accounts with commas in
    /// between, an account as `instagram 12000 -` with its followers and engagement. None without a country.
    pub fn read(
        country: Option<&str>,
        languages: Option<&str>,
        niches: Option<&str>,
        accounts: Option<&str>,
    ) -> crate::Result<Option<Self>> {
        let Some(country) = country else {
            return Ok(None);
        };
        let words = niches.unwrap_or_default().split(',');
        let niches = words.filter(|word| !word.is_empty());
        let accounts = accounts.unwrap_or_default().split(',');
        Ok(Some(Self {
            country: country.to_owned(),
            languages: serde_json::from_str(languages.unwrap_or("[]"))?,
            niches: niches
                .map(|word| Niche::try_from_value(&word.to_owned()))
                .collect::<std::result::Result<_, _>>()?,
            accounts: accounts.filter_map(Numbers::read).collect(),
        }))
    }
}

impl Numbers {
    fn read(account: &str) -> Option<Self> {
        let mut parts = account.split(' ');
        Some(Self {
            platform: Platform::try_from_value(&parts.next()?.to_owned()).ok()?,
            followers: parts.next()?.parse().ok(),
            engagement_ppm: parts.next()?.parse().ok(),
        })
    }
}

impl From<&Profile> for Applicant {
    fn from(profile: &Profile) -> Self {
        let numbers = |account: &entity::social_account::Model| Numbers {
            platform: account.platform,
            followers: account.followers,
            engagement_ppm: account.engagement_ppm,
        };
        Self {
            country: profile.creator.country.clone(),
            languages: profile.creator.languages.0.clone(),
            niches: profile.niches.clone(),
            accounts: profile.accounts.iter().map(numbers).collect(),
        }
    }
}

/// Every condition of an offer, met or not.
pub fn eligibility(applicant: &Applicant, criteria: &Criteria, policy: &Policy) -> Vec<Check> {
    let on_platform: Vec<_> = applicant
        .accounts
        .iter()
        .filter(|account| {
            criteria.platforms.is_empty() || criteria.platforms.contains(&account.platform)
        })
        .collect();
    let fewest = criteria
        .followers_min
        .unwrap_or(policy.followers_min)
        .max(policy.followers_min);
    let most = criteria
        .followers_max
        .unwrap_or(policy.followers_max)
        .min(policy.followers_max);
    let in_range: Vec<_> = on_platform
        .iter()
        .filter(|account| {
            account
                .followers
                .is_some_and(|followers| (fewest..=most).contains(&followers))
        })
        .collect();
    let least = criteria.engagement_min_ppm.unwrap_or(0);
    let is_engaging = |account: &Numbers| account.engagement_ppm.is_none_or(|ppm| ppm >= least);
    let primary = |tag: &String| tag.split('-').next().unwrap_or_default().to_owned();
    let languages: Vec<String> = applicant.languages.iter().map(primary).collect();

    let niches = &criteria.niches;
    let met = [
        (Rule::Platform, !on_platform.is_empty()),
        (Rule::Followers, !in_range.is_empty()),
        (
            Rule::Engagement,
            in_range.iter().any(|account| is_engaging(account)),
        ),
        (
            Rule::Niche,
            niches.is_empty() || niches.iter().any(|niche| applicant.niches.contains(niche)),
        ),
        (
            Rule::Country,
            criteria.countries.is_empty() || criteria.countries.contains(&applicant.country),
        ),
        (
            Rule::Language,
            criteria.languages.is_empty()
                || criteria
                    .languages
                    .iter()
                    .any(|tag| languages.contains(&primary(tag))),
        ),
    ];
    met.into_iter()
        .map(|(rule, is_met)| Check { rule, is_met })
        .collect()
}

/// Refuses who does not meet every condition of an offer.
pub(super) fn require_eligible(
    applicant: &Applicant,
    criteria: &Criteria,
    policy: &Policy,
) -> Result<(), Error> {
    let checks = eligibility(applicant, criteria, policy);
    let unmet: Vec<String> = checks
        .into_iter()
        .filter(|check| !check.is_met)
        .map(|check| humanize(check.rule))
        .collect();
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(Error::NotEligible(unmet.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::creator::Languages;
    use crate::id::{CreatorId, SocialAccountId, UserId};
    use crate::vocabulary::{Niche, Platform, Source};

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn profile(followers: Option<i64>, engagement_ppm: Option<i64>) -> Profile {
        let creator_id = CreatorId::new();
        let creator = entity::creator::Model {
            id: creator_id,
            user_id: UserId::new(),
            display_name: "Zoë".into(),
            bio: String::new(),
            country: "AT".into(),
            city: None,
            languages: Languages(vec!["de-AT".into()]),
            primary_niche: Niche::Travel,
            followers_top: followers.unwrap_or(0),
            created_at: now(),
        };
        let account = entity::social_account::Model {
            id: SocialAccountId::new(),
            creator_id,
            platform: Platform::Instagram,
            handle: "zoe".into(),
            followers,
            followers_source: Some(Source::SelfDeclared),
            followers_captured_at: Some(now()),
            engagement_ppm,
            engagement_method: None,
            engagement_posts: 0,
            engagement_source: None,
            engagement_captured_at: None,
            created_at: now(),
        };
        Profile {
            creator,
            niches: vec![Niche::Travel],
            accounts: vec![account],
        }
    }

    fn unmet(profile: &Profile, criteria: &Criteria) -> Vec<Rule> {
        let checks = eligibility(&profile.into(), criteria, &Policy::default());
        checks
            .into_iter()
            .filter(|check| !check.is_met)
            .map(|check| check.rule)
            .collect()
    }

    #[test]
    fn an_offer_that_asks_nothing_still_asks_for_a_micro_influencer() {
        let criteria = Criteria::default();
        assert_eq!(unmet(&profile(Some(1_000), None), &criteria), []);
        assert_eq!(unmet(&profile(Some(100_000), None), &criteria), []);
        for followers in [Some(999), Some(100_001), None] {
            assert_eq!(
                unmet(&profile(followers, None), &criteria),
                [Rule::Followers, Rule::Engagement]
            );
        }
    }

    #[test]
    fn each_condition_is_checked_by_itself() {
        let creator = profile(Some(5_000), Some(20_000));
        let criteria = |change: fn(&mut Criteria)| {
            let mut criteria = Criteria::default();
            change(&mut criteria);
            criteria
        };
        assert_eq!(
            unmet(&creator, &criteria(|it| it.followers_min = Some(6_000))),
            [Rule::Followers, Rule::Engagement]
        );
        assert_eq!(
            unmet(
                &creator,
                &criteria(|it| it.engagement_min_ppm = Some(30_000))
            ),
            [Rule::Engagement]
        );
        assert_eq!(
            unmet(&creator, &criteria(|it| it.niches = vec![Niche::Pets])),
            [Rule::Niche]
        );
        assert_eq!(
            unmet(&creator, &criteria(|it| it.countries = vec!["DE".into()])),
            [Rule::Country]
        );
        assert_eq!(
            unmet(&creator, &criteria(|it| it.languages = vec!["fr".into()])),
            [Rule::Language]
        );
        assert_eq!(
            unmet(
                &creator,
                &criteria(|it| it.languages = vec!["de-DE".into(), "fr".into()])
            ),
            []
        );
        assert_eq!(
            unmet(
                &creator,
                &criteria(|it| it.platforms = vec![Platform::Tiktok])
            ),
            [Rule::Platform, Rule::Followers, Rule::Engagement]
        );
    }
}
