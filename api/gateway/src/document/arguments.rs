//! Values written in a document, and `__typename`: what the engine checks only in part. Every selection is looked at
//! once.

use async_graphql::Name;
use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, Field, Selection, SelectionSet, Type,
};
use async_graphql_parser::Positioned;

use super::coercion::{self, Reader, Rules, Source};
use super::schema_index::{SchemaIndex, Slot, innermost};
use super::usage::{Usage, Uses};
use super::{DocumentError, root};

/// Checks every argument and every variable's default; tells where variables are used.
pub(super) fn check(
    document: &ExecutableDocument,
    index: &SchemaIndex,
) -> Result<Usage, DocumentError> {
    let mut usage = Usage::default();
    for (name, operation) in document.operations.iter() {
        let operation = &operation.node;
        let rules = Rules {
            source: Source::Document,
            reader: Reader::of(operation.ty),
            index,
        };
        for variable in &operation.variable_definitions {
            let variable = &variable.node;
            if !variable.directives.is_empty() {
                let name = variable.name.node.as_str();
                let message = format!(
                    "The declaration of ${name} has a directive, and none of ours goes there."
                );
                return Err(DocumentError::invalid(message));
            }
            let Some(default) = &variable.default_value else {
                continue;
            };
            let default = default.node.clone().into_value();
            coercion::check(&default, &variable.var_type.node, rules).map_err(|misfit| {
                let name = variable.name.node.as_str();
                misfit.refuse("GRAPHQL_VALIDATION_FAILED", name, "The default of $", "")
            })?;
        }
        let mut uses = Uses::default();
        let set = &operation.selection_set.node;
        self::set(root(operation.ty), set, index, &mut uses)?;
        usage.operations.insert(name.map(ToString::to_string), uses);
    }
    for (name, fragment) in &document.fragments {
        let on = fragment.node.type_condition.node.on.node.as_str();
        let mut uses = Uses::default();
        set(on, &fragment.node.selection_set.node, index, &mut uses)?;
        usage.fragments.insert(name.to_string(), uses);
    }
    for (name, operation) in document.operations.iter() {
        usage.check(name.map(|name| name.as_str()), &operation.node)?;
    }
    Ok(usage)
}

fn set(
    ty: &str,
    selections: &SelectionSet,
    index: &SchemaIndex,
    uses: &mut Uses,
) -> Result<(), DocumentError> {
    for item in &selections.items {
        match &item.node {
            Selection::Field(selected) => field(ty, &selected.node, index, uses)?,
            Selection::InlineFragment(inline) => {
                let on = inline.node.type_condition.as_ref();
                let ty = on.map_or(ty, |on| on.node.on.node.as_str());
                conditions(&inline.node.directives, index, uses);
                set(ty, &inline.node.selection_set.node, index, uses)?;
            }
            Selection::FragmentSpread(spread) => {
                conditions(&spread.node.directives, index, uses);
                uses.spreads
                    .push(spread.node.fragment_name.node.to_string());
            }
        }
    }
    Ok(())
}

fn field(
    ty: &str,
    field: &Field,
    index: &SchemaIndex,
    uses: &mut Uses,
) -> Result<(), DocumentError> {
    let name = field.name.node.as_str();
    conditions(&field.directives, index, uses);
    if name == "__typename" {
        return typename(field);
    }
    // What the schema does not have is left to the engine, which says so.
    let Some(definition) = index.field(ty, name) else {
        return Ok(());
    };
    let reader = if ty == "Mutation" {
        Reader::Form
    } else {
        Reader::Query
    };
    let rules = Rules {
        source: Source::Document,
        reader,
        index,
    };
    for (argument, value) in &field.arguments {
        let argument = argument.node.as_str();
        let Some(slot) = definition.arguments.get(argument) else {
            continue;
        };
        coercion::check_place(&value.node, slot, rules).map_err(|misfit| {
            let after = format!(" of {ty}.{name}");
            misfit.refuse("GRAPHQL_VALIDATION_FAILED", argument, "", &after)
        })?;
        uses.add(&value.node, slot, index, reader == Reader::Form);
    }
    set(
        innermost(&definition.ty),
        &field.selection_set.node,
        index,
        uses,
    )
}

/// The variables of directives: all of ours take a condition.
fn conditions(directives: &[Positioned<Directive>], index: &SchemaIndex, uses: &mut Uses) {
    let condition = Slot::of(Type {
        base: BaseType::Named(Name::new("Boolean")),
        nullable: false,
    });
    for directive in directives {
        for (_, value) in &directive.node.arguments {
            uses.add(&value.node, &condition, index, false);
        }
    }
}

/// Its directives stand around it by now, where the engine looks at them.
fn typename(field: &Field) -> Result<(), DocumentError> {
    if field.arguments.is_empty() && field.selection_set.node.items.is_empty() {
        return Ok(());
    }
    Err(DocumentError::invalid(
        "__typename takes no arguments and no selections.",
    ))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn checked(document: &str) -> Result<(), String> {
        let index = SchemaIndex::published();
        let checked = check(&parse_query(document).unwrap(), index);
        checked
            .map(drop)
            .map_err(|refusal| refusal.message.into_owned())
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
                "query($n: String) { ...F } fragment F on Query { offers(first: $n) { totalCount } }",
                "Variable $n is a String and stands where Int is expected.",
            ),
            (
                "query($c: Int) { offers(filter: { country: $c }) { totalCount } }",
                "Variable $c is a Int and stands where CountryCode is expected.",
            ),
            (
                "query($d: Boolean) { offers @skip(if: $d) { totalCount } }",
                "Variable $d is a Boolean and stands where Boolean! is expected.",
            ),
            (
                "query($p: Platform) { offers(filter: { platformIn: [$p] }) { totalCount } }",
                "Variable $p is a Platform and stands where Platform! is expected.",
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
    fn a_list_is_as_long_as_the_place_it_is_used_in_allows() {
        let index = SchemaIndex::published();
        let limits = |document: &str, operation: Option<&str>| {
            let usage = check(&parse_query(document).unwrap(), index).unwrap();
            let mut limits: Vec<_> = usage.limits(operation).into_iter().collect();
            limits.sort();
            limits
        };
        let of = |name: &str, most| (name.to_owned(), most);
        let document =
            "query A($ids: [ID!]!, $p: [Platform!]) { nodes(ids: $ids) { __typename } ...F }
            query B($ids: [Niche!]) { creators(filter: { nicheIn: $ids }) { nodes { id } } }
            fragment F on Query { ...G offers(filter: { platformIn: $p }) { nodes { id } } }
            fragment G on Query { ...F }";
        assert_eq!(limits(document, Some("A")), [of("ids", 100), of("p", 11)]);
        assert_eq!(limits(document, Some("B")), [of("ids", 24)]);
        // A form tells itself.
        let form = "mutation($l: [URL!]) { deliverableSubmit(input: { deliverableId: 1, links: $l }) { userErrors { code } } }";
        assert_eq!(limits(form, None), []);

        let long = format!("{{ nodes(ids: [{}]) {{ __typename }} }}", "1 ".repeat(101));
        let refused = check(&parse_query(long).unwrap(), index).unwrap_err();
        assert_eq!(refused.code, "LIST_TOO_LONG");
        assert_eq!(refused.path, ["ids"]);
        assert_eq!(refused.parameters, [("max", "100".to_owned())]);
        assert_eq!(
            refused.message,
            "ids of Query.nodes has at most 100 entries."
        );
    }

    #[test]
    fn typename_is_plain() {
        for fits in [
            "{ __typename }",
            "{ a: __typename @skip(if: true) @include(if: true) }",
        ] {
            assert_eq!(checked(fits), Ok(()));
        }
        for odd in ["{ __typename { x } }", "{ __typename(a: 1) }"] {
            assert!(checked(odd).is_err(), "{odd}");
        }
    }
}
