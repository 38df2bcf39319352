//! Variables, read as an operation declares them, before anything is executed.

use std::collections::HashMap;

use async_graphql::parser::types::{OperationDefinition, Type};
use async_graphql_value::{ConstValue, Value, Variables};

use super::DocumentError;
use super::coercion::{self, Misfit, Rules};

/// A variable as an operation declares it.
#[derive(Debug)]
pub(super) struct Declared {
    name: String,
    ty: Type,
    /// Stands where the request says nothing.
    default: Option<ConstValue>,
    /// Entries at most, where it is used in the place of a list.
    items_max: Option<usize>,
}

/// What an operation declares; `limits` says how long lists may be where they are used.
pub(super) fn declared(
    operation: &OperationDefinition,
    limits: &HashMap<String, usize>,
) -> Result<Vec<Declared>, DocumentError> {
    let declarations = operation.variable_definitions.iter();
    let declare = declarations.map(|variable| {
        let (variable, default) = (&variable.node, &variable.node.default_value);
        let name = variable.name.node.to_string();
        let items_max = limits.get(&name).copied();
        if let Some(default) = default {
            let default = default.node.clone().into_value();
            check_length(&default, items_max)
                .map_err(|misfit| misfit.refuse("", &name, "The default of $", ""))?;
        }
        Ok(Declared {
            ty: variable.var_type.node.clone(),
            default: default.as_ref().map(|default| default.node.clone()),
            items_max,
            name,
        })
    });
    declare.collect()
}

/// Checks each declared variable; others are dropped, as the specification wants.
pub(super) fn coerce(
    declared: &[Declared],
    given: serde_json::Value,
    rules: Rules<'_>,
) -> Result<Variables, DocumentError> {
    let mut given = match given {
        serde_json::Value::Object(members) => members,
        _ => serde_json::Map::new(),
    };
    let mut variables = Variables::default();
    for variable in declared {
        let name = &variable.name;
        let wrong = |misfit: Misfit| misfit.refuse("BAD_USER_INPUT", name, "Variable $", "");
        let Some(value) = given.remove(name) else {
            // The engine looks for defaults where arguments are, and not where directives are.
            if let Some(default) = &variable.default {
                variables.insert(async_graphql::Name::new(name), default.clone());
            } else if !variable.ty.nullable {
                return Err(wrong(Misfit::new(format!("is required: {}", variable.ty))));
            }
            continue;
        };
        let value = ConstValue::from_json(value)
            .map_err(|_| wrong(Misfit::new("is not a value")))?
            .into_value();
        check_length(&value, variable.items_max).map_err(wrong)?;
        coercion::check(&value, &variable.ty, rules).map_err(wrong)?;
        let value = value.into_const().unwrap_or_default();
        variables.insert(async_graphql::Name::new(name), value);
    }
    Ok(variables)
}

fn check_length(value: &Value, items_max: Option<usize>) -> Result<(), Misfit> {
    match (value, items_max) {
        (Value::List(items), Some(most)) if items.len() > most => Err(Misfit::too_long(most)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use async_graphql::parser::parse_query;
    use serde_json::{Value, json};

    use super::super::coercion::{Reader, Source};
    use super::super::{SchemaIndex, only};
    use super::*;

    /// Our own types, and one of a kind that they do not have yet.
    static INDEX: LazyLock<SchemaIndex> = LazyLock::new(|| {
        let own = schema::engine::sdl();
        let owner = "input Owner @oneOf { brandId: ID creatorId: ID }";
        SchemaIndex::read(&format!("{own}{owner}")).unwrap()
    });

    fn read(declarations: &str, given: Value, reader: Reader) -> Result<Variables, DocumentError> {
        let document = parse_query(format!("query({declarations}) {{ viewer {{ id }} }}")).unwrap();
        let limits = HashMap::from([("short".to_owned(), 2)]);
        let declared = declared(only(&document), &limits)?;
        let rules = Rules {
            source: Source::Variables,
            reader,
            index: &INDEX,
        };
        coerce(&declared, given, rules)
    }

    fn coerced(declarations: &str, given: Value) -> Result<Value, String> {
        read(declarations, given, Reader::Query)
            .map(|variables| json!(variables))
            .map_err(|refusal| refusal.message.into_owned())
    }

    #[test]
    fn values_are_read_as_declared() {
        for (declared, given) in [
            ("$a: Int", json!({ "a": 2_147_483_647 })),
            ("$a: Int", json!({ "a": null })),
            ("$a: Int", json!({})),
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
            ("$a: Owner!", json!({ "a": { "brandId": "b" } })),
        ] {
            assert_eq!(
                coerced(declared, given.clone()),
                Ok(given.clone()),
                "{declared} {given}"
            );
        }
        assert_eq!(coerced("$a: Int! = 3", json!({})), Ok(json!({ "a": 3 })));
        assert_eq!(
            coerced("$a: Boolean = true", json!({ "a": null })),
            Ok(json!({ "a": null }))
        );
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
    fn a_refusal_says_in_which_place_and_by_which_limit() {
        let refused = |declared, given, reader| {
            let refusal = read(declared, given, reader).unwrap_err();
            (refusal.code, refusal.path.join("."), refusal.parameters)
        };
        let none = Vec::new;
        let bad = "BAD_USER_INPUT";
        let money = json!({ "m": { "amount": "1,5", "currencyCode": "EUR" } });
        for (declared, given, expected) in [
            ("$a: Int!", json!({}), (bad, "a".to_owned(), none())),
            (
                "$m: MoneyInput",
                money.clone(),
                (bad, "m.amount".into(), none()),
            ),
            (
                "$a: [[Int]]",
                json!({ "a": [[1], [2, "x"]] }),
                (bad, "a.1.1".into(), none()),
            ),
            (
                "$a: [String]",
                json!({ "a": ["x", "\u{FFFE}"] }),
                (bad, "a.1".into(), none()),
            ),
            (
                "$a: ID",
                json!({ "a": "\u{FFFE}" }),
                (bad, "a".into(), none()),
            ),
            (
                "$short: [ID!]",
                json!({ "short": [1, 2, 3] }),
                ("LIST_TOO_LONG", "short".into(), vec![("max", "2".into())]),
            ),
            (
                "$short: [ID!] = [1, 2, 3]",
                json!({}),
                ("LIST_TOO_LONG", "short".into(), vec![("max", "2".into())]),
            ),
        ] {
            assert_eq!(
                refused(declared, given, Reader::Query),
                expected,
                "{declared}"
            );
        }
        let many = json!({ "a": { "platformIn": vec!["TIKTOK"; 12] } });
        let (code, path, _) = refused("$a: OfferFilter", many, Reader::Query);
        assert_eq!((code, path.as_str()), ("LIST_TOO_LONG", "a.platformIn"));

        // A form tells its mistakes by itself, but not what no text can hold.
        assert!(read("$m: MoneyInput", money, Reader::Form).is_ok());
        let half = json!({ "m": { "amount": "\u{FFFE}", "currencyCode": "EUR" } });
        assert_eq!(
            refused("$m: MoneyInput", half, Reader::Form),
            (bad, "m.amount".into(), none())
        );
        let wrong = json!({ "m": { "amount": "1", "currencyCode": 5 } });
        assert_eq!(
            refused("$m: MoneyInput", wrong, Reader::Form).1,
            "m.currencyCode"
        );
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
                "$a: Owner",
                json!({ "a": { "brandId": "b", "creatorId": "c" } }),
                "Variable $a must have exactly one of its members.",
            ),
            (
                "$a: Owner",
                json!({ "a": { "brandId": null } }),
                "Variable $a must have exactly one of its members.",
            ),
            (
                "$a: Owner",
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
