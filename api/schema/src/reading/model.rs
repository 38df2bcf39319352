//! What a type is, and what a field can be. Each field stands once, in the table of its type.

use async_graphql::registry::Registry;
use async_graphql::{InputType, OutputType};

use super::argument::Argument;
use super::filter::Filter;
use super::order::Orders;
use super::shown::Make;

/// Columns that a field needs. A name is a column of the object's own table; anything else is an expression, in which
/// `{t}` stands for the object's row and `{v}` for the row beside it ([`Shape::beside`]).
///
/// Expressions name who asks: `:user` is the person's key or null, `:operator` whether it is staff; `:now` is the time.
pub type Columns = &'static [&'static str];

/// A type of objects.
#[derive(Debug)]
pub struct Type {
    /// In a connection's parts `{}` stands for the name of what it connects.
    pub name: &'static str,
    /// For people, line by line.
    pub doc: &'static [&'static str],
    /// Where its objects are kept; none for roots and for the parts of connections.
    pub source: Option<&'static Source>,
    /// In no particular order: what prints them sorts.
    pub fields: &'static [Field],
}

/// Where the objects of a type are kept.
#[derive(Debug)]
pub struct Source {
    /// The table.
    pub table: &'static str,
    /// What public ids of them begin with; none where they have no id.
    pub tag: Option<[u8; 2]>,
    /// Which rows everybody may see, beside those below.
    pub open: &'static str,
    /// Which rows who asks may see: a condition, or nothing where everybody sees all.
    pub seen: &'static str,
    /// The usual order of their lists: what the cursor of an edge in a payload speaks of.
    pub usual: Option<&'static Orders>,
}

/// A field.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// For people, line by line.
    pub doc: &'static [&'static str],
    pub shape: Shape,
}

/// What a field is, without its name.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub from: From,
    /// Whether it may be null. What is found by a relation always may: it fails, or hides, alone.
    pub is_nullable: bool,
    /// For whom there is anything: a condition on the object's row; the field is null for everybody else.
    pub gate: Option<&'static str>,
    /// Entries of a list at most.
    pub most: Option<usize>,
    /// A row of another table beside the object's, whose columns it needs, too.
    pub beside: Option<&'static Beside>,
    /// Takes these.
    pub arguments: &'static [Argument],
}

/// Where a field's value comes from.
#[derive(Clone, Copy, Debug)]
pub enum From {
    /// The public id.
    Id,
    /// A column, as it is.
    Column(&'static str, Form, Leaf),
    /// What a pure function makes of columns.
    Made(Columns, &'static dyn Make),
    /// An object that this one points at, or that points at this one alone.
    One(&'static Type, Link),
    /// All that belong to this one, in an order; there are never more than [`Shape::most`].
    Many(&'static Type, Link, &'static str),
    /// A page of a list.
    Page(&'static Page),
    /// At a root: the object an argument names.
    Find(&'static Type, Key),
    /// At a root: the row of who asks.
    Viewer(&'static Type),
    /// At a root: an object of any type by its id; all of several.
    Node(&'static Interface),
    Nodes(&'static Interface),
    /// What stands inside of connections.
    Edges,
    Entries,
    PageInfo,
    Total,
    Cursor,
    Entry,
    HasNext,
    HasPrevious,
    Start,
    End,
}

/// How a column becomes JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is, in quotes.
    Text,
    /// A word that stands for a value of an enum: in capitals.
    Word,
    /// A whole number of 32 bits; larger ones stop at its end.
    Int,
    Bool,
    /// RFC 3339 with milliseconds, in UTC.
    Time,
}

/// The type of a column's value in the schema.
#[derive(Clone, Copy)]
pub struct Leaf {
    pub name: fn() -> String,
    pub register: fn(&mut Registry),
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&(self.name)())
    }
}

impl Leaf {
    /// That of a Rust type which is taken, and not given.
    pub const fn input<T: InputType>() -> Self {
        Self {
            name: || T::type_name().into_owned(),
            register: |registry| {
                T::create_type_info(registry);
            },
        }
    }

    /// That of a Rust type.
    pub const fn of<T: OutputType>() -> Self {
        Self {
            name: || T::type_name().into_owned(),
            register: |registry| {
                T::create_type_info(registry);
            },
        }
    }
}

/// How rows belong to an object.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The object's column that says which.
    pub from: &'static str,
    /// The rows' column with the same value, or an expression.
    pub by: &'static str,
    /// A table in between: `JOIN …`.
    pub via: &'static str,
    /// What else holds of them.
    pub only: &'static str,
    pub sees: Sees,
}

/// Who may see what hangs on a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sees {
    /// Who may see it anyway: the condition of its type is part of the statement.
    Itself,
    /// Who sees the object it hangs on, and passes the field's gate.
    WithParent,
}

impl Shape {
    /// It is there for everybody who sees the object, and null only when it could not be read: what the object's own row
    /// points at, and lists.
    pub fn is_null_by_error_only(&self) -> bool {
        let is_there = match &self.from {
            From::One(_, link) => {
                link.by == "{t}.id" && link.via.is_empty() && link.sees == Sees::WithParent
            }
            From::Many(..) | From::Page(_) => true,
            _ => false,
        };
        is_there && self.is_nullable && self.gate.is_none()
    }
}

impl Link {
    /// The object's `from` is the id of the row.
    pub const fn to(from: &'static str) -> Self {
        Self {
            from,
            by: "{t}.id",
            via: "",
            only: "",
            sees: Sees::WithParent,
        }
    }

    /// Rows whose column is the object's id.
    pub const fn from(by: &'static str) -> Self {
        Self {
            from: "id",
            by,
            ..Self::to("")
        }
    }

    pub const fn via(self, via: &'static str) -> Self {
        Self { via, ..self }
    }

    pub const fn only(self, only: &'static str) -> Self {
        Self { only, ..self }
    }

    pub const fn if_seen(self) -> Self {
        Self {
            sees: Sees::Itself,
            ..self
        }
    }
}

/// One row of another table beside an object's.
#[derive(Debug)]
pub struct Beside {
    pub table: &'static str,
    /// In which `{t}` is the object's row and `{v}` the one beside it; it holds for one row at most.
    pub on: &'static str,
}

/// A list that is given in pages.
#[derive(Debug)]
pub struct Page {
    pub of: &'static Type,
    /// None at a root.
    pub link: Option<Link>,
    /// Always holds for its rows.
    pub only: &'static str,
    pub filter: Option<&'static Filter>,
    pub orders: &'static Orders,
    pub search: Option<&'static Search>,
}

/// A table made for a question. Its entries begin with exact values, then comes what they are ordered by, then the id:
/// so a page is a piece of its index.
#[derive(Debug)]
pub struct Search {
    pub table: &'static str,
    /// The column with the object's id.
    pub key: &'static str,
    /// The columns with exact values. `*` is the value of an entry that stands for all, and asked when nobody says
    /// which; `+` that of an object which takes any value, and asked beside those that are wanted.
    pub leads: Columns,
    /// Whether there are objects that take any value.
    pub has_open: bool,
    /// Always holds for its entries, `{d}`.
    pub only: &'static str,
}

/// How an object at a root is named.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// By its public id in the argument `id`.
    Id,
    /// By its public id, or by the words of other arguments, each read as rows have it: a condition finds it by them, as
    /// `:name0`, `:name1` in their order.
    IdOr(&'static [Word], &'static str),
}

/// An argument that names an object by a word.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub name: &'static str,
    /// The word as rows have it.
    pub read: fn(&str) -> String,
}

/// An interface that nodes have in common.
#[derive(Debug)]
pub struct Interface {
    pub name: &'static str,
    pub doc: &'static [&'static str],
    pub types: &'static [&'static Type],
}

impl Type {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Its name, where it is a part of a connection of `of`.
    pub fn named(&self, of: &str) -> String {
        self.name.replace("{}", of)
    }

    /// True when objects of it have ids.
    pub fn is_node(&self) -> bool {
        self.source.is_some_and(|source| source.tag.is_some())
    }
}
