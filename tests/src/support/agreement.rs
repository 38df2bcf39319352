//! Two sides who have just agreed.

use chrono::TimeDelta;
use domain::account;
use domain::actor::{Actor, Intent, Key, Principal};
use domain::application::State as ApplicationState;
use domain::brand::{self, Role};
use domain::collaboration::{self, Agreement as Accepted, Signed};
use domain::creator::Languages;
use domain::entity;
use domain::id::{ApplicationId, BrandId, CreatorId, Id, OfferId, SessionId, UserId};
use domain::ledger::AccountKind;
use domain::money::{Currency, Money};
use domain::offer::{Brief, Compensation, DeliverableSpec, State as OfferState};
use domain::payout;
use domain::vocabulary::{Format, Niche, Platform};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{Answer, Person, TestApp};

/// A brand and a creator who have just agreed, and what they do next.
pub struct Agreement {
    pub app: TestApp,
    /// Owner of the brand.
    pub brand: Person,
    pub creator: Person,
    /// Public id of the collaboration.
    pub id: String,
    pub brand_id: BrandId,
    pub creator_id: CreatorId,
    pub offer_id: OfferId,
}

/// A reel, posted by the creator; two rounds of changes.
pub fn reel() -> DeliverableSpec {
    DeliverableSpec {
        platform: Platform::Instagram,
        format: Format::Reel,
        description: "A morning run".into(),
        due_days: 14,
        rounds_included: 2,
        requires_concept: false,
        requires_publication: true,
        weight: 1,
    }
}

/// A photo for the brand's own channels: done when approved.
pub fn photo() -> DeliverableSpec {
    DeliverableSpec {
        format: Format::UgcPhoto,
        requires_publication: false,
        ..reel()
    }
}

/// 100.00 euros for these deliverables, with two requirements.
pub fn brief(deliverables: Vec<DeliverableSpec>) -> Brief {
    Brief {
        title: "Running shoes".into(),
        requirements: vec!["Show the sole".into(), "Name the brand".into()],
        deliverables,
        compensation: Compensation {
            pay_minor: 10_000,
            ..Compensation::default()
        },
        ..Brief::default()
    }
}

impl Agreement {
    /// A brand with 1,000.00 euros agrees with a creator.
    pub async fn on(app: &TestApp, brief: Brief) -> Self {
        Self::with_wallet(app, brief, 100_000).await
    }

    /// A brand with so much in its wallet agrees with a creator.
    pub async fn with_wallet(app: &TestApp, brief: Brief, wallet_minor: i64) -> Self {
        let (brand, creator) = (app.person("Bea").await, app.person("Zoe").await);
        let brand_id = found(app, &brand).await;
        if wallet_minor > 0 {
            pay_in(app, &brand, brand_id, wallet_minor).await;
        }
        let (id, creator_id, offer_id) = agree(app, &brand, brand_id, &creator, &brief).await;
        Self {
            app: app.clone(),
            brand,
            creator,
            id,
            brand_id,
            creator_id,
            offer_id,
        }
    }

    /// Somebody the owner has made a member.
    pub async fn member(&self, name: &str, role: Role) -> Person {
        let person = self.app.person(name).await;
        let intent = Intent::of(actor(&self.app, &self.brand).await);
        brand::commands::member_add(self.app.env(), &intent, self.brand_id, &person.email, role)
            .await
            .unwrap();
        person
    }

    /// Time passes, the worker does what is due, and both people log in again.
    pub async fn passes(&mut self, time: TimeDelta) {
        self.app.passes(time).await;
        self.brand = self.brand.logs_in_again().await;
        self.creator = self.creator.logs_in_again().await;
    }

    /// The brand pays more money in.
    pub async fn pays_in(&self, minor: i64) {
        pay_in(&self.app, &self.brand, self.brand_id, minor).await;
    }

    /// What somebody sees of the collaboration.
    pub async fn seen_by(&self, person: &Person, fields: &str) -> Answer {
        let query = format!("query($id: ID!) {{ collaboration(id: $id) {{ {fields} }} }}");
        person.asks(&query, json!({ "id": self.id })).await
    }

    /// A field of the collaboration, as the brand sees it.
    pub async fn text(&self, field: &str) -> String {
        let answer = self.seen_by(&self.brand, field).await.good();
        answer.text(&format!("collaboration.{field}"))
    }

    /// Public id of the deliverable at a position, from 1.
    pub async fn deliverable(&self, position: usize) -> String {
        let answer = self
            .seen_by(&self.brand, "deliverables { id }")
            .await
            .good();
        answer.text(&format!("collaboration.deliverables.{}.id", position - 1))
    }

    /// Somebody does something to the collaboration.
    pub async fn acts(&self, person: &Person, mutation: &str, mut input: Value) -> Answer {
        input["collaborationId"] = json!(self.id);
        person
            .does(mutation, input, "collaboration { id state }")
            .await
    }

    /// Free money of the brand, in minor units.
    pub async fn wallet(&self) -> i64 {
        self.balance(AccountKind::BrandWallet, self.brand_id).await
    }

    /// The creator's pay in clearance, in minor units.
    pub async fn earned(&self) -> i64 {
        self.balance(AccountKind::CreatorPending, self.creator_id)
            .await
    }

    /// The offer as it stands.
    pub async fn offer(&self) -> entity::offer::Model {
        let offer = entity::offer::Entity::find_by_id(self.offer_id);
        offer
            .one(self.app.env().db.reader())
            .await
            .unwrap()
            .unwrap()
    }

    /// Insists that no money is lost, invented or left behind.
    pub async fn balances(&self) {
        let violations = payout::queries::check(self.app.env().db.reader()).await;
        let violations = violations.unwrap();
        assert!(violations.is_empty(), "{violations:?}");
    }

    async fn balance(&self, kind: AccountKind, owner: impl Id) -> i64 {
        let account = entity::ledger_account::Entity::find()
            .filter(entity::ledger_account::Column::Kind.eq(kind))
            .filter(entity::ledger_account::Column::OwnerId.eq(owner.uuid()))
            .one(self.app.env().db.reader())
            .await
            .unwrap();
        account.map_or(0, |account| account.balance)
    }
}

/// Somebody of the marketplace's staff.
pub async fn operator(app: &TestApp, name: &str) -> Person {
    let person = app.person(name).await;
    let id = user_id(app, &person).await;
    account::commands::appoint_operator(app.env(), &Intent::system(), id)
        .await
        .unwrap();
    person.logs_in_again().await
}

async fn found(app: &TestApp, owner: &Person) -> BrandId {
    let draft = brand::commands::Draft {
        name: "Acme".into(),
        about: String::new(),
        website: None,
        country: "DE".into(),
    };
    let intent = Intent::of(actor(app, owner).await);
    brand::commands::create(app.env(), &intent, draft)
        .await
        .unwrap()
        .id
}

async fn pay_in(app: &TestApp, owner: &Person, brand_id: BrandId, minor: i64) {
    let word = SessionId::new().uuid().to_string();
    let intent = Intent {
        actor: actor(app, owner).await,
        key: Some(Key {
            word,
            input_hash: String::new(),
        }),
    };
    let amount = Money::new(minor, Currency::Eur).unwrap();
    payout::commands::fund_wallet(app.env(), &intent, brand_id, amount)
        .await
        .unwrap();
}

/// Accepts an application on an offer with one slot, as accepting does: in one transaction.
async fn agree(
    app: &TestApp,
    brand: &Person,
    brand_id: BrandId,
    creator: &Person,
    brief: &Brief,
) -> (String, CreatorId, OfferId) {
    let (brand_user, creator_user) = (user_id(app, brand).await, user_id(app, creator).await);
    let intent = Intent::system();
    let work = app
        .env()
        .begin(&intent, "application.accept")
        .await
        .unwrap();
    let profile = profile(creator_user, work.now)
        .insert(work.tx())
        .await
        .unwrap();
    let offer = offer(brand_id, brief, work.now)
        .insert(work.tx())
        .await
        .unwrap();
    let bid = bid(&offer, profile.id).insert(work.tx()).await.unwrap();
    let signed = |user_id| Signed {
        user_id,
        at: work.now,
        address: Some("127.0.0.1".into()),
    };
    let accepted = Accepted {
        application: &bid,
        offer: &offer,
        brief,
        pay: offer.pay(),
        creator: signed(creator_user),
        brand: signed(brand_user),
    };
    let collaboration = collaboration::commands::open(&work, accepted)
        .await
        .unwrap();
    work.commit(bid.id).await.unwrap();
    let id = api::graphql::scalars::opaque_id(collaboration.id).to_string();
    (id, profile.id, offer.id)
}

fn profile(user_id: UserId, now: chrono::DateTime<chrono::Utc>) -> entity::creator::ActiveModel {
    entity::creator::ActiveModel {
        id: Set(CreatorId::new()),
        user_id: Set(user_id),
        display_name: Set("Zoe".into()),
        bio: Set(String::new()),
        country: Set("DE".into()),
        city: Set(None),
        languages: Set(Languages(vec!["de".into()])),
        primary_niche: Set(Niche::Sports),
        followers_top: Set(5_000),
        created_at: Set(now),
    }
}

fn offer(
    brand_id: BrandId,
    brief: &Brief,
    now: chrono::DateTime<chrono::Utc>,
) -> entity::offer::ActiveModel {
    let pay_minor = brief.compensation.pay_minor;
    let charge = pay_minor + pay_minor / 10;
    entity::offer::ActiveModel {
        id: Set(OfferId::new()),
        brand_id: Set(brand_id),
        state: Set(OfferState::Filled),
        version: Set(1),
        title: Set(brief.title.clone()),
        summary: Set(String::new()),
        goal: Set(None),
        currency: Set(Currency::Eur),
        pay_minor: Set(pay_minor),
        budget_minor: Set(charge),
        committed_minor: Set(charge),
        slots: Set(1),
        slots_taken: Set(1),
        is_reserved: Set(false),
        closes_at: Set(Some(now + TimeDelta::days(90))),
        created_at: Set(now),
        published_at: Set(Some(now)),
        ended_at: Set(None),
    }
}

fn bid(offer: &entity::offer::Model, creator_id: CreatorId) -> entity::application::ActiveModel {
    entity::application::ActiveModel {
        id: Set(ApplicationId::new()),
        offer_id: Set(offer.id),
        creator_id: Set(creator_id),
        state: Set(ApplicationState::Accepted),
        message: Set(String::new()),
        offer_version: Set(1),
        currency: Set(offer.currency),
        pay_minor: Set(offer.pay_minor),
        due_at: Set(None),
        rejection_reason: Set(None),
        rejection_text: Set(None),
        created_at: Set(offer.created_at),
        signed_at: Set(offer.created_at),
        signed_from: Set(None),
        ended_at: Set(Some(offer.created_at)),
    }
}

async fn actor(app: &TestApp, person: &Person) -> Actor {
    Actor::User(Principal {
        user_id: user_id(app, person).await,
        session_id: SessionId::new(),
        is_operator: false,
        address: None,
    })
}

async fn user_id(app: &TestApp, person: &Person) -> UserId {
    let user = account::queries::by_email(app.env().db.reader(), &person.email).await;
    user.unwrap().unwrap().id
}
