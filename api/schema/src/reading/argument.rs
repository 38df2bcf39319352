//! Arguments of fields.

use super::model::Leaf;

/// An argument.
#[derive(Debug)]
pub struct Argument {
    pub name: &'static str,
    /// For people.
    pub doc: &'static str,
    /// The name of its type, and what registers it.
    pub leaf: Leaf,
    /// How its type is written around that name: `{}!`, `[{}!]!`.
    pub written: &'static str,
    /// Entries of a list at most.
    pub most: Option<usize>,
}
