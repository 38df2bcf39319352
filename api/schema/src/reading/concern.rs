//! Whether what a query selects depends on who asks: then nobody is answered as a guest who meant to be somebody.

use async_graphql::parser::types::{Selection, SelectionSet};

use super::model::{Columns, From, Interface, Link, Page, Shape, Type};
use super::select::Fragments;

/// What names the person who asks.
const WHO: &str = ":user";

/// True when a field is selected whose answer is another one for guests, by its own words or those of what it leads to.
pub fn concerns_viewer(ty: &'static Type, set: &SelectionSet, fragments: &Fragments) -> bool {
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => {
            let Some(definition) = ty.field(&field.node.name.node) else {
                return false;
            };
            let below = &field.node.selection_set.node;
            is_about(&definition.shape) || leads(&definition.shape.from, below, fragments)
        }
        Selection::InlineFragment(inline) => {
            concerns_viewer(ty, &inline.node.selection_set.node, fragments)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = fragments.get(&spread.node.fragment_name.node);
            let set = fragment.map(|fragment| &fragment.node.selection_set.node);
            set.is_some_and(|set| concerns_viewer(ty, set, fragments))
        }
    })
}

/// By the words of the field itself.
fn is_about(shape: &Shape) -> bool {
    let names = |columns: Columns| columns.iter().any(|column| column.contains(WHO));
    let links = |link: &Link| {
        [link.by, link.via, link.only]
            .iter()
            .any(|part| part.contains(WHO))
    };
    shape.gate.is_some()
        || match &shape.from {
            From::Column(column, ..) => column.contains(WHO),
            From::Made(columns, _) => names(columns),
            From::One(to, link) | From::Many(to, link, _) => links(link) || is_private(to),
            From::Page(Page { of, .. }) | From::Find(of, _) => is_private(of),
            From::Viewer(_) => true,
            _ => false,
        }
}

/// Nobody but those concerned sees any of them.
fn is_private(ty: &Type) -> bool {
    ty.source
        .is_some_and(|source| source.open.is_empty() && !source.seen.is_empty())
}

/// By what stands below it.
fn leads(from: &From, set: &SelectionSet, fragments: &Fragments) -> bool {
    let any = |types: &[&'static Type]| types.iter().any(|ty| concerns_viewer(ty, set, fragments));
    match from {
        From::One(to, _) | From::Many(to, ..) | From::Find(to, _) => any(&[*to]),
        From::Node(interface) | From::Nodes(interface) => {
            any(interface.types) || names_private(interface, set, fragments)
        }
        From::Page(page) => in_page(page.of, set, fragments),
        _ => false,
    }
}

/// A fragment is on a type that is private.
fn names_private(interface: &Interface, set: &SelectionSet, fragments: &Fragments) -> bool {
    let is_named = |name: &str| {
        let mut types = interface.types.iter();
        types.any(|ty| ty.name == name && is_private(ty))
    };
    set.items.iter().any(|item| match &item.node {
        Selection::Field(_) => false,
        Selection::InlineFragment(inline) => {
            let on = inline.node.type_condition.as_ref();
            on.is_some_and(|on| is_named(&on.node.on.node))
                || names_private(interface, &inline.node.selection_set.node, fragments)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = fragments.get(&spread.node.fragment_name.node);
            fragment.is_some_and(|fragment| {
                is_named(&fragment.node.type_condition.node.on.node)
                    || names_private(interface, &fragment.node.selection_set.node, fragments)
            })
        }
    })
}

/// Of a connection: what is selected of its entries.
fn in_page(of: &'static Type, set: &SelectionSet, fragments: &Fragments) -> bool {
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => {
            let below = &field.node.selection_set.node;
            match field.node.name.node.as_str() {
                "edges" => in_page(of, below, fragments),
                "nodes" | "node" => concerns_viewer(of, below, fragments),
                _ => false,
            }
        }
        Selection::InlineFragment(inline) => {
            in_page(of, &inline.node.selection_set.node, fragments)
        }
        Selection::FragmentSpread(spread) => {
            let fragment = fragments.get(&spread.node.fragment_name.node);
            let set = fragment.map(|fragment| &fragment.node.selection_set.node);
            set.is_some_and(|set| in_page(of, set, fragments))
        }
    })
}
