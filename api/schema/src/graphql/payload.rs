//! What mutations answer: the object, or the caller's mistakes.

use std::future::Future;
use std::time::Duration;

use async_graphql::Context;
use domain::error::Error;
use domain::overdue;
use uuid::Uuid;

use super::context::ContextExt;
use super::error::{ApiError, Nullable, UserError};
use crate::graph::bridge::{Kind, Object};

/// Tries at a command that was in another's way; then the caller is told.
const PAUSES_MS: [u64; 3] = [20, 80, 320];

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
                $edge: Vec<$crate::graph::bridge::Edge<$crate::graph::bridge::$kind>>,
            )?
            /// Why nothing was changed; empty when it was.
            user_errors: Vec<$crate::graphql::error::UserError>,
        }

        impl $crate::graphql::payload::Payload for $name {
            type Node = $node;
            fn new(node: Option<$node>, user_errors: Vec<$crate::graphql::error::UserError>) -> Self {
                Self {
                    $($edge: node.clone().map($crate::graph::bridge::Edge).into_iter().collect(),)?
                    $field: node,
                    user_errors,
                }
            }
        }
    };
}
pub(crate) use payload;
