//! Which operations ask nothing that depends on who asks: those are answered to a guest whose token is no longer good.

use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use schema::query::QUERY;
use schema::reading::concerns_viewer;

/// The mutations with which a guest becomes known.
const COMING_IN: [&str; 3] = ["accountCreate", "sessionCreate", "sessionRefresh"];

/// True where the answer may hold tokens.
pub(super) fn gives_tokens(operation: &OperationDefinition, document: &ExecutableDocument) -> bool {
    let asked = &operation.selection_set.node;
    any(asked, document, &|name| COMING_IN.contains(&name))
}

/// True for a log-in, a sign-up, a fresh token, and for queries whose answers do not depend on who asks.
pub(super) fn may_ask(operation: &OperationDefinition, document: &ExecutableDocument) -> bool {
    let asked = &operation.selection_set.node;
    match operation.ty {
        OperationType::Query => !concerns_viewer(&QUERY, asked, &document.fragments),
        OperationType::Mutation => !any(asked, document, &|name| !COMING_IN.contains(&name)),
        OperationType::Subscription => false,
    }
}

/// True when a field of such a name is selected at the root. Fragments end: that was measured.
fn any(
    set: &SelectionSet,
    document: &ExecutableDocument,
    is_wanted: &impl Fn(&str) -> bool,
) -> bool {
    let inside = |set: &SelectionSet| any(set, document, is_wanted);
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => is_wanted(&field.node.name.node),
        Selection::InlineFragment(inline) => inside(&inline.node.selection_set.node),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.is_some_and(|fragment| inside(&fragment.node.selection_set.node))
        }
    })
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::super::only;
    use super::*;

    fn may(document: &str) -> bool {
        let document = parse_query(document).unwrap();
        may_ask(only(&document), &document)
    }

    #[test]
    fn what_does_not_depend_on_who_asks_is_for_guests() {
        for open in [
            "{ offers { nodes { title brand { name } } } }",
            "query($id: ID!) { offer(id: $id) { title brand { offers { totalCount nodes { title } } } } }",
            "query($id: ID!) { node(id: $id) { ... on Offer { title } } }",
            "mutation { sessionRefresh(input: {}) { session { accessToken } } }",
            "mutation { sessionCreate(input: {}) { session { user { displayName } } } }",
            "mutation { accountCreate(input: {}) { user { id } } }",
        ] {
            assert!(may(open), "{open}");
        }
        for other in [
            "{ viewer { id } }",
            "{ me: viewer { id } }",
            "{ ...F } fragment F on Query { viewer { id } }",
            "{ offers { nodes { ... on Offer { viewerApplication { id } } } } }",
            "{ offers { edges { node { ...F } } } } fragment F on Offer { budget { amount } }",
            "query($id: ID!) { brand(id: $id) { viewerRole } }",
            "query($id: ID!) { brand(id: $id) { wallets { available { amount } } } }",
            "query($id: ID!) { application(id: $id) { state } }",
            "query($id: ID!) { node(id: $id) { ... on Wallet { available { amount } } } }",
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ...F } } fragment F on Node { ... on Payout { id } }",
            "mutation { offerPublish(input: {}) { offer { id } } }",
            "mutation { sessionRefresh(input: {}) { session { accessToken } } sessionRevoke(input: {}) { userErrors { code } } }",
            "subscription { offerChanged { offer { id } } }",
        ] {
            assert!(!may(other), "{other}");
        }
    }
}
