//! Variables, read as an operation declares them, before anything is executed.

use async_graphql::parser::types::{OperationDefinition, Type};
use async_graphql_value::{ConstValue, Variables};

use super::value::{self, Source};
use super::{Catalogue, Refusal};

/// A variable as an operation declares it.
#[derive(Debug)]
pub(super) struct Declared {
    name: String,
    ty: Type,
    has_default: bool,
}

/// What an operation declares.
pub(super) fn declared(operation: &OperationDefinition) -> Vec<Declared> {
    let declarations = operation.variable_definitions.iter();
    declarations
        .map(|variable| Declared {
            name: variable.node.name.node.to_string(),
            ty: variable.node.var_type.node.clone(),
            has_default: variable.node.default_value.is_some(),
        })
        .collect()
}

/// Checks each declared variable; others are dropped, as the specification wants.
pub(super) fn coerce(
    declared: &[Declared],
    given: serde_json::Value,
    catalogue: &Catalogue,
) -> Result<Variables, Refusal> {
    let wrong = |message: String| Refusal::new("BAD_USER_INPUT", message);
    let mut given = match given {
        serde_json::Value::Object(members) => members,
        _ => serde_json::Map::new(),
    };
    let mut variables = Variables::default();
    for variable in declared {
        let name = &variable.name;
        let Some(value) = given.remove(name) else {
            if !variable.ty.nullable && !variable.has_default {
                return Err(wrong(format!(
                    "Variable ${name} is required: {}.",
                    variable.ty
                )));
            }
            continue;
        };
        let value = ConstValue::from_json(value)
            .map_err(|_| wrong(format!("Variable ${name} is not a value.")))?
            .into_value();
        value::check(&value, &variable.ty, Source::Variables, catalogue).map_err(|misfit| {
            wrong(format!(
                "Variable ${name}{} {}.",
                misfit.path, misfit.reason
            ))
        })?;
        let value = value.into_const().unwrap_or_default();
        variables.insert(async_graphql::Name::new(name), value);
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value, json};

    use super::super::only;
    use super::*;

    fn coerced(declarations: &str, given: Value) -> Result<Value, String> {
        let document = parse_query(format!("query({declarations}) {{ viewer {{ id }} }}")).unwrap();
        let catalogue = Catalogue::published();
        let variables = coerce(&declared(only(&document)), given, catalogue);
        variables
            .map(|variables| json!(variables))
            .map_err(|refusal| refusal.message.into_owned())
    }

    #[test]
    fn values_are_read_as_declared() {
        for (declared, given) in [
            ("$a: Int", json!({ "a": 2_147_483_647 })),
            ("$a: Int", json!({ "a": null })),
            ("$a: Int", json!({})),
            ("$a: Int! = 3", json!({})),
            ("$a: Float", json!({ "a": 1 })),
            ("$a: ID", json!({ "a": 1 })),
            ("$a: [ID!]!", json!({ "a": "one" })),
            ("$a: [ID]", json!({ "a": ["one", null] })),
            ("$a: Platform", json!({ "a": "TIKTOK" })),
            ("$a: DateTime", json!({ "a": "2026-11-21T20:47:16.482Z" })),
            (
                "$a: OfferFilter",
                json!({ "a": { "platformIn": "TIKTOK", "isReserved": true } }),
            ),
            (
                "$a: CollaborationOwnerInput!",
                json!({ "a": { "brandId": "b" } }),
            ),
        ] {
            assert_eq!(
                coerced(declared, given.clone()),
                Ok(given.clone()),
                "{declared} {given}"
            );
        }
        assert_eq!(coerced("$a: Int", json!({ "b": 1 })), Ok(json!({})));
        assert_eq!(coerced("$a: Int", Value::Null), Ok(json!({})));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (declared, given, message) in [
            ("$a: Int!", json!({}), "Variable $a is required: Int!."),
            (
                "$a: Int!",
                json!({ "a": null }),
                "Variable $a is required: Int!.",
            ),
            (
                "$a: Int! = 3",
                json!({ "a": null }),
                "Variable $a is required: Int!.",
            ),
            (
                "$a: Int",
                json!({ "a": 2_147_483_648_u32 }),
                "Variable $a must be a Int, a whole number of 32 bits.",
            ),
            (
                "$a: Int",
                json!({ "a": 1.5 }),
                "Variable $a must be a Int, a whole number of 32 bits.",
            ),
            (
                "$a: String",
                json!({ "a": 1 }),
                "Variable $a must be a String.",
            ),
            (
                "$a: Boolean",
                json!({ "a": "true" }),
                "Variable $a must be a Boolean.",
            ),
            (
                "$a: [ID!]",
                json!({ "a": ["x", null] }),
                "Variable $a.1 is required: ID!.",
            ),
            (
                "$a: Platform",
                json!({ "a": "tiktok" }),
                "Variable $a must be one of Platform.",
            ),
            (
                "$a: Decimal",
                json!({ "a": 1.5 }),
                "Variable $a must be a Decimal, text such as \"12.50\" with at most 4 decimal places.",
            ),
            (
                "$a: OfferFilter",
                json!({ "a": { "colour": 1 } }),
                "Variable $a.colour is not known here.",
            ),
        ] {
            assert_eq!(
                coerced(declared, given.clone()),
                Err(message.to_owned()),
                "{declared} {given}"
            );
        }
    }

    #[test]
    fn objects_have_what_they_need_and_no_more() {
        for (declared, given, message) in [
            (
                "$a: MoneyInput",
                json!({ "a": { "amount": "1" } }),
                "Variable $a.currencyCode is required: CurrencyCode!.",
            ),
            (
                "$a: CollaborationOwnerInput",
                json!({ "a": { "brandId": "b", "creatorId": "c" } }),
                "Variable $a must have exactly one of its members.",
            ),
            (
                "$a: CollaborationOwnerInput",
                json!({ "a": { "brandId": null } }),
                "Variable $a must have exactly one of its members.",
            ),
            (
                "$a: CollaborationOwnerInput",
                json!({ "a": {} }),
                "Variable $a must have exactly one of its members.",
            ),
        ] {
            assert_eq!(
                coerced(declared, given.clone()),
                Err(message.to_owned()),
                "{declared} {given}"
            );
        }
    }
}
