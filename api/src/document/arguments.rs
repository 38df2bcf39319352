//! Values written in a document, and `__typename`: what the engine checks only in part. Every selection is looked at
//! once.

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

use super::catalogue::{Catalogue, innermost};
use super::value::{self, Source};
use super::{Refusal, root};

/// Checks every argument and every variable's default.
pub(super) fn check(document: &ExecutableDocument, catalogue: &Catalogue) -> Result<(), Refusal> {
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        for variable in &operation.variable_definitions {
            let variable = &variable.node;
            let Some(default) = &variable.default_value else {
                continue;
            };
            let default = default.node.clone().into_value();
            value::check(
                &default,
                &variable.var_type.node,
                Source::Document,
                catalogue,
            )
            .map_err(|misfit| {
                let (name, path) = (&variable.name.node, misfit.path);
                let reason = misfit.reason;
                Refusal::invalid(format!("The default of ${name}{path} {reason}."))
            })?;
        }
        set(root(operation.ty), &operation.selection_set.node, catalogue)?;
    }
    for fragment in document.fragments.values() {
        let on = fragment.node.type_condition.node.on.node.as_str();
        set(on, &fragment.node.selection_set.node, catalogue)?;
    }
    Ok(())
}

fn set(ty: &str, selections: &SelectionSet, catalogue: &Catalogue) -> Result<(), Refusal> {
    for item in &selections.items {
        match &item.node {
            Selection::Field(selected) => field(ty, &selected.node, catalogue)?,
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref();
                let ty = on.map_or(ty, |on| on.node.on.node.as_str());
                set(ty, &inline.node.selection_set.node, catalogue)?;
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn field(ty: &str, field: &Field, catalogue: &Catalogue) -> Result<(), Refusal> {
    let name = field.name.node.as_str();
    if name == "__typename" {
        return typename(field);
    }
    // What the schema does not have is left to the engine, which says so.
    let Some(definition) = catalogue.field(ty, name) else {
        return Ok(());
    };
    for (argument, value) in &field.arguments {
        let Some(slot) = definition.arguments.get(argument.node.as_str()) else {
            continue;
        };
        value::check(&value.node, &slot.ty, Source::Document, catalogue).map_err(|misfit| {
            let (argument, path) = (&argument.node, misfit.path);
            let reason = misfit.reason;
            Refusal::invalid(format!("{argument}{path} of {ty}.{name} {reason}."))
        })?;
    }
    set(
        innermost(&definition.ty),
        &field.selection_set.node,
        catalogue,
    )
}

fn typename(field: &Field) -> Result<(), Refusal> {
    let directives = || {
        field
            .directives
            .iter()
            .map(|directive| directive.node.name.node.as_str())
    };
    let is_plain = field.arguments.is_empty()
        && field.selection_set.node.items.is_empty()
        && directives().all(|name| matches!(name, "skip" | "include"))
        && ["skip", "include"]
            .iter()
            .all(|one| directives().filter(|name| name == one).count() <= 1);
    if is_plain {
        return Ok(());
    }
    let message = "__typename takes no arguments, no selections, and of directives only @skip and @include, once each.";
    Err(Refusal::invalid(message))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn checked(document: &str) -> Result<(), String> {
        let catalogue = Catalogue::published();
        let checked = check(&parse_query(document).unwrap(), catalogue);
        checked.map_err(|refusal| refusal.message.into_owned())
    }

    #[test]
    fn values_beside_variables_are_checked_too() {
        let fits = "query($d: DateTime) { offers(first: 3, filter: { platformIn: TIKTOK, closesAfter: $d }) { nodes { id } } }";
        assert_eq!(checked(fits), Ok(()));
        for (document, message) in [
            (
                "{ offers(first: \"x\") { nodes { id } } }",
                "first of Query.offers must be a Int, a whole number of 32 bits.",
            ),
            (
                "query($d: DateTime) { offers(filter: { colour: 1, closesAfter: $d }) { nodes { id } } }",
                "filter.colour of Query.offers is not known here.",
            ),
            (
                "{ a: node(id: 1) { ... on Offer { brand(x: 1) { id } } } offers(filter: { platformIn: [\"TIKTOK\"] }) { nodes { id } } }",
                "filter.platformIn.0 of Query.offers must be one of Platform.",
            ),
            (
                "query($n: Int = \"x\") { offers(first: $n) { nodes { id } } }",
                "The default of $n must be a Int, a whole number of 32 bits.",
            ),
            (
                "{ ...F } fragment F on Query { offer(id: null) { id } }",
                "id of Query.offer is required: ID!.",
            ),
        ] {
            assert_eq!(checked(document), Err(message.to_owned()), "{document}");
        }
    }

    #[test]
    fn typename_is_plain() {
        for fits in [
            "{ __typename }",
            "{ a: __typename @skip(if: true) @include(if: true) }",
        ] {
            assert_eq!(checked(fits), Ok(()));
        }
        for odd in [
            "{ __typename { x } }",
            "{ __typename(a: 1) }",
            "{ __typename @odd }",
            "{ __typename @skip(if: true) @skip(if: true) }",
        ] {
            assert!(checked(odd).is_err(), "{odd}");
        }
    }
}
