//! The plans of an operation: one for each outcome of its conditions that was asked for.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::parser::types::{OperationDefinition, SelectionSet};
use async_graphql::{Name, Value, Variables};

use super::model::Type;
use super::plan::Plan;
use super::planner::{Planner, Root};
use super::select::{Fragments, Select, conditions};

/// Plans that are kept of an operation at most.
const KEPT_MAX: usize = 64;

/// The plans of an operation.
#[derive(Debug)]
pub struct Plans {
    /// The variables that conditions ask.
    conditions: Vec<Name>,
    made: RwLock<HashMap<u64, Arc<Plan>>>,
}

impl Plans {
    /// None yet.
    pub fn of(operation: &OperationDefinition, fragments: &Fragments) -> Self {
        Self {
            conditions: conditions(&operation.selection_set.node, fragments),
            made: RwLock::default(),
        }
    }

    /// The plan for a request's variables.
    pub fn plan(
        &self,
        ty: &'static Type,
        operation: &OperationDefinition,
        fragments: &Fragments,
        variables: &Variables,
    ) -> Arc<Plan> {
        let holds = |name: &Name| variables.get(name) == Some(&Value::Boolean(true));
        let make = || {
            let select = Select {
                fragments,
                holds: &holds,
            };
            let sets = [&operation.selection_set.node];
            Arc::new(Planner::plan(select, Root::Fields(ty), &sets))
        };
        // Nobody writes so many by hand, and each may be asked for with all others.
        if self.conditions.len() > 32 {
            return make();
        }
        let outcome = self.conditions.iter();
        let outcome = outcome.fold(0, |bits, name| bits << 1 | u64::from(holds(name)));
        let made = self.made.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = made.get(&outcome) {
            return plan.clone();
        }
        drop(made);
        let plan = make();
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= KEPT_MAX {
            made.clear();
        }
        made.insert(outcome, plan.clone());
        plan
    }
}

/// The plan of one object whose key is known, as the engine asks for it: what is skipped it has left out.
pub fn object(ty: &'static Type, set: &SelectionSet, fragments: &Fragments) -> Plan {
    one(Root::Object(ty), set, fragments)
}

/// The same of the object's edge.
pub fn edge(ty: &'static Type, set: &SelectionSet, fragments: &Fragments) -> Plan {
    one(Root::Edge(ty), set, fragments)
}

/// The plan of one field of a root.
pub fn field(ty: &'static Type, set: &SelectionSet, fragments: &Fragments) -> Plan {
    one(Root::Fields(ty), set, fragments)
}

fn one(root: Root, set: &SelectionSet, fragments: &Fragments) -> Plan {
    let select = Select {
        fragments,
        holds: &|_| false,
    };
    Planner::plan(select, root, &[set])
}
