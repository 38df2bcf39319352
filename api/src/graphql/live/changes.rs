//! What subscriptions tell: one type of change for each type of object.

use async_graphql::{Context, Object};
use chrono::Utc;
use domain::id::UserId;
use domain::live::{Audience, Change};

use super::actions::{ChangeAction, ChangeActor};
use crate::graphql::application::Application;
use crate::graphql::collaboration::Collaboration;
use crate::graphql::context::ContextExt;
use crate::graphql::deliverable::Deliverable;
use crate::graphql::error::{ApiError, Nullable};
use crate::graphql::offer::Offer;
use crate::graphql::payload::Found;
use crate::graphql::payout::Payout;
use crate::graphql::scalars::DateTime;
use crate::live::Cursor;

/// A change of an object of some type.
pub(super) trait Told: Sized + Send + Sync {
    /// The object's type.
    type Node: Found + Send + Sync;
    /// A change, with the object as it is now.
    fn new(change: &Change, node: Result<Self::Node, ApiError>) -> Self;
    /// The object, where the change concerns everybody.
    fn public(_: &Change) -> Option<Self::Node> {
        None
    }
}

/// The change of a type of objects: `change!(OfferChange { offer: Offer });`
macro_rules! change {
    ($name:ident { $field:ident: $node:ident } $($public:item)?) => {
        #[doc = concat!("A change of one object of type `", stringify!($node), "`.")]
        pub(super) struct $name {
            position: i64,
            at: chrono::DateTime<Utc>,
            action: ChangeAction,
            by: ChangeActor,
            user_id: Option<UserId>,
            node: Result<$node, ApiError>,
        }

        #[doc = concat!("A change of one object of type `", stringify!($node), "`.")]
        #[Object]
        impl $name {
            /// Where it stands among all changes, opaque: what you give as `since` to go on after it.
            async fn cursor(&self) -> String {
                Cursor(self.position).encode()
            }

            /// When it came about.
            async fn at(&self) -> DateTime {
                DateTime(self.at)
            }

            /// What happened.
            async fn action(&self) -> ChangeAction {
                self.action
            }

            /// Who did it.
            async fn by(&self) -> ChangeActor {
                self.by
            }

            /// True when it was you, on this or another device.
            async fn is_own(&self, ctx: &Context<'_>) -> bool {
                self.user_id.is_some() && self.user_id == ctx.actor().user_id()
            }

            /// The object as it is now, which may be newer than this change.
            async fn $field(&self) -> Nullable<$node> {
                Some(self.node.clone())
            }
        }

        impl Told for $name {
            type Node = $node;
            fn new(change: &Change, node: Result<$node, ApiError>) -> Self {
                Self {
                    position: change.position,
                    at: change.at,
                    action: ChangeAction::of(change.action.as_deref()),
                    by: change.by.into(),
                    user_id: change.user_id,
                    node,
                }
            }
            $($public)?
        }
    };
}

change!(OfferChange { offer: Offer }
    fn public(change: &Change) -> Option<Offer> {
        match &change.audience {
            Audience::Everybody(row) => Some(Offer(row.as_ref().clone())),
            Audience::Only(_) => None,
        }
    }
);

change!(ApplicationChange {
    application: Application
});
change!(CollaborationChange {
    collaboration: Collaboration
});
change!(DeliverableChange {
    deliverable: Deliverable
});
change!(PayoutChange { payout: Payout });
