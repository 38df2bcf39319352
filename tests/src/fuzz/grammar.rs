//! Documents that follow the schema, more or less: most values are of the right kind, some are not.

use std::fmt::Write;

use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind};
use serde_json::{Map, Value, json};

use crate::support::dice::Dice;
use crate::support::schema::{Published, innermost};

/// Texts that have broken servers.
const TEXTS: [&str; 14] = [
    "",
    "x",
    "zoe@example.com",
    "AQ",
    "\u{0}",
    "\u{202e}txt",
    "🙂",
    "'; DROP TABLE offer; --",
    "%s%n",
    "{{7*7}}",
    "../../etc/passwd",
    "9999999999999999999999",
    "-0",
    "https://127.0.0.1:1/",
];
const NUMBERS: [i64; 8] = [0, 1, -1, 20, 100, 101, i32::MAX as i64, i64::MAX];

/// A request that was made up.
pub struct Made {
    pub document: String,
    pub variables: Map<String, Value>,
}

/// Makes requests up.
pub struct Grammar<'a> {
    schema: &'a Published,
    /// Ids that exist.
    pub ids: Vec<String>,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fields: usize,
}

impl<'a> Grammar<'a> {
    pub fn of(schema: &'a Published) -> Self {
        Self {
            schema,
            ids: Vec::new(),
            declared: Vec::new(),
            variables: Map::new(),
            fields: 0,
        }
    }

    /// One operation.
    pub fn request(&mut self, dice: &mut Dice) -> Made {
        self.declared.clear();
        self.variables.clear();
        self.fields = 0;
        let (operation, root, most) = match dice.below(10) {
            0 => ("subscription", "Subscription", 1),
            1..=3 => ("mutation", "Mutation", 2),
            _ => ("query", "Query", 4),
        };
        let roots = 1 + dice.below(most);
        let selection = self.selection(root, roots, 0, dice);
        let mut document = format!("{operation} Made");
        if !self.declared.is_empty() {
            write!(document, "({})", self.declared.join(", ")).unwrap();
        }
        write!(document, " {selection}").unwrap();
        Made {
            document,
            variables: std::mem::take(&mut self.variables),
        }
    }

    fn selection(&mut self, ty: &str, most: usize, depth: usize, dice: &mut Dice) -> String {
        let schema = self.schema;
        let fields = schema.fields(ty);
        let mut text = "{ ".to_owned();
        if fields.is_empty() || dice.chance(10) {
            text.push_str("__typename ");
        }
        for _ in 0..most {
            let Some(field) = dice.one(&fields) else {
                break;
            };
            self.field(field, depth, dice, &mut text);
        }
        if ty == "Node" {
            let implementations = ["Offer", "Brand", "Creator", "Application", "Payout"];
            let on = dice.one(&implementations).unwrap();
            let inner = self.selection(on, 2, depth + 1, dice);
            write!(text, "... on {on} {inner} ").unwrap();
        }
        text + "}"
    }

    fn field(&mut self, field: &FieldDefinition, depth: usize, dice: &mut Dice, text: &mut String) {
        let target = innermost(&field.ty.node).to_owned();
        let has_fields = !self.schema.fields(&target).is_empty();
        // Leaves only, from some depth or size on.
        self.fields += 1;
        if has_fields && (depth > 7 || self.fields > 60) {
            text.push_str("__typename ");
            return;
        }
        if dice.chance(30) {
            write!(text, "a{}: ", dice.below(40)).unwrap();
        }
        text.push_str(field.name.node.as_str());
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            let argument = &argument.node;
            let is_needed = !argument.ty.node.nullable;
            if is_needed && dice.chance(98) || dice.chance(25) {
                let value = self.value(&argument.ty.node, 0, dice);
                arguments.push(format!("{}: {value}", argument.name.node));
            }
        }
        if !arguments.is_empty() {
            write!(text, "({})", arguments.join(", ")).unwrap();
        }
        if dice.chance(5) {
            text.push_str(" @include(if: true)");
        }
        text.push(' ');
        if has_fields {
            let most = 1 + dice.below(4);
            let inner = self.selection(&target, most, depth + 1, dice);
            write!(text, "{inner} ").unwrap();
        }
    }

    /// A value for a place: mostly right, sometimes of another kind, sometimes a variable.
    fn value(&mut self, ty: &Type, depth: usize, dice: &mut Dice) -> String {
        if depth == 0 && dice.chance(25) {
            let name = format!("v{}", self.declared.len());
            self.declared.push(format!("${name}: {ty}"));
            let value = self.json(ty, 0, dice);
            self.variables.insert(name.clone(), value);
            return format!("${name}");
        }
        let value = self.json(ty, depth, dice);
        self.literal(ty, &value)
    }

    fn json(&self, ty: &Type, depth: usize, dice: &mut Dice) -> Value {
        if dice.chance(4) || (ty.nullable && dice.chance(10)) || depth > 6 {
            return match dice.below(5) {
                0 => json!(dice.one(&TEXTS)),
                1 => json!(dice.one(&NUMBERS)),
                2 => json!([{}]),
                3 => json!(1.5e300),
                _ => Value::Null,
            };
        }
        let name = match &ty.base {
            BaseType::List(inner) => {
                let items = 0..dice.below(4);
                return items.map(|_| self.json(inner, depth + 1, dice)).collect();
            }
            BaseType::Named(name) => name.as_str(),
        };
        match self.schema.0.get(name) {
            Some(TypeKind::Enum(values)) => {
                let at = dice.below(values.values.len());
                json!(values.values[at].node.value.node.as_str())
            }
            Some(TypeKind::InputObject(input)) => {
                let mut members = Map::new();
                for member in &input.fields {
                    let member = &member.node;
                    let is_needed = !member.ty.node.nullable;
                    if is_needed && dice.chance(98) || dice.chance(30) {
                        let value = self.json(&member.ty.node, depth + 1, dice);
                        members.insert(member.name.node.to_string(), value);
                    }
                }
                members.into()
            }
            _ => self.scalar(name, dice),
        }
    }

    fn scalar(&self, name: &str, dice: &mut Dice) -> Value {
        match name {
            "Int" | "Float" => json!(dice.one(&NUMBERS)),
            "Boolean" => json!(dice.chance(50)),
            "DateTime" => json!("2026-12-01T00:00:00Z"),
            "Decimal" => json!(dice.one(&["1.00", "0", "-5", "999999999999", "0.0001"])),
            "URL" => json!("https://example.com/reel"),
            "CountryCode" => json!(dice.one(&["DE", "XX"])),
            "ID" if dice.chance(70) && !self.ids.is_empty() => {
                json!(self.ids[dice.below(self.ids.len())])
            }
            _ => json!(dice.one(&TEXTS)),
        }
    }

    /// The same value as the language writes it.
    fn literal(&self, ty: &Type, value: &Value) -> String {
        match (value, &ty.base) {
            (Value::Array(items), base) => {
                let inner = match base {
                    BaseType::List(inner) => inner,
                    BaseType::Named(_) => ty,
                };
                let items = items.iter().map(|item| self.literal(inner, item));
                format!("[{}]", items.collect::<Vec<_>>().join(", "))
            }
            (_, BaseType::List(inner)) => self.literal(inner, value),
            (Value::Object(members), BaseType::Named(name)) => {
                let of = |member: &String| match self.schema.0.get(name.as_str()) {
                    Some(TypeKind::InputObject(input)) => {
                        let mut fields = input.fields.iter();
                        let found = fields.find(|field| field.node.name.node == *member);
                        found.map(|field| field.node.ty.node.clone())
                    }
                    _ => None,
                };
                let member = |(name, value): (&String, &Value)| {
                    format!(
                        "{name}: {}",
                        self.literal(&of(name).unwrap_or_else(|| ty.clone()), value)
                    )
                };
                let members = members.iter().map(member);
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
            (Value::String(word), BaseType::Named(name)) => {
                match self.schema.0.get(name.as_str()) {
                    Some(TypeKind::Enum(_))
                        if word
                            .bytes()
                            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
                            && !word.is_empty() =>
                    {
                        word.clone()
                    }
                    _ => value.to_string(),
                }
            }
            _ => value.to_string(),
        }
    }
}
