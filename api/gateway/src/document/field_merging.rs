//! Fields that share a place in the answer must be the same field with the same arguments, or stand on types of which an
//! object has only one and answer alike ("Field Selection Merging" of the specification; the engine looks at one level
//! only). All selection sets that become one object are walked together, never in pairs: the work grows with the number
//! of fields, as Simon Adameit described for Sangria.

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
};

use async_graphql_value::Value;

use super::schema_index::{SchemaIndex, innermost};
use super::{DocumentError, root};

/// Checks an operation with its fragments.
pub(super) fn check(
    operation: &OperationDefinition,
    document: &ExecutableDocument,
    index: &SchemaIndex,
) -> Result<(), DocumentError> {
    let merge = Merge { document, index };
    let top = [(root(operation.ty), &operation.selection_set.node)];
    merge.forms(&top)?;
    merge.fields(&top)
}

/// A selection set and the type it is selected on.
type Set<'a> = (&'a str, &'a SelectionSet);

/// A field where it stands: the type it is selected on.
#[derive(Clone, Copy)]
struct Placed<'a> {
    on: &'a str,
    field: &'a Field,
}

struct Merge<'a> {
    document: &'a ExecutableDocument,
    index: &'a SchemaIndex,
}

impl<'a> Merge<'a> {
    /// Whatever object answers: fields of one key have one form.
    fn forms(&self, sets: &[Set<'a>]) -> Result<(), DocumentError> {
        for (key, group) in self.by_key(sets) {
            let differs = |other: &Placed<'a>| !self.answers_alike(group[0], *other);
            if group.iter().any(differs) {
                let message = format!(
                    "Fields answered as {key} have different types; give one of them another alias."
                );
                return Err(DocumentError::invalid(message));
            }
            self.forms(&self.below(&group))?;
        }
        Ok(())
    }

    /// On one and the same object: fields of one key are the same field.
    fn fields(&self, sets: &[Set<'a>]) -> Result<(), DocumentError> {
        for (key, group) in self.by_key(sets) {
            for together in self.by_object(group) {
                if together
                    .iter()
                    .any(|other| !is_same(together[0].field, other.field))
                {
                    let message = format!(
                        "Different fields are answered as {key}; give one of them another alias."
                    );
                    return Err(DocumentError::invalid(message));
                }
                self.fields(&self.below(&together))?;
            }
        }
        Ok(())
    }

    fn by_key(&self, sets: &[Set<'a>]) -> Vec<(&'a str, Vec<Placed<'a>>)> {
        let mut fields = Vec::new();
        for (ty, set) in sets {
            self.collect(ty, set, &mut fields);
        }
        fields.sort_by_key(|(key, _)| *key);
        let groups = fields.chunk_by(|(one, _), (other, _)| one == other);
        groups
            .map(|group| {
                (
                    group[0].0,
                    group.iter().map(|(_, placed)| *placed).collect(),
                )
            })
            .collect()
    }

    /// Fields that one object may answer: those on its type, and those on interfaces.
    fn by_object(&self, group: Vec<Placed<'a>>) -> Vec<Vec<Placed<'a>>> {
        let is_object = |on: &str| self.index.composite(on).is_some_and(|ty| ty.is_object);
        let (own, shared): (Vec<_>, Vec<_>) =
            group.into_iter().partition(|placed| is_object(placed.on));
        let mut types: Vec<&str> = own.iter().map(|placed| placed.on).collect();
        types.sort_unstable();
        types.dedup();
        if types.is_empty() {
            return vec![shared];
        }
        let of = |ty: &str| {
            own.iter()
                .filter(|placed| placed.on == ty)
                .chain(&shared)
                .copied()
                .collect()
        };
        types.into_iter().map(of).collect()
    }

    fn answers_alike(&self, one: Placed<'_>, other: Placed<'_>) -> bool {
        let ty = |placed: Placed<'_>| self.index.field(placed.on, placed.field.name.node.as_str());
        match (ty(one), ty(other)) {
            (Some(one), Some(other)) => self.is_alike(&one.ty, &other.ty),
            // Introspection, or what the schema does not have.
            _ => true,
        }
    }

    /// The same lists and nulls around the same leaf, or around objects, whose fields are compared on their own.
    fn is_alike(&self, one: &Type, other: &Type) -> bool {
        use async_graphql::parser::types::BaseType::{List, Named};
        if one.nullable != other.nullable {
            return false;
        }
        match (&one.base, &other.base) {
            (List(one), List(other)) => self.is_alike(one, other),
            (Named(one), Named(other)) => {
                let has_fields = |name: &str| self.index.composite(name).is_some();
                one == other || (has_fields(one) && has_fields(other))
            }
            _ => false,
        }
    }

    /// What stands below fields that are answered together.
    fn below(&self, group: &[Placed<'a>]) -> Vec<Set<'a>> {
        let below = |placed: &Placed<'a>| {
            let definition = self.index.field(placed.on, placed.field.name.node.as_str());
            let ty = definition.map_or("", |definition| innermost(&definition.ty));
            (ty, &placed.field.selection_set.node)
        };
        let has_more = |placed: &&Placed<'a>| !placed.field.selection_set.node.items.is_empty();
        group.iter().filter(has_more).map(below).collect()
    }

    fn collect(&self, ty: &'a str, set: &'a SelectionSet, fields: &mut Vec<(&'a str, Placed<'a>)>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let key = field.alias.as_ref().unwrap_or(&field.name);
                    fields.push((key.node.as_str(), Placed { on: ty, field }));
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref();
                    let ty = on.map_or(ty, |on| on.node.on.node.as_str());
                    self.collect(ty, &inline.node.selection_set.node, fields);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.collect(on, &fragment.node.selection_set.node, fields);
                    }
                }
            }
        }
    }
}

/// The same field with the same arguments, in any order.
fn is_same(one: &Field, other: &Field) -> bool {
    let has = |field: &Field, argument: &str, value: &Value| {
        field
            .arguments
            .iter()
            .any(|(name, own)| name.node == argument && own.node == *value)
    };
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one
            .arguments
            .iter()
            .all(|(name, value)| has(other, name.node.as_str(), &value.node))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::super::only;
    use super::*;

    fn is_mergeable(document: &str) -> bool {
        let document = parse_query(document).unwrap();
        let index = SchemaIndex::published();
        check(only(&document), &document, index).is_ok()
    }

    #[test]
    fn one_key_is_one_field() {
        for fits in [
            "{ viewer { id } viewer { email } }",
            "{ offers(first: 1, last: 2) { nodes { id } } offers(last: 2, first: 1) { totalCount } }",
            "query($a: ID!) { a: offer(id: $a) { id } a: offer(id: $a) { title } }",
            "{ node(id: 1) { ... on Offer { x: title } ... on Brand { x: name } } }",
            "{ node(id: 1) { ... on Offer { brand { x: name } } ... on Application { brand: offer { x: title } } } }",
            "{ node(id: 1) { id ... on Offer { id } ...F } } fragment F on Brand { id }",
        ] {
            assert!(is_mergeable(fits), "{fits}");
        }
        for clash in [
            "{ a: viewer { id } a: offers { totalCount } }",
            "{ offers(first: 1) { totalCount } offers(first: 2) { totalCount } }",
            "{ viewer { x: id } viewer { x: email } }",
            "{ __schema { queryType { x: name } queryType { x: kind } } }",
            "{ offers { nodes { x: title } ...F } } fragment F on OfferConnection { nodes { ...G } } fragment G on Offer { x: summary }",
            "{ node(id: 1) { x: id ... on Offer { x: title } } }",
            "{ node(id: 1) { ... on Offer { x: title } ... on Brand { x: id } } }",
            "{ node(id: 1) { ... on Offer { x: title } ... on Application { x: offer { id } } } }",
            "{ node(id: 1) { ... on Offer { brand { x: name } } ... on Application { brand: offer { x: slots } } } }",
        ] {
            assert!(!is_mergeable(clash), "{clash}");
        }
    }

    #[test]
    fn repeating_fields_does_not_multiply_the_work() {
        // Eight levels of a field said twice: compared in pairs this would take millions of steps.
        let mut inner = "id".to_owned();
        for _ in 0..8 {
            let mut twice = String::new();
            write!(
                twice,
                "a: node(id: 1) {{ {inner} }} a: node(id: 1) {{ {inner} }}"
            )
            .unwrap();
            inner = twice;
        }
        assert!(is_mergeable(&format!("{{ {inner} }}")));
    }
}
