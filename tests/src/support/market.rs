//! Offers and applications, made as their people would make them.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::profiles::{profile, with};
use super::{Answer, Brand, Creator, TestApp};

static KEYS: AtomicU32 = AtomicU32::new(0);

/// A key for a new intention.
pub fn key() -> String {
    format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed))
}

/// An amount in euros.
pub fn eur(amount: &str) -> Value {
    json!({ "amount": amount, "currencyCode": "EUR" })
}

/// A complete offer: two slots at 200 euros each, one reel to be posted.
pub fn content() -> Value {
    json!({
        "title": "Autumn tea at home",
        "summary": "Show how you make tea on a rainy day.",
        "goal": "AWARENESS",
        "kpis": [{ "kpi": "REACH", "target": 10000 }],
        "requirements": ["Show the packaging", "Name the flavour"],
        "suggestions": ["A rainy window"],
        "deliverables": [{ "platform": "INSTAGRAM", "format": "REEL", "dueDays": 14 }],
        "compensation": { "pay": eur("200.00"), "isNegotiable": true },
        "disclosures": ["PAID_PARTNERSHIP"],
        "currency": "EUR",
        "budget": eur("500.00"),
        "slots": 2,
        "closesAt": "2026-12-23T09:00:00Z"
    })
}

impl TestApp {
    /// A creator who fits most offers: 10,000 followers on Instagram.
    pub async fn micro(&self, name: &str) -> Creator {
        let creator = self
            .person(name)
            .await
            .becomes_creator(with(profile(), json!({ "displayName": name })))
            .await;
        creator.adds_account("INSTAGRAM", 10_000).await;
        creator
    }

    /// A brand with money in its wallet.
    pub async fn rich_brand(&self, name: &str) -> Brand {
        let brand = self.brand(name).await;
        brand.pays_in("10000.00").await.good();
        brand
    }
}

impl Brand {
    /// Puts euros into the wallet.
    pub async fn pays_in(&self, amount: &str) -> Answer {
        let input = json!({ "brandId": self.id, "amount": eur(amount), "idempotencyKey": key() });
        self.does("walletFund", input, "funding { id state }").await
    }

    /// Starts a draft that differs from a complete one.
    pub async fn drafts(&self, changes: Value) -> Answer {
        let input = json!({ "brandId": self.id, "content": with(content(), changes) });
        self.does(
            "offerCreate",
            input,
            "offer { id state version } offerEdges { cursor }",
        )
        .await
    }

    /// Publishes a complete offer.
    pub async fn publishes_offer(&self) -> String {
        self.publishes(json!({})).await
    }

    /// Publishes an offer that differs from the usual one.
    pub async fn publishes(&self, changes: Value) -> String {
        let id = self
            .drafts(changes)
            .await
            .good()
            .text("offerCreate.offer.id");
        self.turns("offerPublish", &id).await.good();
        id
    }

    /// Publishes, pauses, closes ...: a mutation that needs only the offer.
    pub async fn turns(&self, mutation: &str, offer: &str) -> Answer {
        turns_offer(self, mutation, offer).await
    }

    /// Changes a published offer.
    pub async fn amends(&self, offer: &str, changes: Value) -> Answer {
        let input = json!({ "offerId": offer, "content": with(content(), changes) });
        self.does("offerAmend", input, "offer { id state version }")
            .await
    }

    /// Sets the money for an offer aside.
    pub async fn reserves(&self, offer: &str) -> Answer {
        let input = json!({ "offerId": offer, "idempotencyKey": key() });
        self.does("offerReserve", input, "offer { isReserved }")
            .await
    }

    /// Accepts an application.
    pub async fn accepts(&self, application: &str) -> Answer {
        let input = json!({ "applicationId": application, "idempotencyKey": key() });
        self.does("applicationAccept", input, "application { id state }")
            .await
    }
}

/// Somebody tries a mutation that needs only the offer.
pub async fn turns_offer(person: &super::Person, mutation: &str, offer: &str) -> Answer {
    person
        .does(mutation, json!({ "offerId": offer }), "offer { id state }")
        .await
}

/// Somebody tries a mutation that needs only the application.
pub async fn turns_application(
    person: &super::Person,
    mutation: &str,
    application: &str,
) -> Answer {
    person
        .does(
            mutation,
            json!({ "applicationId": application }),
            "application { id state }",
        )
        .await
}

impl Creator {
    /// Applies at the offer's pay; gives the application's id.
    pub async fn applies_to(&self, offer: &str) -> String {
        self.applies_with(offer, json!({}))
            .await
            .good()
            .text("applicationSubmit.application.id")
    }

    /// Tries to apply.
    pub async fn applies_with(&self, offer: &str, changes: Value) -> Answer {
        let input = with(
            json!({ "offerId": offer, "message": "I love tea." }),
            changes,
        );
        self.does(
            "applicationSubmit",
            input,
            "application { id state } applicationEdges { cursor }",
        )
        .await
    }
}
