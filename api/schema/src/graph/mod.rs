//! The graph: every type of object, its fields, its relations, and who sees them. One table for each type, read by the
//! reading layer; nothing is described anywhere else.

pub mod account;
pub mod application;
pub mod brand;
pub mod bridge;
pub mod brief;
pub mod collaboration;
pub mod creator;
pub mod deliverable;
pub mod given;
pub mod money;
pub mod offer;
pub mod payout;
pub mod rate_limit;
pub mod root;
pub mod scalars;
pub mod social_account;
pub mod statement;
pub mod terms;
pub mod todo;
pub mod user_error;
pub mod viewer_action;
pub mod vocabulary;

use async_graphql::resolver_utils::EnumType;
use domain::Error;
use sea_orm::ActiveEnum;

pub use bridge::{Edge, Object};
pub use root::{Around, QUERY, Query};

/// A value of an enum of the schema, by the word that stands for it in a row.
fn word_of<T: EnumType>(word: Option<&str>) -> Option<T> {
    let word = word?;
    let mut items = T::items().iter();
    items
        .find(|item| item.name.eq_ignore_ascii_case(word))
        .map(|item| item.value)
}

/// The same of several words with commas in between.
fn words<T: EnumType>(words: Option<&str>) -> Vec<T> {
    let words = words.unwrap_or_default().split(',');
    words.filter_map(|word| word_of(Some(word))).collect()
}

/// A value of an enum of the domain, by the word that stands for it in a row.
fn stored<T: ActiveEnum<Value = String>>(word: Option<&str>) -> domain::Result<T> {
    let word = word.unwrap_or_default().to_owned();
    T::try_from_value(&word).map_err(Error::from)
}
