//! Making and changing profiles.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::creator::commands;
use domain::error::Form;
use domain::id::CreatorId;

use crate::graph::bridge::Creator;
use crate::graph::scalars::{CountryCode, LanguageTag, MoneyInput, parse_id, read_id};
use crate::graph::vocabulary::{Format, Niche, Platform};
use crate::graphql::context::ContextExt;
use crate::graphql::error::Nullable;
use crate::graphql::payload::{answer, payload};
use crate::reading::constraint::constraint;

/// What a profile needs.
#[derive(InputObject, Clone)]
pub struct CreatorCreateInput {
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
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// What changes of a profile; what is left out stays.
#[derive(InputObject, Clone)]
pub struct CreatorUpdateInput {
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
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
}

/// A whole rate card.
#[derive(InputObject, Clone)]
pub struct RateCardSetInput {
    /// Your profile.
    pub creator_id: ID,
    /// All lines, at most 50, in place of those before; none empties the card.
    #[graphql(directive = constraint::apply(50))]
    pub rates: Vec<RateInput>,
    /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the same
    /// key returns the first result.
    pub idempotency_key: Option<String>,
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

impl From<CreatorCreateInput> for commands::Draft {
    fn from(input: CreatorCreateInput) -> Self {
        Self {
            display_name: input.display_name,
            bio: input.bio.unwrap_or_default(),
            country: input.country.0,
            city: input.city,
            languages: input.languages.into_iter().map(|tag| tag.0).collect(),
            niches: input.niches.into_iter().map(Into::into).collect(),
            primary_niche: input.primary_niche.into(),
        }
    }
}

impl From<CreatorUpdateInput> for commands::Changes {
    fn from(input: CreatorUpdateInput) -> Self {
        let languages = input.languages;
        let niches = input.niches;
        Self {
            display_name: input.display_name,
            bio: input.bio,
            country: input.country.map(|country| country.0),
            city: input.city.into(),
            languages: languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect()),
            niches: niches.map(|niches| niches.into_iter().map(Into::into).collect()),
            primary_niche: input.primary_niche.map(Into::into),
        }
    }
}

impl RateInput {
    fn read(&self, index: usize, form: &mut Form) -> commands::RateDraft {
        let path = format!("input.rates.{index}.price.amount");
        let amount = self.price.amount.read(path, form);
        commands::RateDraft {
            platform: self.platform.into(),
            format: self.format.into(),
            amount: amount.map(|amount| amount.0).unwrap_or_default(),
            currency: self.price.currency_code.into(),
        }
    }
}

impl RateCardSetInput {
    fn read(&self, form: &mut Form) -> (CreatorId, Vec<commands::RateDraft>) {
        let id = read_id("input.creatorId", &self.creator_id, form);
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
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let creator = commands::create(ctx.env(), &intent, input.clone().into()).await?;
            Ok(Creator::from(creator))
        })
        .await
    }

    /// Change your profile. Codes: IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG,
    /// VALUE_INVALID, VALUE_MISSING, VALUE_TOO_LONG, VALUE_TOO_SHORT.
    async fn creator_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: CreatorUpdateInput,
    ) -> Nullable<CreatorUpdatePayload> {
        let intent = ctx.intent(input.idempotency_key.as_deref(), &input);
        answer(ctx, || async {
            let id = parse_id("input.creatorId", &input.creator_id)?;
            let creator = commands::update(ctx.env(), &intent, id, input.clone().into()).await?;
            Ok(Creator::from(creator))
        })
        .await
    }

    /// Replace your whole rate card. Two lines for the same are VALUE_INVALID. Codes: AMOUNT_INVALID,
    /// IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, INVALID_ID, LIST_TOO_LONG, VALUE_INVALID.
    async fn rate_card_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All its lines.")] input: RateCardSetInput,
    ) -> Nullable<RateCardSetPayload> {
        answer(ctx, || async {
            let mut form = Form::default();
            let (id, rates) = input.read(&mut form);
            let intent = ctx.intent_of(input.idempotency_key.as_deref(), &input, form);
            Ok(Creator::from(
                commands::rate_card_set(ctx.env(), &intent, id, rates).await?,
            ))
        })
        .await
    }
}
