//! A line to a server that can be cut: what happens when Redis or the database goes away, and comes back.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What comes in goes out.
    Up,
    /// Every connection is closed, also new ones.
    Cut,
    /// Connections stand, and nothing comes through them any more.
    Silent,
}

/// Passes connections on to a server.
pub struct Line {
    /// The server's URL, by this line.
    pub url: String,
    state: watch::Sender<State>,
}

impl Line {
    /// A line to the server of a URL such as `redis://127.0.0.1:6379/`.
    pub async fn to(url: &str) -> Self {
        let host = url.split_once("//").unwrap().1.split('/').next().unwrap();
        let host = host.rsplit('@').next().unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let (state, seen) = watch::channel(State::Up);
        let line = Self {
            url: url.replacen(&host, &address.to_string(), 1),
            state,
        };
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(pass(near, host.clone(), seen.clone()));
            }
        });
        line
    }

    /// Changes how the line is.
    pub fn is(&self, state: State) {
        self.state.send_replace(state);
    }
}

/// Passes one connection on until either side or the line ends it.
async fn pass(mut near: TcpStream, host: String, mut state: watch::Receiver<State>) {
    let mut far = TcpStream::connect(&host).await.unwrap();
    loop {
        let now = *state.borrow_and_update();
        let changed = match now {
            State::Cut => return,
            State::Silent => state.changed().await,
            State::Up => tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => return,
                changed = state.changed() => changed,
            },
        };
        // The test is over, and with it the line.
        if changed.is_err() {
            return;
        }
    }
}
