//! How a mutation runs: its input is read, its command done, and its payload is the object or the caller's mistakes.

use std::future::Future;
use std::time::Duration;

use async_graphql::{Context, InputType};
use domain::actor::Intent;
use domain::error::{Error, Form};
use domain::{Env, overdue};
use uuid::Uuid;

use crate::context::ContextExt;
use crate::error::{ApiError, Nullable, UserError};
use crate::object::{Kind, Object};

/// Tries at a command that was in another's way; then the caller is told.
const PAUSES_MS: [u64; 3] = [20, 80, 320];

/// An input with a place for an idempotency key.
pub trait Keyed: InputType {
    /// The key that was given.
    fn key(&self) -> Option<&str>;
}

/// The input of a mutation.
pub trait Input: Keyed {
    /// What the command takes, beside who asks.
    type Read;
    /// Reads it. What cannot be read is noted under its path from the input's own members down; something stands in its
    /// place, which the command does not get as far as.
    fn read(&self, form: &mut Form) -> Self::Read;
}

/// A command of the domain that takes what an input is read as: its members one by one.
pub trait Command<Read, M> {
    /// Does it.
    fn done(
        &self,
        env: &Env,
        intent: &Intent,
        read: Read,
    ) -> impl Future<Output = domain::Result<M>>;
}

macro_rules! command {
    ($($member:ident)+) => {
        impl<$($member,)+ M, F> Command<($($member,)+), M> for F
        where
            F: AsyncFn(&Env, &Intent, $($member),+) -> domain::Result<M>,
        {
            async fn done(&self, env: &Env, intent: &Intent, read: ($($member,)+)) -> domain::Result<M> {
                #[expect(non_snake_case, reason = "named as their types")]
                let ($($member,)+) = read;
                self(env, intent, $($member),+).await
            }
        }
    };
}
command!(A);
command!(A B);
command!(A B C);
command!(A B C D);

/// Runs the command of a mutation, under the key of its input where there is one.
pub async fn run<P, I, M>(
    ctx: &Context<'_>,
    input: I,
    command: impl Command<I::Read, M>,
) -> Nullable<P>
where
    P: Payload,
    P::Node: From<M>,
    I: Input,
{
    answer(ctx, || async {
        let mut form = Form::default();
        let read = input.read(&mut form);
        let intent = ctx.intent(input.key(), &input).noting(form);
        Ok(command.done(ctx.env(), &intent, read).await?.into())
    })
    .await
}

/// What a repeated request may answer by the key of what the first one did.
pub trait Again: Sized {
    /// It, or nothing where it is shown once.
    fn again(key: Uuid) -> Option<Self>;
}

impl<K: Kind> Again for Object<K> {
    fn again(key: Uuid) -> Option<Self> {
        Some(Self::with_key(key))
    }
}

/// The answer of a mutation.
pub trait Payload: Sized {
    /// The object it is about.
    type Node: Again;
    /// Either an object or mistakes.
    fn new(node: Option<Self::Node>, user_errors: Vec<UserError>) -> Self;
}

/// Runs a command: the caller's mistakes become data, failures errors, and a repeated request answers as before.
pub async fn answer<P, F, C>(ctx: &Context<'_>, command: F) -> Nullable<P>
where
    P: Payload,
    F: Fn() -> C,
    C: Future<Output = domain::Result<P::Node>>,
{
    let command = || overdue::on_time(ctx.env(), &command);
    let mut outcome = command().await;
    for pause in PAUSES_MS {
        if !matches!(outcome, Err(Error::Contended)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
        outcome = command().await;
    }
    if let Err(Error::Replayed(key)) = outcome {
        outcome = P::Node::again(key).ok_or(Error::NotFound);
    }
    Some(match outcome {
        Ok(node) => Ok(P::new(Some(node), Vec::new())),
        Err(Error::User(errors)) => Ok(P::new(None, errors.into_iter().map(Into::into).collect())),
        Err(error) => Err(ApiError::from(error)),
    })
}

/// The input of a mutation, with its idempotency key: `required` where money may move.
macro_rules! input {
    ($(#[$meta:meta])* $name:ident, optional key { $($members:tt)* }) => {
        $crate::mutation::input! { @of $(#[$meta])* $name(Option<String>, as_deref) { $($members)* } }
    };
    ($(#[$meta:meta])* $name:ident, required key { $($members:tt)* }) => {
        $crate::mutation::input! { @of $(#[$meta])* $name(String, as_str) { $($members)* } }
    };
    (@of $(#[$meta:meta])* $name:ident($key:ty, $get:ident) { $($members:tt)* }) => {
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub struct $name {
            $($members)*
            /// Idempotency key, 1 to 255 printable ASCII characters, new for each intention: repeating the request with the
            /// same key returns the first result. A must where money may move.
            pub idempotency_key: $key,
        }

        impl $crate::mutation::Keyed for $name {
            fn key(&self) -> Option<&str> {
                self.idempotency_key.$get().into()
            }
        }
    };
}
pub(crate) use input;

/// Inputs that say only which object: `which! { "Which offer.", offer_id: OfferId = "offerId", "The offer."; optional: OfferPauseInput; }`
macro_rules! which {
    ($of:tt, $member:ident: $id:ty = $path:tt, $what:tt; $($need:ident: $($name:ident)+;)+) => {
        $($($crate::mutation::which! { @one $of, $member: $id = $path, $what, $need, $name })+)+
    };
    (@one $of:tt, $member:ident: $id:ty = $path:tt, $what:tt, $need:ident, $name:ident) => {
        $crate::mutation::input! {
            #[doc = $of]
            $name, $need key {
                #[doc = $what]
                pub $member: async_graphql::ID,
            }
        }

        impl $crate::mutation::Input for $name {
            type Read = ($id,);
            fn read(&self, form: &mut domain::error::Form) -> Self::Read {
                ($crate::scalars::read_id($path, &self.$member, form),)
            }
        }
    };
}
pub(crate) use which;

/// The payload of a mutation in one line: `payload!(OfferCreatePayload { offer: Offer, offer_edges: OfOffer });`
macro_rules! payload {
    ($name:ident { $field:ident: $node:ident $(, $edge:ident: $kind:ident)? }) => {
        #[doc = concat!("What a mutation of `", stringify!($node), "` answers.")]
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// The object after the change; null when refused.
            $field: Option<$node>,
            $(
                /// The object as an entry of its lists: one, or none when refused. A list, since handlers of connections
                /// take an empty one quietly.
                #[graphql(directive = $crate::reading::constraint::constraint::apply(1))]
                $edge: Vec<$crate::object::Edge<$kind>>,
            )?
            /// Why nothing was changed; empty when it was.
            user_errors: Vec<$crate::error::UserError>,
        }

        impl $crate::mutation::Payload for $name {
            type Node = $node;
            fn new(node: Option<$node>, user_errors: Vec<$crate::error::UserError>) -> Self {
                Self {
                    $($edge: node.clone().map($crate::object::Edge).into_iter().collect(),)?
                    $field: node,
                    user_errors,
                }
            }
        }
    };
}
pub(crate) use payload;
