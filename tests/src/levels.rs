//! Every list inside of every other: each level of a document is one statement, however many rows it has; and whichever way
//! a document takes through the program, its answer is the same.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{FieldDefinition, TypeKind};
use serde_json::{Value, json};

use crate::statements::Market;
use crate::support::market::content;
use crate::support::schema::{Published, innermost};
use crate::support::{Answer, Person, TestApp};

/// Rows asked for.
const SIZES: [usize; 4] = [1, 5, 20, 100];

/// Two levels below an object of a type.
struct Document {
    ty: String,
    text: String,
    /// Statements at most: one for the object and for each level, one more for each count.
    most: u64,
    /// Both levels are lists in pages.
    has_pages: bool,
}

/// What hangs on an object: its field, the type, and how it is selected around what is inside.
struct Relation {
    to: String,
    open: String,
    close: &'static str,
    is_page: bool,
}

fn relation(schema: &Published, field: &FieldDefinition, size: &str) -> Option<Relation> {
    let ty = innermost(&field.ty.node);
    let name = &field.name.node;
    if let Some(of) = ty.strip_suffix("Connection") {
        return Some(Relation {
            to: of.to_owned(),
            open: format!("{name}(first: {size}) {{ totalCount nodes {{"),
            close: "} }",
            is_page: true,
        });
    }
    let has_id = schema
        .fields(ty)
        .iter()
        .any(|field| field.name.node == "id");
    has_id.then(|| Relation {
        to: ty.to_owned(),
        open: format!("{name} {{"),
        close: "}",
        is_page: false,
    })
}

/// Each relation inside of each, for every type that has an id.
fn documents(schema: &Published) -> Vec<Document> {
    let mut documents = Vec::new();
    for (ty, kind) in &schema.0 {
        let TypeKind::Object(object) = kind else {
            continue;
        };
        if !object.implements.iter().any(|one| one.node == "Node") {
            continue;
        }
        for field in schema.fields(ty) {
            let Some(outer) = relation(schema, field, "$size") else {
                continue;
            };
            for below in schema.fields(&outer.to) {
                let Some(inner) = relation(schema, below, "3") else {
                    continue;
                };
                let id = |of: &Relation| {
                    let fields = schema.fields(&of.to);
                    if fields.iter().any(|field| field.name.node == "id") {
                        "id"
                    } else {
                        "__typename"
                    }
                };
                let variables = if outer.is_page {
                    "($id: ID!, $size: Int!)"
                } else {
                    "($id: ID!)"
                };
                let text = format!(
                    "query{variables} {{ node(id: $id) {{ __typename ... on {ty} {{ {} {} {} {} {} {} }} }} }}",
                    outer.open,
                    id(&outer),
                    inner.open,
                    id(&inner),
                    inner.close,
                    outer.close
                );
                documents.push(Document {
                    ty: ty.clone(),
                    text,
                    most: 3 + u64::from(outer.is_page) + u64::from(inner.is_page),
                    has_pages: outer.is_page && inner.is_page,
                });
            }
        }
    }
    documents
}

/// Objects of each type that somebody finds, one of each.
async fn objects(market: &Market, person: &Person) -> BTreeMap<String, String> {
    let ids = json!({ "brand": market.brand.id, "creator": market.creators[0].id });
    let query = "query($brand: ID!, $creator: ID!) {
        viewer { __typename id user { __typename id } }
        creator(id: $creator) { __typename id
            socialAccounts { __typename id posts { __typename id } }
            balances { __typename id } earnings(first: 1) { nodes { __typename id } }
            payouts(first: 1) { nodes { __typename id } } }
        brand(id: $brand) { __typename id wallets { __typename id }
            fundings(first: 1) { nodes { __typename id } } members(first: 1) { nodes { __typename id } }
            offers(first: 1, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { __typename id
                applications(first: 1) { nodes { __typename id proposals { __typename id } } } } }
            collaborations(first: 1) { nodes { __typename id deliverables { __typename id } } } } }";
    let answer = person.asks(query, ids).await.good();
    let mut found = BTreeMap::new();
    note(&answer.0["data"], &mut found);
    found
}

fn note(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            if let (Some(ty), Some(id)) = (members.get("__typename"), members.get("id")) {
                let (ty, id) = (ty.as_str().unwrap(), id.as_str().unwrap());
                found.entry(ty.to_owned()).or_insert_with(|| id.to_owned());
            }
            members.values().for_each(|member| note(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| note(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn each_level_of_a_document_is_one_statement_whatever_it_finds() {
    let mut market = Market::new().await;
    for _ in 0..6 {
        market.grows().await;
    }
    let documents = documents(&Published::read());
    let mut asked = BTreeSet::new();
    let mut differing = Vec::new();
    for person in [&market.brand.founder, &market.creators[0].person] {
        let objects = objects(&market, person).await;
        for document in &documents {
            let Some(id) = objects.get(&document.ty) else {
                continue;
            };
            asked.insert(&document.text);
            let sizes = if document.has_pages {
                &SIZES[..]
            } else {
                &SIZES[2..3]
            };
            for size in sizes {
                let mut variables = json!({ "id": id });
                if document.text.contains("$size") {
                    variables["size"] = json!(size);
                }
                let before = market.app.env().db.statements();
                person.asks(&document.text, variables).await.good();
                let statements = market.app.env().db.statements() - before;
                if statements > document.most {
                    differing.push(format!(
                        "{statements} of {} for {size}: {}",
                        document.most, document.text
                    ));
                }
            }
        }
    }
    assert_eq!(differing, Vec::<String>::new());
    assert!(asked.len() > 150, "{}", asked.len());
    eprintln!("{} of {} documents", asked.len(), documents.len());
}

/// Documents in which something is odd: aliases, fragments, conditions, and mistakes in several places.
const ODD: [&str; 9] = [
    "{ viewer { ...a } viewer { user { displayName } } } fragment a on Viewer { user { id ...b } } fragment b on User { id again: id }",
    "query($no: Boolean = false) { offers(first: 2) @include(if: $no) { totalCount } brands(first: 1) { nodes @skip(if: $no) { id name } } }",
    "{ a: offers(first: 1) { nodes { id } } b: offers(first: 2) { edges { cursor node { t: title } } pageInfo { endCursor } } }",
    "{ offer(id: \"x\") { id } brands(first: 1) { totalCount } }",
    "{ node(id: \"nonsense\") { id } again: node(id: \"\") { __typename } viewer { id } }",
    "{ offers(first: 1, after: \"nonsense\") { nodes { id } } creators(first: 1) { nodes { id displayName } } }",
    "{ brands(first: 1) { nodes { offers(first: 1, after: \"x\") { totalCount nodes { id } } name } } }",
    "{ moneyBreakdown(pay: { amount: \"-1\", currencyCode: EUR }) { totalCharged { amount } } offers(last: 1, first: 1) { totalCount } }",
    "{ offers(first: 1, orderBy: { field: PAY, direction: ASC }) { nodes { id } } viewer { creator { id earnings(first: 1) { totalCount } } } }",
];

#[tokio::test]
async fn a_document_beside_introspection_is_answered_as_by_itself() {
    let mut market = Market::new().await;
    for _ in 0..2 {
        market.grows().await;
    }
    let mut documents: Vec<(String, Option<String>)> = documents(&Published::read())
        .into_iter()
        .map(|document| (document.text, Some(document.ty)))
        .collect();
    documents.extend(ODD.map(|text| (text.to_owned(), None)));
    let mut compared = 0;
    let nobody: Option<&Person> = None;
    for person in [
        Some(&market.brand.founder),
        Some(&market.creators[0].person),
        nobody,
    ] {
        let objects = objects(&market, person.unwrap_or(&market.brand)).await;
        let token = person.map(|person| person.access_token.as_str());
        for (text, ty) in &documents {
            let mut variables = json!({});
            if let Some(ty) = ty {
                let Some(id) = objects.get(ty) else { continue };
                variables["id"] = json!(id);
            }
            if text.contains("$size") {
                variables["size"] = json!(2);
            }
            // The engine runs what asks about the schema, too.
            let both = text.replacen("{ ", "{ about: __schema { __typename } ", 1);
            let alone = market.app.asks_as(token, text, variables.clone()).await;
            let mut beside = market.app.asks_as(token, &both, variables).await;
            if let Some(data) = beside.0["data"].as_object_mut() {
                data.remove("about");
            }
            assert_eq!(alone.0["data"], beside.0["data"], "{text}");
            assert_eq!(told(&alone), told(&beside), "{text}");
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}

/// The errors of an answer, in no order: fields of a root are independent.
fn told(answer: &Answer) -> BTreeSet<String> {
    let errors = answer.0["errors"].as_array().into_iter().flatten();
    let told = errors.map(|error| {
        let code = &error["extensions"]["code"];
        format!("{code} {} {}", error["path"], error["message"])
    });
    told.collect()
}

#[tokio::test]
async fn what_a_mutation_answers_is_put_together_from_all_its_mentions() {
    let app = TestApp::start().await;
    let brand = app.brand("Acme").await;
    let document = "mutation($input: OfferCreateInput!) {
        offerCreate(input: $input) { offer { id brand { id } } offer { title } ...a }
        offerCreate(input: $input) { userErrors { code } }
    }
    fragment a on OfferCreatePayload { offer { state brand { name } } offerEdges { cursor } offerEdges { node { version } } }";
    let input = json!({ "input": { "brandId": brand.id, "content": content() } });
    let answer = brand.asks(document, input).await.good();
    let payload = answer.at("offerCreate");
    assert_eq!(payload["offer"]["state"], "DRAFT");
    assert_eq!(payload["offer"]["title"], "Autumn tea at home");
    assert_eq!(
        payload["offer"]["brand"],
        json!({ "id": brand.id, "name": "Acme" })
    );
    assert!(payload["offer"]["id"].is_string());
    assert_eq!(payload["offerEdges"][0]["node"]["version"], 1);
    assert!(payload["offerEdges"][0]["cursor"].is_string());
    assert_eq!(payload["userErrors"], json!([]));
    let offers = "query($id: ID!) { brand(id: $id) { offers { totalCount } } }";
    let offers = brand.asks(offers, json!({ "id": brand.id })).await.good();
    assert_eq!(offers.at("brand.offers.totalCount"), 1, "it is done once");
}
