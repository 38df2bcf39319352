//! Orders of lists: by a field, in a direction.

use super::model::Leaf;

/// The orders that a list can have.
#[derive(Debug)]
pub struct Orders {
    /// `OfferOrder`; its fields are an enum with `Field` behind that name.
    pub name: &'static str,
    /// For people.
    pub doc: &'static str,
    pub fields: &'static [Order],
    /// When nobody says: the first field, in this direction.
    pub direction: Direction,
}

/// A field that a list can be ordered by; the id breaks ties.
#[derive(Debug)]
pub struct Order {
    pub name: &'static str,
    pub doc: &'static str,
    /// The column; never null in the list's rows.
    pub column: &'static str,
    pub kind: Kind,
    /// The column of the list's search table; empty where there is none.
    pub entry: &'static str,
}

/// What an order's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Instants.
    Time,
    /// Whole numbers.
    Number,
    /// Amounts, which can be compared within one currency only: the filter has to name it.
    Amount,
}

/// Which way.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "OrderDirection")]
pub enum Direction {
    /// The smallest, or earliest, first.
    Asc,
    /// The largest, or latest, first.
    Desc,
}

impl Direction {
    pub const LEAF: Leaf = Leaf::of::<Self>();

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Asc => "ASC",
            Self::Desc => "DESC",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Asc => Self::Desc,
            Self::Desc => Self::Asc,
        }
    }
}

/// By an instant, the latest first.
pub const fn time(name: &'static str, doc: &'static str, column: &'static str) -> Order {
    Order {
        name,
        doc,
        column,
        kind: Kind::Time,
        entry: "",
    }
}

/// By a number.
pub const fn number(name: &'static str, doc: &'static str, column: &'static str) -> Order {
    Order {
        kind: Kind::Number,
        ..time(name, doc, column)
    }
}

/// By an amount of money.
pub const fn amount(name: &'static str, doc: &'static str, column: &'static str) -> Order {
    Order {
        kind: Kind::Amount,
        ..time(name, doc, column)
    }
}

impl Order {
    /// Also by a column of the search table.
    pub const fn entry(self, entry: &'static str) -> Self {
        Self { entry, ..self }
    }
}
