//! From brief to payout over HTTP, to the cent: with a brand that answers, and with one that never does.

use chrono::TimeDelta;
use domain::entity;
use domain::ledger::AccountKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::market::{eur, key};
use crate::support::people::{PASSWORD, document, keyed};
use crate::support::profiles::profile;
use crate::support::{Good, TestApp, TestServer};

const IBAN: &str = "DE89 3704 0044 0532 0130 00";

/// Somebody at a frontend.
struct Visitor<'a> {
    server: &'a TestServer,
    email: String,
    token: String,
}

impl<'a> Visitor<'a> {
    /// Signs up and logs in.
    async fn joins(server: &'a TestServer, name: &str) -> Self {
        let mut visitor = Self {
            server,
            email: format!("{}@example.com", name.to_lowercase()),
            token: String::new(),
        };
        let input = json!({ "email": visitor.email, "password": PASSWORD, "displayName": name });
        let asked = document("accountCreate", "user { id }");
        let answer = server.posts(None, &asked, json!({ "input": input })).await;
        answer.good();
        visitor.logs_in().await;
        visitor
    }

    async fn logs_in(&mut self) {
        let input = json!({ "email": self.email, "password": PASSWORD });
        let asked = document("sessionCreate", "session { accessToken }");
        let answer = self.server.posts(None, &asked, json!({ "input": input }));
        self.token = answer
            .await
            .good()
            .text("sessionCreate.session.accessToken");
    }

    async fn sees(&self, query: &str, id: &str) -> Good {
        let query = format!("query($id: ID!) {{ {query} }}");
        let answer = self
            .server
            .posts(Some(&self.token), &query, json!({ "id": id }));
        answer.await.good()
    }

    /// Does something; gives a value of the answer by its path.
    async fn does(&self, mutation: &str, input: Value, fields: &str) -> Good {
        let asked = document(mutation, fields);
        let input = json!({ "input": keyed(mutation, input) });
        let answer = self.server.posts(Some(&self.token), &asked, input);
        answer.await.good()
    }

    /// Does something to a deliverable; gives its state.
    async fn moves(&self, act: &str, deliverable: &str, mut input: Value) -> String {
        input["deliverableId"] = json!(deliverable);
        let mutation = format!("deliverable{act}");
        let answer = self.does(&mutation, input, "deliverable { state }").await;
        answer.text(&format!("{mutation}.deliverable.state"))
    }
}

/// A marketplace where two have just agreed on 100.01 euros for a photo and a reel, which weighs twice as much.
struct Deal<'a> {
    app: &'a TestApp,
    bea: Visitor<'a>,
    zoe: Visitor<'a>,
    brand: String,
    creator: String,
    collaboration: String,
    photo: String,
    reel: String,
}

fn brief() -> Value {
    json!({
        "title": "Autumn tea at home",
        "summary": "Show how you make tea on a rainy day.",
        "goal": "AWARENESS",
        "kpis": [{ "kpi": "REACH", "target": 10000 }],
        "requirements": ["Show the packaging", "Name the flavour"],
        "deliverables": [
            { "platform": "INSTAGRAM", "format": "UGC_PHOTO", "dueDays": 7, "requiresPublication": false, "weight": 1 },
            { "platform": "INSTAGRAM", "format": "REEL", "dueDays": 14, "roundsIncluded": 1, "weight": 2 }
        ],
        "compensation": { "pay": eur("100.01") },
        "criteria": { "platforms": ["INSTAGRAM"], "followersMin": 5000 },
        "disclosures": ["PAID_PARTNERSHIP"],
        "currency": "EUR",
        "budget": eur("110.01"),
        "slots": 1,
        "closesAt": "2026-12-23T09:00:00Z"
    })
}

impl<'a> Deal<'a> {
    async fn made(app: &'a TestApp, server: &'a TestServer) -> Self {
        let bea = Visitor::joins(server, "Bea").await;
        let zoe = Visitor::joins(server, "Zoe").await;
        let input = json!({ "name": "Rainy Day Tea", "country": "DE" });
        let founded = bea.does("brandCreate", input, "brand { id }").await;
        let brand = founded.text("brandCreate.brand.id");
        let input = json!({ "brandId": brand, "amount": eur("500.00"), "idempotencyKey": key() });
        bea.does("walletFund", input, "funding { state }").await;
        let offer = publishes(&bea, &brand).await;

        let became = zoe.does("creatorCreate", profile(), "creator { id }").await;
        let creator = became.text("creatorCreate.creator.id");
        let input = json!({ "creatorId": creator, "platform": "INSTAGRAM", "handle": "zoe", "followers": 12000 });
        zoe.does("socialAccountAdd", input, "socialAccount { id }")
            .await;
        let application = applies(&zoe, &offer).await;

        let input = json!({ "applicationId": application, "idempotencyKey": key() });
        let fields = "application { collaboration { id state deliverables { id } } }";
        let accepted = bea.does("applicationAccept", input, fields).await;
        let agreed = "applicationAccept.application.collaboration";
        assert_eq!(accepted.text(&format!("{agreed}.state")), "ACTIVE");
        Self {
            app,
            bea,
            zoe,
            brand,
            creator,
            collaboration: accepted.text(&format!("{agreed}.id")),
            photo: accepted.text(&format!("{agreed}.deliverables.0.id")),
            reel: accepted.text(&format!("{agreed}.deliverables.1.id")),
        }
    }

    async fn passes(&mut self, time: TimeDelta) {
        self.app.passes(time).await;
        self.bea.logs_in().await;
        self.zoe.logs_in().await;
    }

    /// The brand's money: available, reserved, held.
    async fn wallet(&self) -> [String; 3] {
        let query = "brand(id: $id) { wallets { available { amount } reserved { amount } held { amount } } }";
        let answer = self.bea.sees(query, &self.brand).await;
        ["available", "reserved", "held"]
            .map(|part| answer.text(&format!("brand.wallets.0.{part}.amount")))
    }

    /// The creator's money: pending, available, in transit.
    async fn balance(&self) -> [String; 3] {
        let query = "creator(id: $id) { balances { pending { amount } available { amount } inTransit { amount } } }";
        let answer = self.zoe.sees(query, &self.creator).await;
        ["pending", "available", "inTransit"]
            .map(|part| answer.text(&format!("creator.balances.0.{part}.amount")))
    }

    async fn state(&self, deliverable: &str) -> String {
        let query = "deliverable(id: $id) { state }";
        self.zoe
            .sees(query, deliverable)
            .await
            .text("deliverable.state")
    }

    async fn submits(&self, deliverable: &str) -> String {
        let input =
            json!({ "links": ["https://example.com/draft"], "caption": "Tea weather. #ad" });
        self.zoe.moves("Submit", deliverable, input).await
    }

    async fn publishes(&self) -> String {
        let now = self.app.env().clock.now().to_rfc3339();
        let post = json!({ "url": "https://example.com/reels/1", "postedAt": now, "proof": "On my account." });
        self.zoe.moves("Publish", &self.reel, post).await
    }

    /// The creator takes all there is; the payout arrives.
    async fn is_paid_out(&mut self, amount: &str) {
        let input = json!({
            "creatorId": self.creator, "amount": eur(amount), "iban": IBAN, "idempotencyKey": key()
        });
        let answer = self
            .zoe
            .does("payoutRequest", input, "payout { id state }")
            .await;
        let payout = answer.text("payoutRequest.payout.id");
        self.app.works().await;
        self.passes(TimeDelta::minutes(20)).await;
        let query = "node(id: $id) { ... on Payout { state amount { amount } } }";
        let seen = self.zoe.sees(query, &payout).await;
        assert_eq!(seen.text("node.state"), "PAID");
        assert_eq!(seen.text("node.amount.amount"), amount);
    }

    /// At the end of either way: 500.00 euros came in, and each cent is where it belongs.
    async fn adds_up(&self) {
        let query = "collaboration(id: $id) { state }";
        let seen = self.bea.sees(query, &self.collaboration).await;
        assert_eq!(seen.text("collaboration.state"), "COMPLETED");
        assert_eq!(self.wallet().await, ["389.99", "0.00", "0.00"]);
        assert_eq!(self.balance().await, ["0.00", "0.00", "0.00"]);
        let query = "creator(id: $id) { earnings { nodes { state amount { amount } } } }";
        let earned = self.zoe.sees(query, &self.creator).await;
        assert_eq!(
            earned.text("creator.earnings.nodes.0.amount.amount"),
            "66.67"
        );
        assert_eq!(
            earned.text("creator.earnings.nodes.1.amount.amount"),
            "33.34"
        );

        for (kind, minor) in [
            (AccountKind::BrandWallet, 38_999),
            (AccountKind::OfferReserve, 0),
            (AccountKind::Escrow, 0),
            (AccountKind::FeeDeferred, 0),
            (AccountKind::CreatorPending, 0),
            (AccountKind::CreatorAvailable, 0),
            (AccountKind::PayoutInTransit, 0),
            (AccountKind::PlatformFees, 1_000),
            (AccountKind::ProviderClearing, -50_000 + 10_001),
        ] {
            assert_eq!(self.sum(kind).await, minor, "{kind:?}");
        }
        let db = self.app.env().db.reader();
        let violations = domain::payments::queries::check(db).await.unwrap();
        assert!(violations.is_empty(), "{violations:?}");
    }

    async fn sum(&self, kind: AccountKind) -> i64 {
        let accounts = entity::ledger_account::Entity::find()
            .filter(entity::ledger_account::Column::Kind.eq(kind))
            .all(self.app.env().db.reader());
        accounts
            .await
            .unwrap()
            .iter()
            .map(|account| account.balance)
            .sum()
    }
}

/// Drafts, publishes and reserves the offer.
async fn publishes(bea: &Visitor<'_>, brand: &str) -> String {
    let input = json!({ "brandId": brand, "content": brief() });
    let drafted = bea.does("offerCreate", input, "offer { id }").await;
    let offer = drafted.text("offerCreate.offer.id");
    bea.does(
        "offerPublish",
        json!({ "offerId": offer }),
        "offer { state }",
    )
    .await;
    let input = json!({ "offerId": offer, "idempotencyKey": key() });
    let reserved = bea
        .does("offerReserve", input, "offer { isReserved }")
        .await;
    assert_eq!(reserved.at("offerReserve.offer.isReserved"), true);
    offer
}

/// Finds the offer among those whose money is there, and applies.
async fn applies(zoe: &Visitor<'_>, offer: &str) -> String {
    let query = "offers(first: 10, filter: { isReserved: true }) { nodes { id } }
        offer(id: $id) { eligibility { isEligible } }";
    let seen = zoe.sees(query, offer).await;
    assert_eq!(seen.text("offers.nodes.0.id"), offer);
    assert_eq!(seen.at("offer.eligibility.isEligible"), true);
    let input = json!({ "offerId": offer, "message": "It rains here." });
    let applied = zoe
        .does("applicationSubmit", input, "application { id }")
        .await;
    applied.text("applicationSubmit.application.id")
}

#[tokio::test]
async fn brief_to_payout_with_a_brand_that_answers() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let mut deal = Deal::made(&app, &server).await;
    assert_eq!(deal.wallet().await, ["389.99", "0.00", "110.01"]);

    assert_eq!(deal.submits(&deal.photo).await, "IN_REVIEW");
    assert_eq!(
        deal.bea.moves("Approve", &deal.photo, json!({})).await,
        "APPROVED"
    );
    assert_eq!(deal.balance().await, ["33.34", "0.00", "0.00"]);

    assert_eq!(deal.submits(&deal.reel).await, "IN_REVIEW");
    let items = json!({ "items": [{ "requirement": 2, "comment": "Say that it is Earl Grey." }] });
    let asked = deal.bea.moves("RequestChanges", &deal.reel, items).await;
    assert_eq!(asked, "CHANGES_REQUESTED");
    assert_eq!(deal.submits(&deal.reel).await, "IN_REVIEW");
    assert_eq!(
        deal.bea.moves("Approve", &deal.reel, json!({})).await,
        "APPROVED"
    );
    assert_eq!(deal.balance().await, ["33.34", "0.00", "0.00"]);
    assert_eq!(deal.publishes().await, "PUBLISHED");
    assert_eq!(
        deal.bea.moves("Verify", &deal.reel, json!({})).await,
        "VERIFIED"
    );
    assert_eq!(deal.wallet().await, ["389.99", "0.00", "0.00"]);
    assert_eq!(deal.balance().await, ["100.01", "0.00", "0.00"]);

    deal.passes(TimeDelta::days(3)).await;
    assert_eq!(deal.balance().await, ["0.00", "100.01", "0.00"]);
    deal.is_paid_out("100.01").await;
    deal.adds_up().await;
}

#[tokio::test]
async fn a_brand_that_never_answers_pays_all_the_same() {
    let app = TestApp::start().await;
    let server = TestServer::start(&app).await;
    let mut deal = Deal::made(&app, &server).await;

    // A Monday: three business days end on Thursday.
    assert_eq!(deal.submits(&deal.photo).await, "IN_REVIEW");
    assert_eq!(deal.submits(&deal.reel).await, "IN_REVIEW");
    deal.passes(TimeDelta::days(3) - TimeDelta::seconds(1))
        .await;
    assert_eq!(deal.state(&deal.reel).await, "IN_REVIEW");
    deal.passes(TimeDelta::seconds(1)).await;
    assert_eq!(deal.state(&deal.photo).await, "APPROVED");
    assert_eq!(deal.state(&deal.reel).await, "APPROVED");
    assert_eq!(deal.balance().await, ["33.34", "0.00", "0.00"]);

    assert_eq!(deal.publishes().await, "PUBLISHED");
    deal.passes(TimeDelta::days(3)).await;
    assert_eq!(deal.state(&deal.reel).await, "VERIFIED");
    assert_eq!(deal.balance().await, ["66.67", "33.34", "0.00"]);
    deal.passes(TimeDelta::days(3)).await;
    deal.is_paid_out("100.01").await;
    deal.adds_up().await;
}
