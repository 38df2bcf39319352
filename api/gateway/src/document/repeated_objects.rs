//! Objects that are selected in several places at once: `offer { id } offer { title }`, often through fragments. The engine
//! resolves each mention by itself and puts the values together, which it can only where they are values.

use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

/// True where the engine has to put parts of an object together. Asked of a measured document.
pub(super) fn repeats(document: &ExecutableDocument) -> bool {
    let mut operations = document.operations.iter();
    operations.any(|(_, operation)| in_set(&operation.node.selection_set.node, document))
}

fn in_set(set: &SelectionSet, document: &ExecutableDocument) -> bool {
    let mut fields = Vec::new();
    collect(set, document, &mut fields);
    let mut keys = HashSet::new();
    let mut fields = fields.into_iter();
    fields.any(|field| {
        !keys.insert(field.response_key().node.as_str())
            || in_set(&field.selection_set.node, document)
    })
}

/// The fields of a set that have objects.
fn collect<'d>(
    set: &'d SelectionSet,
    document: &'d ExecutableDocument,
    fields: &mut Vec<&'d Field>,
) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                if !field.node.selection_set.node.items.is_empty() {
                    fields.push(&field.node);
                }
            }
            Selection::InlineFragment(inline) => {
                collect(&inline.node.selection_set.node, document, fields);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(inner) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(&inner.node.selection_set.node, document, fields);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn an_object_in_two_places_at_once_is_found_however_it_gets_there() {
        for (text, expected) in [
            ("{ a { b } c { b } }", false),
            ("{ a b a }", false),
            ("{ a { b } a { c } }", true),
            ("{ a { b } x: a { c } }", false),
            ("{ a { b { c } ... { b { d } } } }", true),
            (
                "{ a { b { c } } ...f } fragment f on Query { a { d } }",
                true,
            ),
            ("query x { a { b } } query y { a { c } }", false),
        ] {
            assert_eq!(repeats(&parse_query(text).unwrap()), expected, "{text}");
        }
    }
}
