//! What is published beside types: limits, and where null means an error.

use async_graphql::TypeDirective;

/// How much is taken or given here. A longer list of an input is refused with LIST_TOO_LONG before anything is looked
/// up. A list of objects in an answer is paid for at this length.
#[TypeDirective(
    location = "ArgumentDefinition",
    location = "InputFieldDefinition",
    location = "FieldDefinition"
)]
pub fn constraint(#[graphql(desc = "Entries of the list at most.")] max_items: usize) {}

/// Null here only when something failed, which stands among the errors: clients that treat errors apart may take the value
/// as never null.
#[TypeDirective(location = "FieldDefinition", name = "semanticNonNull")]
pub fn semantic_non_null(
    #[graphql(
        desc = "Which levels of a list are meant, from the outside; 0 is the field itself.",
        default_with = "vec![0]"
    )]
    levels: Vec<i32>,
) {
}
