//! Deliverables: what is handed in, asked for, approved, posted, and taken to the staff.

pub mod actions;
pub mod escalation;
pub mod input;
pub mod mutation;
pub mod types;

use crate::object::kinds;

kinds! {
    /// One piece of content owed.
    Deliverable = OfDeliverable, types::DELIVERABLE, deliverable;
}
