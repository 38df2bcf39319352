//! Making and changing profiles.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::creator::commands;
use domain::error::Form;
use domain::id::CreatorId;

use crate::creator::{Creator, OfCreator};
use crate::error::Nullable;
use crate::mutation::{Input, input, payload, run};
use crate::reading::constraint::constraint;
use crate::scalars::{CountryCode, LanguageTag, MoneyInput, read_id};
use crate::vocabulary::{Format, Niche, Platform};

input! {
    /// What a profile needs.
    CreatorCreateInput, optional key {
        /// 2 to 80 characters.
        pub display_name: String,
        /// At most 2,000 characters; nothing when left out.
        pub bio: Option<String>,
        /// Where you live.
        pub country: CountryCode,
        /// 1 to 80 characters.
        pub city: Option<String>,
        /// The languages you post in: 1 to 10.
        #[graphql(directive = constraint::apply(10))]
        pub languages: Vec<LanguageTag>,
        /// What you post about: 1 to 5, the primary niche among them.
        #[graphql(directive = constraint::apply(5))]
        pub niches: Vec<Niche>,
        /// What you post about most.
        pub primary_niche: Niche,
    }
}

input! {
    /// What changes of a profile; what is left out stays.
    CreatorUpdateInput, optional key {
        /// Your profile.
        pub creator_id: ID,
        /// 2 to 80 characters.
        pub display_name: Option<String>,
        /// At most 2,000 characters.
        pub bio: Option<String>,
        /// Where you live.
        pub country: Option<CountryCode>,
        /// 1 to 80 characters; null takes it away.
        pub city: MaybeUndefined<String>,
        /// In place of those before: 1 to 10.
        #[graphql(directive = constraint::apply(10))]
        pub languages: Option<Vec<LanguageTag>>,
        /// In place of those before: 1 to 5, the primary niche among them.
        #[graphql(directive = constraint::apply(5))]
        pub niches: Option<Vec<Niche>>,
        /// One of your niches.
        pub primary_niche: Option<Niche>,
    }
}

input! {
    /// A whole rate card.
    RateCardSetInput, optional key {
        /// Your profile.
        pub creator_id: ID,
        /// All lines, at most 50, in place of those before; none empties the card.
        #[graphql(directive = constraint::apply(50))]
        pub rates: Vec<RateInput>,
    }
}

/// A line of a rate card; one for each platform, format and currency.
#[derive(InputObject, Clone)]
pub struct RateInput {
    /// Where it is posted.
    pub platform: Platform,
    /// What it is.
    pub format: Format,
    /// The price of one; more than nothing.
    pub price: MoneyInput,
}

payload!(CreatorCreatePayload {
    creator: Creator,
    creator_edges: OfCreator
});
payload!(CreatorUpdatePayload { creator: Creator });
payload!(RateCardSetPayload { creator: Creator });

impl Input for CreatorCreateInput {
    type Read = (commands::Draft,);
    fn read(&self, _: &mut Form) -> Self::Read {
        let draft = commands::Draft {
            display_name: self.display_name.clone(),
            bio: self.bio.clone().unwrap_or_default(),
            country: self.country.0.clone(),
            city: self.city.clone(),
            languages: tags(&self.languages),
            niches: self.niches.iter().copied().map(Into::into).collect(),
            primary_niche: self.primary_niche.into(),
        };
        (draft,)
    }
}

impl Input for CreatorUpdateInput {
    type Read = (CreatorId, commands::Changes);
    fn read(&self, form: &mut Form) -> Self::Read {
        let niches = self.niches.as_ref();
        let changes = commands::Changes {
            display_name: self.display_name.clone(),
            bio: self.bio.clone(),
            country: self.country.as_ref().map(|country| country.0.clone()),
            city: self.city.clone().into(),
            languages: self.languages.as_deref().map(tags),
            niches: niches.map(|niches| niches.iter().copied().map(Into::into).collect()),
            primary_niche: self.primary_niche.map(Into::into),
        };
        (read_id("creatorId", &self.creator_id, form), changes)
    }
}

fn tags(languages: &[LanguageTag]) -> Vec<String> {
    languages.iter().map(|tag| tag.0.clone()).collect()
}

impl RateInput {
    fn read(&self, index: usize, form: &mut Form) -> commands::RateDraft {
        let path = format!("rates.{index}.price.amount");
        let amount = self.price.amount.read(path, form);
        commands::RateDraft {
            platform: self.platform.into(),
            format: self.format.into(),
            amount: amount.map(|amount| amount.0).unwrap_or_default(),
            currency: self.price.currency_code.into(),
        }
    }
}

impl Input for RateCardSetInput {
    type Read = (CreatorId, Vec<commands::RateDraft>);
    fn read(&self, form: &mut Form) -> Self::Read {
        let id = read_id("creatorId", &self.creator_id, form);
        let rates = (0..).zip(&self.rates);
        (
            id,
            rates.map(|(index, rate)| rate.read(index, form)).collect(),
        )
    }
}

/// Creators, as changed.
#[derive(Default)]
pub struct CreatorMutation;

#[Object]
impl CreatorMutation {
    /// Become a creator; everybody has one profile at most. Codes: CREATOR_ALREADY_EXISTS, IDEMPOTENCY_IN_PROGRESS,
    /// IDEMPOTENCY_KEY_REUSED, LIST_TOO_LONG, VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn creator_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Your profile.")] input: CreatorCreateInput,
    ) -> Nullable<CreatorCreatePayload> {
        run(ctx, input, commands::create).await
    }

    /// Change your profile. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn creator_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: CreatorUpdateInput,
    ) -> Nullable<CreatorUpdatePayload> {
        run(ctx, input, commands::update).await
    }

    /// Replace your whole rate card. Two lines for the same are VALUE_INVALID. Codes: AMOUNT_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, VALUE_INVALID.
    async fn rate_card_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All its lines.")] input: RateCardSetInput,
    ) -> Nullable<RateCardSetPayload> {
        run(ctx, input, commands::rate_card_set).await
    }
}
