//! The plan of an operation: entries of the answer, each pointing at columns of statements, and the statements in levels.

use std::sync::{Arc, Mutex};

use async_graphql::Pos;

use super::ask::Ask;
use super::model::{Form, Link, Page, Type};
use super::order::{Direction, Orders};
use super::parameters::Text;
use super::shown::Make;

/// A plan for one outcome of an operation's conditions: what is skipped is not in it.
#[derive(Debug)]
pub struct Plan {
    pub(super) root: Vec<Entry>,
    pub(super) asks: Vec<Ask>,
    pub(super) steps: Vec<Step>,
    /// Steps whose keys are known at the same time: they are asked at once.
    pub(super) levels: Vec<Vec<usize>>,
}

/// A place of an object in the answer.
#[derive(Debug)]
pub struct Entry {
    pub(super) key: Box<str>,
    /// `"key":`, as it is written.
    pub(super) json: Box<[u8]>,
    pub(super) is_nullable: bool,
    pub(super) pos: Pos,
    /// The column that says whether there is anything for who asks.
    pub(super) gate: Option<usize>,
    pub(super) cost: Cost,
    pub(super) content: Content,
}

/// What an entry costs, in points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    /// Whatever it answers.
    pub once: u64,
    /// For each object.
    pub each: u64,
    /// Ten of its objects cost as much as one would.
    pub is_tenth: bool,
}

/// Where a value comes from. Numbers are places in the row at hand.
#[derive(Debug)]
pub(super) enum Content {
    /// The name of the type, in quotes.
    TypeName(Box<str>),
    Id(usize, [u8; 2]),
    Column(usize, Form),
    Made {
        at: Vec<usize>,
        make: &'static dyn Make,
        ask: Option<usize>,
        inside: Vec<Entry>,
    },
    /// A member of a plain object.
    Member(usize, Vec<Entry>),
    /// An object in the same row, there where that column is not null.
    Here(usize, Vec<Entry>),
    /// The row of another step that belongs to this one.
    There(usize, Vec<Entry>),
    /// All of them, at most so many.
    List(usize, usize, Vec<Entry>),
    Page {
        ask: usize,
        rows: Option<usize>,
        total: Option<usize>,
        inside: Vec<Entry>,
    },
    /// Objects of any type.
    Nodes {
        ask: usize,
        is_list: bool,
        kinds: Vec<Node>,
    },
    // Inside of a page
    Edges(Vec<Entry>),
    Entries(Vec<Entry>),
    PageInfo(Vec<Entry>),
    Total,
    Cursor(Place),
    Entry(Vec<Entry>),
    HasNext,
    HasPrevious,
    Start(Place),
    End(Place),
}

/// The columns with which a row stands in its list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub number: usize,
    pub id: usize,
}

/// What is selected of a type of nodes.
#[derive(Debug)]
pub(super) struct Node {
    pub tag: [u8; 2],
    pub step: usize,
    pub inside: Vec<Entry>,
}

/// A statement, or rather the few that it can be: its text depends on the filters, and the like, that a request uses.
#[derive(Debug)]
pub(super) struct Step {
    pub ty: &'static Type,
    pub kind: Kind,
    /// Expressions; the first stands in the row's second place, behind the key or number of its owner.
    pub columns: Vec<String>,
    pub joins: String,
    pub joined: usize,
    pub keys: Keys,
    /// The column of the owner's row that says whether to ask at all.
    pub gate: Option<usize>,
    /// What must hold of the owner, where its row is not known yet: `{o}` is its id.
    pub guard: Option<String>,
    pub level: usize,
    pub ask: Option<usize>,
    pub texts: Mutex<Vec<(u64, Arc<Text>)>>,
}

/// Which rows a step finds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Those with the keys as their ids.
    Find,
    /// The one that a condition finds by words.
    Word(&'static str),
    /// Those that belong to the keys, in an order.
    Any(&'static Link, &'static str, usize),
    Page(&'static Page),
    Count(&'static Page),
}

/// By what a step finds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// By nothing: a list at the root, or words.
    None,
    /// The key that an argument gives.
    Argument(usize),
    /// Those of a tag that an argument gives.
    Arguments(usize, [u8; 2]),
    /// The key of who asks.
    Viewer,
    /// A key that is known beforehand.
    Given,
    /// A column of another step's rows.
    Column(usize, usize),
    /// The keys by which another step looks for its own rows: there is no need to wait for it.
    Of(usize),
}

impl Step {
    /// The order of a row without a list: that of the edge in a payload.
    pub(super) fn usual(&self) -> Option<(&'static Orders, Direction)> {
        let orders = self.ty.source?.usual?;
        Some((orders, orders.direction))
    }
}

impl Content {
    /// True where objects stand in it.
    pub(super) fn is_composite(&self) -> bool {
        match self {
            Self::Made { make, .. } => make.plain().is_some(),
            Self::Here(..)
            | Self::There(..)
            | Self::List(..)
            | Self::Page { .. }
            | Self::Nodes { .. }
            | Self::Edges(_)
            | Self::Entries(_) => true,
            _ => false,
        }
    }
}

impl Kind {
    pub(super) fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Find, Self::Find) => true,
            (Self::Word(one), Self::Word(other)) => one == other,
            (Self::Any(one, order, _), Self::Any(other, also, _)) => {
                std::ptr::eq(one, other) && order == also
            }
            (Self::Page(one), Self::Page(other)) | (Self::Count(one), Self::Count(other)) => {
                std::ptr::eq(one, other)
            }
            _ => false,
        }
    }
}
