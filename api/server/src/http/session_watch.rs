//! Ends a stream when its session has expired or was revoked, or the server stops.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::error::Error;
use domain::id::SessionId;
use futures_util::stream::{self, StreamExt};
use gateway::service::Service;
use infrastructure::auth;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::connections::{ConnectionLimits, Connections};
use super::spawned_stream::apart;

/// Why an answer that goes on must end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EndReason {
    /// The server stops.
    Stopped,
    /// The access token has expired; a fresh one of the same session may come.
    Expired,
    /// The session has ended.
    LoggedOut,
}

impl Watched {
    fn of(service: &Service, token: &str) -> domain::Result<Self> {
        let now = service.env.clock.now();
        let expires_at = service.tokens.expiry(token, now)?;
        if expires_at <= now {
            return Err(Error::Unauthenticated);
        }
        Ok(Self {
            token: token.to_owned(),
            expires_at,
            session: service.tokens.verify(token, now)?,
        })
    }
}

/// Watches over one client.
pub(super) struct SessionWatch {
    service: Service,
    connections: Connections,
    /// None for guests, who never log out.
    watched: Option<Watched>,
}

struct Watched {
    token: String,
    expires_at: DateTime<Utc>,
    session: SessionId,
}

impl SessionWatch {
    /// Over whoever has this token, with who it is; `Unauthenticated` when it is bad.
    pub(super) async fn over(
        service: &Service,
        connections: &Connections,
        bearer: Option<&str>,
        address: Option<IpAddr>,
    ) -> domain::Result<(Self, Actor)> {
        let actor = auth::authenticate(&service.env, &service.tokens, bearer, address).await?;
        let watched = match bearer {
            None => None,
            Some(token) => Some(Watched::of(service, token)?),
        };
        let watch = Self {
            service: service.clone(),
            connections: connections.clone(),
            watched,
        };
        Ok((watch, actor))
    }

    /// Resolves when the client may be told nothing more. A session is looked at in a task of its own: a look holds a
    /// connection of the database, and whoever awaits this may be busy with something else, or wait for a client that does
    /// not read.
    pub(super) fn ends(self) -> impl Future<Output = EndReason> {
        let Self {
            service,
            connections,
            watched,
        } = self;
        let mut over = match watched {
            None => stream::pending().boxed(),
            Some(watched) => apart(stream::once(
                watched.refused(service, connections.limits().clone()),
            )),
        };
        async move {
            tokio::select! {
                biased;
                () = connections.ended() => EndReason::Stopped,
                // None where the task has died: the client may connect again.
                over = over.next() => over.unwrap_or(EndReason::Stopped),
            }
        }
    }

    /// The session of the one who is told, and when the token expires; none for a guest.
    pub(super) fn session(&self) -> Option<(SessionId, DateTime<Utc>)> {
        let watched = self.watched.as_ref()?;
        Some((watched.session, watched.expires_at))
    }
}

impl Watched {
    /// Resolves when nobody may be told anything by this token any more.
    async fn refused(self, service: Service, limits: ConnectionLimits) -> EndReason {
        tokio::select! {
            () = service.feed.session_ended(self.session) => EndReason::LoggedOut,
            over = self.looks(&service, &limits) => over,
        }
    }

    /// Resolves when the token has expired, or the session has ended. The session is looked at now and then, too: the end of
    /// one is told at once, but might not have been heard.
    async fn looks(&self, service: &Service, limits: &ConnectionLimits) -> EndReason {
        let (env, tokens) = (&service.env, &service.tokens);
        let mut looks = interval(limits.token_every);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut asked_at = Instant::now();
        loop {
            looks.tick().await;
            if self.expires_at <= env.clock.now() {
                return EndReason::Expired;
            }
            if asked_at.elapsed() >= limits.session_every {
                asked_at = Instant::now();
                let found = auth::authenticate(env, tokens, Some(&self.token), None).await;
                if matches!(found, Err(Error::Unauthenticated)) {
                    return EndReason::LoggedOut;
                }
            }
        }
    }
}
