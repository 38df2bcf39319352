//! The plans of an operation: one for each part of it that is read by itself, and each outcome of its conditions that was
//! asked for.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::parser::types::{OperationDefinition, SelectionSet};
use async_graphql::{Name, Pos, Positioned, Value, Variables};

use super::model::Type;
use super::plan::Plan;
use super::planner::{Planner, Root};
use super::select::{Fragments, Select, conditions};

/// Plans that are kept of an operation at most.
const KEPT_MAX: usize = 64;
/// Conditions whose outcomes are told apart. Nobody writes so many by hand, and each may be asked for with all others.
const CONDITIONS_MAX: usize = 32;

/// The plans of an operation.
#[derive(Debug)]
pub struct Plans {
    /// The variables that conditions ask.
    conditions: Vec<Name>,
    made: RwLock<HashMap<(u64, Part), Arc<Plan>>>,
}

/// What of an operation is read by itself. A type is told by its name, a selection set by where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    All,
    Object(&'static str, Pos),
    Edge(&'static str, Pos),
}

/// The plans of an operation for one outcome of its conditions.
#[derive(Clone, Debug)]
pub struct Planned {
    plans: Arc<Plans>,
    /// A bit for each condition; none where there are too many.
    outcome: Option<u64>,
}

impl Plans {
    /// None yet.
    pub fn of(operation: &OperationDefinition, fragments: &Fragments) -> Self {
        Self {
            conditions: conditions(&operation.selection_set.node, fragments),
            made: RwLock::default(),
        }
    }

    /// Those for a request's variables.
    pub fn under(self: &Arc<Self>, variables: &Variables) -> Planned {
        let holds = |name| u64::from(holds(variables, name));
        let is_few = self.conditions.len() <= CONDITIONS_MAX;
        let outcome = || {
            let conditions = self.conditions.iter();
            conditions.fold(0, |bits, name| bits << 1 | holds(name))
        };
        Planned {
            plans: self.clone(),
            outcome: is_few.then(outcome),
        }
    }
}

impl Planned {
    /// The plan of the whole operation, for the variables these are for.
    pub fn operation(
        &self,
        ty: &'static Type,
        operation: &OperationDefinition,
        fragments: &Fragments,
        variables: &Variables,
    ) -> Arc<Plan> {
        self.kept(Part::All, || {
            let select = Select {
                fragments,
                holds: &|name| holds(variables, name),
            };
            let sets = [&operation.selection_set.node];
            Planner::plan(select, Root::Fields(ty), &sets)
        })
    }

    /// The plan of one object whose key is known, as the engine asks for it: what is skipped it has left out.
    pub fn object(
        &self,
        ty: &'static Type,
        set: &Positioned<SelectionSet>,
        fragments: &Fragments,
    ) -> Arc<Plan> {
        self.kept(Part::Object(ty.name, set.pos), || {
            one(Root::Object(ty), &set.node, fragments)
        })
    }

    /// The same of the object's edge.
    pub fn edge(
        &self,
        ty: &'static Type,
        set: &Positioned<SelectionSet>,
        fragments: &Fragments,
    ) -> Arc<Plan> {
        self.kept(Part::Edge(ty.name, set.pos), || {
            one(Root::Edge(ty), &set.node, fragments)
        })
    }

    fn kept(&self, part: Part, make: impl FnOnce() -> Plan) -> Arc<Plan> {
        let Some(outcome) = self.outcome else {
            return Arc::new(make());
        };
        let (place, made) = ((outcome, part), &self.plans.made);
        let read = made.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = read.get(&place) {
            return plan.clone();
        }
        drop(read);
        let plan = Arc::new(make());
        let mut made = made.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= KEPT_MAX {
            made.clear();
        }
        made.insert(place, plan.clone());
        plan
    }
}

fn holds(variables: &Variables, name: &Name) -> bool {
    variables.get(name) == Some(&Value::Boolean(true))
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
