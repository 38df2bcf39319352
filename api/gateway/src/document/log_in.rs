//! Who an operation wants to log in, looked at before it is executed: limits depend on it.

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::Value;

/// The input of an operation's log-in as it is written, if it has one; there is one at most.
pub(super) fn input(
    operation: &OperationDefinition,
    document: &ExecutableDocument,
) -> Option<Value> {
    among(&operation.selection_set.node, document)
}

fn among(set: &SelectionSet, document: &ExecutableDocument) -> Option<Value> {
    set.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) if field.node.name.node.as_str() == "sessionCreate" => field
            .node
            .get_argument("input")
            .map(|input| input.node.clone()),
        Selection::Field(_) => None,
        Selection::InlineFragment(inline) => among(&inline.node.selection_set.node, document),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node)?;
            among(&fragment.node.selection_set.node, document)
        }
    })
}
