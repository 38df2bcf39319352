//! What happens to applications without anybody asking: time runs out, or the offer changes or ends.

use super::commands::turn;
use super::{Event, State, negotiation, queries};
use crate::actor::Intent;
use crate::env::Env;
use crate::error::Result;
use crate::id::{ApplicationId, OfferId};

/// Applications touched at once when an offer changes or ends.
const BATCH: u64 = 100;

/// Ends what nobody answered in time, and proposals that expired. How many were ended.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let now = env.clock.now();
    let proposals = queries::expired_proposals(env.db.reader(), now, limit).await?;
    let applications = queries::due(env.db.reader(), now, limit).await?;
    let mut ended = 0;
    for id in proposals {
        ended += usize::from(negotiation::expire(env, id).await?);
    }
    for id in applications {
        ended += usize::from(end_overdue(env, id).await?);
    }
    Ok(ended)
}

/// Ends one application whose time is up; false when somebody was faster.
async fn end_overdue(env: &Env, id: ApplicationId) -> Result<bool> {
    let intent = Intent::system();
    let work = env.begin(&intent, "application.end_overdue").await?;
    let (bid, _) = queries::locked_with_offer(&work, id).await?;
    if bid.due_at.is_none_or(|at| at > work.now) {
        return Ok(false);
    }
    let event = if bid.state == State::NeedsReconfirmation {
        Event::Lapse
    } else {
        Event::Expire
    };
    turn(&work, &bid, event).await?;
    work.commit(id).await?;
    Ok(true)
}

/// Hears that an offer ended: every open application gets its answer.
pub async fn on_offer_ended(env: &Env, id: OfferId) -> Result<()> {
    for bid in all(
        || queries::open_of_offer(env.db.reader(), id, BATCH),
        |bid| hear(env, bid, Event::Close),
    )
    .await?
    {
        tracing::debug!(?bid, "ended with its offer");
    }
    Ok(())
}

/// Hears that an offer changed materially: those who agreed to an older version are asked again.
pub async fn on_offer_amended(env: &Env, id: OfferId, version: i64) -> Result<()> {
    let outdated = || queries::outdated(env.db.reader(), id, version, BATCH);
    for bid in all(outdated, |bid| hear(env, bid, Event::Amend)).await? {
        tracing::debug!(?bid, "is asked again");
    }
    Ok(())
}

/// Works through what a query finds until it finds nothing any more.
async fn all<Find, Found, Act, Acting>(find: Find, act: Act) -> Result<Vec<ApplicationId>>
where
    Find: Fn() -> Found,
    Found: Future<Output = Result<Vec<ApplicationId>>>,
    Act: Fn(ApplicationId) -> Acting,
    Acting: Future<Output = Result<()>>,
{
    let mut done = Vec::new();
    loop {
        let ids = find().await?;
        if ids.is_empty() {
            return Ok(done);
        }
        for id in ids {
            act(id).await?;
            done.push(id);
        }
    }
}

async fn hear(env: &Env, id: ApplicationId, event: Event) -> Result<()> {
    let intent = Intent::system();
    let work = env.begin(&intent, "application.hear").await?;
    let (bid, _) = queries::locked_with_offer(&work, id).await?;
    if bid.state.is_open() {
        turn(&work, &bid, event).await?;
        work.commit(id).await?;
    }
    Ok(())
}
