//! What the engine does not check of a subscription.

use async_graphql::Request;
use async_graphql::parser::types::{DocumentOperations, OperationType, Selection};

/// GraphQL gives a subscription exactly one root field. The engine would run any number of them, and not see those that
/// stand in a fragment.
pub fn has_one_root(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else {
        return true;
    };
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(only), _) => Some(only),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name.as_str()),
        (DocumentOperations::Multiple(all), None) => all.values().next(),
    };
    let Some(operation) = operation.filter(|it| it.node.ty == OperationType::Subscription) else {
        return true;
    };
    match operation.node.selection_set.node.items.as_slice() {
        [only] => {
            matches!(&only.node, Selection::Field(field) if field.node.name.node != "__typename")
        }
        _ => false,
    }
}
