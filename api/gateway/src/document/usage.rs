//! Where variables are used: what stands there must take what they are declared as (the specification's "All Variable
//! Usages Are Allowed", which the engine does not hold in every place), and says how long lists among them may be.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{BaseType, OperationDefinition, Type, VariableDefinition};
use async_graphql_value::{ConstValue, Value};

use super::DocumentError;
use super::schema_index::{Kind, SchemaIndex, Slot, innermost};

/// What the selections of operations and fragments use.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pub operations: HashMap<Option<String>, Uses>,
    pub fragments: HashMap<String, Uses>,
}

/// What stands in the selections of an operation or a fragment.
#[derive(Debug, Default)]
pub(super) struct Uses {
    variables: Vec<Use>,
    pub spreads: Vec<String>,
}

/// A variable, and the place it stands in.
#[derive(Debug)]
struct Use {
    variable: String,
    ty: Type,
    /// Something stands there where nothing is given.
    has_default: bool,
    /// Entries at most, where it takes a list and does not say so itself.
    items_max: Option<usize>,
}

impl Uses {
    /// Adds the variables in a value that stands in a place. A form says itself which of its lists are too long.
    pub(super) fn add(&mut self, value: &Value, slot: &Slot, index: &SchemaIndex, is_form: bool) {
        match value {
            Value::Variable(name) => self.variables.push(Use {
                variable: name.to_string(),
                ty: slot.ty.clone(),
                has_default: slot.default.is_some(),
                items_max: slot.items_max.filter(|_| !is_form),
            }),
            Value::List(items) => {
                let inner = match &slot.ty.base {
                    BaseType::List(inner) => (**inner).clone(),
                    BaseType::Named(_) => slot.ty.clone(),
                };
                let entry = Slot::of(inner);
                for item in items {
                    self.add(item, &entry, index, is_form);
                }
            }
            Value::Object(members) => {
                let Some(Kind::Input(input)) = index.get(innermost(&slot.ty)) else {
                    return;
                };
                for (name, member) in members {
                    if let Some(slot) = input.members.get(name.as_str()) {
                        self.add(member, slot, index, is_form);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Usage {
    /// How long lists may be that come in an operation's variables, by name.
    pub(super) fn limits(&self, operation: Option<&str>) -> HashMap<String, usize> {
        let mut limits = HashMap::new();
        for it in self.reached(operation) {
            if let Some(most) = it.items_max {
                let limit = limits.entry(it.variable.clone()).or_insert(most);
                *limit = (*limit).min(most);
            }
        }
        limits
    }

    /// Refuses a variable of an operation that stands where something of its type cannot. One that is not declared is
    /// left to the engine, which says so.
    pub(super) fn check(
        &self,
        name: Option<&str>,
        operation: &OperationDefinition,
    ) -> Result<(), DocumentError> {
        for it in self.reached(name) {
            let mut declared = operation.variable_definitions.iter().map(|it| &it.node);
            let declared = declared.find(|declared| declared.name.node == it.variable);
            if let Some(declared) = declared.filter(|declared| !is_allowed(declared, it)) {
                let (variable, given) = (&it.variable, &declared.var_type.node);
                let message = format!(
                    "Variable ${variable} is a {given} and stands where {} is expected.",
                    it.ty
                );
                let mut refusal = DocumentError::invalid(message);
                refusal.path = vec![variable.clone()];
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// All uses of an operation, its fragments spread out.
    fn reached(&self, operation: Option<&str>) -> impl Iterator<Item = &Use> {
        let mut seen = HashSet::new();
        let operation = self.operations.get(&operation.map(str::to_owned));
        let mut open: Vec<&Uses> = operation.into_iter().collect();
        let mut reached = Vec::new();
        while let Some(uses) = open.pop() {
            reached.extend(&uses.variables);
            let spreads = uses.spreads.iter();
            let fresh = spreads.filter(|name| seen.insert(name.as_str()));
            open.extend(fresh.filter_map(|name| self.fragments.get(name)));
        }
        reached.into_iter()
    }
}

/// `IsVariableUsageAllowed` of the specification, section 5.8.5.
fn is_allowed(declared: &VariableDefinition, it: &Use) -> bool {
    let given = &declared.var_type.node;
    if it.ty.nullable || !given.nullable {
        return fits(given, &it.ty);
    }
    let default = declared.default_value.as_ref();
    let is_never_null = default.is_some_and(|default| default.node != ConstValue::Null);
    (is_never_null || it.has_default) && fits_base(&given.base, &it.ty.base)
}

fn fits(given: &Type, wanted: &Type) -> bool {
    (wanted.nullable || !given.nullable) && fits_base(&given.base, &wanted.base)
}

fn fits_base(given: &BaseType, wanted: &BaseType) -> bool {
    match (given, wanted) {
        (BaseType::Named(given), BaseType::Named(wanted)) => given == wanted,
        (BaseType::List(given), BaseType::List(wanted)) => fits(given, wanted),
        (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
    }
}
