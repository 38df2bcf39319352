//! What mutations answer: the object, or the caller's mistakes.

use std::future::Future;
use std::time::Duration;

use async_graphql::Context;
use domain::error::Error;
use domain::overdue;
use uuid::Uuid;

use super::context::ContextExt;
use super::error::{ApiError, Nullable, UserError};

/// Tries at a command that was in another's way; then the caller is told.
const PAUSES_MS: [u64; 3] = [20, 80, 320];

/// A type that can be found again by its key: for `node(id:)` and for answering a repeated request.
pub trait Found: Sized {
    /// The object, if the caller may see it.
    fn find(
        ctx: &Context<'_>,
        key: Uuid,
    ) -> impl Future<Output = domain::Result<Option<Self>>> + Send;
}

/// The answer of a mutation.
pub trait Payload: Sized {
    /// The object it is about.
    type Node: Found;
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
    ctx.loaders().stop_remembering();
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
        outcome = P::Node::find(ctx, key)
            .await
            .and_then(|found| found.ok_or(Error::NotFound));
    }
    Some(match outcome {
        Ok(node) => Ok(P::new(Some(node), Vec::new())),
        Err(Error::User(errors)) => Ok(P::new(None, errors.into_iter().map(Into::into).collect())),
        Err(error) => Err(ApiError::from(error)),
    })
}

/// The payload of a mutation in one line: `payload!(OfferCreatePayload { offer: Offer, offer_edge });`
macro_rules! payload {
    ($name:ident { $field:ident: $node:ident $(, $edge:ident)? }) => {
        #[doc = concat!("What a mutation of `", stringify!($node), "` answers.")]
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// The object after the change; null when refused.
            $field: Option<$node>,
            $(
                /// The object as an entry of its lists; null when refused.
                $edge: Option<$crate::graphql::page::Edge<$node>>,
            )?
            /// Why nothing was changed; empty when it was.
            user_errors: Vec<$crate::graphql::error::UserError>,
        }

        impl $crate::graphql::payload::Payload for $name {
            type Node = $node;
            fn new(node: Option<$node>, user_errors: Vec<$crate::graphql::error::UserError>) -> Self {
                Self {
                    $($edge: node.clone().map($crate::graphql::page::Edge::of),)?
                    $field: node,
                    user_errors,
                }
            }
        }
    };
}
pub(crate) use payload;
