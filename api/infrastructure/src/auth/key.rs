//! The Ed25519 key that signs access tokens.

use std::path::Path;

use anyhow::Context;
use aws_lc_rs::encoding::{AsBigEndian, AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};

use super::secret::Secret;

/// A key to sign with, the key to verify with, and the name that tells it from others.
pub struct SigningKey {
    pub(super) kid: String,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
    /// Chooses what follows a refresh token.
    pub(super) refreshing: Secret,
    /// Vouches for devices.
    pub(super) devices: Secret,
}

impl SigningKey {
    /// Reads a PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` makes it.
    pub fn from_pem(pem: &str) -> anyhow::Result<Self> {
        let der = pem::parse(pem.trim()).context("not a PEM file")?;
        Self::from_der(der.contents())
    }

    /// Reads the key from a file; makes one first where there is none.
    pub fn kept_in(file: &Path) -> anyhow::Result<Self> {
        if !file.exists() {
            let pair = Ed25519KeyPair::generate().context("cannot make a signing key")?;
            let der: Pkcs8V1Der<'_> = pair.as_der().context("cannot write a signing key")?;
            write_private(
                file,
                &pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref())),
            )?;
        }
        Self::from_file(file)
    }

    /// Reads the key from a file.
    pub fn from_file(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        Self::from_pem(&text).with_context(|| format!("{} holds no signing key", file.display()))
    }

    /// A key that lives as long as the process.
    pub fn passing() -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::generate().context("cannot make a signing key")?;
        let der: Pkcs8V1Der<'_> = pair.as_der().context("cannot write a signing key")?;
        Self::from_der(der.as_ref())
    }

    fn from_der(der: &[u8]) -> anyhow::Result<Self> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der)
            .context("not an Ed25519 key in PKCS#8")?;
        let public = pair.public_key().as_ref();
        let kid = hex::encode(&Sha256::digest(public)[..8]);
        let decoding = DecodingKey::from_ed_components(&BASE64_URL_SAFE_NO_PAD.encode(public))?;
        let seed = pair.seed().context("cannot read the signing key")?;
        let root = seed.as_be_bytes().context("cannot read the signing key")?;
        Ok(Self {
            kid,
            encoding: EncodingKey::from_ed_der(der),
            decoding,
            refreshing: Secret::of(root.as_ref(), "refresh tokens"),
            devices: Secret::of(root.as_ref(), "devices"),
        })
    }
}

/// Readable by the owner only, from the first byte on.
fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;

    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}
