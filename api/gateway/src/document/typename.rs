//! `__typename @skip(if: $d)` becomes `... @skip(if: $d) { __typename }`, which means the same: in the first form the
//! engine does not see that the variable is used.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, Selection, SelectionSet,
};
use async_graphql_parser::Positioned;

/// Wraps each `__typename` that has directives.
pub(super) fn wrap(document: &mut ExecutableDocument) {
    match &mut document.operations {
        DocumentOperations::Single(only) => wrap_in(&mut only.node.selection_set.node),
        DocumentOperations::Multiple(all) => {
            for operation in all.values_mut() {
                wrap_in(&mut operation.node.selection_set.node);
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        wrap_in(&mut fragment.node.selection_set.node);
    }
}

fn wrap_in(set: &mut SelectionSet) {
    for item in &mut set.items {
        let pos = item.pos;
        match &mut item.node {
            Selection::Field(field) if is_to_wrap(&field.node) => {
                let directives = std::mem::take(&mut field.node.directives);
                let items = vec![item.clone()];
                item.node = Selection::InlineFragment(Positioned::new(
                    InlineFragment {
                        type_condition: None,
                        directives,
                        selection_set: Positioned::new(SelectionSet { items }, pos),
                    },
                    pos,
                ));
            }
            Selection::Field(field) => wrap_in(&mut field.node.selection_set.node),
            Selection::InlineFragment(inline) => wrap_in(&mut inline.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn is_to_wrap(field: &Field) -> bool {
    field.name.node == "__typename" && !field.directives.is_empty()
}
