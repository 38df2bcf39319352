//! What an operation asks with its arguments: read once for a request, before anything is fetched.

use async_graphql::{Name, ServerError, Value, Variables};
use async_graphql_value::Value as Written;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::db::Param;
use domain::error::{Code, Error, Form, UserError};
use domain::page::{Key, Slice};
use uuid::Uuid;

use super::cursor;
use super::filter::On;
use super::model::{self, Page, Type, Word};
use super::order::{Direction, Kind, Order};

/// What public ids begin with.
pub(super) const ID_VERSION: u8 = 1;

/// Arguments of a field, as they are written.
#[derive(Debug)]
pub(super) struct Ask {
    pub arguments: Vec<(Name, Written)>,
    pub of: Of,
}

/// What arguments are of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    /// A page of a list.
    Page(&'static Page),
    /// An object of a type.
    Find(&'static Type, model::Key),
    /// An object of any type, or several.
    Nodes,
    /// A function that reads them by itself.
    Values,
}

impl Of {
    pub(super) fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Page(one), Self::Page(other)) => std::ptr::eq(one, other),
            (Self::Find(one, _), Self::Find(other, _)) => std::ptr::eq(one, other),
            (Self::Nodes, Self::Nodes) | (Self::Values, Self::Values) => true,
            _ => false,
        }
    }
}

/// What was asked.
#[derive(Debug)]
pub(super) enum Asked {
    Page(AskedPage),
    /// The key of an object.
    Key(Uuid),
    /// Words by which to find one.
    Words(Vec<Param>),
    /// Tags and keys, in the order in which they were given; what is no id says so at its place.
    Nodes(Vec<Result<([u8; 2], Uuid), ServerError>>),
    Values(Vec<(Name, Value)>),
}

/// Which page of a list was asked for.
#[derive(Debug)]
pub(super) struct AskedPage {
    pub slice: Slice,
    /// The place of the order's field, and which way.
    pub order: usize,
    pub direction: Direction,
    /// The parameters of the filter's members, by their places.
    pub filter: Vec<Option<Vec<Param>>>,
    /// The values asked of each leading column of the search table.
    pub leads: Vec<Vec<String>>,
}

/// An id that is none of ours, or of another kind.
#[derive(Debug, thiserror::Error)]
#[error("This is not the id of such a thing.")]
struct NotAnId(&'static str);

impl UserError for NotAnId {
    fn code(&self) -> Code {
        Code::InvalidId
    }

    fn path(&self) -> Option<Vec<String>> {
        Some(vec![self.0.to_owned()])
    }
}

/// The named argument is missing.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Missing {
    message: String,
    path: Vec<String>,
}

impl UserError for Missing {
    fn code(&self) -> Code {
        Code::ValueMissing
    }

    fn path(&self) -> Option<Vec<String>> {
        Some(self.path.clone())
    }
}

impl Ask {
    /// Reads the arguments with the variables of a request.
    pub(super) fn read(
        &self,
        variables: &Variables,
        told: fn(Error) -> ServerError,
    ) -> Result<Asked, ServerError> {
        let values: Vec<(Name, Value)> = self
            .arguments
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), filled(value, variables)?)))
            .collect();
        let asked = match self.of {
            Of::Page(page) => page_of(page, &values).map(Asked::Page),
            Of::Find(ty, key) => find(ty, key, &values),
            Of::Nodes => Ok(Asked::Nodes(nodes(&values, told))),
            Of::Values => Ok(Asked::Values(values)),
        };
        asked.map_err(told)
    }
}

/// What cursors in an order are known by.
pub(super) fn order_name(order: &Order, direction: Direction) -> String {
    format!("{} {}", order.name, direction.word())
}

/// A value with its variables in place; none where it is a variable without one. In an object such a member is left out.
fn filled(value: &Written, variables: &Variables) -> Option<Value> {
    Some(match value {
        Written::Variable(name) => variables.get(name)?.clone(),
        Written::Object(members) => Value::Object(
            members
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), filled(value, variables)?)))
                .collect(),
        ),
        Written::List(items) => Value::List(
            items
                .iter()
                .map(|item| filled(item, variables).unwrap_or_default())
                .collect(),
        ),
        other => other.clone().into_const()?,
    })
}

fn argument<'a>(values: &'a [(Name, Value)], name: &str) -> Option<&'a Value> {
    let found = values.iter().find(|(of, _)| of == name);
    found
        .map(|(_, value)| value)
        .filter(|value| **value != Value::Null)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Enum(name) => Some(name.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Tag and key of a public id.
fn split(id: &str) -> Option<([u8; 2], Uuid)> {
    match BASE64_URL_SAFE_NO_PAD.decode(id).as_deref() {
        Ok([ID_VERSION, a, b, key @ ..]) => Some(([*a, *b], Uuid::from_slice(key).ok()?)),
        _ => None,
    }
}

fn find(ty: &Type, key: model::Key, values: &[(Name, Value)]) -> domain::Result<Asked> {
    if let Some(id) = argument(values, "id").and_then(text) {
        let tag = ty.source.and_then(|source| source.tag);
        let found = split(&id).filter(|(of, _)| Some(*of) == tag);
        let (_, key) = found.ok_or(NotAnId("id"))?;
        return Ok(Asked::Key(key));
    }
    let model::Key::IdOr(names, _) = key else {
        return Err(NotAnId("id").into());
    };
    let mut words = Vec::new();
    for word in names {
        let given = argument(values, word.name).and_then(text);
        let given = given.ok_or_else(|| Missing {
            message: format!("Give `id`, or `{}`.", list(names)),
            path: vec![word.name.to_owned()],
        })?;
        words.push(Param::Text((word.read)(&given)));
    }
    Ok(Asked::Words(words))
}

fn list(names: &[Word]) -> String {
    let names: Vec<&str> = names.iter().map(|word| word.name).collect();
    names.join("` and `")
}

fn nodes(
    values: &[(Name, Value)],
    told: fn(Error) -> ServerError,
) -> Vec<Result<([u8; 2], Uuid), ServerError>> {
    let (name, ids) = match (argument(values, "id"), argument(values, "ids")) {
        (Some(id), _) => ("id", vec![id]),
        (None, Some(Value::List(ids))) => ("ids", ids.iter().collect()),
        (None, Some(id)) => ("ids", vec![id]),
        (None, None) => ("ids", Vec::new()),
    };
    let read = |id: &Value| text(id).and_then(|id| split(&id)).ok_or(NotAnId(name));
    let ids = ids.into_iter();
    ids.map(|id| read(id).map_err(|error| told(error.into())))
        .collect()
}

fn page_of(page: &Page, values: &[(Name, Value)]) -> domain::Result<AskedPage> {
    let (order, direction) = order_of(page, argument(values, "orderBy"));
    let name = order_name(&page.orders.fields[order], direction);
    let cursor = |argument_name: &str| -> domain::Result<Option<Key>> {
        let text = argument(values, argument_name).and_then(text);
        let key = text.map(|text| cursor::decode(&name, &text)).transpose()?;
        if page.orders.fields[order].kind == Kind::Time
            && let Some(key) = key
        {
            key.instant()?;
        }
        Ok(key)
    };
    let count = |name| match argument(values, name) {
        Some(Value::Number(number)) => number
            .as_i64()
            .and_then(|number| i32::try_from(number).ok()),
        _ => None,
    };
    let slice = Slice::new(
        count("first"),
        count("last"),
        cursor("after")?,
        cursor("before")?,
    )?;
    let filter = filter_of(page, argument(values, "filter"))?;
    require_one_currency(page, order, &filter)?;
    Ok(AskedPage {
        leads: leads(page, &filter),
        slice,
        order,
        direction,
        filter,
    })
}

fn order_of(page: &Page, given: Option<&Value>) -> (usize, Direction) {
    let usual = (0, page.orders.direction);
    let Some(Value::Object(given)) = given else {
        return usual;
    };
    let word = |name: &str| given.get(name).and_then(text);
    let field = word("field").unwrap_or_default();
    let field = page
        .orders
        .fields
        .iter()
        .position(|order| order.name == field);
    let direction = match word("direction").as_deref() {
        Some("ASC") => Direction::Asc,
        _ => Direction::Desc,
    };
    field.map_or(usual, |field| (field, direction))
}

fn filter_of(page: &Page, given: Option<&Value>) -> domain::Result<Vec<Option<Vec<Param>>>> {
    let members = page.filter.map_or(&[][..], |filter| filter.members);
    let Some(Value::Object(given)) = given else {
        return Ok(members.iter().map(|_| None).collect());
    };
    let mut form = Form::default();
    let read = members.iter().map(|member| {
        let value = given.get(member.name)?;
        let path = format!("filter.{}", member.name);
        member.takes.read(value, &path, &mut form)
    });
    let read = read.collect();
    form.finish()?;
    Ok(read)
}

/// Amounts are compared within one currency.
fn require_one_currency(
    page: &Page,
    order: usize,
    filter: &[Option<Vec<Param>>],
) -> domain::Result<()> {
    if page.orders.fields[order].kind != Kind::Amount {
        return Ok(());
    }
    let members = page.filter.map_or(&[][..], |filter| filter.members);
    let mut given = members
        .iter()
        .zip(filter)
        .filter(|(_, value)| value.is_some());
    if given.any(|(member, _)| member.takes.names_currency()) {
        return Ok(());
    }
    let message = "Amounts can be put in order within one currency only: name it in `filter`.";
    Err(Missing {
        message: message.to_owned(),
        path: vec!["filter".to_owned(), "currency".to_owned()],
    }
    .into())
}

fn leads(page: &Page, filter: &[Option<Vec<Param>>]) -> Vec<Vec<String>> {
    let Some(search) = page.search else {
        return Vec::new();
    };
    let members = page.filter.map_or(&[][..], |filter| filter.members);
    let lead = |place: usize| {
        let member = members
            .iter()
            .position(|member| matches!(member.on, On::Lead(lead, _) if lead == place));
        let params = member.and_then(|member| filter.get(member)?.as_deref());
        let mut words = match params {
            Some([Param::Words(words)]) => words.clone(),
            Some([Param::Text(word)]) => vec![word.clone()],
            _ => return vec!["*".to_owned()],
        };
        words.sort_unstable();
        words.dedup();
        if search.has_open {
            words.push("+".to_owned());
        }
        words
    };
    (0..search.leads.len()).map(lead).collect()
}
