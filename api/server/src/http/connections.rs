//! What long-lived connections have in common, sockets and event streams: limits, permits, and an end.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::actor::Actor;
use domain::id::UserId;
use tokio::sync::watch;

use super::origin::Origins;

/// How many long-lived connections there may be, and how long they live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Bytes of a message from a client, at most.
    pub message_bytes: usize,
    /// Bytes of messages that wait for a client to read them, at most; but always one whole message.
    pub waiting_bytes: usize,
    /// Operations that run on one socket at once, at most.
    pub operations: usize,
    /// Sockets of one person, or of the guests of one address, at most.
    pub sockets: usize,
    /// Event streams of one person, or of the guests of one address, at most.
    pub event_streams: usize,
    /// Sockets of one address on which nobody has said yet who it is, at most.
    pub arrivals: usize,
    /// How long a client may take until it says who it is.
    pub init_within: Duration,
    /// How often a client is asked whether it is there.
    pub ping_every: Duration,
    /// How long a client may take to say that it is.
    pub pong_within: Duration,
    /// How long a client may leave unread what was sent.
    pub read_within: Duration,
    /// How long a closing message may take to reach the client.
    pub close_within: Duration,
    /// How often it is looked whether an access token has expired.
    pub token_every: Duration,
    /// How often it is looked whether a session has ended, whatever was heard of it.
    pub session_every: Duration,
    /// How often an event stream without events shows that it is there.
    pub comment_every: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            message_bytes: 64 * 1024,
            waiting_bytes: 256 * 1024,
            operations: 20,
            sockets: 10,
            event_streams: 10,
            arrivals: 100,
            init_within: Duration::from_secs(3),
            ping_every: Duration::from_secs(25),
            pong_within: Duration::from_secs(10),
            read_within: Duration::from_secs(5),
            close_within: Duration::from_secs(10),
            token_every: Duration::from_secs(1),
            session_every: Duration::from_secs(60),
            comment_every: Duration::from_secs(15),
        }
    }
}

/// What goes on in this process. Clones are the same.
#[derive(Clone)]
pub struct Connections(Arc<Shared>);

struct Shared {
    limits: ConnectionLimits,
    origins: Origins,
    taken: Mutex<HashMap<(Kind, ClientKey), usize>>,
    end: watch::Sender<bool>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Sockets on which nobody has said yet who it is.
    Arrival,
    /// Sockets.
    Socket,
    /// Event streams.
    EventStream,
}

/// For whom it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ClientKey {
    /// Someone logged in.
    Person(UserId),
    /// The guests of an address; in version 6 of a network, as one household has a whole one.
    Address(Option<IpAddr>),
}

impl ClientKey {
    pub(super) fn of(actor: Actor, address: Option<IpAddr>) -> Self {
        match actor.user_id() {
            Some(user) => Self::Person(user),
            None => Self::guest(address),
        }
    }

    pub(super) fn guest(address: Option<IpAddr>) -> Self {
        Self::Address(address.map(|address| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (!0 << 64))),
            address @ IpAddr::V4(_) => address,
        }))
    }
}

impl Connections {
    /// None yet. Pages of these origins may open sockets, besides our own.
    pub fn new(limits: ConnectionLimits, origins: Origins) -> Self {
        Self(Arc::new(Shared {
            limits,
            origins,
            taken: Mutex::default(),
            end: watch::Sender::new(false),
        }))
    }

    /// Ends all of them, and those to come.
    pub fn end(&self) {
        self.0.end.send_replace(true);
    }

    /// Resolves when all must end.
    pub(super) async fn ended(&self) {
        // The sender lives as long as `self`.
        drop(self.0.end.subscribe().wait_for(|is_over| *is_over).await);
    }

    pub(super) fn limits(&self) -> &ConnectionLimits {
        &self.0.limits
    }

    /// Origins of other sites that are welcome.
    pub(super) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    /// A place for one more; none when the holder has all it may have.
    pub(super) fn take(&self, kind: Kind, holder: ClientKey) -> Option<ConnectionPermit> {
        let limits = &self.0.limits;
        let most = match kind {
            Kind::Arrival => limits.arrivals,
            Kind::Socket => limits.sockets,
            Kind::EventStream => limits.event_streams,
        };
        let mut taken = self.taken();
        let count = taken.get(&(kind, holder)).copied().unwrap_or(0);
        if count >= most {
            return None;
        }
        taken.insert((kind, holder), count + 1);
        Some(ConnectionPermit {
            connections: self.clone(),
            key: (kind, holder),
        })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<(Kind, ClientKey), usize>> {
        // A count is always whole, so a panic elsewhere cannot have left it broken.
        self.0.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place taken, until it is dropped.
pub(super) struct ConnectionPermit {
    connections: Connections,
    key: (Kind, ClientKey),
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut taken = self.connections.taken();
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_so_many_permits_and_gets_them_back() {
        let limits = ConnectionLimits {
            sockets: 2,
            ..ConnectionLimits::default()
        };
        let connections = Connections::new(limits, Origins::new(Vec::new(), false));
        let [me, you] = [ClientKey::Person(UserId::new()), ClientKey::guest(None)];
        let take = |holder| connections.take(Kind::Socket, holder);
        let (first, second) = (take(me), take(me));
        assert!(first.is_some() && second.is_some() && take(me).is_none());
        assert!(take(you).is_some());
        assert!(connections.take(Kind::EventStream, me).is_some());
        drop(first);
        assert!(take(me).is_some());
        drop(second);
        assert!(connections.taken().is_empty());
    }

    #[test]
    fn guests_are_counted_by_address_and_by_network_in_version_6() {
        let guest = |address: &str| ClientKey::guest(Some(address.parse().unwrap()));
        assert_ne!(guest("192.0.2.1"), guest("192.0.2.2"));
        assert_eq!(guest("192.0.2.1"), guest("::ffff:192.0.2.1"));
        assert_eq!(guest("2001:db8::1"), guest("2001:db8::ffff:1:2:3"));
        assert_ne!(guest("2001:db8::1"), guest("2001:db8:0:1::1"));
    }
}
