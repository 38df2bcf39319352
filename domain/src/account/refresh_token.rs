//! Opaque secrets: 256 random bits, shown once, kept as a hash.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// Draws a secret.
pub(super) fn draw() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::Internal(anyhow::anyhow!("randomness: {error}")))?;
    Ok(hex::encode(bytes))
}

/// What is kept of a secret. It has 256 bits of its own, so a fast hash is enough.
pub(super) fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}
