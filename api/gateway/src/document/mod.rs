//! GraphQL documents. What a document is does not depend on who sends it, so it is looked at once and kept: guarded
//! before the parser, measured, checked against the schema and planned. What is left for each request is its price and
//! its variables.

mod arguments;
mod cache;
mod coercion;
mod complexity;
mod cost;
mod cost_plan;
mod escapes;
mod field_merging;
mod guests;
mod lexical_limits;
mod log_in;
mod persist;
mod repeated_objects;
mod root_fields;
mod schema_index;
mod typename;
mod usage;
mod variables;

use std::borrow::Cow;
use std::sync::Arc;

#[cfg(test)]
use async_graphql::parser::types::{DocumentOperations, OperationDefinition};
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::parser::{self, parse_query};
use async_graphql::{Pos, Value, Variables};
use domain::error::Parameter;
use schema::query::QUERY;
use schema::reading::operation::Planned;
use schema::reading::plan::Plan;
use schema::reading::{COST_MAX, Plans};
use sha2::{Digest, Sha256};

pub use cache::{DocumentCache, ValidationError};
pub use cost_plan::Demand;
pub use persist::register;
pub use schema_index::SchemaIndex;

use coercion::{Reader, Rules, Source};
use cost_plan::Step;

/// Stands for half of a surrogate pair, which no text can hold. It is no character itself, so nobody misses it.
pub const HALF: char = '\u{FFFE}';

/// Why a document or its variables cannot be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    /// For machines.
    pub code: &'static str,
    /// For people.
    pub message: Cow<'static, str>,
    /// Which value is wrong, from the argument's or the variable's name down; empty when it is none in particular.
    pub path: Vec<String>,
    /// What the message speaks of: limits by name.
    pub parameters: Vec<Parameter>,
}

impl DocumentError {
    pub(crate) fn new(code: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            path: Vec::new(),
            parameters: Vec::new(),
        }
    }

    fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new("GRAPHQL_VALIDATION_FAILED", message)
    }
}

/// Where a document stops being GraphQL and what would have been, without the parser's drawing and its rules' names.
fn unreadable(error: &parser::Error) -> String {
    let parser::Error::Syntax { message, start, .. } = error else {
        return format!("The document is wrong: {error}.");
    };
    let expected = message.rsplit_once("= expected ").map(|(_, rules)| rules);
    let expected = expected
        .unwrap_or("something else")
        .replace('_', " ")
        .replace("EOI", "the end");
    let Pos { line, column } = start;
    format!("Syntax error in line {line}, column {column}: expected {expected}.")
}

/// A document that may be executed.
#[derive(Debug)]
pub struct Document {
    /// As the engine takes it.
    pub parsed: ExecutableDocument,
    /// Whether it asks for the schema: introspection.
    pub is_about_schema: bool,
    /// Whether an object is selected in several places at once.
    pub repeats: bool,
    /// Bytes of its text.
    pub size: usize,
    operations: Vec<Arc<Operation>>,
}

/// One operation of a document.
#[derive(Debug)]
pub struct Operation {
    name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// What it uses of the budgets that are not points.
    pub demand: Demand,
    steps: Vec<Step>,
    variables: Vec<variables::Declared>,
    /// Its answer may hold tokens.
    pub gives_tokens: bool,
    /// Asks nothing that depends on who asks.
    pub is_for_guests: bool,
    /// The input of its log-in, as it is written.
    log_in: Option<async_graphql_value::Value>,
    plans: Arc<Plans>,
}

impl Document {
    /// Reads a document: everything that can be known without its sender and its variables, but for the engine's own
    /// rules.
    pub fn read(text: &str, index: &SchemaIndex) -> Result<Self, DocumentError> {
        lexical_limits::check(text)?;
        let mut parsed = parse_query(&*escapes::written_out(text)?)
            .map_err(|error| DocumentError::new("GRAPHQL_PARSE_FAILED", unreadable(&error)))?;
        if parsed.fragments.contains_key("on") {
            let message = "Syntax error: a fragment cannot be named `on`.";
            return Err(DocumentError::new("GRAPHQL_PARSE_FAILED", message));
        }
        let is_about_schema = complexity::measure(&parsed)?;
        typename::wrap(&mut parsed);
        root_fields::check(&parsed)?;
        let usage = arguments::check(&parsed, index)?;
        let mut operations = Vec::new();
        for (name, operation) in parsed.operations.iter() {
            let operation = &operation.node;
            let (steps, demand) = cost_plan::plan(operation, &parsed, index)?;
            field_merging::check(operation, &parsed, index)?;
            operations.push(Arc::new(Operation {
                name: name.map(ToString::to_string),
                kind: operation.ty,
                demand,
                steps,
                variables: variables::declared(
                    operation,
                    &usage.limits(name.map(|name| name.as_str())),
                )?,
                gives_tokens: guests::gives_tokens(operation, &parsed),
                is_for_guests: guests::may_ask(operation, &parsed),
                log_in: log_in::input(operation, &parsed),
                plans: Arc::new(Plans::of(operation, &parsed.fragments)),
            }));
        }
        Ok(Self {
            repeats: repeated_objects::repeats(&parsed),
            parsed,
            is_about_schema,
            size: text.len(),
            operations,
        })
    }

    /// Brings it into the form the engine executes; as it was written the engine has found it good.
    fn ready(mut self) -> Self {
        root_fields::lift(&mut self.parsed);
        self
    }

    /// How a query is read as a whole, by its plans for these variables; none where the engine has to answer it, since it
    /// asks for the schema as well.
    pub fn plan(
        &self,
        query: &Operation,
        plans: &Planned,
        variables: &Variables,
    ) -> Option<Arc<Plan>> {
        if query.kind != OperationType::Query || self.is_about_schema {
            return None;
        }
        let mut operations = self.parsed.operations.iter();
        let (_, operation) =
            operations.find(|(name, _)| name.map(|name| name.as_str()) == query.name())?;
        let fragments = &self.parsed.fragments;
        Some(plans.operation(&QUERY, &operation.node, fragments, variables))
    }

    /// The operation to run: the named one, or the only one.
    pub fn operation(&self, name: Option<&str>) -> Result<Arc<Operation>, DocumentError> {
        let found = match name {
            Some(name) => self
                .operations
                .iter()
                .find(|operation| operation.name.as_deref() == Some(name))
                .ok_or_else(|| format!("The document has no operation named {name}.")),
            None => match &self.operations[..] {
                [only] => Ok(only),
                _ => Err(
                    "The document has several operations: say in operationName which to run."
                        .to_owned(),
                ),
            },
        };
        found
            .cloned()
            .map_err(|message| DocumentError::new("OPERATION_RESOLUTION_FAILURE", message))
    }
}

impl Operation {
    /// Its name in the document.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Reads its variables as its declarations want them. `BAD_USER_INPUT` says which is wrong, and where.
    pub fn coerce(
        &self,
        given: serde_json::Value,
        index: &SchemaIndex,
    ) -> Result<Variables, DocumentError> {
        let rules = Rules {
            source: Source::Variables,
            reader: Reader::of(self.kind),
            index,
        };
        variables::coerce(&self.variables, given, rules)
    }

    /// Its plans for a request's variables.
    pub fn plans(&self, variables: &Variables) -> Planned {
        self.plans.under(variables)
    }

    /// What it will cost at most, in points; `QUERY_TOO_COMPLEX` when that is more than a request may cost.
    pub fn price(&self, variables: &Variables) -> Result<u32, DocumentError> {
        let points = cost::requested(&self.steps, variables);
        if let Ok(points) = u32::try_from(points)
            && points <= COST_MAX
        {
            return Ok(points);
        }
        let message = format!(
            "This would cost {points} points; a request may cost {COST_MAX}. Ask for smaller pages or fewer objects."
        );
        Err(DocumentError::new("QUERY_TOO_COMPLEX", message))
    }

    /// Entries of lists that its answer can hold at most.
    pub fn entries(&self, variables: &Variables) -> u64 {
        cost::entries(&self.steps, variables)
    }

    /// A text in the input of its log-in, under this name.
    pub fn log_in(&self, name: &str, variables: &Variables) -> Option<String> {
        let input = self.log_in.clone()?;
        let value = |name| Ok::<_, ()>(variables.get(&name).cloned().unwrap_or_default());
        let Ok(Value::Object(input)) = input.into_const_with(value) else {
            return None;
        };
        match input.get(name)? {
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// What an answer really cost, in points.
    pub fn spent(&self, data: &async_graphql::Value) -> u64 {
        cost::actual(&self.steps, data)
    }
}

/// The type whose fields an operation selects.
fn root(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// The id of a document: `sha256:` and the hash of its text in hex.
pub fn id(text: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(text.as_bytes())))
}

/// The selected operation's definition in a parsed document.
#[cfg(test)]
fn only(document: &ExecutableDocument) -> &OperationDefinition {
    match &document.operations {
        DocumentOperations::Single(operation) => &operation.node,
        DocumentOperations::Multiple(all) => &all.values().next().unwrap().node,
    }
}
