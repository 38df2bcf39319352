//! What a field's function may look at.

use std::any::Any;
use std::sync::Arc;

use async_graphql::{ID, ServerError, Value, Variables};
use chrono::{DateTime, Utc};
use domain::Env;
use domain::actor::Actor;
use domain::db::Row;
use domain::error::Error;

use super::cursor::public_id;
use super::shared::Shared;

/// Who asks for what, when.
pub struct Asking<'a> {
    pub env: &'a Arc<Env>,
    pub actor: Actor,
    pub now: DateTime<Utc>,
    /// As the operation declares them.
    pub variables: &'a Variables,
    /// Entries of lists that were paid for, and bytes that an answer may have.
    pub entries_max: u64,
    pub bytes_max: u64,
    /// What roots know of the request beyond that.
    pub around: &'a (dyn Any + Send + Sync),
    /// Where rows are looked up together with others.
    pub shared: Option<&'a Shared>,
    /// Turns a failure into what clients are told of it.
    pub told: fn(Error) -> ServerError,
}

/// A row's columns that a field asked for, in the order in which it did; and who asks.
pub struct Facts<'a> {
    pub(super) row: Option<&'a Row>,
    pub(super) at: &'a [usize],
    pub(super) arguments: &'a [(async_graphql::Name, Value)],
    pub asking: &'a Asking<'a>,
}

impl<'a> Facts<'a> {
    pub fn text(&self, n: usize) -> Option<&'a str> {
        self.row?.text(self.at[n])
    }

    pub fn json(&self, n: usize) -> Option<&'a str> {
        self.row?.json(self.at[n])
    }

    pub fn int(&self, n: usize) -> Option<i64> {
        self.row?.int(self.at[n])
    }

    pub fn bool(&self, n: usize) -> Option<bool> {
        self.row?.bool(self.at[n])
    }

    pub fn at(&self, n: usize) -> Option<DateTime<Utc>> {
        self.row?.at(self.at[n])
    }

    /// The public id of a key.
    pub fn public_id(&self, n: usize, tag: [u8; 2]) -> ID {
        let mut id = Vec::new();
        if let Some(key) = self.row.and_then(|row| row.key(self.at[n])) {
            public_id(tag, key, &mut id);
        }
        ID(String::from_utf8(id).unwrap_or_default())
    }

    /// The value of an argument; none where it was not given.
    pub fn argument(&self, name: &str) -> Option<&'a Value> {
        let mut arguments = self.arguments.iter();
        arguments.find(|(of, _)| of == name).map(|(_, value)| value)
    }

    /// What the root knows of the request.
    pub fn around<T: 'static>(&self) -> &'a T {
        let around = self.asking.around.downcast_ref();
        around.expect("who asks gives what roots need")
    }
}
