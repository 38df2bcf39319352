//! What is logged, and how it looks: text for people, JSON for what collects logs.

use std::io::IsTerminal;

use anyhow::Context;
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Logs to stderr from here on: what a filter such as `warn,server=debug` lets through.
pub fn to_stderr(format: LogFormat, filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter);
    let filter = filter.context("RUST_LOG is not a filter such as warn,server=debug")?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).init(),
        // Colours are for a terminal; in a file they are rubbish.
        LogFormat::Text if !std::io::stderr().is_terminal() => log.with_ansi(false).init(),
        LogFormat::Text => log.init(),
    }
    Ok(())
}
