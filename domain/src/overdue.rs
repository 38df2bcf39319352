//! Deadlines hold by the clock, not by the worker. A command that finds, under its lock, a deadline that has passed
//! changes nothing and says so with [`Error::Overdue`]; who asked for it lets the clock strike first and asks again.

use crate::env::Env;
use crate::error::{Error, Overdue, Result};
use crate::{application, collaboration, deliverable, offer, payments};

/// Deadlines that one command may meet at most: an offer's, and one for each deliverable of a collaboration.
const STRIKES_MAX: usize = 64;

/// Does a command, and before it what the clock would have done by now, each in a transaction of its own.
pub async fn on_time<T, C>(env: &Env, command: impl Fn() -> C) -> Result<T>
where
    C: Future<Output = Result<T>>,
{
    let mut last = None;
    for _ in 0..STRIKES_MAX {
        let overdue = match command().await {
            Err(Error::Overdue(overdue)) => overdue,
            outcome => return outcome,
        };
        // Its clock has struck, and it is due as before: striking again would not help.
        if last.replace(overdue) == Some(overdue) {
            tracing::error!(
                ?overdue,
                "deadline: its clock struck, and it is due as before"
            );
            break;
        }
        strike(env, overdue).await?;
    }
    Err(Error::Contended)
}

/// Does what the clock does at a deadline that has passed. It is no failure that somebody was faster.
async fn strike(env: &Env, overdue: Overdue) -> Result<()> {
    let struck = match overdue {
        Overdue::Offer(id) => offer::commands::close_overdue(env, id).await,
        Overdue::Application(id) => application::clocks::end_overdue(env, id).await,
        Overdue::Proposal(id) => application::negotiation::expire(env, id).await,
        Overdue::Collaboration(id) => collaboration::commands::expire_overdue(env, id).await,
        Overdue::Deliverable(id) => deliverable::clocks::decide(env, id).await,
        Overdue::Earnings(id) => payments::commands::clear_all_due(env, id).await,
    };
    match struck {
        Ok(_) | Err(Error::User(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
