//! The tables as types of the engine, which prints them, explains them and checks documents against them. It looks types
//! up by their names, so no Rust type has to stand for one.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{
    EnumBuilder, InputObjectBuilder, MetaDirectiveInvocation, MetaEnumValue, MetaField,
    MetaInputValue, MetaType, MetaTypeName, ObjectBuilder, Registry,
};
use async_graphql::{TypeDirective, Value};

use super::argument::Argument;
use super::connection::{CONNECTION, EDGE, PAGE_INFO};
use super::constraint::{constraint, semantic_non_null};
use super::filter::Filter;
use super::model::{Field, From, Interface, Page, Type};
use super::order::{Direction, Orders};
use super::plain::Plain;

/// What every page takes.
const PAGE_ARGUMENTS: [(&str, &str, &str); 4] = [
    (
        "first",
        "Int",
        "So many from the start or after `after`: 1 to 100, 20 when left out.",
    ),
    ("after", "String", "Cursor of the entry before the page."),
    (
        "last",
        "Int",
        "So many from the end or before `before`: 1 to 100.",
    ),
    ("before", "String", "Cursor of the entry after the page."),
];

/// Makes a type known, and all it leads to.
pub fn describe(registry: &mut Registry, ty: &'static Type) {
    object(registry, ty, "");
}

/// Makes the edge of a type known, and all it leads to.
pub fn describe_edge(registry: &mut Registry, ty: &'static Type) {
    object(registry, ty, "");
    object(registry, &EDGE, ty.name);
}

/// Makes a type of plain objects known, and all it leads to.
pub fn describe_plain(registry: &mut Registry, plain: &'static Plain) {
    if registry.types.contains_key(plain.name) {
        return;
    }
    let mut fields = IndexMap::new();
    for member in plain.members {
        let mut field = MetaField::new(member.name, (member.ty)());
        field.description = Some(described(member.doc));
        field.directive_invocations = limit(registry, member.most);
        fields.insert(member.name.to_owned(), field);
    }
    insert(registry, plain.name, plain.doc, fields);
    for member in plain.members {
        (member.register)(registry);
    }
}

fn object(registry: &mut Registry, ty: &'static Type, of: &str) {
    let name = ty.named(of);
    if registry.types.contains_key(&name) {
        return;
    }
    let mut fields = IndexMap::new();
    for field in ty.fields {
        let meta = field_of(registry, field, of);
        fields.insert(field.name.to_owned(), meta);
    }
    insert(registry, &name, ty.doc, fields);
    if ty.is_node() {
        registry.add_implements(&name, "Node");
    }
    for field in ty.fields {
        follow(registry, field);
    }
}

fn insert(registry: &mut Registry, name: &str, doc: &[&str], fields: IndexMap<String, MetaField>) {
    let object = ObjectBuilder::new(name, fields).description(Some(described(doc)));
    registry.types.insert(name.to_owned(), object.build());
}

fn field_of(registry: &mut Registry, field: &'static Field, of: &str) -> MetaField {
    let shape = &field.shape;
    let mut ty = type_of(&shape.from, of);
    if shape.is_nullable {
        ty.truncate(ty.trim_end_matches('!').len());
    }
    let mut meta = MetaField::new(field.name, ty);
    meta.description = Some(described(field.doc));
    meta.directive_invocations = limit(registry, shape.most);
    if shape.is_null_by_error_only() {
        meta.directive_invocations
            .push(null_by_error_only(registry));
    }
    for argument in shape.arguments {
        let given = argument_of(registry, argument);
        meta.args.insert(argument.name.to_owned(), given);
    }
    if let From::Page(page) = &shape.from {
        page_arguments(registry, &mut meta.args, page);
    }
    meta
}

/// The type of a field that is never null.
fn type_of(from: &From, of: &str) -> String {
    match from {
        From::Id => "ID!".to_owned(),
        From::Column(_, _, leaf) => format!("{}!", (leaf.name)()),
        From::Made(_, make) => make.ty(),
        From::One(to, _) | From::Find(to, _) | From::Viewer(to) => format!("{}!", to.name),
        From::Many(to, ..) => format!("[{}!]!", to.name),
        From::Page(page) => format!("{}!", CONNECTION.named(page.of.name)),
        From::Node(interface) => format!("{}!", interface.name),
        From::Nodes(interface) => format!("[{}]!", interface.name),
        From::Edges => format!("[{}!]!", EDGE.named(of)),
        From::Entries => format!("[{of}!]!"),
        From::Entry => format!("{of}!"),
        From::PageInfo => "PageInfo!".to_owned(),
        From::Total => "Int!".to_owned(),
        From::Cursor | From::Start | From::End => "String!".to_owned(),
        From::HasNext | From::HasPrevious => "Boolean!".to_owned(),
    }
}

/// Makes known what a field leads to.
fn follow(registry: &mut Registry, field: &'static Field) {
    match &field.shape.from {
        From::Column(_, _, leaf) => (leaf.register)(registry),
        From::Made(_, make) => make.register(registry),
        From::One(to, _) | From::Many(to, ..) | From::Find(to, _) | From::Viewer(to) => {
            object(registry, to, "");
        }
        From::Page(page) => {
            object(registry, page.of, "");
            for part in [&CONNECTION, &EDGE, &PAGE_INFO] {
                object(registry, part, page.of.name);
            }
        }
        From::Node(interface) | From::Nodes(interface) => self::interface(registry, interface),
        From::Id
        | From::Edges
        | From::Entries
        | From::PageInfo
        | From::Total
        | From::Cursor
        | From::Entry
        | From::HasNext
        | From::HasPrevious
        | From::Start
        | From::End => {}
    }
}

fn interface(registry: &mut Registry, interface: &'static Interface) {
    if registry.types.contains_key(interface.name) {
        return;
    }
    let mut id = MetaField::new("id", "ID!");
    id.description = Some("Identifies the object; opaque.".to_owned());
    let described = MetaType::Interface {
        name: interface.name.to_owned(),
        description: Some(described(interface.doc)),
        fields: [("id".to_owned(), id)].into_iter().collect(),
        possible_types: interface
            .types
            .iter()
            .map(|ty| ty.name.to_owned())
            .collect(),
        extends: false,
        keys: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    };
    registry.types.insert(interface.name.to_owned(), described);
    for ty in interface.types {
        object(registry, ty, "");
    }
}

fn page_arguments(
    registry: &mut Registry,
    arguments: &mut IndexMap<String, MetaInputValue>,
    page: &'static Page,
) {
    for (name, ty, doc) in PAGE_ARGUMENTS {
        let mut argument = MetaInputValue::new(name, ty);
        argument.description = Some(doc.to_owned());
        arguments.insert(name.to_owned(), argument);
    }
    if let Some(filter) = page.filter {
        let mut argument = MetaInputValue::new("filter", filter.name);
        argument.description = Some("Which of them; all when left out.".to_owned());
        arguments.insert("filter".to_owned(), argument);
        filter_of(registry, filter);
    }
    let orders = page.orders;
    let mut argument = MetaInputValue::new("orderBy", orders.name);
    argument.description = Some("In which order.".to_owned());
    let (first, direction) = (orders.fields[0].name, orders.direction.word());
    argument.default_value = Some(format!("{{field: {first}, direction: {direction}}}"));
    arguments.insert("orderBy".to_owned(), argument);
    orders_of(registry, orders);
}

fn filter_of(registry: &mut Registry, filter: &'static Filter) {
    if registry.types.contains_key(filter.name) {
        return;
    }
    let mut inputs = IndexMap::new();
    for member in filter.members {
        let mut input = MetaInputValue::new(member.name, member.takes.ty());
        input.description = Some(member.doc.to_owned());
        input.directive_invocations = limit(registry, member.takes.most());
        inputs.insert(member.name.to_owned(), input);
        if let Some(leaf) = member.takes.leaf() {
            (leaf.register)(registry);
        }
    }
    let input =
        InputObjectBuilder::new(filter.name, inputs).description(Some(filter.doc.to_owned()));
    registry.types.insert(filter.name.to_owned(), input.build());
}

fn orders_of(registry: &mut Registry, orders: &'static Orders) {
    if registry.types.contains_key(orders.name) {
        return;
    }
    (Direction::LEAF.register)(registry);
    let name = format!("{}Field", orders.name);
    let values = orders.fields.iter().map(|order| {
        let mut value = MetaEnumValue::new(order.name);
        value.description = Some(order.doc.to_owned());
        (order.name.to_owned(), value)
    });
    let doc = format!("{} By what.", orders.doc);
    let fields = EnumBuilder::new(&name, values.collect()).description(Some(doc));
    registry.types.insert(name.clone(), fields.build());

    let mut inputs = IndexMap::new();
    for (member, ty, doc) in [
        ("field", format!("{name}!"), "By what."),
        ("direction", "OrderDirection!".to_owned(), "Which way."),
    ] {
        let mut input = MetaInputValue::new(member, ty);
        input.description = Some(doc.to_owned());
        inputs.insert(member.to_owned(), input);
    }
    let input =
        InputObjectBuilder::new(orders.name, inputs).description(Some(orders.doc.to_owned()));
    registry.types.insert(orders.name.to_owned(), input.build());
}

fn argument_of(registry: &mut Registry, argument: &'static Argument) -> MetaInputValue {
    (argument.leaf.register)(registry);
    let ty = argument.written.replace("{}", &(argument.leaf.name)());
    debug_assert!(
        registry
            .types
            .contains_key(MetaTypeName::concrete_typename(&ty))
    );
    let mut given = MetaInputValue::new(argument.name, ty);
    given.description = Some(argument.doc.to_owned());
    given.directive_invocations = limit(registry, argument.most);
    given
}

/// How long a list can be, published.
fn limit(registry: &mut Registry, most: Option<usize>) -> Vec<MetaDirectiveInvocation> {
    let Some(most) = most else {
        return Vec::new();
    };
    TypeDirective::register(&constraint, registry);
    let args = [("maxItems".to_owned(), Value::from(most))];
    vec![MetaDirectiveInvocation {
        name: "constraint".to_owned(),
        args: args.into_iter().collect(),
    }]
}

fn null_by_error_only(registry: &mut Registry) -> MetaDirectiveInvocation {
    TypeDirective::register(&semantic_non_null, registry);
    MetaDirectiveInvocation {
        name: "semanticNonNull".to_owned(),
        args: IndexMap::new(),
    }
}

fn described(doc: &[&str]) -> String {
    let lines: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    lines.join("\n").trim().to_owned()
}
