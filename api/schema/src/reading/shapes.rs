//! Short ways to say what a field is, and how a type is written down.

use async_graphql::OutputType;

use super::argument::Argument;
use super::model::{Beside, Columns, Form, From, Interface, Key, Leaf, Link, Page, Shape, Type};
use super::shown::Make;

pub(super) const fn shape(from: From) -> Shape {
    Shape {
        from,
        is_nullable: false,
        gate: None,
        most: None,
        beside: None,
        arguments: &[],
    }
}

const fn found(from: From) -> Shape {
    Shape {
        is_nullable: true,
        ..shape(from)
    }
}

pub const fn id() -> Shape {
    shape(From::Id)
}

/// Text as it is kept.
pub const fn text(column: &'static str) -> Shape {
    scalar::<String>(column)
}

/// Text that the schema gives a name of its own.
pub const fn scalar<T: OutputType>(column: &'static str) -> Shape {
    shape(From::Column(column, Form::Text, Leaf::of::<T>()))
}

/// A word that stands for a value of an enum.
pub const fn word<T: OutputType>(column: &'static str) -> Shape {
    shape(From::Column(column, Form::Word, Leaf::of::<T>()))
}

pub const fn int(column: &'static str) -> Shape {
    shape(From::Column(column, Form::Int, Leaf::of::<i32>()))
}

pub const fn boolean(column: &'static str) -> Shape {
    shape(From::Column(column, Form::Bool, Leaf::of::<bool>()))
}

pub const fn time<T: OutputType>(column: &'static str) -> Shape {
    shape(From::Column(column, Form::Time, Leaf::of::<T>()))
}

/// What a pure function makes of columns: [`super::shown::Made`]. Whether it may be null its type says.
pub const fn made(columns: Columns, make: &'static dyn Make) -> Shape {
    shape(From::Made(columns, make))
}

pub const fn one(to: &'static Type, link: Link) -> Shape {
    found(From::One(to, link))
}

/// In the order of an expression on its rows.
pub const fn many(to: &'static Type, link: Link, order: &'static str, most: usize) -> Shape {
    Shape {
        most: Some(most),
        ..found(From::Many(to, link, order))
    }
}

pub const fn page(page: &'static Page) -> Shape {
    found(From::Page(page))
}

pub const fn find(to: &'static Type, key: Key, arguments: &'static [Argument]) -> Shape {
    Shape {
        arguments,
        ..found(From::Find(to, key))
    }
}

pub const fn viewer(to: &'static Type) -> Shape {
    found(From::Viewer(to))
}

pub const fn node(interface: &'static Interface, arguments: &'static [Argument]) -> Shape {
    Shape {
        arguments,
        ..found(From::Node(interface))
    }
}

pub const fn nodes(interface: &'static Interface, arguments: &'static [Argument]) -> Shape {
    Shape {
        arguments,
        ..found(From::Nodes(interface))
    }
}

impl Shape {
    pub const fn or_null(self) -> Self {
        Self {
            is_nullable: true,
            ..self
        }
    }

    /// Null for everybody for whom this condition on the object's row does not hold.
    pub const fn only_for(self, gate: &'static str) -> Self {
        Self {
            gate: Some(gate),
            is_nullable: true,
            ..self
        }
    }

    pub const fn at_most(self, most: usize) -> Self {
        Self {
            most: Some(most),
            ..self
        }
    }

    pub const fn beside(self, beside: &'static Beside) -> Self {
        Self {
            beside: Some(beside),
            ..self
        }
    }

    pub const fn taking(self, arguments: &'static [Argument]) -> Self {
        Self { arguments, ..self }
    }
}

/// A type of objects as a table: descriptions, then `name = what it is;`.
macro_rules! object {
    ($(#[doc = $doc:literal])+ $vis:vis $id:ident: $name:literal $(from $source:expr)? => {
        $($(#[doc = $about:literal])+ $field:ident = $shape:expr;)+
    }) => {
        $(#[doc = $doc])+
        $vis static $id: $crate::reading::model::Type = $crate::reading::model::Type {
            name: $name,
            doc: &[$($doc),+],
            source: $crate::reading::shapes::optional!($($source)?),
            fields: &[$($crate::reading::model::Field {
                name: stringify!($field),
                doc: &[$($about),+],
                shape: $shape,
            }),+],
        };
    };
}
pub(crate) use object;

macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some(&$value)
    };
}
pub(crate) use optional;
