//! Words that stand in rows, as values.

use async_graphql::resolver_utils::EnumType;
use domain::Error;
use sea_orm::ActiveEnum;

/// A value of an enum of the schema, by the word that stands for it in a row.
pub fn word_of<T: EnumType>(word: Option<&str>) -> Option<T> {
    let word = word?;
    let mut items = T::items().iter();
    items
        .find(|item| item.name.eq_ignore_ascii_case(word))
        .map(|item| item.value)
}

/// The same of several words with commas in between.
pub fn words<T: EnumType>(words: Option<&str>) -> Vec<T> {
    let words = words.unwrap_or_default().split(',');
    words.filter_map(|word| word_of(Some(word))).collect()
}

/// A value of an enum of the domain, by the word that stands for it in a row.
pub fn stored<T: ActiveEnum<Value = String>>(word: Option<&str>) -> domain::Result<T> {
    let word = word.unwrap_or_default().to_owned();
    T::try_from_value(&word).map_err(Error::from)
}
