//! People: who they are, what is theirs, signing up and logging in.

pub mod mutation;
pub mod todo;
pub mod types;

use crate::object::kinds;

kinds! {
    /// A person.
    User = OfUser, types::USER, user;
}
