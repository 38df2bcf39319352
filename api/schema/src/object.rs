//! Objects in what the engine resolves: in the payloads of mutations, in events, and at the root beside introspection. They
//! are read by the same plans as everything else, when they are selected.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::parser::types::{Field, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, OutputType, Pos, Positioned, ServerError, ServerResult, Value,
};
use domain::Env;
use domain::actor::{Actor, Principal};
use domain::error::Error;
use domain::id::{Id, SessionId, UserId};
use uuid::Uuid;

use crate::context::Around;
use crate::reading::connection::EDGE;
use crate::reading::meter::Meter;
use crate::reading::model::Type;
use crate::reading::operation::Planned;
use crate::reading::plan::Plan;
use crate::reading::{Answer, Asking, Shared, describe, describe_edge, operation, read};

/// A type of objects that the engine gives out.
pub trait Kind: Send + Sync + 'static {
    const TYPE: &'static Type;
}

/// An object, by its key: read when it is selected, as whoever asks sees it then.
pub struct Object<K> {
    key: Uuid,
    viewer: Option<UserId>,
    shared: Option<Arc<Shared>>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for Object<K> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            ..*self
        }
    }
}

/// An object of whatever kind.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    key: Uuid,
    viewer: Option<UserId>,
    shared: Option<&'a Shared>,
}

impl<K: Kind> Object<K> {
    fn wanted(&self) -> Wanted<'_> {
        Wanted {
            key: self.key,
            viewer: self.viewer,
            shared: self.shared.as_deref(),
        }
    }

    /// The object with this key.
    pub fn with(id: impl Id) -> Self {
        Self::with_key(id.uuid())
    }

    /// The same, where the key's kind is known.
    pub fn with_key(key: Uuid) -> Self {
        Self {
            key,
            viewer: None,
            shared: None,
            kind: PhantomData,
        }
    }

    /// Looked up together with others.
    pub fn among(self, shared: Arc<Shared>) -> Self {
        Self {
            shared: Some(shared),
            ..self
        }
    }

    /// As this person sees it: who has just come in asks as a guest still.
    pub fn seen_by(self, viewer: UserId) -> Self {
        Self {
            viewer: Some(viewer),
            ..self
        }
    }
}

impl<K: Kind> OutputType for Object<K> {
    fn type_name() -> Cow<'static, str> {
        K::TYPE.name.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        describe(registry, K::TYPE);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let plan = plans(ctx).object(K::TYPE, ctx.item, &ctx.query_env.fragments);
        let answer = answer(ctx, &plan, Some(self.wanted())).await;
        Ok(given(ctx, answer))
    }
}

/// The same as an entry of the lists that have its usual order.
pub struct Edge<K>(pub Object<K>);

impl<K: Kind> OutputType for Edge<K> {
    fn type_name() -> Cow<'static, str> {
        EDGE.named(K::TYPE.name).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        describe_edge(registry, K::TYPE);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let plan = plans(ctx).edge(K::TYPE, ctx.item, &ctx.query_env.fragments);
        let answer = answer(ctx, &plan, Some(self.0.wanted())).await;
        Ok(given(ctx, answer))
    }
}

/// A field of a root.
pub(super) async fn root_field(ctx: &Context<'_>, ty: &'static Type, set: &SelectionSet) -> Value {
    let plan = operation::field(ty, set, &ctx.query_env.fragments);
    let answer = answer(ctx, &plan, None).await;
    for error in answer.errors {
        ctx.add_error(error);
    }
    count(ctx, answer.points, answer.entries);
    // An object with this one member.
    let before = ctx.item.node.response_key().node.len() + r#"{"":"#.len();
    let value = answer.data.get(before..answer.data.len().saturating_sub(1));
    written(ctx, value.unwrap_or(b"null").to_vec())
}

fn plans<'a, T>(ctx: &async_graphql::ContextBase<'a, T>) -> &'a Planned {
    &ctx.data_unchecked::<Around>().plans
}

async fn answer<T>(
    ctx: &async_graphql::ContextBase<'_, T>,
    plan: &Plan,
    object: Option<Wanted<'_>>,
) -> Answer {
    let env = ctx.data_unchecked::<Arc<Env>>();
    let meter = ctx.data_unchecked::<Meter>();
    let actor = *ctx.data_unchecked::<Actor>();
    let asking = Asking {
        env,
        actor: object
            .and_then(|object| object.viewer)
            .map_or(actor, |user_id| as_person(actor, user_id)),
        now: env.clock.now(),
        variables: &ctx.query_env.variables,
        entries_max: meter.entries_left(),
        bytes_max: meter.bytes_max(),
        around: ctx.data_unchecked::<Around>(),
        shared: object.and_then(|object| object.shared),
        told: *ctx.data_unchecked::<fn(Error) -> ServerError>(),
    };
    read(plan, &asking, object.map(|object| object.key)).await
}

/// Whoever has just come in, for what they see of themselves.
fn as_person(actor: Actor, user_id: UserId) -> Actor {
    match actor {
        Actor::User(principal) if principal.user_id == user_id => actor,
        _ => Actor::User(Principal {
            user_id,
            session_id: SessionId::from_uuid(Uuid::nil()),
            is_operator: false,
            address: None,
        }),
    }
}

/// Whether who asks may see an object now.
pub async fn is_seen<K: Kind>(ctx: &Context<'_>, object: &Object<K>) -> domain::Result<bool> {
    // No selection begins there.
    let nothing = Positioned::new(SelectionSet::default(), Pos::default());
    let plan = plans(ctx).object(K::TYPE, &nothing, &ctx.query_env.fragments);
    let answer = answer(ctx, &plan, Some(object.wanted())).await;
    if answer.errors.is_empty() {
        Ok(answer.data != b"null")
    } else {
        Err(Error::Unavailable)
    }
}

/// The value, with its errors where it stands.
fn given(ctx: &ContextSelectionSet<'_>, answer: Answer) -> Value {
    for mut error in answer.errors {
        let below = std::mem::take(&mut error.path);
        let mut error = ctx.set_error_path(error);
        error.path.extend(below);
        ctx.add_error(error);
    }
    count(ctx, answer.points, answer.entries);
    written(ctx, answer.data)
}

fn count<T>(ctx: &async_graphql::ContextBase<'_, T>, points: u64, entries: u64) {
    ctx.data_unchecked::<Meter>().spend(points, entries);
}

/// Bytes stand for JSON that is written already. What the engine has to put together is read again.
fn written<T>(ctx: &async_graphql::ContextBase<'_, T>, json: Vec<u8>) -> Value {
    if json == b"null" {
        return Value::Null;
    }
    if !ctx.data_unchecked::<Around>().repeats {
        return Value::Binary(json.into());
    }
    serde_json::from_slice(&json).unwrap_or_else(|error| {
        tracing::error!(%error, "reading: what was written is no JSON");
        Value::Null
    })
}

/// Names for the objects of a feature that mutations and events give out: of a type, and a row's.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $kind:ident, $ty:path, $row:ident;)+) => {$(
        $(#[$doc])*
        pub struct $kind;

        impl $crate::object::Kind for $kind {
            const TYPE: &'static $crate::reading::model::Type = &$ty;
        }

        $(#[$doc])*
        pub type $name = $crate::object::Object<$kind>;

        impl From<domain::entity::$row::Model> for $name {
            fn from(row: domain::entity::$row::Model) -> Self {
                Self::with(row.id)
            }
        }
    )+};
}
pub(crate) use kinds;
