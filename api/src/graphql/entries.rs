//! Lists of objects, as the engine gives them out: each entry is counted against what the request paid for.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use futures_util::future::try_join_all;
use tokio::task::coop::consume_budget;

use super::meter::{Full, Meter};

/// A list of objects. Every field that gives objects gives them in one of these: a plain `Vec` would not be counted.
#[derive(Clone, Debug)]
pub struct Entries<T>(Vec<T>);

impl<T> From<Vec<T>> for Entries<T> {
    fn from(entries: Vec<T>) -> Self {
        Self(entries)
    }
}

impl<T> FromIterator<T> for Entries<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T: OutputType> OutputType for Entries<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    /// All entries at once, as the engine does it, so that what they look up is looked up together. After each the
    /// others of the process may have their turn, and the request's time limit may end it.
    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let meter = ctx.data_unchecked::<Meter>();
        let stopped = |full: Full| ctx.set_error_path(full.at(field.pos));
        meter.count(self.0.len()).map_err(stopped)?;
        let entries = (0..).zip(&self.0);
        let entries = entries.map(|(place, entry)| one(entry, ctx.with_index(place), field, meter));
        Ok(Value::List(try_join_all(entries).await?))
    }
}

async fn one<T: OutputType>(
    entry: &T,
    ctx: ContextSelectionSet<'_>,
    field: &Positioned<Field>,
    meter: &Meter,
) -> ServerResult<Value> {
    let value = entry.resolve(&ctx, field).await;
    let value = value.map_err(|error| ctx.set_error_path(error))?;
    let weighed = meter.weigh(&value);
    weighed.map_err(|full| ctx.set_error_path(full.at(field.pos)))?;
    consume_budget().await;
    Ok(value)
}
