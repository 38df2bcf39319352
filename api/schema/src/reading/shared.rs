//! Rows that several readers look at: those of all to whom one event is told. Nothing in them depends on who asks but what
//! names who asks in its parameters.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::ServerError;
use domain::db::{Param, Row, Sql};
use tokio::sync::OnceCell;

use super::facts::Asking;

/// Rows, or what clients are told of why there are none.
type Outcome = Result<Arc<Vec<Row>>, ServerError>;

/// What was asked so far: each statement with its values once.
#[derive(Default)]
pub struct Shared(Mutex<HashMap<Question, Arc<OnceCell<Outcome>>>>);

/// A statement by its number, and its values.
type Question = (u64, String);

impl Shared {
    /// All rows of a statement. Whoever asks first asks for all.
    pub(super) async fn rows(&self, asking: &Asking<'_>, sql: &Sql, values: &[Param]) -> Outcome {
        let key = (sql.id(), format!("{values:?}"));
        let place = {
            let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            asked.entry(key).or_default().clone()
        };
        let rows = place.get_or_init(|| read(asking, sql, values));
        rows.await.clone()
    }
}

/// All rows of a statement.
pub(super) async fn read(asking: &Asking<'_>, sql: &Sql, values: &[Param]) -> Outcome {
    let rows = asking.env.db.reader().rows(sql, values).await;
    rows.map(Arc::new).map_err(asking.told)
}
