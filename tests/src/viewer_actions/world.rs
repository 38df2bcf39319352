//! A marketplace in which people do what they are told they may, and try all else.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Seen;
use super::acts::{self, TYPES, Type};
use crate::support::deal::{photo, reel};
use crate::support::dice::Dice;
use crate::support::market::{content, eur};
use crate::support::people::{document, keyed};
use crate::support::profiles::with;
use crate::support::{Answer, Brand, Creator, Person, TestApp};

/// Those who look at everything before each act.
const EYES: usize = 4;

/// Objects that they look at.
const AT_ONCE: usize = 15;

/// Where the creators stand among the people.
const CREATORS: [usize; 2] = [5, 6];

/// A marketplace, and who is in it.
pub struct World {
    app: TestApp,
    dice: Dice,
    pub brand: Brand,
    /// By what they are; guests are nobody.
    people: Vec<(&'static str, Option<Person>)>,
    creators: Vec<Creator>,
    /// What may be acted on: type and id.
    objects: Vec<(&'static str, String)>,
    /// What offers say.
    contents: BTreeMap<String, Value>,
}

/// One thing somebody may do.
struct May {
    who: usize,
    ty: &'static Type,
    action: &'static str,
    id: String,
}

impl World {
    /// A brand with people of every role, two creators, a stranger, staff and guests. Some brands have much money, some
    /// none; some managers may spend it.
    pub async fn new(seed: u64) -> Self {
        let app = TestApp::start().await;
        let brand = app.brand("Acme").await;
        if seed.is_multiple_of(2) {
            brand.pays_in("2000.00").await.good();
        }
        let mut people = vec![("owner", Some(brand.founder.clone())), ("guest", None)];
        for (name, role) in [("Mia", "MANAGER"), ("Fin", "FINANCE"), ("Vic", "VIEWER")] {
            let person = app.person(name).await;
            brand.takes_in(&brand, &person, role).await.good();
            people.push((role, Some(person)));
        }
        if seed % 2 == 1 {
            let mia = people[2].1.as_ref().unwrap();
            let input = json!({ "brandId": brand.id, "userId": mia.id, "limit": eur("300.00") });
            let set = brand.does("brandMemberSpendingLimitSet", input, "__typename");
            set.await.good();
        }
        let creators = vec![app.micro("Zoe").await, app.micro("Yan").await];
        people.push(("creator", Some(creators[0].person.clone())));
        people.push(("other creator", Some(creators[1].person.clone())));
        people.push(("operator", Some(app.operator("Opal").await)));
        people.push(("stranger", Some(app.person("Sam").await)));
        let mut world = Self {
            app,
            dice: Dice::new(seed),
            brand,
            people,
            creators,
            objects: Vec::new(),
            contents: BTreeMap::new(),
        };
        world.drafts().await;
        world
    }

    /// The brand starts an offer: now and then it lacks something, and what is owed differs.
    async fn drafts(&mut self) {
        let concept = with(
            reel(),
            json!({ "requiresConcept": true, "roundsIncluded": 1 }),
        );
        let reel = with(reel(), json!({ "roundsIncluded": 0 }));
        let owed = match self.dice.below(4) {
            0 => json!([concept]),
            1 => json!([reel]),
            2 => json!([photo(), reel]),
            _ => json!([concept, photo()]),
        };
        let lacks = if self.dice.chance(20) {
            json!({ "summary": "", "kpis": [], "budget": eur("10.00") })
        } else {
            json!({})
        };
        let slots = self.dice.between(1, 2);
        let closes_at = if self.dice.chance(30) {
            "2026-12-01T09:00:00Z"
        } else {
            "2027-06-01T09:00:00Z"
        };
        let compensation = json!({ "pay": eur("200.00"), "isNegotiable": self.dice.chance(80) });
        let changes = json!({ "deliverables": owed, "slots": slots, "closesAt": closes_at, "compensation": compensation });
        let whole = with(content(), changes);
        let content = with(whole.clone(), lacks);
        let input = json!({ "brandId": self.brand.id, "content": content });
        let made = self.brand.does("offerCreate", input, "offer { id }").await;
        let id = made.good().text("offerCreate.offer.id");
        self.contents.insert(id.clone(), whole);
        self.objects.push(("Offer", id));
    }

    /// A creator becomes a member of the brand that they have applied to.
    pub async fn hires_a_creator(&mut self) {
        let who = CREATORS[1];
        let creator = self.people[who].1.clone().unwrap();
        let taken_in = self.brand.takes_in(&self.brand, &creator, "ADMIN").await;
        taken_in.good();
        self.people[who].0 = "creator and admin";
    }

    /// Looks at everything through the eyes of some, tries what is refused, and does one thing that is not.
    pub async fn step(&mut self, seen: &mut Seen) {
        self.time_passes().await;
        let mut may = Vec::new();
        for _ in 0..EYES {
            let who = self.dice.below(self.people.len());
            let looked = self.looks(who).await;
            for (ty, id, verdicts) in looked {
                let state = verdicts[format!("state{}", ty.name)]
                    .as_str()
                    .unwrap()
                    .to_owned();
                seen.states.insert((ty.name.to_owned(), state.clone()));
                for act in ty.acts {
                    let verdict = &verdicts["viewerActions"][act.name];
                    let (action, id) = (act.name, id.clone());
                    let it = May {
                        who,
                        ty,
                        action,
                        id,
                    };
                    if verdict["isAllowed"] == true {
                        assert_eq!(verdict["isYours"], true, "{verdict}");
                        assert_eq!(verdict["reasons"], json!([]), "{verdict}");
                        may.push(it);
                    } else {
                        let reasons = &verdict["reasons"];
                        self.is_refused(&it, &state, reasons, seen).await;
                    }
                }
            }
        }
        let count = |it: &May| {
            seen.done
                .get(&(it.ty.name, it.action))
                .copied()
                .unwrap_or(0)
        };
        // The rarest first; now and then anything that does not end things.
        let any = self.dice.chance(30);
        let weight = |it: &May, chance: usize| match any {
            true => chance + it.ty.pace(it.action),
            false => count(it) * it.ty.pace(it.action) + chance,
        };
        let dice = &mut self.dice;
        let next = may
            .into_iter()
            .map(|it| (weight(&it, dice.below(if any { 60 } else { 12 })), it))
            .min_by_key(|(weight, _)| *weight);
        let Some((_, next)) = next else {
            return self.drafts().await;
        };
        self.does(&next, seen).await;
        if self.dice.chance(8) {
            self.cash().await;
        }
        if self.dice.chance(3) {
            self.drafts().await;
        }
    }

    /// Days go by; sometimes the worker has not come to it yet.
    async fn time_passes(&mut self) {
        if self.dice.chance(40) {
            self.app.works().await;
        }
        if !self.dice.chance(8) {
            return;
        }
        let days = self.dice.between(1, 5);
        self.app.clock.advance(TimeDelta::days(days));
        for (_, person) in &mut self.people {
            if let Some(one) = person {
                *one = one.logs_in_again().await;
            }
        }
        self.brand.founder = self.people[0].1.clone().unwrap();
    }

    /// What somebody sees: of each object its state, and what they may do with it.
    async fn looks(&mut self, who: usize) -> Vec<(&'static Type, String, Value)> {
        let mut ids: Vec<String> = self.objects.iter().map(|(_, id)| id.clone()).collect();
        while ids.len() > AT_ONCE {
            ids.remove(self.dice.below(ids.len()));
        }
        self.looks_at(who, &ids).await
    }

    async fn looks_at(
        &mut self,
        who: usize,
        ids: &[String],
    ) -> Vec<(&'static Type, String, Value)> {
        let answer = self.asks(who, &acts::looks(), json!({ "ids": ids })).await;
        let nodes = answer.good().at("nodes");
        let mut looked = Vec::new();
        for node in nodes.as_array().unwrap() {
            let Some(ty) = TYPES.iter().find(|ty| node["__typename"] == ty.name) else {
                assert!(node.is_null(), "{node}");
                continue;
            };
            let id = node["id"].as_str().unwrap().to_owned();
            for found in acts::found(node) {
                if !self.objects.contains(&found) {
                    self.objects.push(found);
                }
            }
            looked.push((ty, id, node.clone()));
        }
        looked
    }

    async fn asks(&self, who: usize, query: &str, variables: Value) -> Answer {
        let token = self.people[who].1.as_ref();
        let token = token.map(|person| person.access_token.as_str());
        self.app.asks_as(token, query, variables).await
    }

    /// Somebody tries what they may not do: the mutation says the same.
    async fn is_refused(&mut self, it: &May, state: &str, reasons: &Value, seen: &mut Seen) {
        let role = self.people[it.who].0;
        // Whose act something is depends on no state.
        let state = if reasons == &json!([]) { "" } else { state };
        let said = reasons[0]["code"].to_string();
        let tried = (it.ty.name, it.action, state.to_owned(), role, said);
        if !seen.tried.insert(tried) {
            return;
        }
        // What was tried before may have let a clock strike.
        let verdict = self.verdict(it).await;
        if verdict["isAllowed"] == true {
            return;
        }
        let reasons = &verdict["reasons"];
        let answer = self.tries(it).await;
        let told = format!(
            "{role} {}.{} {state}: {verdict} {answer:?}",
            it.ty.name, it.action
        );
        if verdict["isYours"] == true {
            let path = format!("{}.userErrors", it.ty.mutation(it.action));
            assert_eq!(&answer.beside(&path), reasons, "{told}");
            let code = reasons[0]["code"].as_str().expect("a reason").to_owned();
            seen.refused.insert((it.ty.name, it.action, code));
        } else {
            let codes = answer.codes();
            let refusals = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"];
            assert_eq!(codes.len(), 1, "{told}");
            assert!(refusals.contains(&codes[0].as_str()), "{told}");
            assert_eq!(reasons, &json!([]), "{told}");
        }
    }

    /// Somebody does what they may do, and it is done.
    async fn does(&mut self, it: &May, seen: &mut Seen) {
        if self.verdict(it).await["isAllowed"] != true {
            return;
        }
        let answer = self.tries(it).await;
        let role = self.people[it.who].0;
        let none = Vec::<String>::new();
        let told = format!("{role} {}.{}: {answer:?}", it.ty.name, it.action);
        assert_eq!(answer.refusals(), none, "{told}");
        *seen.done.entry((it.ty.name, it.action)).or_default() += 1;
    }

    async fn verdict(&mut self, it: &May) -> Value {
        let now = self.looks_at(it.who, std::slice::from_ref(&it.id)).await;
        now[0].2["viewerActions"][it.action].clone()
    }

    /// Creators ask for their money, whether there is any or not.
    async fn cash(&mut self) {
        for who in CREATORS {
            let creator = &self.creators[who - CREATORS[0]];
            let input = json!({ "creatorId": creator.id, "amount": eur("10.00"), "iban": "DE89370400440532013000" });
            let input = keyed("payoutRequest", input);
            let document = document("payoutRequest", "payout { id }");
            let asked = self.asks(who, &document, json!({ "input": input })).await;
            let refusals = asked.refusals();
            assert!(
                refusals.iter().all(|code| code == "BALANCE_INSUFFICIENT"),
                "{refusals:?}"
            );
        }
    }

    async fn tries(&mut self, it: &May) -> Answer {
        let mutation = it.ty.mutation(it.action);
        let content = self.contents.get(&it.id);
        let input = it.ty.input(it.action, &it.id, content, &mut self.dice);
        let input = keyed(mutation, input);
        let document = document(mutation, "__typename");
        self.asks(it.who, &document, json!({ "input": input }))
            .await
    }
}
