//! What resolvers take from the request.

use async_graphql::{Context, InputType};
use domain::Env;
use domain::actor::{Actor, Intent, Key};
use domain::db::Reader;
use infrastructure::auth::Tokens;
use infrastructure::change_feed::{self, Cursor};
use infrastructure::limits::Limits;
use sha2::{Digest, Sha256};
use std::sync::Arc;

use crate::rate_limit::Standing;
use crate::reading::Shared;
use crate::reading::operation::Planned;

/// What the root knows of a request.
pub struct Around {
    /// What it costs, and what is left.
    pub standing: Standing,
    /// Where the feed stood when it began.
    pub reached: Cursor,
    /// An object is selected in several places at once: the engine puts the parts together.
    pub repeats: bool,
    /// How it is read.
    pub plans: Planned,
}

/// What happens, and the rows that those who follow it have read of it.
pub type ChangeFeed = change_feed::ChangeFeed<Shared>;

/// Short ways to what stands behind every request. The service puts all of it there, so none can be missing.
pub trait ContextExt {
    /// Database, clock, numbers, ports.
    fn env(&self) -> &Env;
    /// Where queries read.
    fn reader(&self) -> &Reader;
    /// Who is asking; a guest is an actor too.
    fn actor(&self) -> Actor;
    /// Issues tokens.
    fn tokens(&self) -> &Tokens;
    /// How much one may ask.
    fn limits(&self) -> &Limits;
    /// What happens, as it happens.
    fn feed(&self) -> &ChangeFeed;
    /// What a mutation is asked to do, under which key.
    fn intent(&self, key: Option<&str>, input: &impl InputType) -> Intent;
}

impl ContextExt for Context<'_> {
    fn env(&self) -> &Env {
        self.data_unchecked::<Arc<Env>>()
    }

    fn reader(&self) -> &Reader {
        self.env().db.reader()
    }

    fn actor(&self) -> Actor {
        *self.data_unchecked::<Actor>()
    }

    fn tokens(&self) -> &Tokens {
        self.data_unchecked::<Arc<Tokens>>()
    }

    fn limits(&self) -> &Limits {
        self.data_unchecked::<Arc<Limits>>()
    }

    fn feed(&self) -> &ChangeFeed {
        self.data_unchecked::<Arc<ChangeFeed>>()
    }

    fn intent(&self, key: Option<&str>, input: &impl InputType) -> Intent {
        let key = key.map(|word| Key {
            word: word.to_owned(),
            input_hash: hash(input),
        });
        Intent {
            key,
            ..Intent::of(self.actor())
        }
    }
}

/// SHA-256 of the input in canonical form: members in the order of the schema, omitted ones as null.
fn hash(input: &impl InputType) -> String {
    hex::encode(Sha256::digest(input.to_value().to_string().as_bytes()))
}
