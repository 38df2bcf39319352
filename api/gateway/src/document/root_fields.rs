//! The engine runs each mention of a field at a root by itself. A mutation that is written in two places would be done twice,
//! and a subscription is looked for at its root only. So mentions of one field are put together, and lifted out of
//! fragments, once the document is known to be good.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition, InlineFragment,
    OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_parser::Positioned;

use super::DocumentError;

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A field where it is written, and under which conditions.
struct Mention<'d> {
    field: &'d Positioned<Field>,
    conditions: Vec<Positioned<Directive>>,
}

/// Refuses what cannot be put together. Asked of a measured document: none goes in a circle, and each subscription has one
/// field at most.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), DocumentError> {
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        let mentions = || mentions(operation, &document.fragments);
        match operation.ty {
            OperationType::Query => {}
            OperationType::Mutation => {
                if mentions().values().any(|all| base(all).is_none()) {
                    let message = "A mutation in several places needs the same condition in all of them, or none in one.";
                    return Err(DocumentError::invalid(message));
                }
            }
            OperationType::Subscription => {
                let mentions = mentions();
                let all = mentions.values().flatten();
                let is_odd = |it: &Mention<'_>| {
                    it.field.node.name.node == "__typename"
                        || it.conditions.len() > it.field.node.directives.len()
                };
                if all.into_iter().any(is_odd) {
                    let message = "A subscription asks for one field of ours, not for __typename, and has no directives around it.";
                    return Err(DocumentError::invalid(message));
                }
            }
        }
    }
    Ok(())
}

/// Puts the mentions of each field at the roots of mutations and subscriptions together.
pub(super) fn lift(document: &mut ExecutableDocument) {
    let fragments = &document.fragments;
    let lift = |operation: &mut Positioned<OperationDefinition>| {
        let operation = &mut operation.node;
        if operation.ty != OperationType::Query {
            let mentions = mentions(operation, fragments);
            let fields = mentions.values().filter_map(|all| together(all));
            let items = fields.collect();
            operation.selection_set.node.items = items;
        }
    };
    match &mut document.operations {
        DocumentOperations::Single(only) => lift(only),
        DocumentOperations::Multiple(all) => all.values_mut().for_each(lift),
    }
}

/// The fields at a root, by the places in the answer that they fill, in the order of their first mention.
fn mentions<'d>(
    operation: &'d OperationDefinition,
    fragments: &'d Fragments,
) -> IndexMap<&'d str, Vec<Mention<'d>>> {
    let mut found = IndexMap::new();
    collect(&operation.selection_set.node, fragments, &[], &mut found);
    found
}

fn collect<'d>(
    set: &'d SelectionSet,
    fragments: &'d Fragments,
    around: &[Positioned<Directive>],
    found: &mut IndexMap<&'d str, Vec<Mention<'d>>>,
) {
    for item in &set.items {
        let conditions = [around, item.node.directives()].concat();
        match &item.node {
            Selection::Field(field) => {
                let key = field.node.response_key().node.as_str();
                found
                    .entry(key)
                    .or_default()
                    .push(Mention { field, conditions });
            }
            Selection::InlineFragment(inline) => {
                let inner = &inline.node.selection_set.node;
                collect(inner, fragments, &conditions, found);
            }
            Selection::FragmentSpread(spread) => {
                // An unknown one is left to the engine, which says so.
                if let Some(inner) = fragments.get(&spread.node.fragment_name.node) {
                    let inner = &inner.node.selection_set.node;
                    collect(inner, fragments, &conditions, found);
                }
            }
        }
    }
}

/// The mention whose conditions are those of the whole: one without any, or any where all have the same.
fn base<'m, 'd>(all: &'m [Mention<'d>]) -> Option<&'m Mention<'d>> {
    let free = all.iter().find(|mention| mention.conditions.is_empty());
    let first = all.first()?;
    let same = words(&first.conditions);
    let are_same = all.iter().all(|mention| words(&mention.conditions) == same);
    free.or_else(|| are_same.then_some(first))
}

/// All mentions as one of them.
fn together(all: &[Mention<'_>]) -> Option<Positioned<Selection>> {
    let base = base(all)?;
    let mut one = base.field.clone();
    one.node.directives.clone_from(&base.conditions);
    let items = &mut one.node.selection_set.node.items;
    items.clear();
    let conditions = words(&base.conditions);
    for mention in all {
        let set = &mention.field.node.selection_set;
        if words(&mention.conditions) == conditions {
            items.extend_from_slice(&set.node.items);
            continue;
        }
        let inside = InlineFragment {
            type_condition: None,
            directives: mention.conditions.clone(),
            selection_set: set.clone(),
        };
        let pos = mention.field.pos;
        let inside = Selection::InlineFragment(Positioned::new(inside, pos));
        items.push(Positioned::new(inside, pos));
    }
    let pos = one.pos;
    Some(Positioned::new(Selection::Field(one), pos))
}

/// Conditions as they read, wherever they are written.
fn words(conditions: &[Positioned<Directive>]) -> Vec<String> {
    let word = |directive: &Positioned<Directive>| {
        let arguments = directive.node.arguments.iter();
        let arguments: Vec<String> = arguments
            .map(|(name, value)| format!("{}: {}", name.node, value.node))
            .collect();
        format!("{}({})", directive.node.name.node, arguments.join(", "))
    };
    conditions.iter().map(word).collect()
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    /// How many fields stand at the root, and what is selected of the first.
    fn lifted(text: &str) -> Option<(usize, usize)> {
        let mut document = parse_query(text).unwrap();
        check(&document).ok()?;
        lift(&mut document);
        let (_, operation) = document.operations.iter().next().unwrap();
        let items = &operation.node.selection_set.node.items;
        let Selection::Field(first) = &items[0].node else {
            panic!("{items:?}");
        };
        Some((items.len(), first.node.selection_set.node.items.len()))
    }

    #[test]
    fn mentions_of_a_field_become_one() {
        for (text, expected) in [
            ("mutation { a { x } a { y } }", Some((1, 2))),
            ("mutation { a { x } b: a { y } }", Some((2, 1))),
            (
                "mutation { a { x } ...f } fragment f on Mutation { a { y z } c { x } }",
                Some((2, 3)),
            ),
            (
                "mutation { a { x } a @include(if: $no) { y } }",
                Some((1, 2)),
            ),
            (
                "mutation { a @skip(if: $no) { x } a @skip(if: $no) { y } }",
                Some((1, 2)),
            ),
            (
                "mutation { a @skip(if: $no) { x } ... @include(if: $no) { a { y } } }",
                None,
            ),
            ("subscription { a { x } ... { a { y } } }", Some((1, 2))),
            ("subscription { ... @include(if: $no) { a { y } } }", None),
            ("subscription { __typename }", None),
        ] {
            assert_eq!(lifted(text), expected, "{text}");
        }
    }
}
