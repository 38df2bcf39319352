//! The public contract.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::types::{InputValueDefinition, TypeKind};

use crate::support::schema::Published;

const CHECKED_IN: &str = include_str!("../../schema.graphql");

#[test]
fn the_schema_is_what_the_binary_prints() {
    let fresh = schema::engine::sdl();
    assert!(
        fresh == CHECKED_IN,
        "schema.graphql is stale; refresh it: cargo run -- schema > schema.graphql"
    );
}

#[test]
fn what_is_the_same_everywhere_is_described_alike() {
    const SAME: [&str; 5] = ["idempotencyKey", "first", "last", "after", "before"];
    let schema = Published::read();
    let mut words: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut notes = |value: &InputValueDefinition| {
        if let Some(name) = SAME.iter().find(|name| **name == value.name.node) {
            let said = value.description.as_ref().map(|text| text.node.clone());
            words
                .entry(name)
                .or_default()
                .insert(said.unwrap_or_default());
        }
    };
    for (name, kind) in &schema.0 {
        if let TypeKind::InputObject(input) = kind {
            input.fields.iter().for_each(|field| notes(&field.node));
        }
        for field in schema.fields(name) {
            field
                .arguments
                .iter()
                .for_each(|argument| notes(&argument.node));
        }
    }
    assert_eq!(words.len(), SAME.len(), "{words:?}");
    assert!(words.values().all(|said| said.len() == 1), "{words:#?}");
}
