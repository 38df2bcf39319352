//! Collaborations: the agreement, its terms, and what ends it.

pub mod actions;
pub mod mutation;
pub mod terms;
pub mod types;

use crate::object::kinds;

kinds! {
    /// The signed agreement and the work.
    Collaboration = OfCollaboration, types::COLLABORATION, collaboration;
}
