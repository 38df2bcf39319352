//! One socket, from greeting to close: a single task that hears, tells and watches the time.

use std::pin::pin;

use async_graphql::Response;
use domain::error::Error;
use domain::id::SessionId;
use gateway::service::{Service, first_code};
use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};

use super::frames::{ClientFrame, End, FrameReader, FrameWriter, Outgoing, slow_consumer};
use super::operations::{self, Caller, OperationEvent, Operations};
use super::protocol::{self, CloseFrame, Step};
use crate::http::connections::{ClientKey, ConnectionPermit, Connections, Kind};
use crate::http::request_meta;
use crate::http::response::refusal;
use crate::http::session_watch::{EndReason, SessionWatch};

/// A socket with the client's end open.
pub(super) struct Socket {
    pub(super) service: Service,
    pub(super) connections: Connections,
    pub(super) inlet: FrameReader,
    pub(super) outlet: FrameWriter,
    /// Its token is known after the greeting.
    pub(super) asker: Caller,
    pub(super) operations: Operations,
    /// A token that the client goes on with, not looked at yet.
    pub(super) fresh_token: Option<Value>,
}

impl Socket {
    /// Serves the client until it goes or is closed.
    pub(super) async fn serve(mut self, arrival: ConnectionPermit) {
        let End::Closed(closing) = self.converse(arrival).await else {
            return;
        };
        // What runs ends now, not when the client has heard of it.
        drop(self.operations);
        let within = self.connections.limits().close_within;
        self.outlet.close(closing, within).await;
    }

    async fn converse(&mut self, arrival: ConnectionPermit) -> End {
        let connections = self.connections.clone();
        let patience = connections.limits().init_within;
        let greeted = tokio::select! {
            biased;
            () = connections.ended() => return stopped().into(),
            greeted = timeout(patience, self.greet()) => greeted,
        };
        let (watch, permit) = match greeted {
            Ok(Ok(greeted)) => greeted,
            Ok(Err(end)) => return end,
            Err(_) => return CloseFrame::new(4408, "Connection initialisation timeout").into(),
        };
        drop(arrival);
        let end = self.go_on(watch).await;
        drop(permit);
        end
    }

    /// Waits until the client says who it is, and acknowledges.
    async fn greet(&mut self) -> Result<(SessionWatch, ConnectionPermit), End> {
        let authorization = loop {
            match self.inlet.next().await? {
                ClientFrame::Text(text) => match protocol::hear(&text, false, &self.operations)? {
                    Step::Greet(authorization) => break authorization,
                    Step::Answer(answer) => self.outlet.take(Outgoing::Text(answer)),
                    Step::Ignore
                    | Step::Renew(_)
                    | Step::Start { .. }
                    | Step::Refuse { .. }
                    | Step::Stop { .. } => {}
                },
                ClientFrame::Ping(payload) => self.outlet.take(Outgoing::Pong(payload)),
                ClientFrame::Pong => {}
            }
            self.outlet.deliver().await?;
        };
        self.asker.bearer = bearer(authorization)?;
        let (bearer, address) = (self.asker.bearer.as_deref(), self.asker.address);
        let (watch, actor) = SessionWatch::over(&self.service, &self.connections, bearer, address)
            .await
            .map_err(unknown)?;
        let permit = self
            .connections
            .take(Kind::Socket, ClientKey::of(actor, address))
            .ok_or_else(|| CloseFrame::new(4429, "Too many sockets"))?;
        self.outlet
            .take(Outgoing::Text(protocol::acknowledgement()));
        self.outlet.deliver().await?;
        Ok((watch, permit))
    }

    /// Hears and tells until one side has enough.
    async fn go_on(&mut self, watch: SessionWatch) -> End {
        let session = watch.session().map(|(session, _)| session);
        let mut over = pin!(watch.ends());
        let mut pulse = Heartbeat::new(&self.connections);
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
                    Ok(watch) => over.set(watch.ends()),
                    Err(closing) => return closing.into(),
                }
            }
        }
    }

    /// Goes on with a fresh token of the same session: what runs was begun by it, and ends with it.
    async fn renew(
        &mut self,
        token: Value,
        session: Option<SessionId>,
    ) -> Result<SessionWatch, CloseFrame> {
        let Value::String(token) = token else {
            return Err(forbidden());
        };
        let address = self.asker.address;
        let (watch, _) =
            SessionWatch::over(&self.service, &self.connections, Some(&token), address)
                .await
                .map_err(unknown)?;
        match watch.session() {
            Some((same, until)) if Some(same) == session => {
                self.asker.bearer = Some(token);
                self.outlet.take(Outgoing::Text(protocol::renewed(until)));
                Ok(watch)
            }
            Some(_) | None => Err(forbidden()),
        }
    }

    /// Asks the client whether it is there, or finds that it has not answered.
    fn ask(&mut self, pulse: &mut Heartbeat) -> Result<(), End> {
        if pulse.is_asked {
            return Err(CloseFrame::new(1001, "No pong").into());
        }
        pulse.asked(&self.connections);
        self.outlet.take(Outgoing::Ping);
        Ok(())
    }

    fn hear(&mut self, heard: ClientFrame, pulse: &mut Heartbeat) -> Result<(), End> {
        let text = match heard {
            ClientFrame::Text(text) => text,
            ClientFrame::Ping(payload) => {
                self.outlet.take(Outgoing::Pong(payload));
                return Ok(());
            }
            ClientFrame::Pong => {
                pulse.answered(&self.connections);
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
                let refused = refusal("RATE_LIMITED", message, &request_meta::new_request_id());
                let text = protocol::error(&id, &refused.errors);
                self.outlet.take(Outgoing::Text(text));
            }
            Step::Stop { id } => self.operations.stop(&id),
            Step::Greet(_) | Step::Ignore => {}
        }
        Ok(())
    }

    fn tell(&mut self, id: &str, news: &OperationEvent) -> Result<(), End> {
        let text = told(id, news)?;
        self.outlet.take(Outgoing::Text(text));
        Ok(())
    }
}

/// When the client is asked next whether it is there, or must have answered.
struct Heartbeat {
    next: Instant,
    is_asked: bool,
}

impl Heartbeat {
    fn new(connections: &Connections) -> Self {
        Self {
            next: Instant::now() + connections.limits().ping_every,
            is_asked: false,
        }
    }

    fn asked(&mut self, connections: &Connections) {
        self.next = Instant::now() + connections.limits().pong_within;
        self.is_asked = true;
    }

    fn answered(&mut self, connections: &Connections) {
        if self.is_asked {
            *self = Self::new(connections);
        }
    }
}

/// The token in a greeting; none for a guest.
fn bearer(authorization: Option<Value>) -> Result<Option<String>, CloseFrame> {
    match authorization {
        None => Ok(None),
        Some(Value::String(text)) => match request_meta::token(&text) {
            Some(token) => Ok(Some(token.to_owned())),
            None => Err(forbidden()),
        },
        Some(_) => Err(forbidden()),
    }
}

/// Why nobody was greeted.
fn unknown(error: Error) -> CloseFrame {
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

fn forbidden() -> CloseFrame {
    CloseFrame::new(4403, "Forbidden")
}

fn busy() -> CloseFrame {
    CloseFrame::new(1013, "Try again in a moment")
}

fn stopped() -> CloseFrame {
    CloseFrame::new(1013, "The server stops; connect again")
}

fn closing_of(over: EndReason) -> CloseFrame {
    match over {
        EndReason::Stopped => stopped(),
        // Stock clients connect again after this one, with a fresh token, and give up after the other.
        EndReason::Expired => CloseFrame::new(4403, "The access token has expired"),
        EndReason::LoggedOut => CloseFrame::new(4401, "The session has ended"),
    }
}

/// What an operation has to tell, as the client is told it. One that the feed has given up on is told to connect again.
fn told(id: &str, news: &OperationEvent) -> Result<String, CloseFrame> {
    match news {
        OperationEvent::Next(answer) | OperationEvent::Error(answer) if is_lagging(answer) => {
            Err(slow_consumer())
        }
        OperationEvent::Next(answer) => Ok(protocol::next(id, answer)),
        OperationEvent::Error(answer) => Ok(protocol::error(id, &answer.errors)),
        OperationEvent::Complete => Ok(protocol::complete(id)),
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
        for news in [
            OperationEvent::Next(lagging()),
            OperationEvent::Error(lagging()),
        ] {
            assert_eq!(told("1", &news), Err(slow_consumer()));
        }
        let other = OperationEvent::Error(refusal("NOT_FOUND", "Nothing.", "request"));
        let text = told("1", &other).unwrap();
        assert!(text.contains("NOT_FOUND"), "{text}");
    }
}
