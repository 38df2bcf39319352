//! Every list inside of every other: each level of a document is one statement, however many rows it has.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{FieldDefinition, TypeKind};
use serde_json::{Value, json};

use crate::statements::Market;
use crate::support::Person;
use crate::support::schema::{Published, innermost};

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
