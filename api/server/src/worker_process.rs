//! `microfluence worker`: clocks and outbox in a process of their own, which says how it is.

use std::net::TcpListener;

use actix_web::dev::{Server, ServerHandle};
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use infrastructure::change_feed;
use infrastructure::task::Tasks;
use tokio::sync::watch;

use crate::config::Config;
use crate::http::drain::Drain;
use crate::http::health::Health;
use crate::serve::Signals;
use crate::{bootstrap, http, worker};

/// Works until a signal ends it. From the signal on it is not ready; it is alive until it has finished what it was at.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let env = bootstrap::open(config).await?;
    let (drain, tasks) = (Drain::default(), Tasks::default());
    let health = Health {
        env: env.clone(),
        tasks: tasks.clone(),
        drain: drain.clone(),
    };
    let mut told = Signals::new()?;
    let (probes, address) = probes(config, health)?;
    let handle = probes.handle();
    let probes = actix_web::rt::spawn(probes);

    let (stop, stopped) = watch::channel(false);
    let (announced, kept) = (env.clone(), tasks.clone());
    let until = stopped.clone();
    let sequencer =
        tokio::spawn(async move { change_feed::keep_announcing(&announced, &kept, until).await });
    let work = tokio::spawn(worker::run(env, tasks, stopped));
    announce(&address);

    told.told_to_end().await;
    drain.begin();
    stop.send_replace(true);
    work.await.context("the worker failed")?;
    sequencer.await.context("the sequencer failed")?;
    ends(handle).await;
    probes.await?.context("the worker could not say how it is")
}

/// Answers `/healthz` and `/readyz`.
fn probes(config: &Config, health: Health) -> anyhow::Result<(Server, std::net::SocketAddr)> {
    let listener = TcpListener::bind(&config.worker_listen)
        .with_context(|| format!("cannot listen on {}", config.worker_listen))?;
    let address = listener.local_addr()?;
    let health = web::Data::new(health);
    let server =
        HttpServer::new(move || App::new().app_data(health.clone()).configure(http::probes))
            .workers(1)
            .max_connections(100)
            .disable_signals()
            .listen(listener)?
            .run();
    Ok((server, address))
}

async fn ends(probes: ServerHandle) {
    probes.stop(false).await;
}

#[expect(
    clippy::print_stdout,
    reason = "what the person who started it wants to know"
)]
fn announce(address: &std::net::SocketAddr) {
    println!("Clocks and outbox are running; interrupt to stop.");
    println!("  How it is  http://{address}/healthz and http://{address}/readyz");
}
