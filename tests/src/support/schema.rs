//! The published schema, for tests that go through all of it.

use std::collections::BTreeMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};

/// Types by name.
pub struct Published(pub BTreeMap<String, TypeKind>);

/// A value for a place of this name, of a scalar: as text of the language.
type Fill<'a> = &'a mut dyn FnMut(&str, &str) -> String;

impl Published {
    /// Reads the schema.
    pub fn read() -> Self {
        let schema = parse_schema(schema::engine::sdl()).unwrap();
        let types = schema.definitions.into_iter().filter_map(|definition| {
            let TypeSystemDefinition::Type(ty) = definition else {
                return None;
            };
            Some((ty.node.name.node.to_string(), ty.node.kind))
        });
        Self(types.collect())
    }

    /// The fields of an object or interface; none of anything else.
    pub fn fields(&self, ty: &str) -> Vec<&FieldDefinition> {
        let fields = match self.0.get(ty) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.iter().map(|field| &field.node).collect()
    }

    /// The arguments that a field cannot do without, filled: `(id: "x")`, or nothing.
    pub fn arguments(&self, field: &FieldDefinition, fill: Fill<'_>) -> String {
        let required = field.arguments.iter().map(|argument| &argument.node);
        let filled: Vec<String> = required
            .filter(|argument| is_required(argument))
            .map(|argument| {
                let name = &argument.name.node;
                format!("{name}: {}", self.value(name, &argument.ty.node, fill))
            })
            .collect();
        if filled.is_empty() {
            String::new()
        } else {
            format!("({})", filled.join(", "))
        }
    }

    /// What to select of a type: nothing of a value, the type's name of an object.
    pub fn selection(&self, ty: &Type) -> &'static str {
        if self.fields(innermost(ty)).is_empty() {
            ""
        } else {
            "{ __typename }"
        }
    }

    /// A value of a type, with no more in it than must be.
    pub fn value(&self, place: &str, ty: &Type, fill: Fill<'_>) -> String {
        let name = match &ty.base {
            BaseType::List(inner) => return format!("[{}]", self.value(place, inner, fill)),
            BaseType::Named(name) => name.as_str(),
        };
        match self.0.get(name) {
            Some(TypeKind::Enum(values)) => values.values[0].node.value.node.to_string(),
            Some(TypeKind::InputObject(input)) => {
                let mut members: Vec<&InputValueDefinition> = input
                    .fields
                    .iter()
                    .map(|member| &member.node)
                    .filter(|member| is_required(member))
                    .collect();
                // Where none is required, exactly one may be.
                if members.is_empty() {
                    members.extend(input.fields.first().map(|member| &member.node));
                }
                let filled = members.iter().map(|member| {
                    let name = &member.name.node;
                    format!("{name}: {}", self.value(name, &member.ty.node, fill))
                });
                format!("{{ {} }}", filled.collect::<Vec<_>>().join(", "))
            }
            _ => fill(place, name),
        }
    }
}

/// The type inside all lists.
pub fn innermost(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => innermost(inner),
    }
}

fn is_required(slot: &InputValueDefinition) -> bool {
    !slot.ty.node.nullable && slot.default_value.is_none()
}
