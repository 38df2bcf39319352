//! Reads a request's body within a size and a time, also when it comes in chunks.

use std::time::Duration;

use actix_web::web;
use futures_util::StreamExt;

/// Bytes of a body at most.
const BYTES_MAX: usize = 256 * 1024;
/// How long a body may take in total.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a body was not read.
pub(super) enum Unread {
    /// More than 256 kB.
    TooLarge,
    /// Too slow, or cut off.
    Broken,
}

/// The whole body.
pub(super) async fn read(payload: web::Payload) -> Result<Vec<u8>, Unread> {
    tokio::time::timeout(PATIENCE, collect(payload))
        .await
        .unwrap_or(Err(Unread::Broken))
}

async fn collect(mut payload: web::Payload) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if body.len() + chunk.len() > BYTES_MAX {
            return Err(Unread::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
