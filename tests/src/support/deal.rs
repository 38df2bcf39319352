//! A brand and a creator who have agreed, over GraphQL as everybody does, and what they do next.

use chrono::TimeDelta;
use domain::payments;
use serde_json::{Value, json};

use super::market::{eur, key};
use super::profiles::with;
use super::{Answer, Brand, Creator, Person, TestApp};

/// A collaboration on an offer with one slot.
pub struct Deal {
    pub app: TestApp,
    pub brand: Brand,
    pub creator: Creator,
    /// Of the collaboration.
    pub id: String,
}

/// A reel, posted by the creator within two weeks; two rounds of changes.
pub fn reel() -> Value {
    json!({ "platform": "INSTAGRAM", "format": "REEL", "description": "A rainy day", "dueDays": 14 })
}

/// A photo for the brand's own channels: done when approved.
pub fn photo() -> Value {
    with(reel(), json!({ "format": "UGC_PHOTO" }))
}

impl Deal {
    /// 100 euros for these deliverables, of a brand that has 1,000.
    pub async fn over(app: &TestApp, deliverables: &[Value]) -> Self {
        Self::with_wallet(app, deliverables, "1000.00").await
    }

    /// 100 euros for these deliverables, of a brand that has so much.
    pub async fn with_wallet(app: &TestApp, deliverables: &[Value], amount: &str) -> Self {
        let brand = app.brand("Acme").await;
        brand.pays_in(amount).await.good();
        Self::between(brand, app.micro("Zoe").await, paid(deliverables)).await
    }

    /// 100 euros for these deliverables, of a brand that has nothing.
    pub async fn unfunded(app: &TestApp, deliverables: &[Value]) -> Self {
        Self::between(
            app.brand("Acme").await,
            app.micro("Zoe").await,
            paid(deliverables),
        )
        .await
    }

    /// A product for these deliverables, and no money.
    pub async fn gift(app: &TestApp, deliverables: &[Value]) -> Self {
        let product = json!({ "name": "A tin of tea", "value": eur("12.00") });
        let compensation = json!({ "compensation": { "product": product } });
        let changes = with(paid(deliverables), compensation);
        Self::between(app.brand("Acme").await, app.micro("Zoe").await, changes).await
    }

    async fn between(brand: Brand, creator: Creator, changes: Value) -> Self {
        let offer = brand.publishes(changes).await;
        let application = creator.applies_to(&offer).await;
        let input = json!({ "applicationId": application, "idempotencyKey": key() });
        let accepted = brand
            .does(
                "applicationAccept",
                input,
                "application { collaboration { id } }",
            )
            .await;
        let id = accepted
            .good()
            .text("applicationAccept.application.collaboration.id");
        Self {
            app: brand.app.clone(),
            brand,
            creator,
            id,
        }
    }

    /// A brand and a creator who have done one of everything.
    pub async fn busy(app: &TestApp) -> Self {
        let mut deal = Self::over(app, &[photo(), reel()]).await;
        deal.hands_in(1).await;
        deal.approves(1).await;
        deal.hands_in(2).await;
        deal.passes(TimeDelta::days(4)).await;
        let wish = json!({ "creatorId": deal.creator.id, "amount": eur("10.00"), "iban": "DE89370400440532013000",
            "idempotencyKey": key() });
        let paid = deal.creator.does("payoutRequest", wish, "payout { id }");
        paid.await.good();
        let offer = deal.brand.publishes_offer().await;
        let application = deal.creator.applies_to(&offer).await;
        let wish = json!({ "applicationId": application, "pay": eur("25.00") });
        let proposed = deal.creator.does("proposalCreate", wish, "proposal { id }");
        proposed.await.good();
        let account = deal.creator.adds_account("TIKTOK", 2_000).await;
        let post = json!({ "url": "https://example.com/p/1", "format": "REEL", "publishedAt": "2026-11-02T12:00:00Z",
            "followers": 1_000, "views": 2_000, "likes": 10, "comments": 0 });
        let posts = json!({ "socialAccountId": account, "posts": [post] });
        let recorded = deal
            .creator
            .does("postsRecord", posts, "socialAccount { id }");
        recorded.await.good();
        deal
    }

    /// Both people.
    pub fn sides(&self) -> [&Person; 2] {
        [&self.brand.founder, &self.creator.person]
    }

    /// Somebody the brand takes in.
    pub async fn member(&self, name: &str, role: &str) -> Person {
        let person = self.app.person(name).await;
        self.brand.takes_in(&self.brand, &person, role).await.good();
        person
    }

    /// Time passes, the worker does what is due, and both people log in again.
    pub async fn passes(&mut self, time: TimeDelta) {
        self.app.passes(time).await;
        self.log_in_again().await;
    }

    /// Both people log in again.
    pub async fn log_in_again(&mut self) {
        self.brand.founder = self.brand.founder.logs_in_again().await;
        self.creator.person = self.creator.person.logs_in_again().await;
    }

    /// What somebody sees of the collaboration.
    pub async fn seen_by(&self, person: &Person, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ collaboration(id: $id) {{ {fields} }} }}");
        person
            .asks(&query, json!({ "id": self.id }))
            .await
            .good()
            .at("collaboration")
    }

    /// What the brand sees of it.
    pub async fn seen(&self, fields: &str) -> Value {
        self.seen_by(&self.brand, fields).await
    }

    /// Where it stands.
    pub async fn state(&self) -> Value {
        self.seen("state").await["state"].clone()
    }

    /// The id of the deliverable at a position, from 1.
    pub async fn deliverable(&self, position: usize) -> String {
        let seen = self.seen("deliverables { id }").await;
        seen["deliverables"][position - 1]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Somebody does something to the collaboration.
    pub async fn acts(&self, person: &Person, mutation: &str, input: Value) -> Answer {
        let input = with(json!({ "collaborationId": self.id }), input);
        person
            .does(mutation, input, "collaboration { id state }")
            .await
    }

    /// The creator hands in the deliverable at a position.
    pub async fn hands_in(&self, position: usize) {
        let input = json!({ "deliverableId": self.deliverable(position).await, "caption": "Tea!" });
        self.creator
            .does("deliverableSubmit", input, "deliverable { id }")
            .await
            .good();
    }

    /// The brand agrees to the deliverable at a position.
    pub async fn approves(&self, position: usize) {
        let input = json!({ "deliverableId": self.deliverable(position).await });
        self.brand
            .does("deliverableApprove", input, "deliverable { id }")
            .await
            .good();
    }

    /// Free money of the brand.
    pub async fn wallet(&self) -> String {
        let query = "query($id: ID!) { brand(id: $id) { wallets { available { amount } } } }";
        let seen = self
            .brand
            .asks(query, json!({ "id": self.brand.id }))
            .await
            .good();
        seen.text("brand.wallets.0.available.amount")
    }

    /// The creator's pay in clearance; none before the first.
    pub async fn earned(&self) -> Option<String> {
        let query = "query($id: ID!) { creator(id: $id) { balances { pending { amount } } } }";
        let seen = self
            .creator
            .asks(query, json!({ "id": self.creator.id }))
            .await
            .good();
        seen.at("creator.balances.0.pending.amount")
            .as_str()
            .map(str::to_owned)
    }

    /// Insists that no money is lost, invented or left behind.
    pub async fn balances(&self) {
        let violations = payments::queries::check(self.app.env().db.reader())
            .await
            .unwrap();
        assert!(violations.is_empty(), "{violations:?}");
    }
}

fn paid(deliverables: &[Value]) -> Value {
    json!({
        "deliverables": deliverables,
        "compensation": { "pay": eur("100.00") },
        "budget": eur("110.00"),
        "slots": 1
    })
}
