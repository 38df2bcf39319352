//! Brands and creators: people with something to act for.

use std::ops::Deref;

use domain::account;
use domain::actor::Intent;
use serde_json::{Value, json};

use super::people::{document, keyed};
use super::{Answer, Person, TestApp};

/// A brand, acting through its founder.
#[derive(Clone)]
pub struct Brand {
    pub id: String,
    pub founder: Person,
}

impl Deref for Brand {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.founder
    }
}

/// A creator, acting through the person behind the profile.
#[derive(Clone)]
pub struct Creator {
    pub id: String,
    pub person: Person,
}

impl Deref for Creator {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.person
    }
}

impl TestApp {
    /// Someone signs up and founds a brand.
    pub async fn brand(&self, name: &str) -> Brand {
        self.person(name).await.founds_brand(name).await
    }

    /// Someone signs up and becomes a creator, with no account yet.
    pub async fn creator(&self, name: &str) -> Creator {
        self.person(name).await.becomes_creator(json!({})).await
    }

    /// A guest runs one mutation by name.
    pub async fn does(&self, mutation: &str, input: Value, fields: &str) -> Answer {
        let input = json!({ "input": keyed(mutation, input) });
        self.asks(&document(mutation, fields), input).await
    }

    /// Someone signs up and is made staff.
    pub async fn operator(&self, name: &str) -> Person {
        let person = self.person(name).await;
        self.makes_staff(&person).await
    }

    /// Somebody is made staff.
    pub async fn makes_staff(&self, person: &Person) -> Person {
        let env = self.env();
        let user = account::queries::by_email(env.db.reader(), &person.email).await;
        let id = user.unwrap().unwrap().id;
        let appointed = account::operators::appoint(env, &Intent::system(), id).await;
        appointed.unwrap();
        person.logs_in_again().await
    }
}

impl Person {
    /// Founds a brand at home in Germany.
    pub async fn founds_brand(&self, name: &str) -> Brand {
        let input = json!({ "name": name, "country": "DE" });
        let answer = self.does("brandCreate", input, "brand { id }").await.good();
        Brand {
            id: answer.text("brandCreate.brand.id"),
            founder: self.clone(),
        }
    }

    /// Makes a profile: German, about beauty, unless `changes` say otherwise.
    pub async fn becomes_creator(&self, changes: Value) -> Creator {
        let input = with(profile(), changes);
        let answer = self.does("creatorCreate", input, "creator { id }").await;
        Creator {
            id: answer.good().text("creatorCreate.creator.id"),
            person: self.clone(),
        }
    }

    /// Offers somebody a place in a brand.
    pub async fn offers_place(&self, brand: &Brand, email: &str, role: &str) -> Answer {
        let input = json!({ "brandId": brand.id, "email": email, "role": role });
        self.does("brandMemberAdd", input, "brand { id }").await
    }

    /// Accepts a place, or declines it.
    pub async fn answers_place(&self, brand: &Brand, mutation: &str) -> Answer {
        let input = json!({ "brandId": brand.id });
        self.does(mutation, input, "brand { id viewerRole }").await
    }

    /// Takes somebody into a brand: offers a place, which they accept.
    pub async fn takes_in(&self, brand: &Brand, whom: &Person, role: &str) -> Answer {
        let offered = self.offers_place(brand, &whom.email, role).await;
        if !offered.refusals().is_empty() {
            return offered;
        }
        whom.answers_place(brand, "brandMembershipAccept").await
    }

    /// Gives somebody another role in a brand.
    pub async fn appoints(&self, brand: &Brand, whom: &Person, role: &str) -> Answer {
        let input = json!({ "brandId": brand.id, "userId": whom.id, "role": role });
        self.does("brandMemberRoleSet", input, "brand { id }").await
    }

    /// Ends somebody's membership of a brand.
    pub async fn parts_with(&self, brand: &Brand, whom: &Person) -> Answer {
        let input = json!({ "brandId": brand.id, "userId": whom.id });
        self.does("brandMemberRemove", input, "brand { id }").await
    }
}

impl Creator {
    /// Adds an account with a number of followers; gives its id.
    pub async fn adds_account(&self, platform: &str, followers: i64) -> String {
        let input = json!({
            "creatorId": self.id, "platform": platform, "handle": "zoe", "followers": followers
        });
        let answer = self
            .does("socialAccountAdd", input, "socialAccount { id }")
            .await;
        answer.good().text("socialAccountAdd.socialAccount.id")
    }
}

/// A good profile.
pub fn profile() -> Value {
    json!({
        "displayName": "Zoë",
        "country": "DE",
        "languages": ["de"],
        "niches": ["BEAUTY"],
        "primaryNiche": "BEAUTY",
    })
}

/// An object with some members changed or added.
pub fn with(mut object: Value, changes: Value) -> Value {
    if let (Some(object), Value::Object(changes)) = (object.as_object_mut(), changes) {
        object.extend(changes);
    }
    object
}
