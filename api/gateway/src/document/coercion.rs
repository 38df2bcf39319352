//! Whether a value fits a place. The same rules for what stands in a document and for what comes in its variables; only
//! enum values are written in another way.

use async_graphql::parser::types::{BaseType, OperationType, Type};
use async_graphql_value::Value;
use domain::error::{Parameter, UserError};
use domain::input;
use schema::scalars;

use super::schema_index::{Input, Kind, SchemaIndex, Slot};
use super::{DocumentError, HALF};

/// What a value is looked at by.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub source: Source,
    pub reader: Reader,
    pub index: &'a SchemaIndex,
}

/// Where a value was written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// In the document; variables in it are checked by the engine.
    Document,
    /// In JSON: enum values come as strings.
    Variables,
}

/// Who reads a value, and tells what is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A query or a subscription: what does not fit is refused here.
    Query,
    /// A mutation: the mistakes in scalars of our own and in lengths are told with all others of the form.
    Form,
}

impl Reader {
    pub(super) fn of(kind: OperationType) -> Self {
        match kind {
            OperationType::Mutation => Self::Form,
            OperationType::Query | OperationType::Subscription => Self::Query,
        }
    }
}

/// A value that does not fit, and why.
pub(super) struct Misfit {
    /// From the value down.
    pub path: Vec<String>,
    pub reason: String,
    /// The code, where it is not that of all misfits; with what the reason speaks of.
    pub limit: Option<(&'static str, Vec<Parameter>)>,
}

impl Misfit {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self {
            path: Vec::new(),
            reason: reason.into(),
            limit: None,
        }
    }

    /// What a list is told that is too long.
    pub(super) fn too_long(items_max: usize) -> Self {
        let invalid = input::list_too_long(items_max);
        Self {
            limit: Some(("LIST_TOO_LONG", invalid.parameters())),
            ..Self::new(format!("has at most {items_max} entries"))
        }
    }

    fn under(mut self, name: &str) -> Self {
        self.path.insert(0, name.to_owned());
        self
    }

    /// The refusal of the value with this name; `before` and `after` say in words whose it is.
    pub(super) fn refuse(
        self,
        code: &'static str,
        name: &str,
        before: &str,
        after: &str,
    ) -> DocumentError {
        let Self {
            path,
            reason,
            limit,
        } = self.under(name);
        let message = format!("{before}{}{after} {reason}.", path.join("."));
        let (code, parameters) = limit.unwrap_or((code, Vec::new()));
        DocumentError {
            path,
            parameters,
            ..DocumentError::new(code, message)
        }
    }
}

/// Checks a value against the place where it stands.
pub(super) fn check_place(value: &Value, slot: &Slot, rules: Rules<'_>) -> Result<(), Misfit> {
    // Before anything in it is looked at. A form reads its own.
    if let (Value::List(items), Some(most)) = (value, slot.items_max)
        && items.len() > most
        && rules.reader == Reader::Query
    {
        return Err(Misfit::too_long(most));
    }
    check(value, &slot.ty, rules)
}

/// Checks a value against a type.
pub(super) fn check(value: &Value, ty: &Type, rules: Rules<'_>) -> Result<(), Misfit> {
    match (value, &ty.base) {
        (Value::Variable(_), _) if rules.source == Source::Document => Ok(()),
        (Value::Null, _) if ty.nullable => Ok(()),
        (Value::Null, _) => Err(Misfit::new(format!("is required: {ty}"))),
        (Value::List(items), BaseType::List(inner)) => {
            for (at, item) in items.iter().enumerate() {
                check(item, inner, rules).map_err(|below| below.under(&at.to_string()))?;
            }
            Ok(())
        }
        // A single value stands for a list of one.
        (_, BaseType::List(inner)) => check(value, inner, rules),
        (_, BaseType::Named(name)) => match rules.index.get(name) {
            Some(Kind::Input(input)) => match value {
                Value::Object(_) => object(value, input, rules),
                _ => Err(Misfit::new(format!("must be an object: {name}"))),
            },
            Some(Kind::Enum(values)) => match value {
                Value::Enum(word)
                    if rules.source == Source::Document && values.contains(word.as_str()) =>
                {
                    Ok(())
                }
                Value::String(word)
                    if rules.source == Source::Variables && values.contains(word) =>
                {
                    Ok(())
                }
                _ => Err(Misfit::new(format!("must be one of {name}"))),
            },
            Some(Kind::Scalar) => scalar(value, name, rules.reader),
            // Not an input type: the engine says so.
            Some(Kind::Composite(_)) | None => Ok(()),
        },
    }
}

fn scalar(value: &Value, name: &str, reader: Reader) -> Result<(), Misfit> {
    if has_half(value) {
        let reason = "holds half of a character: one of \\uD800 to \\uDFFF alone";
        return Err(Misfit::new(reason));
    }
    let is_told_later = reader == Reader::Form && scalars::is_ours(name);
    if is_told_later || scalars::is_one(name, value) {
        return Ok(());
    }
    Err(Misfit::new(format!(
        "must be a {name}{}",
        scalars::form(name)
    )))
}

/// Whether half of a character was left of what stood there; looked for in all that may be given for a scalar.
fn has_half(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(HALF),
        Value::List(items) => items.iter().any(has_half),
        Value::Object(members) => members.values().any(has_half),
        _ => false,
    }
}

fn object(value: &Value, input: &Input, rules: Rules<'_>) -> Result<(), Misfit> {
    let Value::Object(given) = value else {
        return Ok(());
    };
    for (name, member) in given {
        let Some(slot) = input.members.get(name.as_str()) else {
            return Err(Misfit::new("is not known here").under(name));
        };
        check_place(member, slot, rules).map_err(|below| below.under(name))?;
    }
    let is_missing = |slot: &Slot, name: &str| slot.is_required() && !given.contains_key(name);
    // In one order, whatever the map's.
    let missing = input
        .members
        .iter()
        .filter(|(name, slot)| is_missing(slot, name));
    if let Some((name, slot)) = missing.min_by_key(|(name, _)| *name) {
        return Err(Misfit::new(format!("is required: {}", slot.ty)).under(name));
    }
    let is_exactly_one = given.len() == 1 && !given.values().any(|member| *member == Value::Null);
    if input.is_one_of && !is_exactly_one {
        return Err(Misfit::new("must have exactly one of its members"));
    }
    Ok(())
}
