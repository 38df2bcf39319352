//! What happens to applications without anybody asking: time runs out, or the offer changes or ends.

use futures_util::FutureExt;

use super::commands::turn;
use super::{Event, negotiation, queries};
use crate::actor::Intent;
use crate::env::Env;
use crate::error::Result;
use crate::id::{ApplicationId, Id, OfferId};

/// Applications touched at once when an offer changes or ends.
const BATCH: u64 = 100;

/// Ends proposals that expired, then what nobody answered in time. How many were ended.
pub async fn run_due(env: &Env, limit: u64) -> Result<usize> {
    let proposals = queries::expired_proposals()
        .run(env, limit, |env, id| negotiation::expire(env, id).boxed())
        .await;
    let applications = queries::due()
        .run(env, limit, |env, id| end_overdue(env, id).boxed())
        .await;
    Ok(proposals? + applications?)
}

/// Ends one application whose time is up; false when somebody was faster.
pub(crate) async fn end_overdue(env: &Env, id: ApplicationId) -> Result<bool> {
    let intent = Intent::system();
    let work = env.begin(&intent, "application.expire").await?;
    let (application, _) = queries::locked_with_offer(&work, id).await?;
    if application.due_at.is_none_or(|at| at > work.now) {
        return Ok(false);
    }
    let Some(event) = application.state.time_up() else {
        return Ok(false);
    };
    turn(&work, &application, event).await?;
    work.commit(id).await?;
    Ok(true)
}

/// Hears that an offer ended: every open application gets its answer.
pub async fn on_offer_ended(env: &Env, id: OfferId) -> Result<()> {
    let open = |after| queries::open_of_offer(env.db.reader(), id, after, BATCH);
    all(open, |application| hear(env, application, Event::Close)).await
}

/// Hears that an offer changed materially: those who agreed to an older version are asked again.
pub async fn on_offer_amended(env: &Env, id: OfferId, version: i64) -> Result<()> {
    let outdated = |after| queries::outdated(env.db.reader(), (id, version), after, BATCH);
    all(outdated, |application| hear(env, application, Event::Amend)).await
}

/// Works through what a query finds, each by itself. One that fails holds up no other; the first failure is the answer,
/// so that the fact is told again.
async fn all<Find, Found, Act, Acting>(find: Find, act: Act) -> Result<()>
where
    Find: Fn(Option<ApplicationId>) -> Found,
    Found: Future<Output = Result<Vec<ApplicationId>>>,
    Act: Fn(ApplicationId) -> Acting,
    Acting: Future<Output = Result<()>>,
{
    let (mut last, mut outcome) = (None, Ok(()));
    loop {
        let ids = find(last).await?;
        if ids.is_empty() {
            return outcome;
        }
        for id in ids {
            if let Err(error) = act(id).await {
                tracing::error!(application = %id.uuid(), ?error, "application: it could not be told that its offer changed; retrying");
                outcome = outcome.and(Err(error));
            }
            last = Some(id);
        }
    }
}

async fn hear(env: &Env, id: ApplicationId, event: Event) -> Result<()> {
    let intent = Intent::system();
    let action = if event == Event::Close {
        "application.close"
    } else {
        "application.outdate"
    };
    let work = env.begin(&intent, action).await?;
    let (application, _) = queries::locked_with_offer(&work, id).await?;
    if application.state.is_open() {
        turn(&work, &application, event).await?;
        work.commit(id).await?;
    }
    Ok(())
}
