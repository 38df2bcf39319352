//! The HTTP server: starts, tells where it listens, and ends without cutting anybody off.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use gateway::service::Service;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{oneshot, watch};

use crate::config::{Config, Stage};
use crate::http;
use crate::http::connections::Connections;
use crate::http::drain::Drain;
use crate::http::health::Health;
use crate::http::middleware::{self, Middleware};
use crate::http::origin::Origins;
use crate::worker;

/// How long a client may leave unread what was sent before the kernel gives its connection up. It holds for whoever has
/// vanished without a word, too. Other systems have their own, longer times.
#[cfg(target_os = "linux")]
const UNREAD_FOR: Duration = Duration::from_secs(30);

/// How long what still runs may take to come to its end.
const END_WITHIN: Duration = Duration::from_secs(20);
/// How long a connection may take that nobody answers any more.
const LAST_SECONDS: u64 = 5;

/// Whether the worker runs inside the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worker {
    /// Here.
    Inside,
    /// In a process of its own.
    Elsewhere,
}

/// Serves until a signal ends it.
pub async fn serve(service: Service, config: &Config, worker: Worker) -> anyhow::Result<()> {
    let begun = service.feed.begin().await;
    begun.map_err(|error| anyhow::anyhow!("the feed cannot begin: {error:?}"))?;
    let (stop, stopped) = watch::channel(false);
    let (done, rest) = oneshot::channel::<()>();
    // While connections to the database are there: those that a thread of the server opened end with it.
    let stop_first = stop.clone();
    let last = async move {
        stop_first.send_replace(true);
        // It is never sent: what ends is who would.
        drop(rest.await);
    };
    let (server, address) = start_and(service.clone(), config, last)?;
    let (feed, until) = (service.feed.clone(), stopped.clone());
    let tasks = service.tasks.clone();
    let live = tokio::spawn(async move { feed.run(&tasks, until).await });
    let work = (worker == Worker::Inside).then(|| {
        tokio::spawn(worker::run(
            service.env.clone(),
            service.tasks.clone(),
            stopped,
        ))
    });

    // Polled once before it is announced: from then on a signal ends it in order.
    let serving = actix_web::rt::spawn(server);
    tokio::task::yield_now().await;
    announce(config, &address);
    let resting = tokio::spawn(async move {
        if let Some(work) = work {
            work.await.context("the worker failed")?;
        }
        live.await.context("the feed failed")?;
        drop(done);
        anyhow::Ok(())
    });
    let served = serving.await;
    stop.send_replace(true);
    resting.await??;
    served?.context("the server failed")
}

/// Starts listening; the address tells the port taken.
pub fn start(
    service: Service,
    config: &Config,
) -> anyhow::Result<(actix_web::dev::Server, std::net::SocketAddr)> {
    start_and(service, config, async {})
}

/// As [`start`]; when it ends, and requests have ended, `last` is done before its threads end.
fn start_and(
    service: Service,
    config: &Config,
    last: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<(actix_web::dev::Server, std::net::SocketAddr)> {
    let listener = TcpListener::bind(&config.listen)
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = listener.local_addr()?;
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(&listener).set_tcp_user_timeout(Some(UNREAD_FOR))?;
    let has_explorer = config.stage == Stage::Development;
    let origins = Origins::new(config.allowed_origins.clone(), has_explorer);
    let connections = Connections::new(config.connections.clone(), origins.clone());
    let drain = Drain::default();
    let end = ends(drain.clone(), connections.clone(), config.drain, last)?;
    let health = web::Data::new(Health {
        env: service.env.clone(),
        tasks: service.tasks.clone(),
        drain: drain.clone(),
    });
    let drain = web::Data::new(drain);
    let service = web::Data::new(service);
    let middleware = web::Data::new(Middleware {
        proxies: config.trusted_proxies.clone(),
        origins: origins.clone(),
        compresses: config.compresses,
        is_behind_tls: config.stage == Stage::Production,
    });
    let headers = config.allowed_headers.clone();
    let connections = web::Data::new(connections);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(service.clone())
            .app_data(middleware.clone())
            .app_data(connections.clone())
            .app_data(health.clone())
            .app_data(drain.clone())
            .wrap(middleware::cors(&origins, &headers))
            .wrap(from_fn(middleware::pass))
            .configure(http::routes)
            .configure(|routes| {
                if has_explorer {
                    http::explorer(routes);
                }
            })
    })
    .workers(std::thread::available_parallelism().map_or(2, usize::from))
    .backlog(1_024)
    .max_connections(2_000)
    .client_request_timeout(Duration::from_secs(5))
    .keep_alive(config.keep_alive)
    // Who reads a stream of events and goes is gone, though it could still be written to.
    .h1_allow_half_closed(false)
    .shutdown_timeout(LAST_SECONDS)
    .shutdown_signal(end)
    .listen(listener)?
    .run();
    Ok((server, address))
}

/// Resolves some time after a signal to end. First `/readyz` says so, and all goes on while those who send requests here
/// find out; then streams are ended and requests waited for. Only then nobody listens any more. A second signal skips
/// the time to find out.
fn ends(
    drain: Drain,
    connections: Connections,
    time: Duration,
    last: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let mut told = Signals::new()?;
    Ok(async move {
        told.told_to_end().await;
        tracing::info!(
            seconds = time.as_secs(),
            "shutdown: signal received; draining"
        );
        drain.begin();
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = told.told_to_end() => {}
        }
        connections.end();
        if tokio::time::timeout(END_WITHIN, drain.settles())
            .await
            .is_err()
        {
            tracing::warn!("shutdown: requests that still run are aborted");
        }
        if tokio::time::timeout(END_WITHIN, last).await.is_err() {
            tracing::warn!("shutdown: the worker is aborted");
        }
    })
}

/// Hears signals to end.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    pub(crate) async fn told_to_end(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[expect(
    clippy::print_stdout,
    reason = "what the person who started it wants to know"
)]
fn announce(config: &Config, address: &std::net::SocketAddr) {
    println!("Microfluence listens on http://{address}");
    println!("  database  {}", config.database_url);
    println!(
        "  sessions  {}",
        crate::bootstrap::sessions_shown(&config.sessions)
    );
    println!("  GraphQL   http://{address}/graphql");
    if config.stage == Stage::Development {
        println!(
            "  Try it    http://{address}/ in a browser; `microfluence demo` serves a filled marketplace"
        );
    }
}
