//! Every argument and every member of every input, with every kind of nonsense: taken from the published schema, so
//! that nothing new is forgotten.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use async_graphql::parser::types::{BaseType, InputValueDefinition, Type, TypeKind};
use serde_json::{Map, Value, json};

use crate::support::deal::{Deal, reel};
use crate::support::market::key;
use crate::support::schema::Published;
use crate::support::{Answer, Person, TestApp};

/// A place for a value: the members that lead to it from the argument's name on, `0` into a list.
type Place = Vec<String>;

/// A root field with good values in all its places.
struct Asked {
    document: String,
    variables: Value,
    places: Vec<(Place, Type, Option<usize>)>,
}

/// A person who has one of everything, and its ids by the names they are asked for under.
struct Owner {
    schema: Published,
    person: Person,
    ids: Map<String, Value>,
}

impl Owner {
    async fn new(app: &TestApp) -> Self {
        let deal = Deal::over(app, &[reel()]).await;
        let (brand, zoe) = (&deal.brand, &deal.creator);
        let offer = brand.publishes_offer().await;
        let application = zoe.applies_to(&offer).await;
        let account = zoe.adds_account("TIKTOK", 2_000).await;
        let deliverable = deal.deliverable(1).await;
        let ids = json!({
            "id": offer, "ids": offer, "brandId": brand.id, "offerId": offer, "creatorId": zoe.id,
            "applicationId": application, "socialAccountId": account, "userId": brand.founder.id,
            "collaborationId": deal.id, "deliverableId": deliverable,
        });
        let Value::Object(ids) = ids else { panic!() };
        Self {
            schema: Published::read(),
            person: brand.founder.clone(),
            ids,
        }
    }

    fn good(&self, name: &str, scalar: &str) -> Value {
        match (name, scalar) {
            ("after" | "before" | "since" | "refreshToken", _) => json!("AQ"),
            ("first" | "last", _) => json!(1),
            ("iban", _) => json!("DE89370400440532013000"),
            ("password", _) => json!("correct horse battery"),
            ("idempotencyKey", _) => json!(key()),
            (_, "ID") => self.ids.get(name).cloned().unwrap_or(json!("AW9m")),
            (_, "Int" | "Float") => json!(1),
            (_, "Boolean") => json!(true),
            (_, "DateTime") => json!("2026-12-01T00:00:00Z"),
            (_, "Decimal") => json!("1.00"),
            (_, "URL") => json!("https://example.com/a"),
            (_, "EmailAddress") => json!("somebody@example.com"),
            (_, "CountryCode") => json!("DE"),
            (_, "LanguageTag") => json!("de"),
            _ => json!("Some words"),
        }
    }
}

/// Puts a value into a place.
fn put(root: &mut Value, place: &[String], value: Value) {
    let mut here = root;
    for step in place {
        here = match step.parse::<usize>() {
            Ok(at) => &mut here[at],
            Err(_) => &mut here[step.as_str()],
        };
    }
    *here = value;
}

fn at<'a>(root: &'a Value, place: &[String]) -> &'a Value {
    let step = |here: &'a Value, step: &String| match step.parse::<usize>() {
        Ok(at) => &here[at],
        Err(_) => &here[step.as_str()],
    };
    place.iter().fold(root, step)
}

fn items_max(slot: &InputValueDefinition) -> Option<usize> {
    let mut directives = slot.directives.iter().map(|directive| &directive.node);
    let constraint = directives.find(|directive| directive.name.node == "constraint")?;
    let most = constraint.get_argument("maxItems")?.node.to_string();
    most.parse().ok()
}

impl Owner {
    /// A good value for a place, and below it all places whose input object has not been seen.
    fn fill(
        &self,
        slot: &InputValueDefinition,
        place: &Place,
        seen: &mut HashSet<String>,
        places: &mut Vec<(Place, Type, Option<usize>)>,
    ) -> Value {
        let (name, mut ty) = (slot.name.node.as_str(), &slot.ty.node);
        places.push((place.clone(), ty.clone(), items_max(slot)));
        let mut inner = place.clone();
        let mut is_list = false;
        while let BaseType::List(item) = &ty.base {
            (ty, is_list) = (item, true);
            inner.push("0".to_owned());
        }
        let BaseType::Named(named) = &ty.base else {
            panic!()
        };
        let one = match self.schema.0.get(named.as_str()) {
            Some(TypeKind::Enum(values)) => json!(values.values[0].node.value.node.as_str()),
            Some(TypeKind::InputObject(input)) => {
                let is_new = seen.insert(named.to_string());
                let mut object = Map::new();
                for field in &input.fields {
                    let mut below = inner.clone();
                    below.push(field.node.name.node.to_string());
                    let mut found = Vec::new();
                    let value = self.fill(&field.node, &below, seen, &mut found);
                    object.insert(field.node.name.node.to_string(), value);
                    if is_new {
                        places.extend(found);
                    }
                }
                Value::Object(object)
            }
            _ => self.good(name, named),
        };
        if is_list { json!([one]) } else { one }
    }

    fn asks(&self, root: &str, seen: &mut HashSet<String>) -> Vec<Asked> {
        let mut all = Vec::new();
        for field in self.schema.fields(root) {
            let mut places = Vec::new();
            let mut variables = json!({});
            let (mut declared, mut given) = (String::new(), String::new());
            for argument in &field.arguments {
                let argument = &argument.node;
                let name = argument.name.node.to_string();
                // Both ways of paging at once are refused.
                if matches!(name.as_str(), "last" | "before" | "after") {
                    places.push((vec![name.clone()], argument.ty.node.clone(), None));
                } else {
                    let place = vec![name.clone()];
                    variables[&name] = self.fill(argument, &place, seen, &mut places);
                }
                declared.push_str(&format!("${name}: {} ", argument.ty.node));
                given.push_str(&format!("{name}: ${name} "));
            }
            if places.is_empty() {
                continue;
            }
            let (operation, name) = (root.to_lowercase(), &field.name.node);
            let selection = match root {
                "Mutation" => "{ userErrors { code path parameters { name value } } }",
                _ => self.schema.selection(&field.ty.node),
            };
            all.push(Asked {
                document: format!("{operation}({declared}) {{ {name}({given}) {selection} }}"),
                variables,
                places,
            });
        }
        all
    }
}

const TIMES: [&str; 8] = [
    "9999-12-31T23:59:59-12:00",
    "0000-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "2026-12-01T00:00:00.123456789Z",
    "2026-12-01T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "+10000-01-01T00:00:00Z",
    "2026-12-01",
];
const NUMBERS: [&str; 7] = [
    "1e400",
    "99999999999999999999",
    "-0.0001",
    "100000000000000000",
    "0.00001",
    "NaN",
    "１",
];
const WORDS: [&str; 14] = [
    "",
    " ",
    "\u{0}",
    "a\u{0}b",
    "\u{202E}evil",
    "\u{200B}",
    "\u{FFFE}",
    "\u{10FFFF}",
    "\u{2028}",
    "é\u{301}\u{301}",
    "👩\u{200D}🍳",
    "%_\\'\"; --",
    "../..",
    "NaN",
];

/// Values that nobody should send to a place of a type.
fn nonsense(schema: &Published, ty: &Type) -> Vec<Value> {
    let mut all = vec![
        Value::Null,
        json!(true),
        json!(-7),
        json!(1e300),
        json!([[[]]]),
        json!({ "a": { "b": [1] } }),
    ];
    let BaseType::Named(named) = &ty.base else {
        all.extend([
            json!([null]),
            json!([[1, "x"], {}]),
            json!(vec!["x"; 20_000]),
        ]);
        return all;
    };
    match named.as_str() {
        "Int" => all.extend([
            json!(i32::MAX),
            json!(i32::MIN),
            json!(i64::MAX),
            json!(1.5),
        ]),
        "Float" => all.extend([json!(-1e300), json!(5e-324), json!(0.123_456_789)]),
        "Boolean" => {}
        "DateTime" => all.extend(TIMES.map(|at| json!(at))),
        "Decimal" => all.extend(NUMBERS.map(|number| json!(number))),
        named if matches!(schema.0.get(named), Some(TypeKind::InputObject(_))) => {}
        _ => {
            all.extend(WORDS.map(|word| json!(word)));
            all.push(json!("x".repeat(100_000)));
            all.push(json!("\u{1F469}\u{200D}".repeat(20_000)));
        }
    }
    all
}

async fn timed(person: &Person, document: &str, variables: &Value) -> (Answer, Duration) {
    let start = Instant::now();
    let answer = person.asks(document, variables.clone()).await;
    (answer, start.elapsed())
}

/// So much longer than a good value may a bad one take.
const GRACE: Duration = Duration::from_millis(100);

#[tokio::test]
async fn no_value_anywhere_breaks_the_marketplace_or_holds_it_up() {
    let app = TestApp::start().await;
    let owner = Owner::new(&app).await;
    let mut asked = 0;
    let mut seen = HashSet::new();
    for root in ["Query", "Mutation", "Subscription"] {
        for Asked {
            document,
            variables,
            places,
        } in owner.asks(root, &mut seen)
        {
            let good = timed(&owner.person, &document, &variables).await.1;
            for (place, ty, _) in places {
                for bad in nonsense(&owner.schema, &ty) {
                    let mut variables = variables.clone();
                    put(&mut variables, &place, bad.clone());
                    let (answer, mut took) = timed(&owner.person, &document, &variables).await;
                    let codes = answer.refusals();
                    let shown: String = bad.to_string().chars().take(60).collect();
                    let what = || format!("{shown} at {place:?} of {document}: {codes:?}");
                    assert!(
                        !codes.iter().any(|code| matches!(
                            code.as_str(),
                            "INTERNAL_SERVER_ERROR" | "none" | "TIMEOUT" | "UNAVAILABLE"
                        )),
                        "{}",
                        what()
                    );
                    // The machine may be busy: the best of some tries counts.
                    for _ in 0..5 {
                        if took <= good + GRACE {
                            break;
                        }
                        tokio::time::sleep(GRACE).await;
                        took = took.min(timed(&owner.person, &document, &variables).await.1);
                    }
                    assert!(took <= good + GRACE, "{took:?}, not {good:?}: {}", what());
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 1_000, "{asked}");
}

#[tokio::test]
async fn a_list_is_as_long_as_is_published_and_no_longer() {
    let app = TestApp::start().await;
    let owner = Owner::new(&app).await;
    let mut lists = 0;
    for root in ["Query", "Mutation"] {
        for Asked {
            document,
            variables,
            places,
        } in owner.asks(root, &mut HashSet::new())
        {
            for (place, _, most) in places {
                let Some(most) = most else { continue };
                let one = at(&variables, &place)[0].clone();
                for (count, is_refused) in [(most, false), (most + 1, true), (most * 20, true)] {
                    let mut variables = variables.clone();
                    put(&mut variables, &place, json!(vec![&one; count]));
                    let answer = owner.person.asks(&document, variables).await;
                    let what = format!("{count} at {place:?}: {:#}", answer.0);
                    let told = told(&answer, &place);
                    assert_eq!(told.is_some(), is_refused, "{what}");
                    if let Some(limit) = told {
                        assert_eq!(
                            limit,
                            json!([{ "name": "max", "value": most.to_string() }]),
                            "{what}"
                        );
                    }
                }
                lists += 1;
            }
        }
    }
    assert!(lists > 20, "{lists}");
}

/// The limit that an answer tells for a list.
fn told(answer: &Answer, place: &Place) -> Option<Value> {
    let top = answer.0["errors"].as_array().cloned().unwrap_or_default();
    let top = top.into_iter().map(|error| error["extensions"].clone());
    let fields = answer.0["data"].as_object().cloned().unwrap_or_default();
    let of_forms = fields
        .values()
        .filter_map(|field| field["userErrors"].as_array().cloned());
    let of_forms: Vec<Value> = of_forms.flatten().collect();
    let mut all = top.chain(of_forms);
    let found = all.find(|error| error["code"] == "LIST_TOO_LONG" && error["path"] == json!(place));
    found.map(|error| error["parameters"].clone())
}
