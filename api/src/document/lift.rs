//! The engine looks for the field of a subscription at its root only. Clients may write it inside fragments, so it is
//! lifted out of them, once the document is known to be good.

use std::collections::HashMap;

use async_graphql::Name;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType,
    Selection, SelectionSet,
};
use async_graphql_parser::Positioned;

use super::Refusal;

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Refuses subscriptions that cannot be lifted. Asked of a measured document: none goes in a circle, and each has one field
/// at most.
pub(super) fn check(document: &ExecutableDocument) -> Result<(), Refusal> {
    let mut operations = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node);
    let is_odd = |operation: &OperationDefinition| {
        operation.ty == OperationType::Subscription
            && !is_plain(&operation.selection_set.node, &document.fragments)
    };
    if operations.any(is_odd) {
        let message = "A subscription asks for one field of ours, not for __typename, and has no directives around it.";
        return Err(Refusal::invalid(message));
    }
    Ok(())
}

/// Lifts the field of each subscription to its root.
pub(super) fn lift(document: &mut ExecutableDocument) {
    let fragments = &document.fragments;
    let lift = |operation: &mut Positioned<OperationDefinition>| {
        let operation = &mut operation.node;
        if operation.ty == OperationType::Subscription {
            let field = field(&operation.selection_set.node, fragments).cloned();
            operation.selection_set.node.items = Vec::from_iter(field);
        }
    };
    match &mut document.operations {
        DocumentOperations::Single(only) => lift(only),
        DocumentOperations::Multiple(all) => all.values_mut().for_each(lift),
    }
}

fn is_plain(set: &SelectionSet, fragments: &Fragments) -> bool {
    set.items.iter().all(|item| match &item.node {
        Selection::Field(field) => field.node.name.node != "__typename",
        Selection::InlineFragment(inline) => {
            let inline = &inline.node;
            inline.directives.is_empty() && is_plain(&inline.selection_set.node, fragments)
        }
        Selection::FragmentSpread(spread) => {
            let spread = &spread.node;
            // An unknown one is left to the engine, which says so.
            let inner = fragments.get(&spread.fragment_name.node);
            spread.directives.is_empty()
                && inner.is_none_or(|inner| is_plain(&inner.node.selection_set.node, fragments))
        }
    })
}

fn field<'a>(set: &'a SelectionSet, fragments: &'a Fragments) -> Option<&'a Positioned<Selection>> {
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(_) => Some(item),
        Selection::InlineFragment(inline) => field(&inline.node.selection_set.node, fragments),
        Selection::FragmentSpread(spread) => {
            let inner = fragments.get(&spread.node.fragment_name.node)?;
            field(&inner.node.selection_set.node, fragments)
        }
    })
}
