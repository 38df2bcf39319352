//! Limits, published where what they limit is published.

use async_graphql::TypeDirective;

/// How much is taken here. A longer list is refused with LIST_TOO_LONG before anything is looked up.
#[TypeDirective(location = "ArgumentDefinition", location = "InputFieldDefinition")]
pub fn constraint(#[graphql(desc = "Entries of the list at most.")] max_items: usize) {}
