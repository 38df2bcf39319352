//! Brands, creators and agreements laid down for tests of money, which do not care how they came about.

use async_graphql::ID;
use domain::actor::{Actor, Intent, Principal};
use domain::entity;
use domain::id::{
    ApplicationId, BrandId, CollaborationId, CreatorId, DeliverableId, Id, OfferId, SessionId,
    UserId,
};
use domain::money::{Currency, Money};
use domain::payments::commands::{self, Held};
use domain::vocabulary::{Format, Niche, Platform};
use domain::{application, brand, collaboration, creator, deliverable, offer};
use schema::scalars::{opaque_id, parse_id};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::{Person, TestApp};

/// The id as clients see it.
pub fn public<T: Id>(id: T) -> String {
    opaque_id(id).to_string()
}

/// An amount in euros, as clients give it.
pub fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currencyCode": "EUR" })
}

/// An amount in euro cents.
pub fn cents(minor: i64) -> Money {
    Money::new(minor, Currency::Eur).unwrap()
}

/// The person as the domain knows them.
pub fn actor(person: &Person) -> Actor {
    Actor::User(Principal {
        user_id: parse_id::<UserId>("id", &ID(person.id.clone())).unwrap(),
        session_id: SessionId::new(),
        is_operator: false,
        address: None,
    })
}

/// A brand owned by the person.
pub async fn found_brand(person: &Person) -> BrandId {
    let draft = brand::commands::Draft {
        name: "Acme".into(),
        about: String::new(),
        website: None,
        country: "DE".into(),
    };
    let intent = Intent::of(actor(person));
    let brand = brand::commands::create(person.app.env(), &intent, draft);
    brand.await.unwrap().id
}

/// The person's profile.
pub async fn become_creator(person: &Person) -> CreatorId {
    let draft = creator::commands::Draft {
        display_name: "Zoe".into(),
        bio: String::new(),
        country: "DE".into(),
        city: None,
        languages: vec!["de".into()],
        niches: vec![Niche::Travel],
        primary_niche: Niche::Travel,
    };
    let intent = Intent::of(actor(person));
    let creator = creator::commands::create(person.app.env(), &intent, draft);
    creator.await.unwrap().id
}

/// An agreement over some deliverables, and what happens to its money.
pub struct Agreement {
    app: TestApp,
    pub offer: entity::offer::Model,
    pub collaboration: entity::collaboration::Model,
    pub deliverables: Vec<entity::deliverable::Model>,
}

impl Agreement {
    /// A published offer, accepted: deliverables are paid `pays` cents, fees are in basis points of their sum.
    pub async fn between(
        app: &TestApp,
        (brand_id, creator_id): (BrandId, CreatorId),
        pays: &[i64],
        (brand_bps, creator_bps): (u32, u32),
    ) -> Self {
        let pay = cents(pays.iter().sum());
        let offer = offer_of(app, brand_id, pay).await;
        let application = application_to(app, &offer, creator_id).await;
        let collaboration = entity::collaboration::Model {
            id: CollaborationId::new(),
            application_id: application.id,
            offer_id: offer.id,
            brand_id,
            creator_id,
            state: collaboration::State::Active,
            currency: Currency::Eur,
            pay_minor: pay.minor(),
            brand_fee_minor: pay.basis_points(brand_bps).minor(),
            creator_fee_minor: pay.basis_points(creator_bps).minor(),
            terms_hash: String::new(),
            created_at: offer.created_at,
            funding_due_at: None,
            started_at: None,
            ended_at: None,
            end_reason: None,
        };
        let collaboration = keep(app, collaboration.into_active_model()).await;
        let mut deliverables = Vec::new();
        for (position, pay) in (1..).zip(pays) {
            deliverables.push(deliverable_of(app, &collaboration, position, *pay).await);
        }
        Self {
            app: app.clone(),
            offer,
            collaboration,
            deliverables,
        }
    }

    /// Sets wallet money aside for the offer.
    pub async fn is_reserved(&self, amount: Money) -> domain::Result<()> {
        let intent = Intent::system();
        let work = self.app.env().begin(&intent, "test.reserve").await?;
        commands::reserve(&work, &self.offer, amount).await?;
        work.commit(self.offer.id).await
    }

    /// Gives what is left of the reserve back.
    pub async fn is_freed(&self) -> Money {
        let intent = Intent::system();
        let work = self.app.env().begin(&intent, "test.free").await.unwrap();
        let left = commands::free_reserve(&work, &self.offer).await.unwrap();
        work.commit(self.offer.id).await.unwrap();
        left
    }

    /// Holds pay and fee.
    pub async fn is_held(&self) -> Held {
        let intent = Intent::system();
        let work = self.app.env().begin(&intent, "test.hold").await.unwrap();
        let founder = entity::brand_member::Entity::find()
            .filter(entity::brand_member::Column::BrandId.eq(self.offer.brand_id))
            .one(work.tx());
        let founder = founder.await.unwrap().unwrap().user_id;
        let held = commands::hold(&work, &self.collaboration, founder).await;
        let held = held.unwrap();
        work.commit(self.collaboration.id).await.unwrap();
        held
    }

    /// Gives back what is held, while the offer has a reserve of its own or not.
    pub async fn is_given_back(&self, offer: &entity::offer::Model) -> Money {
        let intent = Intent::system();
        let work = self
            .app
            .env()
            .begin(&intent, "test.give_back")
            .await
            .unwrap();
        let back = commands::give_back(&work, &self.collaboration, offer)
            .await
            .unwrap();
        work.commit(self.collaboration.id).await.unwrap();
        back
    }

    /// Pays the creator for a deliverable.
    pub async fn is_released(
        &self,
        index: usize,
    ) -> domain::Result<Option<entity::earning::Model>> {
        let intent = Intent::system();
        let work = self.app.env().begin(&intent, "test.release").await?;
        let (agreed, done) = (&self.collaboration, &self.deliverables[index]);
        let earning = commands::release(&work, agreed, done, self.paid_before(index), 3).await?;
        work.commit(done.id).await?;
        Ok(earning)
    }

    /// Gives the brand back what it would have paid for a deliverable.
    pub async fn is_refunded(&self, index: usize) -> domain::Result<()> {
        let intent = Intent::system();
        let work = self.app.env().begin(&intent, "test.refund").await?;
        let (agreed, done) = (&self.collaboration, &self.deliverables[index]);
        commands::refund(&work, agreed, done, self.paid_before(index)).await?;
        work.commit(done.id).await
    }

    fn paid_before(&self, index: usize) -> Money {
        cents(
            self.deliverables[..index]
                .iter()
                .map(|done| done.pay_minor)
                .sum(),
        )
    }
}

async fn offer_of(app: &TestApp, brand_id: BrandId, pay: Money) -> entity::offer::Model {
    let now = app.env().clock.now();
    let offer = entity::offer::Model {
        id: OfferId::new(),
        brand_id,
        state: offer::State::Published,
        version: 1,
        title: "A weekend at the lake".into(),
        summary: String::new(),
        goal: None,
        currency: Currency::Eur,
        pay_minor: pay.minor(),
        budget_minor: pay.minor() * 2,
        committed_minor: 0,
        slots: 1,
        slots_taken: 0,
        is_reserved: false,
        applications_waiting: 0,
        closes_at: None,
        created_at: now,
        published_at: Some(now),
        ended_at: None,
    };
    keep(app, offer.into_active_model()).await
}

async fn application_to(
    app: &TestApp,
    offer: &entity::offer::Model,
    creator_id: CreatorId,
) -> entity::application::Model {
    let application = entity::application::Model {
        id: ApplicationId::new(),
        offer_id: offer.id,
        brand_id: offer.brand_id,
        creator_id,
        state: application::State::Accepted,
        message: String::new(),
        offer_version: 1,
        currency: offer.currency,
        pay_minor: offer.pay_minor,
        due_at: None,
        rejection_reason: None,
        rejection_text: None,
        created_at: offer.created_at,
        signed_at: offer.created_at,
        signed_from: None,
        ended_at: None,
    };
    keep(app, application.into_active_model()).await
}

async fn deliverable_of(
    app: &TestApp,
    collaboration: &entity::collaboration::Model,
    position: i64,
    pay_minor: i64,
) -> entity::deliverable::Model {
    let deliverable = entity::deliverable::Model {
        id: DeliverableId::new(),
        collaboration_id: collaboration.id,
        brand_id: collaboration.brand_id,
        creator_id: collaboration.creator_id,
        position,
        state: deliverable::State::Approved,
        platform: Platform::Instagram,
        format: Format::UgcPhoto,
        description: String::new(),
        requires_concept: false,
        requires_publication: false,
        currency: collaboration.currency,
        pay_minor,
        rounds_included: 0,
        rounds_used: 0,
        due_at: None,
        handed_in_at: None,
        silence_at: None,
        approved_at: None,
        released_at: None,
        rejection_reason: None,
        rejected_requirements: None,
        escalatable_until: None,
        escalation: None,
        decided_bps: None,
        decision_reason: None,
        decided_at: None,
    };
    keep(app, deliverable.into_active_model()).await
}

async fn keep<A>(app: &TestApp, row: A) -> <A::Entity as sea_orm::EntityTrait>::Model
where
    A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
    <A::Entity as sea_orm::EntityTrait>::Model: IntoActiveModel<A>,
{
    row.insert(app.env().db.owner()).await.unwrap()
}
