//! What subscriptions tell: one type of change for each type of object.

use async_graphql::{Context, Object};
use chrono::Utc;
use domain::change_feed::Change;
use domain::id::UserId;
use infrastructure::change_feed::Cursor;

use crate::application::{Application, OfApplication};
use crate::change_feed::actions::{ChangeAction, ChangeActor};
use crate::collaboration::{Collaboration, OfCollaboration};
use crate::context::ContextExt;
use crate::deliverable::{Deliverable, OfDeliverable};
use crate::error::{ApiError, Nullable};
use crate::object::Kind;
use crate::offer::{OfOffer, Offer};
use crate::payments::{OfPayout, Payout};
use crate::scalars::DateTime;

/// A change of an object of some type.
pub(super) trait Told: Sized + Send + Sync {
    /// The object's type.
    type Kind: Kind;
    /// A change, with the object as it is now.
    fn new(change: &Change, node: Result<crate::object::Object<Self::Kind>, ApiError>) -> Self;
}

/// The change of a type of objects: `change!(OfferChange { offer: Offer, OfOffer });`
macro_rules! change {
    ($name:ident { $field:ident: $node:ident, $kind:ident }) => {
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
            type Kind = $kind;

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
        }
    };
}

change!(OfferChange {
    offer: Offer,
    OfOffer
});
change!(ApplicationChange {
    application: Application,
    OfApplication
});
change!(CollaborationChange {
    collaboration: Collaboration,
    OfCollaboration
});
change!(DeliverableChange {
    deliverable: Deliverable,
    OfDeliverable
});
change!(PayoutChange {
    payout: Payout,
    OfPayout
});
