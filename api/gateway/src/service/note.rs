//! What becomes known of a question while it is answered: for the log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{Response, Value};
use domain::actor::Actor;
use domain::id::Id;

use crate::document::Operation;

/// Characters of an operation's name that are logged at most.
const NAME_MAX: usize = 100;

/// Where it is noted. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Note(Arc<Mutex<Known>>);

/// What is known so far.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The name of the operation, where it has one.
    pub operation: Option<String>,
    /// Who asks, where it is a person.
    pub actor_id: Option<String>,
    /// Points paid.
    pub cost: Option<u64>,
    /// The answer may hold tokens.
    pub has_tokens: bool,
}

impl Note {
    /// What is known so far.
    pub fn read(&self) -> Known {
        self.open().clone()
    }

    /// Somebody asks.
    pub(super) fn asker(&self, actor: Actor) {
        self.open().actor_id = actor.user_id().map(|id| id.uuid().to_string());
    }

    /// An operation is asked, and may cost so much.
    pub(super) fn asked(&self, operation: &Operation, price: u32) {
        let mut known = self.open();
        let name = operation.name();
        known.operation = name.map(|name| name.chars().take(NAME_MAX).collect());
        known.cost = Some(price.into());
        known.has_tokens = operation.gives_tokens;
    }

    /// It was answered, and cost what the answer says.
    pub(super) fn answered(&self, response: &Response) {
        if let Some(Value::Object(cost)) = response.extensions.get("cost")
            && let Some(Value::Number(actual)) = cost.get("actual")
        {
            self.open().cost = actual.as_u64();
        }
    }

    fn open(&self) -> MutexGuard<'_, Known> {
        // Each member is whole by itself, so a panic elsewhere cannot have left it broken.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
