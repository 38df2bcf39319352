//! Limits, published where what they limit is published.

use async_graphql::TypeDirective;

/// How much is taken or given here. A longer list of an input is refused with LIST_TOO_LONG before anything is looked
/// up. A list of objects in an answer is paid for at this length.
#[TypeDirective(
    location = "ArgumentDefinition",
    location = "InputFieldDefinition",
    location = "FieldDefinition"
)]
pub fn constraint(#[graphql(desc = "Entries of the list at most.")] max_items: usize) {}
