//! Who walks the graph finds every type, and every field, filter and order of it answers: of one object, and of several.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind};
use serde_json::{Value, json};

use crate::support::deal::Deal;
use crate::support::schema::{Published, innermost};
use crate::support::{Person, TestApp};

/// Objects of a type that are visited at most.
const VISITED: usize = 2;

struct Walk<'a> {
    person: &'a Person,
    schema: Published,
    /// What was found, by type.
    found: BTreeMap<String, Vec<String>>,
    visited: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    async fn of(person: &'a Person) -> Self {
        let mut walk = Self {
            person,
            schema: Published::read(),
            found: BTreeMap::new(),
            visited: BTreeSet::new(),
        };
        let viewer = "{ viewer { __typename id } }";
        walk.asks(viewer, json!({})).await;
        for list in ["offers", "creators", "brands"] {
            let query = format!("{{ {list}(first: 2) {{ nodes {{ __typename id }} }} }}");
            walk.asks(&query, json!({})).await;
        }
        while let Some(ty) = walk.next() {
            walk.visits(&ty).await;
        }
        walk
    }

    fn next(&self) -> Option<String> {
        let mut types = self.found.keys();
        types.find(|ty| !self.visited.contains(*ty)).cloned()
    }

    async fn asks(&mut self, query: &str, variables: Value) -> Value {
        let answer = self.person.asks(query, variables).await;
        assert!(answer.codes().is_empty(), "{:?}: {query}", answer.codes());
        let cost = &answer.0["extensions"]["cost"];
        assert!(
            cost["actual"].as_u64() <= cost["requested"].as_u64(),
            "{cost}: {query}"
        );
        let data = answer.0["data"].clone();
        self.notes(&data);
        data
    }

    /// Keeps the ids in an answer.
    fn notes(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if let (Some(Value::String(ty)), Some(Value::String(id))) =
                    (members.get("__typename"), members.get("id"))
                {
                    let ids = self.found.entry(ty.clone()).or_default();
                    if ids.len() < VISITED && !ids.contains(id) {
                        ids.push(id.clone());
                    }
                }
                members.values().for_each(|member| self.notes(member));
            }
            Value::Array(items) => items.iter().for_each(|item| self.notes(item)),
            _ => {}
        }
    }

    async fn visits(&mut self, ty: &str) {
        self.visited.insert(ty.to_owned());
        let ids = self.found[ty].clone();
        let all = self.all(ty);
        let one = format!("query($id: ID!) {{ node(id: $id) {{ ... on {ty} {{ {all} }} }} }}");
        self.asks(&one, json!({ "id": ids[0] })).await;
        let several =
            format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {ty} {{ {all} }} }} }}");
        self.asks(&several, json!({ "ids": ids })).await;
        for number in 0..self.schema.fields(ty).len() {
            let lists = self.lists(self.schema.fields(ty)[number]);
            for list in lists {
                let several = format!(
                    "query($ids: [ID!]!, $after: String) {{ nodes(ids: $ids) {{ ... on {ty} {{ list: {list} }} }} }}"
                );
                let first = self.asks(&several, json!({ "ids": ids[..1] })).await;
                let after = &first["nodes"][0]["list"]["pageInfo"]["endCursor"];
                self.asks(&several, json!({ "ids": ids, "after": after }))
                    .await;
            }
        }
    }

    /// All fields of a type, and of its parts; of other objects their ids.
    fn all(&self, ty: &str) -> String {
        let fields = self.schema.fields(ty);
        let fields = fields.iter().map(|field| self.selected(field));
        fields.collect::<Vec<_>>().join(" ")
    }

    fn selected(&self, field: &FieldDefinition) -> String {
        let (name, ty) = (&field.name.node, innermost(&field.ty.node));
        match self.schema.0.get(ty) {
            Some(TypeKind::Object(_)) if ty.ends_with("Connection") => {
                format!("{name}(first: 2) {}", self.page(ty))
            }
            Some(TypeKind::Object(_)) if self.has_id(ty) => format!("{name} {{ __typename id }}"),
            Some(TypeKind::Object(_)) => format!("{name} {{ {} }}", self.all(ty)),
            Some(TypeKind::Interface(_) | TypeKind::Union(_)) => format!("{name} {{ __typename }}"),
            _ => name.to_string(),
        }
    }

    fn has_id(&self, ty: &str) -> bool {
        let fields = self.schema.fields(ty);
        fields.iter().any(|field| field.name.node == "id")
    }

    fn page(&self, connection: &str) -> String {
        let of = connection.trim_end_matches("Connection");
        let id = if self.has_id(of) { "id" } else { "" };
        format!(
            "{{ totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
                edges {{ cursor }} nodes {{ __typename {id} }} }}"
        )
    }

    /// A list by each member of its filter, and in each of its orders.
    fn lists(&self, field: &FieldDefinition) -> Vec<String> {
        let ty = innermost(&field.ty.node);
        if !ty.ends_with("Connection") {
            return Vec::new();
        }
        let (name, page) = (&field.name.node, self.page(ty));
        let filters = self.members(field, "filter");
        let orders = self.members(field, "orderBy");
        let mut asked = Vec::new();
        let mut currency = String::new();
        for member in filters {
            let value = self
                .schema
                .value(&member.name.node, &member.ty.node, &mut |_, scalar| {
                    sample(scalar)
                });
            let filter = format!("filter: {{ {}: {value} }}", member.name.node);
            if member.name.node == "currency" {
                currency.clone_from(&filter);
            }
            asked.push(format!("{name}(first: 1, after: $after, {filter}) {page}"));
        }
        for member in orders
            .into_iter()
            .filter(|member| member.name.node == "field")
        {
            let Some(TypeKind::Enum(fields)) = self.schema.0.get(innermost(&member.ty.node)) else {
                continue;
            };
            for field in &fields.values {
                let field = &field.node.value.node;
                for (count, direction) in [("first", "ASC"), ("first", "DESC")] {
                    let order = format!("orderBy: {{ field: {field}, direction: {direction} }}");
                    asked.push(format!(
                        "{name}({count}: 1, after: $after, {order}, {currency}) {page}"
                    ));
                }
            }
        }
        asked
    }

    fn members(&self, field: &FieldDefinition, argument: &str) -> Vec<&InputValueDefinition> {
        let mut arguments = field.arguments.iter();
        let argument = arguments.find(|given| given.node.name.node == argument);
        let input =
            argument.and_then(|argument| self.schema.0.get(innermost(&argument.node.ty.node)));
        match input {
            Some(TypeKind::InputObject(input)) => {
                input.fields.iter().map(|member| &member.node).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A value of a scalar, as text of the language.
fn sample(scalar: &str) -> String {
    match scalar {
        "DateTime" => "\"2026-12-01T00:00:00Z\"",
        "CountryCode" => "\"DE\"",
        "LanguageTag" => "\"de\"",
        "Decimal" => "\"20.00\"",
        "Int" => "1",
        "Float" => "0.5",
        "Boolean" => "true",
        _ => "\"tea\"",
    }
    .to_owned()
}

#[tokio::test]
async fn every_field_filter_and_order_answers_for_one_object_and_for_several() {
    let deal = Deal::busy(&TestApp::start().await).await;
    let mut visited = BTreeSet::new();
    for person in deal.sides() {
        visited.extend(Walk::of(person).await.visited);
    }
    let schema = Published::read();
    let nodes = schema.0.iter().filter(|(_, kind)| match kind {
        TypeKind::Object(object) => object.implements.iter().any(|one| one.node == "Node"),
        _ => false,
    });
    let missed: Vec<&String> = nodes
        .map(|(name, _)| name)
        .filter(|name| !visited.contains(*name))
        .collect();
    assert_eq!(missed, Vec::<&String>::new());
}
