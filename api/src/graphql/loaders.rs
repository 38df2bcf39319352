//! Batched look-ups: one statement for all objects of a level, per request and never shared between callers.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use domain::Env;
use domain::error::Error;

/// The loaders of one request. A subscription has others for each event.
pub struct Loaders(RwLock<Arc<Shared>>);

/// Look-ups that are made and remembered together: those of one request, or those of all to whom one event is told.
/// Nothing in them depends on who asks but what has the asker in its key.
pub struct Shared(DataLoader<Rows, HashMapCache>);

/// Where rows come from.
pub struct Rows(pub(super) Arc<Env>);

/// A failed look-up is shared by all who waited for it; the cause is logged once.
#[derive(Clone, Copy)]
pub enum LoadError {
    /// The database is busy or away.
    Unavailable,
    /// Our fault.
    Internal,
}

impl From<Error> for LoadError {
    fn from(error: Error) -> Self {
        tracing::error!(?error, "data loader: a query failed");
        match error {
            Error::Contended | Error::Overdue(_) | Error::Unavailable => Self::Unavailable,
            Error::Unauthenticated
            | Error::Forbidden
            | Error::NotFound
            | Error::User(_)
            | Error::Replayed(_)
            | Error::Internal(_) => Self::Internal,
        }
    }
}

impl From<LoadError> for Error {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Unavailable => Self::Unavailable,
            LoadError::Internal => Self::Internal(anyhow::anyhow!("a look-up failed")),
        }
    }
}

impl Loaders {
    /// Loaders for one request.
    pub fn new(env: Arc<Env>) -> Self {
        Self(RwLock::new(Arc::new(Shared::new(env))))
    }

    /// From now on every look-up asks the database: a mutation has changed, or will change, what was seen before.
    pub fn stop_remembering(&self) {
        self.shared().0.enable_all_cache(false);
    }

    /// From now on the look-ups are those of an event: what was seen before it is forgotten.
    pub fn turn_to(&self, event: Arc<Shared>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = event;
    }

    /// One object, together with all others asked for at the same time.
    pub async fn load<K>(&self, key: K) -> domain::Result<Option<<Rows as Loader<K>>::Value>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Rows: Loader<K, Error = LoadError>,
    {
        Ok(self.shared().0.load_one(key).await?)
    }

    fn shared(&self) -> Arc<Shared> {
        let shared = self.0.read().unwrap_or_else(PoisonError::into_inner);
        shared.clone()
    }
}

impl Shared {
    /// Nothing is looked up yet.
    pub fn new(env: Arc<Env>) -> Self {
        let loader = DataLoader::with_cache(
            Rows(env),
            TokioSpawner::current(),
            TokioTimer::default(),
            HashMapCache::default(),
        );
        Self(loader.delay(Duration::ZERO))
    }
}

/// Rows by their ids.
pub(super) fn by_id<K: Eq + Hash, M>(rows: Vec<M>, id: impl Fn(&M) -> K) -> HashMap<K, M> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}

/// Rows by their owner, in the order they came; an owner without rows has an empty list.
pub(super) fn by_owner<K: Eq + Hash + Copy, M>(
    owners: &[K],
    rows: Vec<M>,
    owner: impl Fn(&M) -> K,
) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = owners.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        groups.entry(owner(&row)).or_default().push(row);
    }
    groups
}

/// A loader of what belongs to something: `owned!(NichesOf(CreatorId) creator_id => row, finder);` makes the key
/// `NichesOf(id)`, which loads the rows of that owner in the finder's order.
macro_rules! owned {
    ($(#[$doc:meta])* $key:ident($owner:ty) $column:ident => $row:ty, $find:path) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub $owner);

        impl async_graphql::dataloader::Loader<$key> for $crate::graphql::loaders::Rows {
            type Value = Vec<$row>;
            type Error = $crate::graphql::loaders::LoadError;
            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<std::collections::HashMap<$key, Self::Value>, Self::Error> {
                let owners: Vec<$owner> = keys.iter().map(|key| key.0).collect();
                let rows = $find(self.0.db.reader(), &owners).await?;
                Ok($crate::graphql::loaders::by_owner(keys, rows, |row| $key(row.$column)))
            }
        }
    };
}
pub(crate) use owned;
