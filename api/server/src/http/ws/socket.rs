//! One socket, from greeting to close: a single task that hears, tells and watches the time.

use std::pin::pin;

use async_graphql::Response;
use domain::error::Error;
use domain::id::SessionId;
use gateway::service::{Service, first_code};
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};

use super::operations::{self, Asker, News, Operations};
use super::protocol::{self, Closing, Step};
use super::wire::{End, Heard, Inlet, Outgoing, Outlet, slow_consumer};
use crate::http::response::refusal;
use crate::http::sender;
use crate::http::streams::{Holder, Kind, Seat, Streams};
use crate::http::vigil::{Over, Vigil};

/// A socket with the client's end open.
pub(super) struct Socket {
    pub(super) service: Service,
    pub(super) streams: Streams,
    pub(super) inlet: Inlet,
    pub(super) outlet: Outlet,
    /// Its token is known after the greeting.
    pub(super) asker: Asker,
    pub(super) operations: Operations,
    /// A token that the client goes on with, not looked at yet.
    pub(super) fresh_token: Option<Value>,
}

impl Socket {
    /// Serves the client until it goes or is closed.
    pub(super) async fn serve(mut self, arrival: Seat) {
        let End::Closed(closing) = self.converse(arrival).await else {
            return;
        };
        // What runs ends now, not when the client has heard of it.
        drop(self.operations);
        let within = self.streams.numbers().close_within;
        self.outlet.close(closing, within).await;
    }

    async fn converse(&mut self, arrival: Seat) -> End {
        let streams = self.streams.clone();
        let patience = streams.numbers().init_within;
        let greeted = tokio::select! {
            biased;
            () = streams.ended() => return stopped().into(),
            greeted = timeout(patience, self.greet()) => greeted,
        };
        let (vigil, seat) = match greeted {
            Ok(Ok(greeted)) => greeted,
            Ok(Err(end)) => return end,
            Err(_) => return Closing::new(4408, "Connection initialisation timeout").into(),
        };
        drop(arrival);
        let end = self.go_on(vigil).await;
        drop(seat);
        end
    }

    /// Waits until the client says who it is, and acknowledges.
    async fn greet(&mut self) -> Result<(Vigil, Seat), End> {
        let authorization = loop {
            match self.inlet.next().await? {
                Heard::Text(text) => match protocol::hear(&text, false, &self.operations)? {
                    Step::Greet(authorization) => break authorization,
                    Step::Answer(answer) => self.outlet.take(Outgoing::Text(answer)),
                    Step::Ignore
                    | Step::Renew(_)
                    | Step::Start { .. }
                    | Step::Refuse { .. }
                    | Step::Stop { .. } => {}
                },
                Heard::Ping(payload) => self.outlet.take(Outgoing::Pong(payload)),
                Heard::Pong => {}
            }
            self.outlet.deliver().await?;
        };
        self.asker.bearer = bearer(authorization)?;
        let (bearer, address) = (self.asker.bearer.as_deref(), self.asker.address);
        let (vigil, actor) = Vigil::over(&self.service, &self.streams, bearer, address)
            .await
            .map_err(unknown)?;
        let seat = self
            .streams
            .take(Kind::Socket, Holder::of(actor, address))
            .ok_or_else(|| Closing::new(4429, "Too many sockets"))?;
        self.outlet
            .take(Outgoing::Text(protocol::acknowledgement()));
        self.outlet.deliver().await?;
        Ok((vigil, seat))
    }

    /// Hears and tells until one side has enough.
    async fn go_on(&mut self, vigil: Vigil) -> End {
        let session = vigil.session().map(|(session, _)| session);
        let mut over = pin!(vigil.ends());
        let mut pulse = Pulse::new(&self.streams);
        loop {
            let is_busy = self.outlet.is_busy();
            let done = tokio::select! {
                over = &mut over => Err(closing_of(over).into()),
                delivered = self.outlet.deliver(), if is_busy => delivered,
                () = sleep_until(pulse.next), if !is_busy => self.ask(&mut pulse),
                heard = self.inlet.next(), if !is_busy => heard.and_then(|heard| self.hear(heard, &mut pulse)),
                (id, news) = self.operations.next(), if !is_busy => self.tell(&id, &news),
            };
            if let Err(end) = done {
                return end;
            }
            if let Some(token) = self.fresh_token.take() {
                match self.renew(token, session).await {
                    Ok(vigil) => over.set(vigil.ends()),
                    Err(closing) => return closing.into(),
                }
            }
        }
    }

    /// Goes on with a fresh token of the same session: what runs was begun by it, and ends with it.
    async fn renew(&mut self, token: Value, session: Option<SessionId>) -> Result<Vigil, Closing> {
        let Value::String(token) = token else {
            return Err(forbidden());
        };
        let address = self.asker.address;
        let (vigil, _) = Vigil::over(&self.service, &self.streams, Some(&token), address)
            .await
            .map_err(unknown)?;
        match vigil.session() {
            Some((same, until)) if Some(same) == session => {
                self.asker.bearer = Some(token);
                self.outlet.take(Outgoing::Text(protocol::renewed(until)));
                Ok(vigil)
            }
            Some(_) | None => Err(forbidden()),
        }
    }

    /// Asks the client whether it is there, or finds that it has not answered.
    fn ask(&mut self, pulse: &mut Pulse) -> Result<(), End> {
        if pulse.is_asked {
            return Err(Closing::new(1001, "No pong").into());
        }
        pulse.asked(&self.streams);
        self.outlet.take(Outgoing::Ping);
        Ok(())
    }

    fn hear(&mut self, heard: Heard, pulse: &mut Pulse) -> Result<(), End> {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::Ping(payload) => {
                self.outlet.take(Outgoing::Pong(payload));
                return Ok(());
            }
            Heard::Pong => {
                pulse.answered(&self.streams);
                return Ok(());
            }
        };
        match protocol::hear(&text, true, &self.operations)? {
            Step::Answer(answer) => self.outlet.take(Outgoing::Text(answer)),
            Step::Renew(token) => self.fresh_token = Some(token),
            Step::Start { id, question } => {
                let news = operations::run(self.service.clone(), question, self.asker.clone());
                self.operations.add(id, news);
            }
            Step::Refuse { id } => {
                let message = "One socket runs at most 20 operations at once.";
                let refused = refusal("RATE_LIMITED", message, &sender::new_request_id());
                let text = protocol::error(&id, &refused.errors);
                self.outlet.take(Outgoing::Text(text));
            }
            Step::Stop { id } => self.operations.stop(&id),
            Step::Greet(_) | Step::Ignore => {}
        }
        Ok(())
    }

    fn tell(&mut self, id: &str, news: &News) -> Result<(), End> {
        let text = told(id, news)?;
        self.outlet.take(Outgoing::Text(text));
        Ok(())
    }
}

/// When the client is asked next whether it is there, or must have answered.
struct Pulse {
    next: Instant,
    is_asked: bool,
}

impl Pulse {
    fn new(streams: &Streams) -> Self {
        Self {
            next: Instant::now() + streams.numbers().ping_every,
            is_asked: false,
        }
    }

    fn asked(&mut self, streams: &Streams) {
        self.next = Instant::now() + streams.numbers().pong_within;
        self.is_asked = true;
    }

    fn answered(&mut self, streams: &Streams) {
        if self.is_asked {
            *self = Self::new(streams);
        }
    }
}

/// The token in a greeting; none for a guest.
fn bearer(authorization: Option<Value>) -> Result<Option<String>, Closing> {
    match authorization {
        None => Ok(None),
        Some(Value::String(text)) => match sender::token(&text) {
            Some(token) => Ok(Some(token.to_owned())),
            None => Err(forbidden()),
        },
        Some(_) => Err(forbidden()),
    }
}

/// Why nobody was greeted.
fn unknown(error: Error) -> Closing {
    match error {
        Error::Unauthenticated => forbidden(),
        Error::Internal(cause) => {
            tracing::error!(
                cause = format!("{cause:#}"),
                "websocket: the session could not be checked"
            );
            busy()
        }
        _ => busy(),
    }
}

fn forbidden() -> Closing {
    Closing::new(4403, "Forbidden")
}

fn busy() -> Closing {
    Closing::new(1013, "Try again in a moment")
}

fn stopped() -> Closing {
    Closing::new(1013, "The server stops; connect again")
}

fn closing_of(over: Over) -> Closing {
    match over {
        Over::Stopped => stopped(),
        // Stock clients connect again after this one, with a fresh token, and give up after the other.
        Over::Expired => Closing::new(4403, "The access token has expired"),
        Over::LoggedOut => Closing::new(4401, "The session has ended"),
    }
}

/// News as the client is told them. One that the feed has given up on is told to connect again.
fn told(id: &str, news: &News) -> Result<String, Closing> {
    match news {
        News::Next(answer) | News::Error(answer) if is_lagging(answer) => Err(slow_consumer()),
        News::Next(answer) => Ok(protocol::next(id, answer)),
        News::Error(answer) => Ok(protocol::error(id, &answer.errors)),
        News::Complete => Ok(protocol::complete(id)),
    }
}

/// True when the feed of events has given up on this client.
fn is_lagging(answer: &Response) -> bool {
    first_code(answer).as_deref() == Some("SLOW_CONSUMER")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_the_feed_gives_up_on_is_closed() {
        let lagging = || refusal("SLOW_CONSUMER", "Too slow.", "request");
        for news in [News::Next(lagging()), News::Error(lagging())] {
            assert_eq!(told("1", &news), Err(slow_consumer()));
        }
        let other = News::Error(refusal("NOT_FOUND", "Nothing.", "request"));
        let text = told("1", &other).unwrap();
        assert!(text.contains("NOT_FOUND"), "{text}");
    }
}
