//! What an operation will cost, as a tree of the fields that cost something: others are left out, fragments spread
//! out. Made once for a document; `cost.rs` counts it through for each request and each answer.

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::Value;

use super::schema_index::{self, SchemaIndex, innermost};
use super::{DocumentError, cost, root};

/// A part of an operation that costs something.
#[derive(Debug)]
pub(super) struct Step {
    /// Under which name its answer stands.
    pub key: String,
    /// Points whatever it answers.
    pub once: u64,
    /// Points for each object it answers.
    pub each: u64,
    /// How many objects it answers.
    pub times: Times,
    pub inside: Vec<Step>,
}

/// How many objects a field answers, as far as a request tells.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// One, at most.
    One,
    /// A list of at most so many, as the schema publishes it. So many of them cost as much as one would: ten where
    /// they are plain values.
    List { most: u64, for_one: u64 },
    /// A page: `first` or `last`, whichever is given.
    Page { first: Count, last: Count },
    /// As many as ids were given.
    Given(Count),
}

/// A number in a request.
#[derive(Clone, Debug)]
pub(super) enum Count {
    Absent,
    Fixed(u64),
    /// The value of a variable, or the length of its list; with its default.
    Variable {
        name: String,
        default: Option<u64>,
    },
}

/// What an operation uses of the budgets that are not points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// Mutations.
    pub mutations: u32,
    /// Log-ins.
    pub log_ins: u32,
    /// Sign-ups.
    pub sign_ups: u32,
    /// Mutations that move money, as [`SchemaIndex::moves_money`] knows them.
    pub money: u32,
}

/// Plans an operation. Refuses more than one mutation of a kind that is worth guessing or repeating.
pub(super) fn plan(
    operation: &OperationDefinition,
    document: &ExecutableDocument,
    index: &SchemaIndex,
) -> Result<(Vec<Step>, Demand), DocumentError> {
    let mut planner = Planner {
        document,
        index,
        operation,
        demand: Demand::default(),
    };
    let mut steps = Vec::new();
    planner.set(
        root(operation.ty),
        &operation.selection_set.node,
        &Times::One,
        &mut steps,
    );
    let demand = planner.demand;
    if demand.log_ins + demand.sign_ups + demand.money > 1 {
        let message = "Send each log-in, each sign-up and each mutation that moves money in a request of its own.";
        return Err(DocumentError::new("QUERY_TOO_COMPLEX", message));
    }
    Ok((steps, demand))
}

struct Planner<'a> {
    document: &'a ExecutableDocument,
    index: &'a SchemaIndex,
    operation: &'a OperationDefinition,
    demand: Demand,
}

impl Planner<'_> {
    /// Plans a selection set of a type. What the schema does not have is left to the engine, which says so.
    fn set(&mut self, ty: &str, set: &SelectionSet, page: &Times, steps: &mut Vec<Step>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => steps.extend(self.field(ty, &field.node, page)),
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref();
                    let ty = on.map_or(ty, |on| on.node.on.node.as_str());
                    self.set(ty, &inline.node.selection_set.node, page, steps);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name) {
                        let ty = fragment.node.type_condition.node.on.node.as_str();
                        self.set(ty, &fragment.node.selection_set.node, page, steps);
                    }
                }
            }
        }
    }

    fn field(&mut self, ty: &str, field: &Field, page: &Times) -> Option<Step> {
        let index = self.index;
        let name = field.name.node.as_str();
        let definition = index.field(ty, name)?;
        let target = innermost(&definition.ty);
        let is_leaf = index.composite(target).is_none();
        let (once, each, times) = match (ty, name) {
            ("Mutation", _) => (self.mutation(name), 0, Times::One),
            ("Query", "nodes") => (0, 1, Times::Given(self.count(field, "ids"))),
            (_, "totalCount") if is_connection(ty) => (cost::TOTAL_COUNT, 0, Times::One),
            (_, "edges" | "nodes") if is_connection(ty) => (0, 1, page.clone()),
            (_, "pageInfo") if is_connection(ty) => (0, 0, Times::One),
            // Paid for with its edge.
            (_, "node") if ty.ends_with("Edge") => (0, 0, Times::One),
            _ if is_connection(target) => (1, 0, Times::One),
            _ if is_leaf => (0, 0, Times::One),
            // It belongs to what it stands in, as a scalar does.
            _ if definition.items_max.is_none() && index.is_plain(target) => (0, 0, Times::One),
            _ => (0, 1, self.list(definition, target)),
        };
        let page = if is_connection(target) {
            Times::Page {
                first: self.count(field, "first"),
                last: self.count(field, "last"),
            }
        } else {
            Times::One
        };
        let mut inside = Vec::new();
        self.set(target, &field.selection_set.node, &page, &mut inside);
        let key = field.alias.as_ref().unwrap_or(&field.name);
        let is_free = once == 0 && each == 0 && inside.is_empty();
        (!is_free).then(|| Step {
            key: key.node.to_string(),
            once,
            each,
            times,
            inside,
        })
    }

    /// Counts a mutation; the points it costs.
    fn mutation(&mut self, name: &str) -> u64 {
        self.demand.mutations += 1;
        match name {
            "sessionCreate" => self.demand.log_ins += 1,
            "accountCreate" => self.demand.sign_ups += 1,
            _ if self.index.moves_money(name) => self.demand.money += 1,
            _ => return cost::MUTATION,
        }
        match name {
            "sessionCreate" | "accountCreate" => cost::LOG_IN,
            _ => cost::MUTATION,
        }
    }

    fn list(&self, definition: &schema_index::Field, target: &str) -> Times {
        match definition.items_max {
            Some(most) => Times::List {
                most: most as u64,
                for_one: if self.index.is_plain(target) {
                    cost::PLAIN_FOR_ONE
                } else {
                    1
                },
            },
            None => Times::One,
        }
    }

    fn count(&self, field: &Field, argument: &str) -> Count {
        let mut arguments = field.arguments.iter();
        let found = arguments.find(|(name, _)| name.node == argument);
        match found.map(|(_, value)| &value.node) {
            None => Count::Absent,
            Some(Value::Variable(name)) => {
                let mut variables = self.operation.variable_definitions.iter();
                let declared = variables.find(|variable| variable.node.name.node == *name);
                let default = declared
                    .and_then(|variable| variable.node.default_value.as_ref())
                    .and_then(|value| cost::number(&value.node));
                Count::Variable {
                    name: name.to_string(),
                    default,
                }
            }
            // Variables may stand in it.
            Some(Value::List(items)) => Count::Fixed(items.len() as u64),
            Some(value) => value
                .clone()
                .into_const()
                .and_then(|value| cost::number(&value))
                .map_or(Count::Absent, Count::Fixed),
        }
    }
}

fn is_connection(ty: &str) -> bool {
    ty.ends_with("Connection")
}
