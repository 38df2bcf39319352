//! The schema, as documents are checked against: read once from the published text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, FieldDefinition, InputValueDefinition, Type, TypeKind,
    TypeSystemDefinition,
};
use async_graphql_parser::Positioned;
use schema::engine;

use async_graphql_value::ConstValue;

/// Types by name.
#[derive(Debug)]
pub struct SchemaIndex {
    types: HashMap<String, Kind>,
    plain: HashSet<String>,
}

/// What a type is.
#[derive(Debug)]
pub(super) enum Kind {
    Scalar,
    Enum(HashSet<String>),
    /// Has fields: an object, an interface, or a union, which has none of its own.
    Composite(Composite),
    Input(Input),
}

/// A type with fields.
#[derive(Debug)]
pub(super) struct Composite {
    /// False for interfaces and unions.
    pub is_object: bool,
    pub fields: HashMap<String, Field>,
}

/// A field and what it takes.
#[derive(Debug)]
pub(super) struct Field {
    pub ty: Type,
    pub arguments: HashMap<String, Slot>,
    /// Entries at most, where it answers a list.
    pub items_max: Option<usize>,
}

/// An input object.
#[derive(Debug)]
pub(super) struct Input {
    /// Exactly one of its members must be given.
    pub is_one_of: bool,
    pub members: HashMap<String, Slot>,
}

/// A place for a value: an argument or a member of an input object.
#[derive(Debug)]
pub(super) struct Slot {
    pub ty: Type,
    pub default: Option<ConstValue>,
    /// Entries at most, where it takes a list.
    pub items_max: Option<usize>,
}

impl Slot {
    /// A place that is no argument and no member: an entry of a list.
    pub(super) fn of(ty: Type) -> Self {
        Self {
            ty,
            default: None,
            items_max: None,
        }
    }

    /// True when it may not be left out.
    pub(super) fn is_required(&self) -> bool {
        !self.ty.nullable && self.default.is_none()
    }
}

static PUBLISHED: LazyLock<SchemaIndex> =
    LazyLock::new(|| SchemaIndex::read(&engine::sdl()).expect("our own schema can be read"));

impl SchemaIndex {
    /// That of our own schema; read once.
    pub fn published() -> &'static Self {
        &PUBLISHED
    }

    pub(super) fn read(sdl: &str) -> anyhow::Result<Self> {
        let schema = parse_schema(sdl)?;
        let mut types: HashMap<String, Kind> = ["Int", "Float", "String", "Boolean", "ID"]
            .map(|name| (name.to_owned(), Kind::Scalar))
            .into();
        for definition in schema.definitions {
            if let TypeSystemDefinition::Type(ty) = definition {
                let ty = ty.node;
                let is_one_of = ty
                    .directives
                    .iter()
                    .any(|directive| directive.node.name.node == "oneOf");
                types.insert(ty.name.node.to_string(), kind(ty.kind, is_one_of));
            }
        }
        let plain = plain(&types);
        Ok(Self { types, plain })
    }

    pub(super) fn get(&self, name: &str) -> Option<&Kind> {
        self.types.get(name)
    }

    /// True for a plain value, such as an amount of money: an object without an id in which only plain values stand,
    /// and no lists of any.
    pub(super) fn is_plain(&self, name: &str) -> bool {
        self.plain.contains(name)
    }

    /// The type, where it has fields.
    pub(super) fn composite(&self, name: &str) -> Option<&Composite> {
        match self.get(name) {
            Some(Kind::Composite(composite)) => Some(composite),
            _ => None,
        }
    }

    /// True for a mutation that moves money: without a key nobody could ask again. It is sent in a request of its own, and
    /// counted against the budget of money. What takes no key, or takes one as it likes, posts nothing to the ledger.
    pub fn moves_money(&self, mutation: &str) -> bool {
        let needs_key = |argument: &Slot| match self.get(innermost(&argument.ty)) {
            Some(Kind::Input(input)) => {
                let key = input.members.get("idempotencyKey");
                key.is_some_and(Slot::is_required)
            }
            _ => false,
        };
        let field = self.field("Mutation", mutation);
        field.is_some_and(|field| field.arguments.values().any(needs_key))
    }

    /// The field of a type.
    pub(super) fn field(&self, ty: &str, name: &str) -> Option<&Field> {
        self.composite(ty)?.fields.get(name)
    }
}

/// The type inside all lists.
pub(super) fn innermost(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => innermost(inner),
    }
}

/// The types that are plain values: what is not is taken away until all that is left stands on itself.
fn plain(types: &HashMap<String, Kind>) -> HashSet<String> {
    let objects = types.iter().filter_map(|(name, kind)| match kind {
        Kind::Composite(composite) if composite.is_object => Some((name.clone(), composite)),
        _ => None,
    });
    let objects: HashMap<String, &Composite> = objects.collect();
    let mut plain: HashSet<String> = objects.keys().cloned().collect();
    let is_plain = |field: &Field, plain: &HashSet<String>| {
        let inner = innermost(&field.ty);
        let is_leaf = !matches!(types.get(inner), Some(Kind::Composite(_)));
        is_leaf || (matches!(field.ty.base, BaseType::Named(_)) && plain.contains(inner))
    };
    loop {
        let before = plain.len();
        let known = plain.clone();
        plain.retain(|name| {
            let fields = &objects[name].fields;
            !fields.contains_key("id") && fields.values().all(|field| is_plain(field, &known))
        });
        if plain.len() == before {
            return plain;
        }
    }
}

fn kind(kind: TypeKind, is_one_of: bool) -> Kind {
    match kind {
        TypeKind::Scalar => Kind::Scalar,
        TypeKind::Object(object) => composite(true, object.fields),
        TypeKind::Interface(interface) => composite(false, interface.fields),
        TypeKind::Union(_) => composite(false, Vec::new()),
        TypeKind::Enum(values) => Kind::Enum(
            values
                .values
                .into_iter()
                .map(|value| value.node.value.node.to_string())
                .collect(),
        ),
        TypeKind::InputObject(input) => Kind::Input(Input {
            is_one_of,
            members: slots(input.fields),
        }),
    }
}

fn composite(is_object: bool, fields: Vec<Positioned<FieldDefinition>>) -> Kind {
    let fields = fields
        .into_iter()
        .map(|field| {
            let field = field.node;
            let (name, ty) = (field.name.node.to_string(), field.ty.node);
            let arguments = slots(field.arguments);
            let items_max = items_max(&field.directives);
            let field = Field {
                ty,
                arguments,
                items_max,
            };
            (name, field)
        })
        .collect();
    Kind::Composite(Composite { is_object, fields })
}

fn slots(definitions: Vec<Positioned<InputValueDefinition>>) -> HashMap<String, Slot> {
    definitions
        .into_iter()
        .map(|slot| {
            let slot = slot.node;
            let default = slot.default_value.map(|value| value.node);
            let items_max = items_max(&slot.directives);
            let ty = slot.ty.node;
            let name = slot.name.node.to_string();
            (
                name,
                Slot {
                    ty,
                    default,
                    items_max,
                },
            )
        })
        .collect()
}

/// What `@constraint` says of a list.
fn items_max(directives: &[Positioned<ConstDirective>]) -> Option<usize> {
    let mut directives = directives.iter().map(|directive| &directive.node);
    let constraint = directives.find(|directive| directive.name.node == "constraint")?;
    match &constraint.get_argument("maxItems")?.node {
        ConstValue::Number(most) => usize::try_from(most.as_u64()?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_a_limit_that_is_published() {
        let mut lists = 0;
        for (name, kind) in &SchemaIndex::published().types {
            let slots: Vec<(&String, &Slot)> = match kind {
                Kind::Input(input) => input.members.iter().collect(),
                Kind::Composite(composite) => {
                    let fields = composite.fields.values();
                    fields.flat_map(|field| &field.arguments).collect()
                }
                Kind::Scalar | Kind::Enum(_) => continue,
            };
            for (slot, what) in slots {
                let is_list = matches!(what.ty.base, BaseType::List(_));
                assert_eq!(what.items_max.is_some(), is_list, "{slot} of {name}");
                lists += usize::from(is_list);
            }
        }
        assert!(lists > 20, "{lists}");
    }

    #[test]
    fn so_has_every_list_of_an_answer() {
        // Pages have the size that is asked for; mistakes are as many as were made.
        let has_none = |ty: &str, field: &str| {
            let is_page = ty.ends_with("Connection") && matches!(field, "edges" | "nodes");
            let are_mistakes = field == "userErrors" || ty == "UserError";
            is_page || are_mistakes || (ty, field) == ("Query", "nodes")
        };
        for (name, kind) in &SchemaIndex::published().types {
            let Kind::Composite(composite) = kind else {
                continue;
            };
            for (field, what) in &composite.fields {
                let is_list = matches!(what.ty.base, BaseType::List(_));
                let should = is_list && !has_none(name, field);
                assert_eq!(what.items_max.is_some(), should, "{name}.{field}");
            }
        }
    }

    #[test]
    fn a_plain_value_has_no_id_and_leads_nowhere() {
        let index = SchemaIndex::published();
        for plain in ["Money", "Rate", "AudienceShare", "Requirement", "PageInfo"] {
            assert!(index.is_plain(plain), "{plain}");
        }
        for other in [
            "Offer",
            "Brief",
            "Submission",
            "OfferEdge",
            "OfferConnection",
            "Query",
        ] {
            assert!(!index.is_plain(other), "{other}");
        }
    }
}
