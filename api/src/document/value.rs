//! Whether a value fits a type. The same rules for what stands in a document and for what comes in its variables; only
//! enum values are written in another way.

use async_graphql::parser::types::{BaseType, Type};
use async_graphql_value::Value;

use super::catalogue::{Catalogue, Input, Kind, Slot};
use crate::graphql::scalars;

/// Where a value was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In the document; variables in it are checked by the engine.
    Document,
    /// In JSON: enum values come as strings.
    Variables,
}

/// A value that does not fit, and why.
pub(super) struct Misfit {
    /// From the value down: `.content.kpis.0`.
    pub path: String,
    pub reason: String,
}

/// Checks a value against a type.
pub(super) fn check(
    value: &Value,
    ty: &Type,
    source: Source,
    catalogue: &Catalogue,
) -> Result<(), Misfit> {
    let misfit = |reason: String| {
        let path = String::new();
        Err(Misfit { path, reason })
    };
    match (value, &ty.base) {
        (Value::Variable(_), _) if source == Source::Document => Ok(()),
        (Value::Null, _) if ty.nullable => Ok(()),
        (Value::Null, _) => misfit(format!("is required: {ty}")),
        (Value::List(items), BaseType::List(inner)) => {
            for (at, item) in items.iter().enumerate() {
                check(item, inner, source, catalogue)
                    .map_err(|below| below.under(&at.to_string()))?;
            }
            Ok(())
        }
        // A single value stands for a list of one.
        (_, BaseType::List(inner)) => check(value, inner, source, catalogue),
        (_, BaseType::Named(name)) => match catalogue.get(name) {
            Some(Kind::Input(input)) => match value {
                Value::Object(_) => object(value, input, source, catalogue),
                _ => misfit(format!("must be an object: {name}")),
            },
            Some(Kind::Enum(values)) => match value {
                Value::Enum(word)
                    if source == Source::Document && values.contains(word.as_str()) =>
                {
                    Ok(())
                }
                Value::String(word) if source == Source::Variables && values.contains(word) => {
                    Ok(())
                }
                _ => misfit(format!("must be one of {name}")),
            },
            Some(Kind::Scalar) if scalars::is_one(name, value) => Ok(()),
            Some(Kind::Scalar) => misfit(format!("must be a {name}{}", scalars::form(name))),
            // Not an input type: the engine says so.
            Some(Kind::Composite(_)) | None => Ok(()),
        },
    }
}

fn object(
    value: &Value,
    input: &Input,
    source: Source,
    catalogue: &Catalogue,
) -> Result<(), Misfit> {
    let Value::Object(given) = value else {
        return Ok(());
    };
    for (name, member) in given {
        let Some(slot) = input.members.get(name.as_str()) else {
            let reason = "is not known here".to_owned();
            return Err(Misfit {
                path: format!(".{name}"),
                reason,
            });
        };
        check(member, &slot.ty, source, catalogue).map_err(|below| below.under(name))?;
    }
    let is_missing = |slot: &Slot, name: &str| slot.is_required() && !given.contains_key(name);
    // In one order, whatever the map's.
    let missing = input
        .members
        .iter()
        .filter(|(name, slot)| is_missing(slot, name));
    if let Some((name, slot)) = missing.min_by_key(|(name, _)| *name) {
        let reason = format!("is required: {}", slot.ty);
        return Err(Misfit {
            path: format!(".{name}"),
            reason,
        });
    }
    let is_exactly_one = given.len() == 1 && !given.values().any(|member| *member == Value::Null);
    if input.is_one_of && !is_exactly_one {
        let reason = "must have exactly one of its members".to_owned();
        return Err(Misfit {
            path: String::new(),
            reason,
        });
    }
    Ok(())
}

impl Misfit {
    fn under(self, name: &str) -> Self {
        Self {
            path: format!(".{name}{}", self.path),
            reason: self.reason,
        }
    }
}
