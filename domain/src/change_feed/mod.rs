//! What clients can follow: a fact, seen as changes of objects, each with those it concerns.

mod queries;

pub use queries::changes;

pub use crate::outbox::Topic;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actor::Actor;
use crate::id::UserId;

/// A change of one object.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where it stands among all changes: the position of its fact.
    pub position: i64,
    /// When it came about.
    pub at: DateTime<Utc>,
    /// The command that brought it about, as the audit log names it; none where that was not kept.
    pub action: Option<String>,
    /// On which side that was.
    pub by: By,
    /// The person, where it was one.
    pub user_id: Option<UserId>,
    /// Of what kind the object is.
    pub topic: Topic,
    /// The object.
    pub id: Uuid,
    /// The object itself and what it belongs to: offer, brand, creator, collaboration.
    pub belongs_to: Vec<Uuid>,
    /// Whom it concerns.
    pub audience: Audience,
}

/// Who brought a change about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A member of the brand.
    Brand,
    /// The creator.
    Creator,
    /// The marketplace's staff.
    Operator,
    /// The marketplace itself: a clock, or what follows from another change.
    System,
}

/// Whom a change concerns. It spares those the look-up whom it does not; whoever may really see the object is asked of
/// the queries of its feature.
#[derive(Clone, Debug)]
pub enum Audience {
    /// Everybody, also guests: a public offer.
    Everybody,
    /// These people, and operators.
    Only(Vec<UserId>),
}

impl Audience {
    /// Whether somebody is among them.
    pub fn includes(&self, actor: Actor) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(people) => {
                actor.is_operator() || actor.user_id().is_some_and(|id| people.contains(&id))
            }
        }
    }
}
