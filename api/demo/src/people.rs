//! Who takes part: an operator, brands with their members, creators with their profiles.

use chrono::TimeDelta;
use domain::account::{self, SignUp};
use domain::actor::{Actor, Intent, Principal};
use domain::brand::{self, Role};
use domain::creator::queries::Profile;
use domain::creator::{self, commands as profiles};
use domain::entity;
use domain::id::{BrandId, CreatorId};
use domain::money::Currency;
use server::bootstrap::plain;

use super::audience;
use super::context::{DemoContext, person};
use super::fixtures::{COUNTRIES, Country, HOMES, slug};
use super::rng::SeededRng;
use super::themes::{THEMES, Theme};
use super::{BRAND_EMAIL, CREATOR_EMAIL, OPERATOR_EMAIL, PASSWORD, Size};

/// People join within so many days.
const JOINING: TimeDelta = TimeDelta::days(20);
/// Of so many brands one has no money.
const BRANDS_PER_POOR: usize = 11;

/// Everybody.
pub(super) struct Cast {
    pub(super) operator: Actor,
    pub(super) brands: Vec<Brand>,
    pub(super) creators: Vec<Creator>,
}

/// A brand and the person who acts for it.
pub(super) struct Brand {
    pub(super) id: BrandId,
    pub(super) name: String,
    pub(super) owner: Actor,
    pub(super) country: &'static Country,
    pub(super) theme: &'static Theme,
}

/// A creator.
pub(super) struct Creator {
    pub(super) id: CreatorId,
    pub(super) actor: Actor,
    pub(super) profile: Profile,
    pub(super) country: &'static Country,
}

impl Brand {
    /// What it pays in.
    pub(super) fn currency(&self) -> Currency {
        self.country.currency
    }
}

impl Cast {
    /// The places of brands that never have money before they must.
    pub(super) fn poor(&self) -> Vec<usize> {
        (0..self.brands.len())
            .filter(|place| place % BRANDS_PER_POOR == 1)
            .collect()
    }

    /// The places of brands that pay in.
    pub(super) fn rich(&self) -> Vec<usize> {
        (0..self.brands.len())
            .filter(|place| place % BRANDS_PER_POOR != 1)
            .collect()
    }
}

/// Signs everybody up, one after the other.
pub(super) async fn join(stage: &mut DemoContext<'_>, size: Size) -> anyhow::Result<Cast> {
    let count = i32::try_from(size.brands + size.creators)?;
    let pause = JOINING / count.max(1);
    let operator = operator(stage).await?;
    let mut brands = Vec::with_capacity(size.brands);
    for index in 0..size.brands {
        stage.reach(stage.now() + pause).await?;
        brands.push(brand(stage, index).await?);
        stage.progress.advances();
    }
    let mut creators = Vec::with_capacity(size.creators);
    for index in 0..size.creators {
        stage.reach(stage.now() + pause).await?;
        creators.push(creator(stage, index).await?);
        stage.progress.advances();
    }
    Ok(Cast {
        operator,
        brands,
        creators,
    })
}

async fn operator(stage: &DemoContext<'_>) -> anyhow::Result<Actor> {
    let user = sign_up(stage, OPERATOR_EMAIL.into(), "Robin Falk".into()).await?;
    let system = Intent::system();
    account::operators::appoint(stage.env, &system, user.id)
        .await
        .map_err(plain)?;
    let Actor::User(principal) = person(user.id, 0) else {
        anyhow::bail!("a person is a user");
    };
    Ok(Actor::User(Principal {
        is_operator: true,
        ..principal
    }))
}

async fn brand(stage: &DemoContext<'_>, index: usize) -> anyhow::Result<Brand> {
    let mut rng = SeededRng::of("brand", index);
    let theme = &THEMES[index % THEMES.len()];
    let name = theme.brands[index / THEMES.len() % theme.brands.len()].to_owned();
    let country = home(&mut rng, index);
    let (first, last) = name_of(&mut rng, country);

    let address = format!("{}.example", slug(&name).replace('.', ""));
    let email = if index == 0 {
        BRAND_EMAIL.to_owned()
    } else {
        format!("{}@{address}", slug(first))
    };
    let owner = sign_up(stage, email, format!("{first} {last}")).await?;
    let owner = person(owner.id, index + 1);
    let draft = brand::commands::Draft {
        name: name.clone(),
        about: format!(
            "We make {} and {}. We work with people who {}, and we pay on time.",
            theme.products[0], theme.products[1], theme.scene
        ),
        website: Some(format!("https://{address}/")),
        country: country.code.to_owned(),
    };
    let intent = Intent::of(owner);
    let founded = brand::commands::create(stage.env, &intent, draft);
    let id = founded.await.map_err(plain)?.id;

    for role in [Role::Manager, Role::Finance] {
        if rng.falls(if index == 0 { 100 } else { 25 }) {
            let (first, last) = name_of(&mut rng, country);
            let part = if role == Role::Manager {
                "work"
            } else {
                "finance"
            };
            let email = format!("{part}@{address}");
            let member = sign_up(stage, email.clone(), format!("{first} {last}")).await?;
            let offered = brand::joining::member_add(stage.env, &intent, id, &email, role);
            offered.await.map_err(plain)?;
            let accepts = Intent::of(person(member.id, index + 1));
            let accepted = brand::joining::membership_accept(stage.env, &accepts, id);
            accepted.await.map_err(plain)?;
        }
    }
    Ok(Brand {
        id,
        name,
        owner,
        country,
        theme,
    })
}

async fn creator(stage: &DemoContext<'_>, index: usize) -> anyhow::Result<Creator> {
    let mut rng = SeededRng::of("creator", index);
    let country = home(&mut rng, index);
    let (first, last) = name_of(&mut rng, country);
    let name = format!("{first} {last}");
    let email = if index == 0 {
        CREATOR_EMAIL.to_owned()
    } else {
        format!("{}.{index}@example.com", slug(&name))
    };
    let user = sign_up(stage, email, name.clone()).await?;
    let actor = person(user.id, index);

    let wanted = if index == 0 {
        5
    } else {
        rng.within(1..=3) as usize
    };
    let themes = rng.draw(&THEMES.each_ref(), wanted);
    let intent = Intent::of(actor);
    let draft = profile(&mut rng, &name, country, &themes);
    let created = profiles::create(stage.env, &intent, draft).await;
    let id = created.map_err(plain)?.id;

    let accounts = audience::add_accounts(stage, (id, actor), index, &slug(&name), country).await?;
    let rates = audience::rates(&mut rng, &accounts, country.currency);
    profiles::rate_card_set(stage.env, &intent, id, rates)
        .await
        .map_err(plain)?;
    let profile = creator::queries::profile(stage.env.db.reader(), id).await;
    Ok(Creator {
        id,
        actor,
        profile: profile.map_err(plain)?,
        country,
    })
}

fn profile(
    rng: &mut SeededRng,
    name: &str,
    country: &Country,
    themes: &[&'static Theme],
) -> profiles::Draft {
    let mut languages = vec![country.language.to_owned()];
    if !country.language.starts_with("en") && rng.falls(55) {
        languages.push("en".into());
    }
    let city = rng.pick(&country.cities);
    let bios: Vec<&str> = themes.iter().map(|theme| rng.pick(&theme.bios)).collect();
    let niches: Vec<_> = themes.iter().map(|theme| theme.niche).collect();
    profiles::Draft {
        display_name: name.to_owned(),
        bio: format!("{} {city}.", bios.join(" ")),
        country: country.code.to_owned(),
        city: rng.falls(85).then(|| city.to_owned()),
        languages,
        primary_niche: niches[0],
        niches,
    }
}

/// The first of everybody lives in Germany, so that the demo's own people meet.
fn home(rng: &mut SeededRng, index: usize) -> &'static Country {
    let place = rng.pick(&HOMES);
    &COUNTRIES[if index == 0 { 0 } else { place }]
}

fn name_of(rng: &mut SeededRng, country: &'static Country) -> (&'static str, &'static str) {
    (rng.pick(&country.first), rng.pick(&country.last))
}

async fn sign_up(
    stage: &DemoContext<'_>,
    email: String,
    display_name: String,
) -> anyhow::Result<entity::user::Model> {
    let draft = SignUp {
        email,
        password: PASSWORD.to_owned(),
        display_name,
    };
    let guest = Intent::of(Actor::Guest);
    account::commands::sign_up(stage.env, &guest, draft)
        .await
        .map_err(plain)
}
