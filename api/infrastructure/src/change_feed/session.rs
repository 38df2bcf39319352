//! When a log-in ends, wherever that happens.

use std::time::Duration;

use domain::Env;
use domain::account::queries;
use domain::id::SessionId;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{sleep, timeout};

use super::ChangeFeed;

/// How long the feed is believed when it says nothing: then the database is asked.
const BELIEVED_FOR: Duration = Duration::from_secs(60);

impl<K: Default + Send + Sync> ChangeFeed<K> {
    /// Ends when the session has ended: within a second of its revocation on any node. At once when it had ended before.
    pub fn session_ended(&self, id: SessionId) -> impl Future<Output = ()> + Send + use<K> {
        let mut revoked = self.sessions.subscribe();
        let env = self.env.clone();
        async move {
            while is_live(&env, id).await {
                loop {
                    match timeout(BELIEVED_FOR, revoked.recv()).await {
                        Ok(Ok(other)) if other != id => {}
                        Ok(Ok(_)) => return,
                        // Some were missed, or nothing was heard for long.
                        Ok(Err(RecvError::Lagged(_))) | Err(_) => break,
                        Ok(Err(RecvError::Closed)) => {
                            sleep(BELIEVED_FOR).await;
                            break;
                        }
                    }
                }
            }
        }
    }
}

/// What cannot be looked up now counts as live; it is looked up again.
async fn is_live(env: &Env, id: SessionId) -> bool {
    match queries::session(env.db.reader(), id).await {
        Ok(Some(session)) => session.revoked_at.is_none() && env.clock.now() < session.expires_at,
        Ok(None) => false,
        Err(error) => {
            tracing::warn!(?error, "sessions: one could not be looked up; retrying");
            true
        }
    }
}
