//! From the feed to the events of one subscription.

use async_graphql::{Context, ID};
use domain::Error;
use domain::account;
use domain::actor::Actor;
use domain::change_feed::{Audience, Topic};
use domain::id::Id;
use futures_util::{Stream, stream};
use infrastructure::change_feed::{Cursor, Event, Filter, Subscription};
use uuid::Uuid;

use crate::change_feed::changes::Told;
use crate::context::ContextExt;
use crate::error::{ApiError, Nullable};
use crate::object::{Object, is_seen};
use crate::reading::Shared;
use crate::scalars::parse_id;

/// What a client asks to follow.
pub(super) struct Wish {
    topic: Topic,
    within: Vec<Uuid>,
}

impl Wish {
    /// All objects of a kind.
    pub(super) fn of(topic: Topic) -> Self {
        Self {
            topic,
            within: Vec::new(),
        }
    }

    /// Only those that are this one or belong to it, where one is named.
    pub(super) fn within<I: Id>(
        mut self,
        path: &'static str,
        id: Option<ID>,
    ) -> Result<Self, ApiError> {
        if let Some(id) = id {
            let id = parse_id::<I>(path, &id).map_err(Error::from)?;
            self.within.push(id.uuid());
        }
        Ok(self)
    }
}

/// Follows the feed for who asks. Only public offers are for guests.
pub(super) async fn follow<'a, T: Told + 'a>(
    ctx: &'a Context<'a>,
    wish: Wish,
    since: Option<String>,
) -> Result<impl Stream<Item = Nullable<T>> + 'a, ApiError> {
    let actor = ctx.actor();
    if wish.topic != Topic::Offer {
        actor.require_known()?;
    }
    let since = since
        .map(|text| Cursor::decode(&text).map_err(Error::from))
        .transpose()?;
    let interest = Filter {
        topic: wish.topic,
        within: wish.within,
        actor,
    };
    let subscription = ctx.feed().subscribe(interest, since).await??;
    Ok(stream::unfold(Some(subscription), async move |state| {
        next(ctx, state?).await
    }))
}

/// The next thing to tell, and the subscription unless that was the last.
async fn next<T: Told>(
    ctx: &Context<'_>,
    mut subscription: Subscription<Shared>,
) -> Option<(Nullable<T>, Option<Subscription<Shared>>)> {
    loop {
        let event = match subscription.next().await? {
            Ok(event) => event,
            Err(lost) => return Some((Some(Err(lost.into())), None)),
        };
        let node = match look_up::<T>(ctx, &event).await {
            Ok(None) => continue,
            Ok(Some(node)) => Ok(node),
            Err(Error::Unauthenticated) => {
                return Some((Some(Err(Error::Unauthenticated.into())), None));
            }
            Err(error) => Err(error.into()),
        };
        let told = T::new(&event.change, node);
        return Some((Some(Ok(told)), Some(subscription)));
    }
}

/// The object of an event, if the caller may see it now: by the one way that `node(id:)` takes, and only while the
/// session lives. What does not depend on who asks is looked up once for all.
async fn look_up<T: Told>(
    ctx: &Context<'_>,
    event: &Event<Shared>,
) -> domain::Result<Option<Object<T::Kind>>> {
    let is_public = matches!(event.change.audience, Audience::Everybody);
    if let (Actor::User(principal), false) = (ctx.actor(), is_public) {
        let (session, address) = (principal.session_id, principal.address);
        let actor = account::queries::authenticate(ctx.env(), session, address).await?;
        // Another role since: begin anew.
        if actor != ctx.actor() {
            return Err(Error::Unauthenticated);
        }
    }
    let object = Object::with_key(event.change.id).among(event.kept.clone());
    let is_shown = is_public || is_seen(ctx, &object).await?;
    Ok(is_shown.then_some(object))
}
