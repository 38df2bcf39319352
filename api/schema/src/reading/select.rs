//! The fields that an operation selects of an object: fragments spread out, what is skipped left out, and all mentions of
//! a place in the answer put together.

use std::collections::HashMap;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Directive, Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value;

/// The fragments of a document.
pub(super) type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// A place in the answer: its first mention, and the selections of all of them.
pub(super) struct Selected<'d> {
    pub field: &'d Positioned<Field>,
    pub sets: Vec<&'d SelectionSet>,
}

/// What selections depend on.
#[derive(Clone, Copy)]
pub(super) struct Select<'d> {
    pub fragments: &'d Fragments,
    /// The value of a variable in a condition.
    pub holds: &'d dyn Fn(&Name) -> bool,
}

impl<'d> Select<'d> {
    /// The fields selected of an object, in the order of their first mention. `fits` says whether it is of a type.
    pub(super) fn fields(
        &self,
        sets: &[&'d SelectionSet],
        fits: &dyn Fn(&str) -> bool,
    ) -> IndexMap<&'d str, Selected<'d>> {
        let mut selected = IndexMap::new();
        for set in sets {
            self.collect(set, fits, &mut selected);
        }
        selected
    }

    fn collect(
        &self,
        set: &'d SelectionSet,
        fits: &dyn Fn(&str) -> bool,
        selected: &mut IndexMap<&'d str, Selected<'d>>,
    ) {
        for item in &set.items {
            if !self.wants(item.node.directives()) {
                continue;
            }
            match &item.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    let place = selected.entry(key).or_insert_with(|| Selected {
                        field,
                        sets: Vec::new(),
                    });
                    place.sets.push(&field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref();
                    if on.is_none_or(|on| fits(&on.node.on.node)) {
                        self.collect(&inline.node.selection_set.node, fits, selected);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.fragments.get(&spread.node.fragment_name.node);
                    if let Some(fragment) = fragment
                        && fits(&fragment.node.type_condition.node.on.node)
                    {
                        self.collect(&fragment.node.selection_set.node, fits, selected);
                    }
                }
            }
        }
    }

    fn wants(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let value = match condition(&directive.node) {
                Some(Value::Boolean(is_so)) => *is_so,
                Some(Value::Variable(name)) => (self.holds)(name),
                _ => return true,
            };
            value == (directive.node.name.node == "include")
        })
    }
}

/// What `@skip` or `@include` asks; none for other directives.
fn condition(directive: &Directive) -> Option<&Value> {
    let is_one = matches!(directive.name.node.as_str(), "skip" | "include");
    let condition = is_one.then(|| directive.get_argument("if")).flatten()?;
    Some(&condition.node)
}

/// The variables that conditions of an operation ask, each once.
pub(super) fn conditions(set: &SelectionSet, fragments: &Fragments) -> Vec<Name> {
    let mut names = Vec::new();
    let sets = fragments
        .values()
        .map(|fragment| &fragment.node.selection_set.node);
    for set in [set].into_iter().chain(sets) {
        asked_in(set, &mut names);
    }
    names
}

fn asked_in(set: &SelectionSet, names: &mut Vec<Name>) {
    for item in &set.items {
        for directive in item.node.directives() {
            if let Some(Value::Variable(name)) = condition(&directive.node)
                && !names.contains(name)
            {
                names.push(name.clone());
            }
        }
        match &item.node {
            Selection::Field(field) => asked_in(&field.node.selection_set.node, names),
            Selection::InlineFragment(inline) => asked_in(&inline.node.selection_set.node, names),
            Selection::FragmentSpread(_) => {}
        }
    }
}
